"""Write a drawing as PNG (W3C PNG, third edition): whole dots per module, with its resolution.

A drawing in two colours has one bit per pixel, as printers do; one with more colours or an image is
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
from microsite.qr.canvas.colours import WHITE
from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.shapes import Drawing
from microsite.qr.canvas.shapes import Modules
from microsite.qr.design.sizes import MAX_PNG_PIXELS
from microsite.qr.design.style import MM_PER_INCH
from microsite.qr.formats import svg

_COMPRESSION, _RGB_COMPRESSION = 3, 6
"""zlib levels. Lines of two colours mostly repeat and compress well at a low level."""


def write(drawing: Drawing, modules: Modules, module_dots: int, dpi: int) -> bytes:
    """Return the drawing as a file in which a module of the symbol is `module_dots` pixels wide.

    Raise ValueError for more than `MAX_PNG_PIXELS` along a side.
    """
    dots_per_mm = module_dots / modules.scale
    width, height = (ceil(side * dots_per_mm - 0.001) for side in (drawing.width, drawing.height))
    if max(width, height) > MAX_PNG_PIXELS:
        raise ValueError(
            f"At {dpi} dpi a PNG has {max(width, height)} pixels a side, more than"
            f" {MAX_PNG_PIXELS}: use fewer dpi, or SVG or PDF."
        )
    if drawing.items == (modules,):
        lines = _render_modules(drawing, modules, module_dots)
        return _build_file(width, height, dpi, lines, _sort_colours(drawing))
    image = _rasterize(drawing, modules, dots_per_mm, width, height)
    if drawing.images or len(drawing.colours) > 2:
        return _build_file(width, height, dpi, _add_filter_bytes(image.tobytes(), 3 * width))
    palette = _sort_colours(drawing)
    middle = sum(map(_to_grey, palette)) / 2
    bits = image.convert("L").point([255 * (grey > middle) for grey in range(256)], "1")
    lines = _add_filter_bytes(bits.tobytes(), -(-width // 8))
    return _build_file(width, height, dpi, lines, palette)


def _render_modules(drawing: Drawing, modules: Modules, module_dots: int) -> bytes:
    """Return the lines of a symbol with only its quiet zone around it."""
    light, dark = b"1" * module_dots, b"0" * module_dots
    quiet_zone = round(modules.x / modules.scale)
    across = len(modules.rows) + 2 * quiet_zone
    dots = across * module_dots
    row_bytes = -(-dots // 8)
    side, padding = light * quiet_zone, b"0" * (8 * row_bytes - dots)
    # A line that repeats the one above is all zeros under filter 2, "Up" (9.2).
    repeats = (b"\x02" + bytes(row_bytes)) * (module_dots - 1)
    blank = bytes(len(modules.rows))
    lines: list[bytes] = []
    for row in (*[blank] * quiet_zone, *modules.rows, *[blank] * quiet_zone):
        bits = row.replace(b"\x00", light).replace(b"\x01", dark)
        number = int(side + bits + side + padding, 2)
        lines += b"\x00", number.to_bytes(row_bytes, "big"), repeats
    return b"".join(lines)


def _rasterize(
    drawing: Drawing, modules: Modules, dots_per_mm: float, width: int, height: int
) -> Image.Image:
    """Return the drawing in RGB, moved by a fraction of a dot so that modules fill whole dots."""
    offset = round(modules.x * dots_per_mm) / dots_per_mm - modules.x
    png = resvg_py.svg_to_bytes(
        svg_string=(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
            f' viewBox="{-offset:.9f} {-offset:.9f} {width / dots_per_mm:.9f}'
            f' {height / dots_per_mm:.9f}">{svg.render_items(drawing)}</svg>'
        ),
        background=WHITE.hexadecimal,
        skip_system_fonts=True,
    )
    return Image.open(BytesIO(bytes(png))).convert("RGB")


def _sort_colours(drawing: Drawing) -> tuple[Colour, Colour]:
    """Return the darker and the lighter of the two colours."""
    dark, light = sorted(drawing.colours, key=_to_grey)
    return dark, light


def _to_grey(colour: Colour) -> float:
    """Return the grey of a colour as Pillow computes it (ITU-R 601-2)."""
    red, green, blue = colour.rgb
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _add_filter_bytes(samples: bytes, row_bytes: int) -> bytes:
    """Return rows of samples as the lines of a PNG, each with filter 0."""
    return b"".join(
        b"\x00" + samples[start : start + row_bytes] for start in range(0, len(samples), row_bytes)
    )


def _build_file(
    width: int, height: int, dpi: int, lines: bytes, palette: tuple[Colour, Colour] | None = None
) -> bytes:
    """Return lines as a file: one bit per pixel for the two colours of a palette, else RGB."""
    is_black_on_white = palette == (BLACK, WHITE)
    depth, colour_type = (8, 2) if palette is None else (1, 0 if is_black_on_white else 3)
    dots_per_metre = floor(dpi * 1000 / MM_PER_INCH + 0.5)
    parts = [
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)),
        _chunk(b"pHYs", struct.pack(">IIB", dots_per_metre, dots_per_metre, 1)),
    ]
    if palette and not is_black_on_white:
        parts.append(_chunk(b"PLTE", b"".join(bytes(colour.rgb) for colour in palette)))
    data = zlib.compress(lines, _COMPRESSION if palette else _RGB_COMPRESSION)
    return b"".join((*parts, _chunk(b"IDAT", data), _chunk(b"IEND", b"")))


def _chunk(chunk_type: bytes, data: bytes) -> bytes:
    """Return a chunk: length, type, data and checksum (5.3)."""
    return (
        struct.pack(">I", len(data))
        + chunk_type
        + data
        + struct.pack(">I", zlib.crc32(chunk_type + data))
    )
