"""Sample a symbol on a rasterized page: its modules, its contrast and its quiet zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress
from math import ceil
from math import floor
from operator import itemgetter

from microsite.qr.canvas.colours import linear_srgb
from microsite.qr.symbol.encode import Symbol

_EDGE_TOLERANCE = 0.01
"""Dots by which a computed edge may be off."""
_PAGE_EDGE_TOLERANCE = 0.5
"""Dots by which the page edge may be off, since pages are rounded to whole dots."""
_INVERT = bytes.maketrans(b"\x00\x01", b"\x01\x00")


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A page in grey dots, 0 for black, row by row from the top left.

    dots_per_mm: according to the size that the file declares.
    """

    width: int
    height: int
    grey: bytes
    dots_per_mm: float

    def crop(self, x: float, y: float, width: float, height: float) -> tuple["Bitmap", int, int]:
        """Return the part of the page in whole dots, with its left and top offset."""
        left, top = max(floor(x), 0), max(floor(y), 0)
        right, bottom = min(ceil(x + width), self.width), min(ceil(y + height), self.height)
        rows = (
            self.grey[start + left : start + right]
            for start in range(top * self.width, bottom * self.width, self.width)
        )
        return Bitmap(right - left, bottom - top, b"".join(rows), self.dots_per_mm), left, top


@dataclass(frozen=True, slots=True)
class SymbolPosition:
    """The expected square of a symbol without its quiet zone, in dots from the top left.

    module: dots per module. size: modules per side.
    """

    x: float
    y: float
    module: float
    size: int

    @property
    def end_x(self) -> float:
        """The right edge."""
        return self.x + self.size * self.module

    @property
    def end_y(self) -> float:
        """The bottom edge."""
        return self.y + self.size * self.module


@dataclass(frozen=True, slots=True)
class Sample:
    """A symbol as rendered.

    dark, light: median grey of the modules that should be dark, and of those that should be light.
    modules: rows of bytes, 1 for modules nearer to dark than to light.
    is_clear: True if the quiet zone is on the page and about as light as the light modules.
    """

    dark: int
    light: int
    modules: tuple[bytes, ...]
    is_clear: bool

    @property
    def contrast(self) -> float:
        """The contrast ratio of dark on light, below 1 for light on dark (WCAG 2.2)."""
        dark, light = (linear_srgb(grey / 255) for grey in (self.dark, self.light))
        return (light + 0.05) / (dark + 0.05)


def sample_symbol(
    bitmap: Bitmap, position: SymbolPosition, symbol: Symbol, quiet_zone: int
) -> Sample | None:
    """Sample the middle dot of each module. Return None if the symbol extends beyond the page."""
    if min(position.x, position.y) < 0:
        return None
    if position.end_x > bitmap.width or position.end_y > bitmap.height:
        return None
    middles = [(index + 0.5) * position.module for index in range(position.size)]
    pick_columns = itemgetter(*(floor(position.x + middle) for middle in middles))
    rows = [bytes(pick_columns(_row(bitmap, floor(position.y + middle)))) for middle in middles]
    greys, is_expected_dark = b"".join(rows), b"".join(symbol.modules)
    dark = _median(compress(greys, is_expected_dark))
    light = _median(compress(greys, is_expected_dark.translate(_INVERT)))
    # One rule for all modules: in an inverted symbol every module comes out wrong.
    is_dark = bytes(2 * grey < dark + light for grey in range(256))
    is_shaded = bytes(4 * grey < dark + 3 * light for grey in range(256))
    modules = tuple(row.translate(is_dark) for row in rows)
    return Sample(dark, light, modules, _is_clear(bitmap, position, quiet_zone, is_shaded))


def _is_clear(bitmap: Bitmap, position: SymbolPosition, quiet_zone: int, is_shaded: bytes) -> bool:
    """Return True if the quiet zone is on the page and unshaded. Dots on its edges are ignored."""
    margin = quiet_zone * position.module
    left, top = position.x - margin, position.y - margin
    right, bottom = position.end_x + margin, position.end_y + margin
    overhang = max(-left, -top, right - bitmap.width, bottom - bitmap.height)
    if overhang > _PAGE_EDGE_TOLERANCE:
        return False
    columns = slice(max(ceil(left - _EDGE_TOLERANCE), 0), floor(right + _EDGE_TOLERANCE))
    inner_left = floor(position.x + _EDGE_TOLERANCE)
    inner_right = ceil(position.end_x - _EDGE_TOLERANCE)
    inner_top = floor(position.y + _EDGE_TOLERANCE)
    inner_bottom = ceil(position.end_y - _EDGE_TOLERANCE)
    first = max(ceil(top - _EDGE_TOLERANCE), 0)
    last = min(floor(bottom + _EDGE_TOLERANCE), bitmap.height)
    for y in range(first, last):
        row = _row(bitmap, y)
        if inner_top <= y < inner_bottom:
            row = row[columns.start : inner_left] + row[inner_right : columns.stop]
        else:
            row = row[columns]
        if 1 in row.translate(is_shaded):
            return False
    return True


def _row(bitmap: Bitmap, y: int) -> bytes:
    return bitmap.grey[y * bitmap.width : (y + 1) * bitmap.width]


def _median(greys: Iterable[int]) -> int:
    ordered = sorted(greys)
    return ordered[len(ordered) // 2]
