"""What is drawn, in millimetres from the top left of the finished paper, downwards.

The writers (`svg`, `png`, `pdf`, `eps`) know these shapes and nothing of what they stand for.
"""

import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from typing import Literal

from microsite.qr.canvas.colours import Colour

Step = tuple[Literal["M", "L", "C", "Z"], tuple[float, ...]]
"""Move, line, curve or close, with the points it goes through, as SVG and PDF have them."""

POINTS_A_MM = 72 / 25.4
MARK_LENGTH = 5.0
MARK_LINE = 0.1
LEAST_MARK_GAP = 2.0
"""How near to the trim a crop mark may come where there is no bleed."""
ROUND = 0.5522847
"""How far along its tangents the control points of a quarter circle lie, of its radius."""

_DARK_RUN = re.compile(b"\x01+")


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A closed outline to be filled, in units of its own.

    An outline equals only itself, so that writers can remember what they wrote of it.
    """

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """Outlines filled with one colour.

    outlines: each with how far right of the shape's origin it lies, in its own units.
    scale: the millimetres of such a unit.
    """

    outlines: tuple[tuple[float, Outline], ...]
    colour: Colour
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Modules:
    """The dark modules of a symbol: rows of bytes, 1 for dark; `scale` is the module's width."""

    rows: tuple[bytes, ...]
    colour: Colour
    x: float
    y: float
    scale: float

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """The dark modules as rectangles one high: column, row and width of each, in modules.

        Filled as one path they leave no hairlines between rows.
        """
        for y, row in enumerate(self.rows):
            for run in _DARK_RUN.finditer(row):
                start, end = run.span()
                yield start, y, end - start


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in dots, re-encoded here and nothing but its dots.

    samples: rows of `bands` bytes a dot: 1 grey, 3 RGB, 4 CMYK (255 for full ink).
    png: the same as a file, in grey or RGB.
    """

    width: int
    height: int
    bands: int
    samples: bytes
    png: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """An image and where it lies."""

    image: Image
    x: float
    y: float
    width: float
    height: float


Painted = Shape | Modules | Picture


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page: its ground, and on it shapes in the order in which they are painted.

    width, height: of the finished paper (trim).
    radius: of the ground's corners.
    bleed: how far the ground goes on past the trim, where the form of the file shows it.
    marks: the colour of crop marks outside the bleed, or None.
    """

    title: str
    width: float
    height: float
    ground: Colour
    shapes: tuple[Painted, ...]
    radius: float = 0.0
    bleed: float = 0.0
    marks: Colour | None = None

    @property
    def colours(self) -> tuple[Colour, ...]:
        """Every colour in it but its pictures', each once, the ground's first."""
        shapes = (shape.colour for shape in self.shapes if not isinstance(shape, Picture))
        marks = () if self.marks is None else (self.marks,)
        return tuple(dict.fromkeys((self.ground, *shapes, *marks)))

    @property
    def mark_gap(self) -> float:
        """How far from the trim the crop marks begin: outside the bleed."""
        return max(self.bleed, LEAST_MARK_GAP)

    @property
    def margin(self) -> float:
        """How far the paper goes on past the trim, for bleed and marks."""
        return self.bleed if self.marks is None else self.mark_gap + MARK_LENGTH

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Its pictures."""
        return tuple(shape for shape in self.shapes if isinstance(shape, Picture))


def filled(outline: Outline, colour: Colour) -> Shape:
    """A shape whose outline is in millimetres of the page."""
    return Shape(((0.0, outline),), colour)


def rectangle(x: float, y: float, width: float, height: float, radius: float = 0.0) -> Outline:
    """A rectangle, with rounded corners if there is a radius."""
    return Outline(tuple(_rectangle(x, y, x + width, y + height, radius)))


def window(outer: tuple[float, float, float, float, float], inner: tuple[float, ...]) -> Outline:
    """A rectangle with a rectangular hole, each as (x, y, width, height, radius > 0).

    The hole's edge runs the other way round, so that it stays empty under the nonzero rule.
    """
    x, y, width, height, radius = inner
    hole = _rectangle(x + width, y, x, y + height, -radius)
    return Outline((*rectangle(*outer).steps, *hole))


def crop_marks(
    across: Sequence[float], down: Sequence[float], gap: float, length: float = MARK_LENGTH
) -> Outline:
    """The lines that say where to cut: at each of these places across the page and down it, on both
    sides of them all, a gap away.
    """
    half, far = MARK_LINE / 2, gap + length
    lines = (
        *(
            (at - half, end, MARK_LINE, length)
            for at in across
            for end in (down[0] - far, down[-1] + gap)
        ),
        *(
            (end, at - half, length, MARK_LINE)
            for at in down
            for end in (across[0] - far, across[-1] + gap)
        ),
    )
    return Outline(tuple(step for line in lines for step in rectangle(*line).steps))


def moved(painted: Painted, right: float, down: float) -> Painted:
    """The same so far to the right and down."""
    return replace(painted, x=painted.x + right, y=painted.y + down)


def _rectangle(
    left: float, top: float, right: float, bottom: float, radius: float
) -> Iterable[Step]:
    """Clockwise from the top left; anticlockwise if left and right are exchanged, when the radius
    along the width is negative.
    """
    if not radius:
        yield "M", (left, top)
        yield "L", (right, top)
        yield "L", (right, bottom)
        yield "L", (left, bottom)
        yield "Z", ()
        return
    across, down = radius, abs(radius)
    near_x, near_y = across * (1 - ROUND), down * (1 - ROUND)
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
