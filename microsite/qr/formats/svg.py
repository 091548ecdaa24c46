"""A drawing as SVG in millimetres, cut at the trim. All dark modules are one path."""

from base64 import b64encode
from functools import lru_cache
from xml.sax.saxutils import escape

from microsite.qr.canvas.numbers import plain
from microsite.qr.canvas.shapes import Drawing
from microsite.qr.canvas.shapes import Modules
from microsite.qr.canvas.shapes import Outline
from microsite.qr.canvas.shapes import Picture
from microsite.qr.canvas.shapes import Shape


def write(drawing: Drawing) -> bytes:
    """The drawing as a file of its very size, its title the payload's."""
    width, height = plain(drawing.width), plain(drawing.height)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm"'
        f' viewBox="0 0 {width} {height}" role="img">\n'
        f"<title>{escape(drawing.title)}</title>\n"
        f"{body(drawing)}</svg>\n"
    ).encode()


def body(drawing: Drawing) -> str:
    """The elements of a drawing, in millimetres."""
    corner = f' rx="{plain(drawing.radius)}"' if drawing.radius else ""
    return (
        f'<rect width="{plain(drawing.width)}" height="{plain(drawing.height)}"{corner}'
        f' fill="{drawing.ground.hexadecimal}"/>\n'
    ) + "".join(map(_element, drawing.shapes))


def _element(shape: Shape | Modules | Picture) -> str:
    if isinstance(shape, Picture):
        return (
            f'<image x="{plain(shape.x)}" y="{plain(shape.y)}" width="{plain(shape.width)}"'
            f' height="{plain(shape.height)}" preserveAspectRatio="none"'
            f' href="data:image/png;base64,{b64encode(shape.image.png).decode()}"/>\n'
        )
    if isinstance(shape, Modules):
        data, crisp = _runs(shape), ' shape-rendering="crispEdges"'
    else:
        data, crisp = "".join(f"M{at:g} 0{_relative(one)}" for at, one in shape.outlines), ""
    return (
        f'<path transform="translate({shape.x:.6g} {shape.y:.6g}) scale({shape.scale:.9g})"'
        f' d="{data}" fill="{shape.colour.hexadecimal}"{crisp}/>\n'
    )


def _runs(modules: Modules) -> str:
    return "".join(f"M{x} {y}h{width}v1h-{width}z" for x, y, width in modules.runs())


@lru_cache(maxsize=8192)
def _relative(outline: Outline) -> str:
    """An outline as a path from wherever the one before it ended: short, and free of its place."""
    path: list[str] = []
    x = y = first_x = first_y = 0.0
    for verb, points in outline.steps:
        numbers = [round(part - (y if at % 2 else x), 4) for at, part in enumerate(points)]
        path.append(verb.lower() + _joined(numbers))
        if verb == "Z":
            x, y = first_x, first_y
        else:
            x, y = x + numbers[-2], y + numbers[-1]
        if verb == "M":
            first_x, first_y = x, y
    return "".join(path)


def _joined(numbers: list[float]) -> str:
    """Numbers parted by a blank only where no minus sign parts them."""
    words = [plain(number) for number in numbers]
    return (
        words[0] + "".join(word if word.startswith("-") else f" {word}" for word in words[1:])
        if words
        else ""
    )
