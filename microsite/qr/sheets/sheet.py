"""Many codes on sheets, in one PDF: each artwork in the middle of its label.

Codes that are cut from plain sheets get crop marks at the ends of every row and column, where a
guillotine cuts from; a ground that is not paper goes on past the cut into the gap. Label stock is
cut already and gets neither. The proof reads every code of the very file, page by page.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from math import floor
from typing import NamedTuple

from microsite.qr.canvas.colours import PAPER
from microsite.qr.canvas.numbers import plain
from microsite.qr.canvas.shapes import LEAST_MARK_GAP
from microsite.qr.canvas.shapes import MARK_LENGTH
from microsite.qr.canvas.shapes import MARK_LINE
from microsite.qr.canvas.shapes import Drawing
from microsite.qr.canvas.shapes import Shape
from microsite.qr.canvas.shapes import crop_marks
from microsite.qr.canvas.shapes import filled
from microsite.qr.canvas.shapes import moved
from microsite.qr.canvas.shapes import rectangle
from microsite.qr.canvas.shapes import window
from microsite.qr.design.style import Style
from microsite.qr.design.style import width_for
from microsite.qr.formats import pdf
from microsite.qr.pipeline import Artwork
from microsite.qr.pipeline import artwork
from microsite.qr.preflight.rasterize import pages
from microsite.qr.preflight.verify import DOTS_A_MODULE
from microsite.qr.preflight.verify import Verdict
from microsite.qr.preflight.verify import prove_part
from microsite.qr.sheets.stock import UNPRINTED
from microsite.qr.sheets.stock import Grid
from microsite.qr.sheets.stock import Size
from microsite.qr.sheets.stock import grid
from microsite.qr.sheets.stock import holding

_EXACT = 0.005
"""Millimetres by which an artwork may be larger than its label: rounding, and no more."""
LEAST_MARK = 2.0
"""Where there is room for less, there are no crop marks."""
_CORNER = 1.0
"""The radius of drawn edges."""
_NARROWER = 0.5
"""Millimetres from one narrower code to the next that is tried where one does not fit."""


class Order(NamedTuple):
    """A code that is wanted: its payload, and the lines of its label."""

    payload: str
    lines: tuple[str, ...] = ()


class Placed(NamedTuple):
    """An artwork, and where its top left corner lies on a sheet."""

    artwork: Artwork
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Sheets:
    """Codes on sheets. Nothing is drawn before it is asked for, a sheet at a time.

    start: how many labels of the first sheet are used already.
    outlines: whether the labels' edges are drawn, to hold a print on plain paper against the stock.
    """

    orders: Sequence[Order]
    style: Style
    grid: Grid
    start: int = 0
    outlines: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.grid.count:
            raise ValueError(
                f"There is no label {self.start + 1} on a sheet of {self.grid.count}:"
                f" take 1 to {self.grid.count}."
            )

    @property
    def count(self) -> int:
        """How many sheets it takes."""
        return -(-(self.start + len(self.orders)) // self.grid.count)

    def placed(self) -> Iterator[list[Placed]]:
        """The artworks of each sheet. Raises ValueError, naming what fits, for one that does not,
        and as `artwork` does.
        """
        first, after = 0, self.grid.count - self.start
        while first < len(self.orders):
            orders = self.orders[first:after]
            used = self.start if first == 0 else 0
            yield [self._placed(order, at) for at, order in enumerate(orders, used)]
            first, after = after, after + self.grid.count

    def write(self) -> bytes:
        """The file. Raises ValueError as `placed` does."""
        title = f"{len(self.orders)} codes"
        return pdf.write_pages(title, (self._drawing(title, sheet) for sheet in self.placed()))

    def prove(self, content: bytes) -> Iterator[tuple[Order, Verdict]]:
        """The verdict on each code of a file that is said to hold these sheets.

        Raises UnreadError for a file with other pages than these.
        """
        module = min((placed.artwork.module_mm for placed in next(self.placed(), ())), default=1.0)
        rendered = pages(content, DOTS_A_MODULE / module, self.count)
        orders = iter(self.orders)
        for sheet, page in zip(self.placed(), rendered, strict=True):
            for placed in sheet:
                yield next(orders), prove_part(placed.artwork, page, placed.x, placed.y)

    def _placed(self, order: Order, at: int) -> Placed:
        made = artwork(order.payload, self.style, order.lines)
        width, height = self.grid.label
        if made.drawing.width > width + _EXACT or made.drawing.height > height + _EXACT:
            raise _too_large(made, self.grid)
        left, top = self.grid.place(at)
        return Placed(
            made,
            left + (width - made.drawing.width) / 2,
            top + (height - made.drawing.height) / 2,
        )

    def _drawing(self, title: str, sheet: Sequence[Placed]) -> Drawing:
        """A page: grounds first, so that none hides part of its neighbour."""
        grounds = [self._ground(placed) for placed in sheet]
        codes = [
            moved(shape, placed.x, placed.y)
            for placed in sheet
            for shape in placed.artwork.drawing.shapes
        ]
        painted = (*grounds, *codes, *self._outlines(), self._marks())
        return Drawing(title, *self.grid.page, PAPER, tuple(filter(None, painted)))

    @property
    def _bleed(self) -> float:
        """How far grounds go on past their labels: to the middle of the gap at most."""
        if self.grid.die_cut:
            return 0.0
        return min(self.style.bleed_mm, *(gap / 2 for gap in self.grid.gap))

    def _ground(self, placed: Placed) -> Shape | None:
        """What an artwork stands on: all of its label where it is to be cut out square."""
        drawing = placed.artwork.drawing
        if drawing.ground == PAPER:
            return None
        x, y, width, height = placed.x, placed.y, drawing.width, drawing.height
        if not drawing.radius and not self.grid.die_cut:
            width, height = self.grid.label
            x -= (width - drawing.width) / 2
            y -= (height - drawing.height) / 2
        bleed = self._bleed
        radius = drawing.radius and drawing.radius + bleed
        sides = (x - bleed, y - bleed, width + 2 * bleed, height + 2 * bleed)
        return filled(rectangle(*sides, radius), drawing.ground)

    def _marks(self) -> Shape | None:
        """Crop marks around all labels, if they are to be cut and the paper has room for marks."""
        grid, gap = self.grid, max(self._bleed, LEAST_MARK_GAP)
        across, down = _edges(grid.lefts, grid.label[0]), _edges(grid.tops, grid.label[1])
        ends = across[0], grid.page[0] - across[-1], down[0], grid.page[1] - down[-1]
        room = min(*ends, gap + MARK_LENGTH)
        if grid.die_cut or not self.style.crop_marks or room - gap < LEAST_MARK:
            return None
        return filled(crop_marks(across, down, gap, room - gap), self.style.foreground)

    def _outlines(self) -> Iterator[Shape]:
        """The edges of the labels."""
        width, height = self.grid.label
        for number in range(self.grid.count if self.outlines else 0):
            x, y = self.grid.place(number)
            inner = (x + MARK_LINE, y + MARK_LINE, width - 2 * MARK_LINE, height - 2 * MARK_LINE)
            line = window((x, y, width, height, _CORNER), (*inner, _CORNER))
            yield filled(line, self.style.foreground)


def grid_for(orders: Sequence[Order], style: Style, page: Size) -> Grid:
    """A grid of as many labels as a page holds, each as large as the largest of the artworks, with
    room for bleed and crop marks. Raises ValueError as `artwork` and `grid` do.
    """
    sizes = [artwork(order.payload, style, order.lines).drawing for order in orders]
    label = (max(size.width for size in sizes), max(size.height for size in sizes))
    gap = 2 * max(style.bleed_mm, LEAST_MARK_GAP)
    margin = UNPRINTED + (gap / 2 + MARK_LENGTH if style.crop_marks else 0)
    return grid(page, label, (gap, gap), margin)


def _edges(starts: Sequence[float], length: float) -> list[float]:
    """Where labels begin and end, each place once."""
    return sorted({round(edge, 4) for start in starts for edge in (start, start + length)})


def _too_large(made: Artwork, grid: Grid) -> ValueError:
    """What does not fit, and what would: the widest code on this label, or other stock."""
    size = made.drawing.width, made.drawing.height
    width = next((width for width in _narrower(made.style) if _fits(made, width, grid.label)), None)
    mends = [f"codes of {plain(width)} mm"] if width else []
    mends += [name for name in [holding(*size)] if name]
    return ValueError(
        f"{made.symbol.payload} takes {plain(round(size[0], 2))} x {plain(round(size[1], 2))} mm,"
        f" more than a label of {plain(grid.label[0])} x {plain(grid.label[1])} mm:"
        f" take {' or '.join(mends) or 'larger labels'}."
    )


def _narrower(style: Style) -> Iterator[float]:
    """Narrower codes, the widest first, down to the least that scans."""
    width, least = floor(style.width_mm / _NARROWER) * _NARROWER, width_for(style.distance_mm)
    while width >= least:
        yield width
        width -= _NARROWER


def _fits(made: Artwork, width: float, label: Size) -> bool:
    """Whether the artwork fits on a label with a code of that width."""
    try:
        tried = artwork(made.symbol.payload, replace(made.style, width_mm=width), made.lines)
    except ValueError:
        return False
    return tried.drawing.width <= label[0] and tried.drawing.height <= label[1]
