"""Drawings as a PDF 1.4, a page each (ISO 32000-1): vectors, in the inks that their colours name.

Black is DeviceCMYK with K alone, so that it comes out on the black plate; a spot ink is a
Separation (8.6.6.4); white is no ink, and knocks out what a layout has below it. Crop marks are in
the code's own colour, since registration colour would put marks, and nothing else, on every other
plate.
"""

import zlib
from collections.abc import Iterable
from functools import lru_cache

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
from microsite.qr.canvas.shapes import crop_marks
from microsite.qr.canvas.shapes import filled
from microsite.qr.canvas.shapes import rectangle

_OPERATORS = {"M": "m", "L": "l", "C": "c", "Z": "h"}
_SPACES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}

_Shared = dict[Colour | Image, int]
"""Spot inks and images, which every page may use, and the numbers of their objects."""


def write(drawing: Drawing) -> bytes:
    """The drawing as a file with its boxes, and crop marks outside the bleed."""
    return write_pages(drawing.title, [drawing])


def write_pages(title: str, drawings: Iterable[Drawing]) -> bytes:
    """A file with a page for each drawing; what several show alike is in it once."""
    objects = [b""] * 3
    shared: _Shared = {}
    pages = []
    for drawing in drawings:
        images = [picture.image for picture in drawing.pictures]
        parts: list[Colour | Image] = [*_spots(drawing), *images]
        for part in parts:
            if part not in shared:
                objects.append(_separation(part) if isinstance(part, Colour) else _image(part))
                shared[part] = len(objects)
        content = zlib.compress(_content(drawing, shared).encode())
        objects.append(_stream("/Filter/FlateDecode", content))
        objects.append(_page(drawing, len(objects), shared))
        pages.append(f"{len(objects)} 0 R")
    objects[:3] = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{' '.join(pages)}]/Count {len(pages)}>>".encode(),
        f"<</Title{_text(title)}>>".encode(),
    )
    return _file(objects)


def _page(drawing: Drawing, content: int, shared: _Shared) -> bytes:
    """A page whose content is the object of that number."""
    margin, bleed = drawing.margin, drawing.bleed
    width, height = drawing.width + 2 * margin, drawing.height + 2 * margin
    media, bled, trim = (_box(inset, width, height) for inset in (0, margin - bleed, margin))
    images = dict.fromkeys(picture.image for picture in drawing.pictures)
    resources = _resources("ColorSpace", "C", [shared[spot] for spot in _spots(drawing)])
    resources += _resources("XObject", "I", [shared[image] for image in images])
    return (
        f"<</Type/Page/Parent 2 0 R/MediaBox{media}/BleedBox{bled}/TrimBox{trim}"
        f"/Resources<<{resources}>>/Contents {content} 0 R>>"
    ).encode()


def _spots(drawing: Drawing) -> list[Colour]:
    return [colour for colour in drawing.colours if colour.spot]


def _content(drawing: Drawing, shared: _Shared) -> str:
    """The page: millimetres from the top left of the trim, downwards, once it is so turned."""
    left, top = drawing.margin, drawing.margin + drawing.height
    bleed = drawing.bleed
    ground = rectangle(
        -bleed,
        -bleed,
        drawing.width + 2 * bleed,
        drawing.height + 2 * bleed,
        drawing.radius and drawing.radius + bleed,
    )
    parts = [
        f"{POINTS_A_MM:.7f} 0 0 {-POINTS_A_MM:.7f}"
        f" {plain(left * POINTS_A_MM)} {plain(top * POINTS_A_MM)} cm\n",
        _shape(filled(ground, drawing.ground), shared),
    ]
    for shape in drawing.shapes:
        if isinstance(shape, Picture):
            parts.append(
                f"q {plain(shape.width)} 0 0 {plain(-shape.height)} {plain(shape.x)}"
                f" {plain(shape.y + shape.height)} cm /I{shared[shape.image]} Do Q\n"
            )
        else:
            parts.append(_shape(shape, shared))
    if drawing.marks is not None:
        marks = crop_marks((0, drawing.width), (0, drawing.height), drawing.mark_gap)
        parts.append(_shape(filled(marks, drawing.marks), shared))
    return "".join(parts)


def _shape(shape: Shape | Modules, shared: _Shared) -> str:
    scale = f"{shape.scale:.9g}"
    place = f"q {scale} 0 0 {scale} {shape.x:.6f} {shape.y:.6f} cm {_ink(shape.colour, shared)}\n"
    if isinstance(shape, Modules):
        return f"{place}{_runs(shape)}f Q\n"
    painted, x = [], 0.0
    for at, outline in shape.outlines:
        if at != x:
            painted.append(f"1 0 0 1 {plain(at - x)} 0 cm\n")
            x = at
        painted.append(_path(outline))
    return f"{place}{''.join(painted)}Q\n"


def _runs(modules: Modules) -> str:
    return "".join(f"{x} {y} {width} 1 re\n" for x, y, width in modules.runs())


@lru_cache(maxsize=8192)
def _path(outline: Outline) -> str:
    return (
        "".join(
            f"{' '.join(map(plain, points))} {_OPERATORS[verb]}\n" for verb, points in outline.steps
        )
        + "f\n"
    )


def _ink(colour: Colour, shared: _Shared) -> str:
    """What sets the colour for filling."""
    if colour.spot:
        return f"/C{shared[colour]} cs 1 scn"
    return f"{shares(colour)} {'k' if colour.cmyk else 'rg'}"


def _separation(spot: Colour) -> bytes:
    """A spot ink, with the process inks that stand in for it."""
    tint = f"<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[{shares(spot)}]/N 1>>"
    return f"[/Separation/{_name(spot.spot)}/DeviceCMYK{tint}]".encode()


@lru_cache(maxsize=4)
def _image(image: Image) -> bytes:
    return _stream(
        f"/Type/XObject/Subtype/Image/Width {image.width}/Height {image.height}"
        f"/ColorSpace{_SPACES[image.bands]}/BitsPerComponent 8/Filter/FlateDecode",
        zlib.compress(image.samples, 9),
    )


def _stream(entries: str, data: bytes) -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries.encode(), len(data), data)


def _resources(kind: str, name: str, numbers: Iterable[int]) -> str:
    """What a page calls its shared objects: by their numbers."""
    named = "".join(f"/{name}{number} {number} 0 R" for number in numbers)
    return f"/{kind}<<{named}>>" if named else ""


def _box(inset: float, width: float, height: float) -> str:
    sides = (inset, inset, width - inset, height - inset)
    return f"[{' '.join(plain(side * POINTS_A_MM) for side in sides)}]"


def _name(text: str) -> str:
    """A name with all but letters and digits escaped (7.3.5)."""
    return "".join(
        chr(byte) if chr(byte).isalnum() and byte < 128 else f"#{byte:02X}"
        for byte in text.encode()
    )


def _text(text: str) -> str:
    """A text string, which is hexadecimal UTF-16 with its mark (7.9.2)."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def _file(objects: list[bytes]) -> bytes:
    """Numbered objects with their table (7.5)."""
    parts = [b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"]
    offsets, at = [], len(parts[0])
    for number, data in enumerate(objects, 1):
        part = b"%d 0 obj\n%b\nendobj\n" % (number, data)
        parts.append(part)
        offsets.append(at)
        at += len(part)
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    parts.append(
        f"xref\n0 {count}\n0000000000 65535 f \n{table}"
        f"trailer\n<</Size {count}/Root 1 0 R/Info 3 0 R>>\nstartxref\n{at}\n%%EOF\n".encode()
    )
    return b"".join(parts)
