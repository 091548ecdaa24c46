"""Shapes of a drawing, in millimetres from the top left of the trim, y downwards.

The writers (`svg`, `png`, `pdf`, `eps`) know only these shapes, not what they mean.
"""

import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from typing import Literal

from microsite.qr.canvas.colours import Colour

PathStep = tuple[Literal["M", "L", "C", "Z"], tuple[float, ...]]
"""A move, line, curve or close, with its points, as in SVG and PDF."""

POINTS_PER_MM = 72 / 25.4
CROP_MARK_LENGTH_MM = 5.0
CROP_MARK_LINE_MM = 0.1
MIN_CROP_MARK_GAP_MM = 2.0
"""Minimum distance of a crop mark from the trim, used where there is no bleed."""
QUARTER_CIRCLE_CONTROL = 0.5522847
"""Distance of a quarter circle's Bézier control points along its tangents, as a share of the
radius."""

_DARK_RUN = re.compile(b"\x01+")


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A closed path to fill, in its own units.

    Outlines compare by identity, so that writers can cache their text.
    """

    steps: tuple[PathStep, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """Outlines filled with one colour.

    outlines: pairs of an offset to the right of the shape's origin, in outline units, and an
        outline.
    scale: millimetres per outline unit.
    """

    outlines: tuple[tuple[float, Outline], ...]
    colour: Colour
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Modules:
    """The dark modules of a symbol: rows of bytes, 1 for dark; `scale` is the width of a module."""

    rows: tuple[bytes, ...]
    colour: Colour
    x: float
    y: float
    scale: float

    def iter_runs(self) -> Iterator[tuple[int, int, int]]:
        """Yield horizontal runs of dark modules: column, row and width in modules.

        Filled as one path, the runs leave no hairlines between rows.
        """
        for y, row in enumerate(self.rows):
            for run in _DARK_RUN.finditer(row):
                start, end = run.span()
                yield start, y, end - start


@dataclass(frozen=True, slots=True)
class RasterImage:
    """An image re-encoded to its pixels only, without metadata.

    samples: rows of `bands` bytes per pixel: 1 grey, 3 RGB, 4 CMYK (255 for full ink).
    png: the same as a PNG file, in grey or RGB.
    """

    width: int
    height: int
    bands: int
    samples: bytes
    png: bytes


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image with its position and size on the page."""

    image: RasterImage
    x: float
    y: float
    width: float
    height: float


DrawingItem = Shape | Modules | PlacedImage


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page: its background, and the items on it in painting order.

    width, height: of the trim.
    radius: of the corners of the background.
    bleed: how far the background extends past the trim, in formats that have a bleed.
    crop_marks: the colour of crop marks outside the bleed, or None.
    """

    title: str
    width: float
    height: float
    background: Colour
    items: tuple[DrawingItem, ...]
    radius: float = 0.0
    bleed: float = 0.0
    crop_marks: Colour | None = None

    @property
    def colours(self) -> tuple[Colour, ...]:
        """Every colour except those in images, each once, the background's first."""
        items = (item.colour for item in self.items if not isinstance(item, PlacedImage))
        marks = () if self.crop_marks is None else (self.crop_marks,)
        return tuple(dict.fromkeys((self.background, *items, *marks)))

    @property
    def crop_mark_gap(self) -> float:
        """The distance of the crop marks from the trim; they are outside the bleed."""
        return max(self.bleed, MIN_CROP_MARK_GAP_MM)

    @property
    def margin(self) -> float:
        """The width of the paper outside the trim, for bleed and crop marks."""
        return self.bleed if self.crop_marks is None else self.crop_mark_gap + CROP_MARK_LENGTH_MM

    @property
    def images(self) -> tuple[PlacedImage, ...]:
        """The images of the drawing."""
        return tuple(item for item in self.items if isinstance(item, PlacedImage))


def fill_outline(outline: Outline, colour: Colour) -> Shape:
    """Return a shape for an outline in millimetres of the page."""
    return Shape(((0.0, outline),), colour)


def outline_rectangle(
    x: float, y: float, width: float, height: float, radius: float = 0.0
) -> Outline:
    """Return a rectangle, with rounded corners if a radius is set."""
    return Outline(tuple(_walk_rectangle(x, y, x + width, y + height, radius)))


def outline_frame(
    outer: tuple[float, float, float, float, float], inner: tuple[float, ...]
) -> Outline:
    """Return a rectangle with a rectangular hole, each as (x, y, width, height, radius > 0).

    The hole runs in the opposite direction, so that it stays empty under the nonzero rule.
    """
    x, y, width, height, radius = inner
    hole = _walk_rectangle(x + width, y, x, y + height, -radius)
    return Outline((*outline_rectangle(*outer).steps, *hole))


def outline_crop_marks(
    across: Sequence[float],
    down: Sequence[float],
    gap: float,
    length: float = CROP_MARK_LENGTH_MM,
) -> Outline:
    """Return crop marks at these positions across and down the page.

    They lie a gap outside the first and last position, on both sides.
    """
    half, far = CROP_MARK_LINE_MM / 2, gap + length
    lines = (
        *(
            (position - half, start, CROP_MARK_LINE_MM, length)
            for position in across
            for start in (down[0] - far, down[-1] + gap)
        ),
        *(
            (start, position - half, length, CROP_MARK_LINE_MM)
            for position in down
            for start in (across[0] - far, across[-1] + gap)
        ),
    )
    return Outline(tuple(step for line in lines for step in outline_rectangle(*line).steps))


def move_item(item: DrawingItem, right: float, down: float) -> DrawingItem:
    """Return a copy of the item moved right and down."""
    return replace(item, x=item.x + right, y=item.y + down)


def _walk_rectangle(
    left: float, top: float, right: float, bottom: float, radius: float
) -> Iterable[PathStep]:
    """Yield the path clockwise from the top left.

    With left and right exchanged and a negative radius, it runs anticlockwise.
    """
    if not radius:
        yield "M", (left, top)
        yield "L", (right, top)
        yield "L", (right, bottom)
        yield "L", (left, bottom)
        yield "Z", ()
        return
    across, down = radius, abs(radius)
    near_x, near_y = across * (1 - QUARTER_CIRCLE_CONTROL), down * (1 - QUARTER_CIRCLE_CONTROL)
    yield "M", (left + across, top)
    yield "L", (right - across, top)
    yield "C", (right - near_x, top, right, top + near_y, right, top + down)
    yield "L", (right, bottom - down)
    yield "C", (right, bottom - near_y, right - near_x, bottom, right - across, bottom)
    yield "L", (left + across, bottom)
    yield "C", (left + near_x, bottom, left, bottom - near_y, left, bottom - down)
    yield "L", (left, top + down)
    yield "C", (left, top + near_y, left + near_x, top, left + across, top)
    yield "Z", ()
