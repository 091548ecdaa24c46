"""Where a symbol should be on a page, the modules that are seen there, and what is around them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress
from math import ceil
from math import floor
from operator import itemgetter

from microsite.qr.symbol.encode import Symbol

_EDGE = 0.01
"""Dots by which a computed edge may be off."""
_PAGE_EDGE = 0.5
"""Dots by which the edge of a page may be off, since it comes in whole dots."""
_TURNED = bytes.maketrans(b"\x00\x01", b"\x01\x00")


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A page in grey dots, 0 for black, row after row from the top left.

    dots_a_mm: by the file's own account of its size.
    """

    width: int
    height: int
    grey: bytes
    dots_a_mm: float

    def part(self, x: float, y: float, width: float, height: float) -> tuple["Bitmap", int, int]:
        """The whole dots of a part of the page, as far as it is on it; and where these begin."""
        left, top = max(floor(x), 0), max(floor(y), 0)
        right, bottom = min(ceil(x + width), self.width), min(ceil(y + height), self.height)
        rows = (
            self.grey[at + left : at + right]
            for at in range(top * self.width, bottom * self.width, self.width)
        )
        return Bitmap(right - left, bottom - top, b"".join(rows), self.dots_a_mm), left, top


@dataclass(frozen=True, slots=True)
class Place:
    """The square where a symbol should be, quiet zone not included, in dots from the top left."""

    x: float
    y: float
    module: float
    size: int

    @property
    def end_x(self) -> float:
        """Its right edge."""
        return self.x + self.size * self.module

    @property
    def end_y(self) -> float:
        """Its lower edge."""
        return self.y + self.size * self.module


@dataclass(frozen=True, slots=True)
class Sample:
    """A symbol as it looks.

    dark, light: the middling greys of the modules that should be dark, and light.
    modules: rows of bytes, 1 for what is nearer to that dark than to that light.
    is_clear: whether all around, as wide as the quiet zone must be, is about as light as that.
    """

    dark: int
    light: int
    modules: tuple[bytes, ...]
    is_clear: bool

    @property
    def contrast(self) -> float:
        """The contrast ratio of dark on light as seen, below 1 for light on dark."""
        return (_luminance(self.light) + 0.05) / (_luminance(self.dark) + 0.05)


def sampled(bitmap: Bitmap, place: Place, symbol: Symbol, quiet_zone: int) -> Sample | None:
    """The symbol as it looks, each module by the dot in its middle; None if it leaves the page."""
    if min(place.x, place.y) < 0 or place.end_x > bitmap.width or place.end_y > bitmap.height:
        return None
    middles = [(at + 0.5) * place.module for at in range(place.size)]
    columns = itemgetter(*(floor(place.x + middle) for middle in middles))
    rows = [bytes(columns(_row(bitmap, floor(place.y + middle)))) for middle in middles]
    greys, true = b"".join(rows), b"".join(symbol.modules)
    dark = _middling(compress(greys, true))
    light = _middling(compress(greys, true.translate(_TURNED)))
    # By the same rule for all, so that of a symbol that looks inverted every module is wrong.
    is_dark = bytes(2 * grey < dark + light for grey in range(256))
    is_shade = bytes(4 * grey < dark + 3 * light for grey in range(256))
    modules = tuple(row.translate(is_dark) for row in rows)
    return Sample(dark, light, modules, _is_clear(bitmap, place, quiet_zone, is_shade))


def _is_clear(bitmap: Bitmap, place: Place, quiet_zone: int, is_shade: bytes) -> bool:
    """Whether the quiet zone is on the page and has no shade; dots on its edges do not count."""
    wide = quiet_zone * place.module
    left, top = place.x - wide, place.y - wide
    right, bottom = place.end_x + wide, place.end_y + wide
    beyond = max(-left, -top, right - bitmap.width, bottom - bitmap.height)
    if beyond > _PAGE_EDGE:
        return False
    across = slice(max(ceil(left - _EDGE), 0), floor(right + _EDGE))
    before, after = floor(place.x + _EDGE), ceil(place.end_x - _EDGE)
    above, below = floor(place.y + _EDGE), ceil(place.end_y - _EDGE)
    down = slice(max(ceil(top - _EDGE), 0), min(floor(bottom + _EDGE), bitmap.height))
    for y in range(down.start, down.stop):
        row = _row(bitmap, y)
        if above <= y < below:
            row = row[across.start : before] + row[after : across.stop]
        else:
            row = row[across]
        if 1 in row.translate(is_shade):
            return False
    return True


def _row(bitmap: Bitmap, y: int) -> bytes:
    return bitmap.grey[y * bitmap.width : (y + 1) * bitmap.width]


def _middling(greys: Iterable[int]) -> int:
    ordered = sorted(greys)
    return ordered[len(ordered) // 2]


def _luminance(grey: int) -> float:
    """Relative luminance of a grey, 0 to 1 (WCAG 2.2)."""
    part = grey / 255
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
