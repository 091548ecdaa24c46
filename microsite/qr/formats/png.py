"""A drawing as PNG (W3C PNG, third edition): whole dots a module, its true resolution inside.

What is in two colours has one bit a dot, as printers do; what is in more, or holds a picture, has
RGB.
"""

import struct
import zlib
from io import BytesIO
from math import ceil
from math import floor

import resvg_py
from PIL import Image

from microsite.qr.canvas.colours import BLACK
from microsite.qr.canvas.colours import PAPER
from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.shapes import Drawing
from microsite.qr.canvas.shapes import Modules
from microsite.qr.design.sizes import MOST_DOTS
from microsite.qr.design.style import MM_AN_INCH
from microsite.qr.formats import svg

_EFFORT, _EFFORT_IN_RGB = 3, 6
"""Of compression: lines of two colours mostly repeat, and come out small with little of it."""


def write(drawing: Drawing, modules: Modules, module_dots: int, dpi: int) -> bytes:
    """The drawing as a file in which a module of the symbol is so many dots.

    Raises ValueError for more than `MOST_DOTS` along a side.
    """
    dots_a_mm = module_dots / modules.scale
    width, height = (ceil(side * dots_a_mm - 0.001) for side in (drawing.width, drawing.height))
    if max(width, height) > MOST_DOTS:
        raise ValueError(
            f"At {dpi} dpi a PNG has {max(width, height)} dots a side, more than {MOST_DOTS}:"
            " take fewer dpi, or the SVG or PDF."
        )
    if drawing.shapes == (modules,):
        return _file(width, height, dpi, _lines(drawing, modules, module_dots), _palette(drawing))
    picture = _drawn(drawing, modules, dots_a_mm, width, height)
    if drawing.pictures or len(drawing.colours) > 2:
        return _file(width, height, dpi, _unfiltered(picture.tobytes(), 3 * width))
    palette = _palette(drawing)
    middle = sum(map(_grey, palette)) / 2
    bits = picture.convert("L").point([255 * (grey > middle) for grey in range(256)], "1")
    return _file(width, height, dpi, _unfiltered(bits.tobytes(), -(-width // 8)), palette)


def _lines(drawing: Drawing, modules: Modules, module_dots: int) -> bytes:
    """The lines of a symbol with nothing but its quiet zone around it."""
    light, dark = b"1" * module_dots, b"0" * module_dots
    around = round(modules.x / modules.scale)
    across = len(modules.rows) + 2 * around
    dots = across * module_dots
    row_bytes = -(-dots // 8)
    side, padding = light * around, b"0" * (8 * row_bytes - dots)
    # A line that repeats the one above is all zeros under filter 2, "Up" (9.2).
    repeats = (b"\x02" + bytes(row_bytes)) * (module_dots - 1)
    blank = bytes(len(modules.rows))
    lines: list[bytes] = []
    for row in (*[blank] * around, *modules.rows, *[blank] * around):
        bits = row.replace(b"\x00", light).replace(b"\x01", dark)
        number = int(side + bits + side + padding, 2)
        lines += b"\x00", number.to_bytes(row_bytes, "big"), repeats
    return b"".join(lines)


def _drawn(
    drawing: Drawing, modules: Modules, dots_a_mm: float, width: int, height: int
) -> Image.Image:
    """The drawing in RGB, moved by a part of a dot so that modules fill whole dots."""
    moved = round(modules.x * dots_a_mm) / dots_a_mm - modules.x
    file = resvg_py.svg_to_bytes(
        svg_string=(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
            f' viewBox="{-moved:.9f} {-moved:.9f} {width / dots_a_mm:.9f}'
            f' {height / dots_a_mm:.9f}">{svg.body(drawing)}</svg>'
        ),
        background=PAPER.hexadecimal,
        skip_system_fonts=True,
    )
    return Image.open(BytesIO(bytes(file))).convert("RGB")


def _palette(drawing: Drawing) -> tuple[Colour, Colour]:
    """The darker and the lighter of its two colours."""
    dark, light = sorted(drawing.colours, key=_grey)
    return dark, light


def _grey(colour: Colour) -> float:
    """A colour's grey as Pillow has it (ITU-R 601-2)."""
    red, green, blue = colour.rgb
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _unfiltered(samples: bytes, row_bytes: int) -> bytes:
    """Rows of samples as the lines of a PNG, each with filter 0."""
    return b"".join(
        b"\x00" + samples[start : start + row_bytes] for start in range(0, len(samples), row_bytes)
    )


def _file(
    width: int, height: int, dpi: int, lines: bytes, palette: tuple[Colour, Colour] | None = None
) -> bytes:
    """Lines as a file: one bit a dot for the two colours of a palette, RGB without one."""
    plainest = palette == (BLACK, PAPER)
    depth, kind = (8, 2) if palette is None else (1, 0 if plainest else 3)
    dots_a_metre = floor(dpi * 1000 / MM_AN_INCH + 0.5)
    parts = [
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)),
        _chunk(b"pHYs", struct.pack(">IIB", dots_a_metre, dots_a_metre, 1)),
    ]
    if palette and not plainest:
        parts.append(_chunk(b"PLTE", b"".join(bytes(colour.rgb) for colour in palette)))
    data = zlib.compress(lines, _EFFORT if palette else _EFFORT_IN_RGB)
    return b"".join((*parts, _chunk(b"IDAT", data), _chunk(b"IEND", b"")))


def _chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk: its length, kind, data and check sum (5.3)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
