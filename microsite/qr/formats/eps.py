"""Write a drawing as encapsulated PostScript in its inks, cut at the trim.

An EPS has no bleed and no crop marks, since the layout that includes it has its own.
(PostScript Language Reference, third edition; Encapsulated PostScript File Format Specification
3.0.)
"""

import zlib
from base64 import a85encode
from functools import lru_cache
from math import ceil

from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.colours import components
from microsite.qr.canvas.numbers import format_number
from microsite.qr.canvas.shapes import POINTS_PER_MM
from microsite.qr.canvas.shapes import Drawing
from microsite.qr.canvas.shapes import DrawingItem
from microsite.qr.canvas.shapes import Modules
from microsite.qr.canvas.shapes import Outline
from microsite.qr.canvas.shapes import PlacedImage
from microsite.qr.canvas.shapes import RasterImage
from microsite.qr.canvas.shapes import Shape
from microsite.qr.canvas.shapes import fill_outline
from microsite.qr.canvas.shapes import outline_rectangle

_OPERATORS = {"M": "moveto", "L": "lineto", "C": "curveto", "Z": "closepath"}
_SPACES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
_RUN = """\
/run { % x y width: a rectangle one high
  3 1 roll moveto dup 0 rlineto 0 1 rlineto neg 0 rlineto closepath
} bind def
"""


def write(drawing: Drawing) -> bytes:
    """Return the drawing as a file of its exact size."""
    width, height = drawing.width * POINTS_PER_MM, drawing.height * POINTS_PER_MM
    background = outline_rectangle(0, 0, drawing.width, drawing.height, drawing.radius)
    items = (fill_outline(background, drawing.background), *drawing.items)
    return (
        "%!PS-Adobe-3.0 EPSF-3.0\n"
        f"%%BoundingBox: 0 0 {ceil(width)} {ceil(height)}\n"
        f"%%HiResBoundingBox: 0 0 {format_number(width)} {format_number(height)}\n"
        f"%%Title: {_string_literal(drawing.title)}\n"
        "%%LanguageLevel: 3\n"
        "%%Pages: 1\n"
        f"{_spot_comments(drawing)}"
        "%%EndComments\n"
        "%%BeginProlog\n"
        f"{_RUN}"
        "%%EndProlog\n"
        "%%Page: 1 1\n"
        "gsave\n"
        f"0 {format_number(height)} translate {POINTS_PER_MM:.7f} {-POINTS_PER_MM:.7f} scale\n"
        f"{''.join(map(_render_item, items))}"
        "grestore\n"
        "showpage\n"
        "%%EOF\n"
    ).encode("ascii")


def _spot_comments(drawing: Drawing) -> str:
    """Return comments that declare spot inks to programs that read only the header."""
    spots = [colour for colour in drawing.colours if colour.spot]
    return "".join(
        f"%%DocumentCustomColors: {_string_literal(spot.spot)}\n"
        f"%%CMYKCustomColor: {components(spot)} {_string_literal(spot.spot)}\n"
        for spot in spots
    )


def _render_item(item: DrawingItem) -> str:
    if isinstance(item, PlacedImage):
        return (
            f"gsave {format_number(item.x)} {format_number(item.y)} translate"
            f" {format_number(item.width)} {format_number(item.height)} scale\n"
            f"{_render_image(item.image)}grestore\n"
        )
    if isinstance(item, Modules):
        paths = f"{_render_runs(item)}fill\n"
    else:
        paths = "".join(
            f"{format_number(offset)} 0 translate\n{_render_outline(outline)}"
            for offset, outline in _relative_offsets(item)
        )
    scale = f"{item.scale:.9g}"
    return (
        f"gsave {item.x:.6f} {item.y:.6f} translate {scale} {scale} scale\n"
        f"{_set_colour(item.colour)}\n{paths}grestore\n"
    )


def _relative_offsets(shape: Shape) -> list[tuple[float, Outline]]:
    """Return the outlines, each with its offset from the one before it."""
    offsets = [0.0, *(offset for offset, _ in shape.outlines)]
    return [
        (offset - before, outline)
        for before, (offset, outline) in zip(offsets, shape.outlines, strict=False)
    ]


def _render_runs(modules: Modules) -> str:
    return "".join(f"{x} {y} {width} run\n" for x, y, width in modules.iter_runs())


@lru_cache(maxsize=8192)
def _render_outline(outline: Outline) -> str:
    steps = (
        f"{' '.join((*map(format_number, points), _OPERATORS[verb]))}\n"
        for verb, points in outline.steps
    )
    return f"{''.join(steps)}fill\n"


def _set_colour(colour: Colour) -> str:
    """Return the operators that set the fill colour."""
    if colour.spot:
        cyan, magenta, yellow, black = components(colour).split()
        tint = f"dup {cyan} mul exch dup {magenta} mul exch dup {yellow} mul exch {black} mul"
        name = _string_literal(colour.spot)
        return f"[/Separation {name} cvn /DeviceCMYK {{{tint}}}] setcolorspace 1 setcolor"
    return f"{components(colour)} {'setcmykcolor' if colour.cmyk else 'setrgbcolor'}"


@lru_cache(maxsize=4)
def _render_image(image: RasterImage) -> str:
    data = a85encode(zlib.compress(image.samples, 9), wrapcol=72, adobe=True).decode()
    return (
        f"{_SPACES[image.bands]} setcolorspace\n"
        f"<< /ImageType 1 /Width {image.width} /Height {image.height} /BitsPerComponent 8\n"
        f"/ImageMatrix [{image.width} 0 0 {image.height} 0 0]"
        f" /Decode [{' '.join(['0 1'] * image.bands)}]\n"
        f"/DataSource currentfile /ASCII85Decode filter /FlateDecode filter >> image\n"
        f"{data.removeprefix('<~')}\n"
    )


def _string_literal(text: str) -> str:
    """Return a string literal in UTF-8, with other bytes than printable ASCII escaped."""
    return "({})".format(
        "".join(
            chr(byte) if 32 <= byte < 127 and byte not in b"()\\" else f"\\{byte:03o}"
            for byte in text.encode()
        )
    )
