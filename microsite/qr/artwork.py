"""A symbol as a file for print: SVG in millimetres, PNG in whole printer dots a module.

Every width here is the whole printed width: the symbol with its quiet zone, which is drawn, white,
as part of the artwork. The same call gives the same bytes.
"""

import re
import struct
import zlib
from dataclasses import dataclass
from math import ceil
from math import floor
from math import inf
from xml.sax.saxutils import escape

from microsite.qr.symbol import Symbol

LEAST_QUIET_ZONE = 4
"""Modules on every side (ISO/IEC 18004:2015, 6.3.8; qrcode.com/en/howto/code.html)."""
LEAST_WIDTH_MM = 20.0
"""The printing trade's rule for a code in the hand; at a distance it is a tenth of that."""
LEAST_MODULE_DOTS = 4
"""Printer dots across a module (qrcode.com/en/howto/cell.html)."""
LEAST_MODULE_MM = LEAST_MODULE_DOTS * 25.4 / 600
"""The finest module on that page, 0.17 mm: four dots at 600 dpi."""
MOST_DOTS = 9_000
"""Dots along a side of a PNG: 38 cm at 600 dpi, and as much as Pillow reads without a warning."""

_MM_AN_INCH = 25.4
_DARK_RUN = re.compile(b"\x01+")


@dataclass(frozen=True, slots=True)
class Raster:
    """The size of artwork made of dots.

    across: modules along a side, quiet zone included.
    module_dots: dots along a side of a module.
    dpi: dots an inch.
    """

    across: int
    module_dots: int
    dpi: int

    @property
    def dots(self) -> int:
        """Dots along a side."""
        return self.across * self.module_dots

    @property
    def module_mm(self) -> float:
        """The true width of a module."""
        return self.module_dots * _MM_AN_INCH / self.dpi

    @property
    def width_mm(self) -> float:
        """The true width, quiet zone included."""
        return self.dots * _MM_AN_INCH / self.dpi


@dataclass(frozen=True, slots=True)
class Artwork:
    """One code as it is to be printed, black on white.

    width_mm: the whole width, quiet zone included.
    quiet_zone: modules on every side.
    Raises ValueError, naming the least that works, for what would not scan.
    """

    symbol: Symbol
    width_mm: float = 30.0
    quiet_zone: int = LEAST_QUIET_ZONE

    def __post_init__(self) -> None:
        if self.quiet_zone < LEAST_QUIET_ZONE:
            raise ValueError(
                f"A quiet zone of {self.quiet_zone} modules is too narrow:"
                f" it takes {LEAST_QUIET_ZONE} or more."
            )
        least = max(LEAST_WIDTH_MM, self.across * LEAST_MODULE_MM)
        if not least <= self.width_mm < inf:
            raise ValueError(
                f"A code {_plain(self.width_mm)} mm wide cannot be relied on to scan:"
                f" with {self.across} modules across it takes {_plain(_up(least))} mm or more."
            )

    @property
    def across(self) -> int:
        """Modules along a side, quiet zone included."""
        return self.symbol.size + 2 * self.quiet_zone

    @property
    def module_mm(self) -> float:
        """The width of a module."""
        return self.width_mm / self.across

    def snapped(self, dpi: int) -> Raster:
        """The artwork in whole dots a module, as near to the width asked for as that comes.

        Where the nearest is under a least width the next larger is taken. Raises ValueError,
        naming what works, for modules under four dots and for rasters past `MOST_DOTS`.
        """
        dots_a_mm = dpi / _MM_AN_INCH
        asked = round(self.module_mm * dots_a_mm, 6)
        if asked < LEAST_MODULE_DOTS:
            needed = LEAST_MODULE_DOTS * self.across
            wider = f", or {_plain(_up(needed / dots_a_mm))} mm or more" if dpi > 0 else ""
            raise ValueError(
                f"At {dpi} dpi and {_plain(self.width_mm)} mm a module has fewer than"
                f" {LEAST_MODULE_DOTS} dots: take {ceil(needed * _MM_AN_INCH / self.width_mm)}"
                f" dpi or more{wider}."
            )
        least_mm = max(LEAST_WIDTH_MM / self.across, LEAST_MODULE_MM)
        least = ceil(round(least_mm * dots_a_mm, 6))
        raster = Raster(self.across, max(floor(asked + 0.5), least), dpi)
        if raster.dots > MOST_DOTS:
            raise ValueError(
                f"At {dpi} dpi and {_plain(self.width_mm)} mm a PNG has {raster.dots} dots a side,"
                f" more than {MOST_DOTS}: take the SVG."
            )
        return raster

    def rows(self) -> list[bytes]:
        """The modules with their quiet zone: `across` rows of `across` bytes, 1 for dark."""
        side = bytes(self.quiet_zone)
        blank = [bytes(self.across)] * self.quiet_zone
        return [*blank, *(side + row + side for row in self.symbol.modules), *blank]


def svg(symbol: Symbol, width_mm: float = 30.0, quiet_zone: int = LEAST_QUIET_ZONE) -> bytes:
    """The artwork as SVG of that very width, with modules as its units.

    All dark modules are one path, so that no hairlines show between them. Raises ValueError as
    `Artwork` does.
    """
    artwork = Artwork(symbol, width_mm, quiet_zone)
    across, width = artwork.across, _plain(width_mm)
    path = "".join(
        f"M{run.start()} {y}h{len(run[0])}v1h-{len(run[0])}z"
        for y, row in enumerate(artwork.rows())
        for run in _DARK_RUN.finditer(row)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{width}mm"'
        f' viewBox="0 0 {across} {across}" role="img">\n'
        f"<title>{escape(symbol.payload)}</title>\n"
        f"<desc>QR code, version {symbol.version}, error correction {symbol.level}</desc>\n"
        f'<rect width="{across}" height="{across}" fill="#fff"/>\n'
        f'<path d="{path}" fill="#000" shape-rendering="crispEdges"/>\n'
        "</svg>\n"
    ).encode()


def png(
    symbol: Symbol, width_mm: float = 30.0, dpi: int = 600, quiet_zone: int = LEAST_QUIET_ZONE
) -> bytes:
    """The artwork as a black and white PNG (one bit a dot) with its true resolution inside.

    Its true width is that of `Artwork(symbol, width_mm, quiet_zone).snapped(dpi)`. Raises
    ValueError as `Artwork` and `snapped` do.
    """
    artwork = Artwork(symbol, width_mm, quiet_zone)
    raster = artwork.snapped(dpi)
    light, dark = b"1" * raster.module_dots, b"0" * raster.module_dots
    row_bytes = -(-raster.dots // 8)
    padding = b"0" * (8 * row_bytes - raster.dots)
    # A line that repeats the one above is all zeros under filter 2, "Up" (PNG, 9.2).
    repeats = (b"\x02" + bytes(row_bytes)) * (raster.module_dots - 1)
    lines: list[bytes] = []
    for row in artwork.rows():
        bits = row.replace(b"\x00", light).replace(b"\x01", dark) + padding
        lines += b"\x00", int(bits, 2).to_bytes(row_bytes, "big"), repeats
    dots_a_metre = floor(dpi * 1000 / _MM_AN_INCH + 0.5)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", raster.dots, raster.dots, 1, 0, 0, 0, 0)),
            _chunk(b"pHYs", struct.pack(">IIB", dots_a_metre, dots_a_metre, 1)),
            _chunk(b"IDAT", zlib.compress(b"".join(lines))),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG: its length, kind, data and check sum (PNG, 5.3)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _up(millimetres: float) -> float:
    """Rounded up to the hundredth of a millimetre."""
    return ceil(millimetres * 100) / 100


def _plain(millimetres: float) -> str:
    """Millimetres to four places, without needless zeros."""
    return f"{millimetres:.4f}".rstrip("0").rstrip(".")
