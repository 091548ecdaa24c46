"""The icon in the forms and sizes that browsers and phones ask for, from static/icon.svg."""

import re
from collections.abc import Callable
from io import BytesIO

import resvg_py
from PIL import Image

FAVICON_SIZES = (16, 32, 48)
CORNERS = ' rx="14"'
MIDDLE = 32
SAFE = 0.75
"""So large is the drawing on a maskable icon: within the circle of four fifths, whatever shape a
phone cuts out of it (W3C Web App Manifest, icon masks)."""


def icons(svg: str) -> dict[str, bytes]:
    """Every icon by the name of its file."""
    files: dict[str, Callable[[], bytes]] = {
        "favicon.ico": lambda: _favicon(svg),
        "icon-180.png": lambda: drawn(_filled(svg), 180),  # iOS rounds the corners itself
        "icon-192.png": lambda: drawn(svg, 192),
        "icon-512.png": lambda: drawn(svg, 512),
        "icon-maskable-512.png": lambda: drawn(_filled(svg, SAFE), 512),
    }
    return {name: make() for name, make in files.items()}


def drawn(svg: str, width: int, font: str | None = None) -> bytes:
    """A drawing as a PNG of that width in dots."""
    png = resvg_py.svg_to_bytes(
        svg_string=svg,
        width=width,
        skip_system_fonts=True,
        font_files=[font] if font else None,
    )
    return _compressed(Image.open(BytesIO(bytes(png))))


def _compressed(image: Image.Image) -> bytes:
    if image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _favicon(svg: str) -> bytes:
    """Each size drawn for itself: made smaller, edges would blur."""
    *smaller, largest = (Image.open(BytesIO(drawn(svg, size))) for size in FAVICON_SIZES)
    file = BytesIO()
    sizes = [(size, size) for size in FAVICON_SIZES]
    largest.save(file, "ICO", sizes=sizes, append_images=smaller)
    return file.getvalue()


def _filled(svg: str, scale: float = 1) -> str:
    """The icon without round corners, its ground to the edge, what stands on it scaled."""
    ground, rest = re.findall(r"<rect[^>]+/>|<path.+(?=</svg>)", svg, re.DOTALL)
    moved = f"translate({MIDDLE} {MIDDLE}) scale({scale}) translate(-{MIDDLE} -{MIDDLE})"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'{ground.replace(CORNERS, "")}<g transform="{moved}">{rest}</g></svg>'
    )
