"""Write drawings as a PDF 1.4, one page each (ISO 32000-1): vectors, in the inks of their colours.

Black is DeviceCMYK with K only, so that it prints from the black plate; a spot ink is a Separation
(8.6.6.4); white is no ink, and knocks out what lies below. Crop marks have the colour of the
code, since registration colour would add plates with nothing but marks.
"""

import zlib
from collections.abc import Iterable
from functools import lru_cache

from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.colours import components
from microsite.qr.canvas.numbers import format_number
from microsite.qr.canvas.shapes import POINTS_PER_MM
from microsite.qr.canvas.shapes import Drawing
from microsite.qr.canvas.shapes import Modules
from microsite.qr.canvas.shapes import Outline
from microsite.qr.canvas.shapes import PlacedImage
from microsite.qr.canvas.shapes import RasterImage
from microsite.qr.canvas.shapes import Shape
from microsite.qr.canvas.shapes import fill_outline
from microsite.qr.canvas.shapes import outline_crop_marks
from microsite.qr.canvas.shapes import outline_rectangle

_OPERATORS = {"M": "m", "L": "l", "C": "c", "Z": "h"}
_SPACES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}

_SharedObjects = dict[Colour | RasterImage, int]
"""Object numbers of spot inks and images, which pages share."""


def write(drawing: Drawing) -> bytes:
    """Return the drawing as a file with its boxes, and crop marks outside the bleed."""
    return write_pages(drawing.title, [drawing])


def write_pages(title: str, drawings: Iterable[Drawing]) -> bytes:
    """Return a file with a page for each drawing. Equal inks and images are included once."""
    objects = [b""] * 3
    shared: _SharedObjects = {}
    pages = []
    for drawing in drawings:
        images = [placed.image for placed in drawing.images]
        resources: list[Colour | RasterImage] = [*_spot_inks(drawing), *images]
        for resource in resources:
            if resource not in shared:
                objects.append(
                    _build_separation(resource)
                    if isinstance(resource, Colour)
                    else _build_image(resource)
                )
                shared[resource] = len(objects)
        content = zlib.compress(_render_page(drawing, shared).encode())
        objects.append(_build_stream("/Filter/FlateDecode", content))
        objects.append(_build_page(drawing, len(objects), shared))
        pages.append(f"{len(objects)} 0 R")
    objects[:3] = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{' '.join(pages)}]/Count {len(pages)}>>".encode(),
        f"<</Title{_text_string(title)}>>".encode(),
    )
    return _build_file(objects)


def _build_page(drawing: Drawing, content: int, shared: _SharedObjects) -> bytes:
    """Return the page object; `content` is the number of its content stream."""
    margin, bleed = drawing.margin, drawing.bleed
    width, height = drawing.width + 2 * margin, drawing.height + 2 * margin
    media_box, bleed_box, trim_box = (
        _box(inset, width, height) for inset in (0, margin - bleed, margin)
    )
    images = dict.fromkeys(placed.image for placed in drawing.images)
    resources = _resources("ColorSpace", "C", [shared[spot] for spot in _spot_inks(drawing)])
    resources += _resources("XObject", "I", [shared[image] for image in images])
    return (
        f"<</Type/Page/Parent 2 0 R/MediaBox{media_box}/BleedBox{bleed_box}/TrimBox{trim_box}"
        f"/Resources<<{resources}>>/Contents {content} 0 R>>"
    ).encode()


def _spot_inks(drawing: Drawing) -> list[Colour]:
    return [colour for colour in drawing.colours if colour.spot]


def _render_page(drawing: Drawing, shared: _SharedObjects) -> str:
    """Return the content, after a transform to millimetres from the top left of the trim."""
    left, top = drawing.margin, drawing.margin + drawing.height
    bleed = drawing.bleed
    background = outline_rectangle(
        -bleed,
        -bleed,
        drawing.width + 2 * bleed,
        drawing.height + 2 * bleed,
        drawing.radius and drawing.radius + bleed,
    )
    parts = [
        f"{POINTS_PER_MM:.7f} 0 0 {-POINTS_PER_MM:.7f}"
        f" {format_number(left * POINTS_PER_MM)} {format_number(top * POINTS_PER_MM)} cm\n",
        _render_shape(fill_outline(background, drawing.background), shared),
    ]
    for item in drawing.items:
        if isinstance(item, PlacedImage):
            parts.append(
                f"q {format_number(item.width)} 0 0 {format_number(-item.height)}"
                f" {format_number(item.x)} {format_number(item.y + item.height)} cm"
                f" /I{shared[item.image]} Do Q\n"
            )
        else:
            parts.append(_render_shape(item, shared))
    if drawing.crop_marks is not None:
        marks = outline_crop_marks((0, drawing.width), (0, drawing.height), drawing.crop_mark_gap)
        parts.append(_render_shape(fill_outline(marks, drawing.crop_marks), shared))
    return "".join(parts)


def _render_shape(shape: Shape | Modules, shared: _SharedObjects) -> str:
    scale = f"{shape.scale:.9g}"
    matrix = f"{scale} 0 0 {scale} {shape.x:.6f} {shape.y:.6f} cm"
    prefix = f"q {matrix} {_set_colour(shape.colour, shared)}\n"
    if isinstance(shape, Modules):
        return f"{prefix}{_render_runs(shape)}f Q\n"
    paths, x = [], 0.0
    for offset, outline in shape.outlines:
        if offset != x:
            paths.append(f"1 0 0 1 {format_number(offset - x)} 0 cm\n")
            x = offset
        paths.append(_render_outline(outline))
    return f"{prefix}{''.join(paths)}Q\n"


def _render_runs(modules: Modules) -> str:
    return "".join(f"{x} {y} {width} 1 re\n" for x, y, width in modules.iter_runs())


@lru_cache(maxsize=8192)
def _render_outline(outline: Outline) -> str:
    return (
        "".join(
            f"{' '.join(map(format_number, points))} {_OPERATORS[verb]}\n"
            for verb, points in outline.steps
        )
        + "f\n"
    )


def _set_colour(colour: Colour, shared: _SharedObjects) -> str:
    """Return the operators that set the fill colour."""
    if colour.spot:
        return f"/C{shared[colour]} cs 1 scn"
    return f"{components(colour)} {'k' if colour.cmyk else 'rg'}"


def _build_separation(spot: Colour) -> bytes:
    """Return a spot ink with the process inks that substitute it."""
    tint = f"<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[{components(spot)}]/N 1>>"
    return f"[/Separation/{_escape_name(spot.spot)}/DeviceCMYK{tint}]".encode()


@lru_cache(maxsize=4)
def _build_image(image: RasterImage) -> bytes:
    return _build_stream(
        f"/Type/XObject/Subtype/Image/Width {image.width}/Height {image.height}"
        f"/ColorSpace{_SPACES[image.bands]}/BitsPerComponent 8/Filter/FlateDecode",
        zlib.compress(image.samples, 9),
    )


def _build_stream(entries: str, data: bytes) -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries.encode(), len(data), data)


def _resources(category: str, name: str, numbers: Iterable[int]) -> str:
    """Return a resource dictionary that names shared objects by their numbers."""
    entries = "".join(f"/{name}{number} {number} 0 R" for number in numbers)
    return f"/{category}<<{entries}>>" if entries else ""


def _box(inset: float, width: float, height: float) -> str:
    sides = (inset, inset, width - inset, height - inset)
    return f"[{' '.join(format_number(side * POINTS_PER_MM) for side in sides)}]"


def _escape_name(text: str) -> str:
    """Return a name with everything but letters and digits escaped (7.3.5)."""
    return "".join(
        chr(byte) if chr(byte).isalnum() and byte < 128 else f"#{byte:02X}"
        for byte in text.encode()
    )


def _text_string(text: str) -> str:
    """Return a text string: hexadecimal UTF-16 with a byte-order mark (7.9.2)."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def _build_file(objects: list[bytes]) -> bytes:
    """Return numbered objects with their cross-reference table (7.5)."""
    parts = [b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"]
    offsets, offset = [], len(parts[0])
    for number, data in enumerate(objects, 1):
        part = b"%d 0 obj\n%b\nendobj\n" % (number, data)
        parts.append(part)
        offsets.append(offset)
        offset += len(part)
    table = "".join(f"{start:010} 00000 n \n" for start in offsets)
    count = len(objects) + 1
    parts.append(
        f"xref\n0 {count}\n0000000000 65535 f \n{table}"
        f"trailer\n<</Size {count}/Root 1 0 R/Info 3 0 R>>\nstartxref\n{offset}\n%%EOF\n".encode()
    )
    return b"".join(parts)
