"""Many codes on sheets in one PDF: each artwork in the middle of its label.

Codes cut from plain sheets get crop marks at both ends of every row and column, where a guillotine
cuts; a background that is not white extends past the cut into the gap. Label stock is die-cut and
gets neither. Preflight reads every code of the final file, page by page.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from microsite.qr.canvas.colours import WHITE
from microsite.qr.canvas.shapes import CROP_MARK_LENGTH_MM
from microsite.qr.canvas.shapes import CROP_MARK_LINE_MM
from microsite.qr.canvas.shapes import MIN_CROP_MARK_GAP_MM
from microsite.qr.canvas.shapes import Drawing
from microsite.qr.canvas.shapes import Shape
from microsite.qr.canvas.shapes import fill_outline
from microsite.qr.canvas.shapes import move_item
from microsite.qr.canvas.shapes import outline_crop_marks
from microsite.qr.canvas.shapes import outline_frame
from microsite.qr.canvas.shapes import outline_rectangle
from microsite.qr.design.style import Style
from microsite.qr.formats import pdf
from microsite.qr.pipeline import Artwork
from microsite.qr.pipeline import build_artwork
from microsite.qr.preflight.rasterize import rasterize_pages
from microsite.qr.preflight.verify import DOTS_PER_MODULE
from microsite.qr.preflight.verify import PreflightReport
from microsite.qr.preflight.verify import verify_region
from microsite.qr.sheets.label_fit import too_large_error
from microsite.qr.sheets.stock import UNPRINTABLE_MARGIN_MM
from microsite.qr.sheets.stock import SheetGrid
from microsite.qr.sheets.stock import Size
from microsite.qr.sheets.stock import build_grid

_FIT_TOLERANCE_MM = 0.005
"""An artwork may exceed its label by this much, to allow for rounding."""
MIN_MARK_LENGTH_MM = 2.0
"""With less room there are no crop marks."""
_OUTLINE_RADIUS_MM = 1.0


class SheetItem(NamedTuple):
    """A code to print: its payload and its caption lines."""

    payload: str
    caption_lines: tuple[str, ...] = ()


class PlacedArtwork(NamedTuple):
    """An artwork and the position of its top left corner on the sheet."""

    artwork: Artwork
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Sheets:
    """Codes on sheets, drawn lazily, one sheet at a time.

    used_labels: labels of the first sheet to skip.
    outlines: draw the label edges, to compare a print on plain paper with the stock.
    """

    items: Sequence[SheetItem]
    style: Style
    grid: SheetGrid
    used_labels: int = 0
    outlines: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.used_labels < self.grid.count:
            raise ValueError(
                f"Label {self.used_labels + 1} does not exist on a sheet of {self.grid.count}:"
                f" use 1 to {self.grid.count}."
            )

    @property
    def count(self) -> int:
        """The number of sheets."""
        return -(-(self.used_labels + len(self.items)) // self.grid.count)

    def place_artworks(self) -> Iterator[list[PlacedArtwork]]:
        """Yield the artworks of each sheet.

        Raise ValueError for an artwork that does not fit, with the sizes that do, and as
        `build_artwork` does.
        """
        first, end = 0, self.grid.count - self.used_labels
        while first < len(self.items):
            used = self.used_labels if first == 0 else 0
            items = self.items[first:end]
            yield [self._place_artwork(item, label) for label, item in enumerate(items, used)]
            first, end = end, end + self.grid.count

    def write(self) -> bytes:
        """Write the PDF. Raise ValueError as `place_artworks` does."""
        title = f"{len(self.items)} codes"
        return pdf.write_pages(title, (self._draw(title, sheet) for sheet in self.place_artworks()))

    def verify(self, content: bytes) -> Iterator[tuple[SheetItem, PreflightReport]]:
        """Run preflight on each code of a PDF of these sheets.

        Raise RasterizeError if the PDF cannot be rendered or has a different number of pages.
        """
        first_sheet = next(self.place_artworks(), [])
        module_mm = min((placed.artwork.module_mm for placed in first_sheet), default=1.0)
        pages = rasterize_pages(content, DOTS_PER_MODULE / module_mm, self.count)
        items = iter(self.items)
        for sheet, page in zip(self.place_artworks(), pages, strict=True):
            for placed in sheet:
                yield next(items), verify_region(placed.artwork, page, placed.x, placed.y)

    def _place_artwork(self, item: SheetItem, label: int) -> PlacedArtwork:
        artwork = build_artwork(item.payload, self.style, item.caption_lines)
        drawing = artwork.drawing
        width, height = self.grid.label
        if drawing.width > width + _FIT_TOLERANCE_MM or drawing.height > height + _FIT_TOLERANCE_MM:
            raise too_large_error(artwork, self.grid)
        left, top = self.grid.label_origin(label)
        return PlacedArtwork(
            artwork, left + (width - drawing.width) / 2, top + (height - drawing.height) / 2
        )

    def _draw(self, title: str, sheet: Sequence[PlacedArtwork]) -> Drawing:
        """Draw a page. Backgrounds come first, so that none covers part of its neighbour."""
        backgrounds = [self._draw_background(placed) for placed in sheet]
        codes = [
            move_item(shape, placed.x, placed.y)
            for placed in sheet
            for shape in placed.artwork.drawing.items
        ]
        shapes = (*backgrounds, *codes, *self._draw_outlines(), self._draw_crop_marks())
        return Drawing(title, *self.grid.page, WHITE, tuple(filter(None, shapes)))

    @property
    def _bleed(self) -> float:
        """The bleed of the backgrounds in mm, at most half of the gap between labels."""
        if self.grid.die_cut:
            return 0.0
        return min(self.style.bleed_mm, *(gap / 2 for gap in self.grid.gap))

    def _draw_background(self, placed: PlacedArtwork) -> Shape | None:
        """Draw the background of an artwork. It fills the label if that is cut to a rectangle."""
        drawing = placed.artwork.drawing
        if drawing.background == WHITE:
            return None
        x, y, width, height = placed.x, placed.y, drawing.width, drawing.height
        if not drawing.radius and not self.grid.die_cut:
            width, height = self.grid.label
            x -= (width - drawing.width) / 2
            y -= (height - drawing.height) / 2
        bleed = self._bleed
        radius = drawing.radius and drawing.radius + bleed
        box = (x - bleed, y - bleed, width + 2 * bleed, height + 2 * bleed)
        return fill_outline(outline_rectangle(*box, radius), drawing.background)

    def _draw_crop_marks(self) -> Shape | None:
        """Draw crop marks around the labels if they are to be cut and the margin has room."""
        grid, gap = self.grid, max(self._bleed, MIN_CROP_MARK_GAP_MM)
        x_cuts, y_cuts = _edges(grid.lefts, grid.label[0]), _edges(grid.tops, grid.label[1])
        margins = x_cuts[0], grid.page[0] - x_cuts[-1], y_cuts[0], grid.page[1] - y_cuts[-1]
        length = min(*margins, gap + CROP_MARK_LENGTH_MM) - gap
        if grid.die_cut or not self.style.crop_marks or length < MIN_MARK_LENGTH_MM:
            return None
        return fill_outline(outline_crop_marks(x_cuts, y_cuts, gap, length), self.style.foreground)

    def _draw_outlines(self) -> Iterator[Shape]:
        width, height = self.grid.label
        line = CROP_MARK_LINE_MM
        for label in range(self.grid.count if self.outlines else 0):
            x, y = self.grid.label_origin(label)
            outer = (x, y, width, height, _OUTLINE_RADIUS_MM)
            inner = (x + line, y + line, width - 2 * line, height - 2 * line, _OUTLINE_RADIUS_MM)
            yield fill_outline(outline_frame(outer, inner), self.style.foreground)


def fit_grid(items: Sequence[SheetItem], style: Style, page: Size) -> SheetGrid:
    """Return a grid with as many labels as the page holds, each the size of the largest artwork.

    It leaves room for bleed and crop marks. Raise ValueError as `build_artwork` and `build_grid`
    do.
    """
    drawings = [build_artwork(item.payload, style, item.caption_lines).drawing for item in items]
    label = (max(each.width for each in drawings), max(each.height for each in drawings))
    gap = 2 * max(style.bleed_mm, MIN_CROP_MARK_GAP_MM)
    margin = UNPRINTABLE_MARGIN_MM + (gap / 2 + CROP_MARK_LENGTH_MM if style.crop_marks else 0)
    return build_grid(page, label, (gap, gap), margin)


def _edges(starts: Sequence[float], length: float) -> list[float]:
    """Return the distinct positions at which labels start and end."""
    return sorted({round(edge, 4) for start in starts for edge in (start, start + length)})
