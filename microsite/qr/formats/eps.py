"""A drawing as encapsulated PostScript for a layout program, cut at the trim, in its inks.

The layout has bleed and crop marks of its own, so an EPS carries none. (PostScript Language
Reference, third edition; Encapsulated PostScript File Format Specification 3.0.)
"""

import zlib
from base64 import a85encode
from functools import lru_cache
from math import ceil

from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.colours import shares
from microsite.qr.canvas.numbers import plain
from microsite.qr.canvas.shapes import POINTS_A_MM
from microsite.qr.canvas.shapes import Drawing
from microsite.qr.canvas.shapes import Image
from microsite.qr.canvas.shapes import Modules
from microsite.qr.canvas.shapes import Outline
from microsite.qr.canvas.shapes import Picture
from microsite.qr.canvas.shapes import Shape
from microsite.qr.canvas.shapes import filled
from microsite.qr.canvas.shapes import rectangle

_OPERATORS = {"M": "moveto", "L": "lineto", "C": "curveto", "Z": "closepath"}
_SPACES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
_RUN = """\
/run { % x y width: a rectangle one high
  3 1 roll moveto dup 0 rlineto 0 1 rlineto neg 0 rlineto closepath
} bind def
"""


def write(drawing: Drawing) -> bytes:
    """The drawing as a file of its very size."""
    width, height = drawing.width * POINTS_A_MM, drawing.height * POINTS_A_MM
    ground = rectangle(0, 0, drawing.width, drawing.height, drawing.radius)
    shapes = (filled(ground, drawing.ground), *drawing.shapes)
    return (
        "%!PS-Adobe-3.0 EPSF-3.0\n"
        f"%%BoundingBox: 0 0 {ceil(width)} {ceil(height)}\n"
        f"%%HiResBoundingBox: 0 0 {plain(width)} {plain(height)}\n"
        f"%%Title: {_string(drawing.title)}\n"
        "%%LanguageLevel: 3\n"
        "%%Pages: 1\n"
        f"{_spot_comments(drawing)}"
        "%%EndComments\n"
        "%%BeginProlog\n"
        f"{_RUN}"
        "%%EndProlog\n"
        "%%Page: 1 1\n"
        "gsave\n"
        f"0 {plain(height)} translate {POINTS_A_MM:.7f} {-POINTS_A_MM:.7f} scale\n"
        f"{''.join(map(_element, shapes))}"
        "grestore\n"
        "showpage\n"
        "%%EOF\n"
    ).encode("ascii")


def _spot_comments(drawing: Drawing) -> str:
    """Which spot inks there are, for programs that only look at the head of a file."""
    spots = [colour for colour in drawing.colours if colour.spot]
    return "".join(
        f"%%DocumentCustomColors: {_string(spot.spot)}\n"
        f"%%CMYKCustomColor: {shares(spot)} {_string(spot.spot)}\n"
        for spot in spots
    )


def _element(shape: Shape | Modules | Picture) -> str:
    if isinstance(shape, Picture):
        return (
            f"gsave {plain(shape.x)} {plain(shape.y)} translate"
            f" {plain(shape.width)} {plain(shape.height)} scale\n{_image(shape.image)}grestore\n"
        )
    if isinstance(shape, Modules):
        paths = f"{_runs(shape)}fill\n"
    else:
        paths = "".join(f"{plain(at)} 0 translate\n{_path(one)}" for at, one in _steps(shape))
    scale = f"{shape.scale:.9g}"
    return (
        f"gsave {shape.x:.6f} {shape.y:.6f} translate {scale} {scale} scale\n"
        f"{_ink(shape.colour)}\n{paths}grestore\n"
    )


def _steps(shape: Shape) -> list[tuple[float, Outline]]:
    """The outlines, each with how far right of the one before it it lies."""
    places = [0.0, *(at for at, _ in shape.outlines)]
    return [
        (at - before, outline)
        for before, (at, outline) in zip(places, shape.outlines, strict=False)
    ]


def _runs(modules: Modules) -> str:
    return "".join(f"{x} {y} {width} run\n" for x, y, width in modules.runs())


@lru_cache(maxsize=8192)
def _path(outline: Outline) -> str:
    steps = (
        f"{' '.join((*map(plain, points), _OPERATORS[verb]))}\n" for verb, points in outline.steps
    )
    return f"{''.join(steps)}fill\n"


def _ink(colour: Colour) -> str:
    """What sets the colour for filling."""
    if colour.spot:
        cyan, magenta, yellow, black = shares(colour).split()
        tint = f"dup {cyan} mul exch dup {magenta} mul exch dup {yellow} mul exch {black} mul"
        name = _string(colour.spot)
        return f"[/Separation {name} cvn /DeviceCMYK {{{tint}}}] setcolorspace 1 setcolor"
    return f"{shares(colour)} {'setcmykcolor' if colour.cmyk else 'setrgbcolor'}"


@lru_cache(maxsize=4)
def _image(image: Image) -> str:
    data = a85encode(zlib.compress(image.samples, 9), wrapcol=72, adobe=True).decode()
    return (
        f"{_SPACES[image.bands]} setcolorspace\n"
        f"<< /ImageType 1 /Width {image.width} /Height {image.height} /BitsPerComponent 8\n"
        f"/ImageMatrix [{image.width} 0 0 {image.height} 0 0]"
        f" /Decode [{' '.join(['0 1'] * image.bands)}]\n"
        f"/DataSource currentfile /ASCII85Decode filter /FlateDecode filter >> image\n"
        f"{data.removeprefix('<~')}\n"
    )


def _string(text: str) -> str:
    """A string with all but plain characters escaped as the bytes of UTF-8."""
    return "({})".format(
        "".join(
            chr(byte) if 32 <= byte < 127 and byte not in b"()\\" else f"\\{byte:03o}"
            for byte in text.encode()
        )
    )
