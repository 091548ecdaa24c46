"""Write a drawing as SVG in millimetres, cut at the trim. All dark modules are one path."""

from base64 import b64encode
from functools import lru_cache
from xml.sax.saxutils import escape

from microsite.qr.canvas.numbers import format_number
from microsite.qr.canvas.shapes import Drawing
from microsite.qr.canvas.shapes import DrawingItem
from microsite.qr.canvas.shapes import Modules
from microsite.qr.canvas.shapes import Outline
from microsite.qr.canvas.shapes import PlacedImage


def write(drawing: Drawing) -> bytes:
    """Return the drawing as a file of its exact size, with its title."""
    width, height = format_number(drawing.width), format_number(drawing.height)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm"'
        f' viewBox="0 0 {width} {height}" role="img">\n'
        f"<title>{escape(drawing.title)}</title>\n"
        f"{render_items(drawing)}</svg>\n"
    ).encode()


def render_items(drawing: Drawing) -> str:
    """Return the elements of a drawing, in millimetres."""
    width, height = format_number(drawing.width), format_number(drawing.height)
    corner = f' rx="{format_number(drawing.radius)}"' if drawing.radius else ""
    return (
        f'<rect width="{width}" height="{height}"{corner}'
        f' fill="{drawing.background.hexadecimal}"/>\n'
    ) + "".join(map(_render_item, drawing.items))


def _render_item(item: DrawingItem) -> str:
    if isinstance(item, PlacedImage):
        return (
            f'<image x="{format_number(item.x)}" y="{format_number(item.y)}"'
            f' width="{format_number(item.width)}" height="{format_number(item.height)}"'
            ' preserveAspectRatio="none"'
            f' href="data:image/png;base64,{b64encode(item.image.png).decode()}"/>\n'
        )
    if isinstance(item, Modules):
        data, crisp = _render_runs(item), ' shape-rendering="crispEdges"'
    else:
        data, crisp = (
            "".join(f"M{x:g} 0{_render_outline(outline)}" for x, outline in item.outlines),
            "",
        )
    return (
        f'<path transform="translate({item.x:.6g} {item.y:.6g}) scale({item.scale:.9g})"'
        f' d="{data}" fill="{item.colour.hexadecimal}"{crisp}/>\n'
    )


def _render_runs(modules: Modules) -> str:
    return "".join(f"M{x} {y}h{width}v1h-{width}z" for x, y, width in modules.iter_runs())


@lru_cache(maxsize=8192)
def _render_outline(outline: Outline) -> str:
    """Return an outline as a relative path, which is short and can be cached for any position."""
    path: list[str] = []
    x = y = first_x = first_y = 0.0
    for verb, points in outline.steps:
        numbers = [round(part - (y if index % 2 else x), 4) for index, part in enumerate(points)]
        path.append(verb.lower() + _join_numbers(numbers))
        if verb == "Z":
            x, y = first_x, first_y
        else:
            x, y = x + numbers[-2], y + numbers[-1]
        if verb == "M":
            first_x, first_y = x, y
    return "".join(path)


def _join_numbers(numbers: list[float]) -> str:
    """Return numbers separated by spaces; a minus sign needs none before it."""
    words = [format_number(number) for number in numbers]
    return (
        words[0] + "".join(word if word.startswith("-") else f" {word}" for word in words[1:])
        if words
        else ""
    )
