"""The icon in the formats and sizes that browsers and phones use, from static/img/icon.svg."""

import re
from collections.abc import Callable
from io import BytesIO

import resvg_py
from PIL import Image

FAVICON_SIZES = (16, 32, 48)
CORNER_RADIUS = ' rx="14"'
CENTRE = 32
MASKABLE_SCALE = 0.75
"""Scale of the drawing on a maskable icon, which keeps it in the safe zone: a circle of four fifths
(W3C Web App Manifest, icon masks)."""


def draw_icons(svg: str) -> dict[str, bytes]:
    """Return every icon by its filename."""
    files: dict[str, Callable[[], bytes]] = {
        "favicon.ico": lambda: _draw_favicon(svg),
        "icon-180.png": lambda: render_png(_fill_square(svg), 180),  # iOS rounds the corners itself
        "icon-192.png": lambda: render_png(svg, 192),
        "icon-512.png": lambda: render_png(svg, 512),
        "icon-maskable-512.png": lambda: render_png(_fill_square(svg, MASKABLE_SCALE), 512),
    }
    return {name: draw() for name, draw in files.items()}


def render_png(svg: str, width: int, font: str | None = None) -> bytes:
    """Return a drawing as a PNG of that width in pixels."""
    png = resvg_py.svg_to_bytes(
        svg_string=svg,
        width=width,
        skip_system_fonts=True,
        font_files=[font] if font else None,
    )
    return _encode_png(Image.open(BytesIO(bytes(png))))


def _encode_png(image: Image.Image) -> bytes:
    if image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_favicon(svg: str) -> bytes:
    """Draw each size separately, because scaling down would blur edges."""
    *smaller, largest = (Image.open(BytesIO(render_png(svg, size))) for size in FAVICON_SIZES)
    file = BytesIO()
    sizes = [(size, size) for size in FAVICON_SIZES]
    largest.save(file, "ICO", sizes=sizes, append_images=smaller)
    return file.getvalue()


def _fill_square(svg: str, scale: float = 1) -> str:
    """Return the icon with its background to the edges, no round corners, and a scaled drawing."""
    background, drawing = re.findall(r"<rect[^>]+/>|<path.+(?=</svg>)", svg, re.DOTALL)
    transform = f"translate({CENTRE} {CENTRE}) scale({scale}) translate(-{CENTRE} -{CENTRE})"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'{background.replace(CORNER_RADIUS, "")}<g transform="{transform}">{drawing}</g></svg>'
    )
