"""The error for an artwork that is too large for its label, with what fits instead."""

from collections.abc import Iterator
from dataclasses import replace
from math import floor

from microsite.qr.canvas.numbers import format_number
from microsite.qr.design.style import Style
from microsite.qr.design.style import min_width_for_distance
from microsite.qr.pipeline import Artwork
from microsite.qr.pipeline import build_artwork
from microsite.qr.sheets.stock import SheetGrid
from microsite.qr.sheets.stock import Size
from microsite.qr.sheets.stock import find_stock

_WIDTH_STEP_MM = 0.5
"""Step between the narrower codes that are tried."""


def too_large_error(artwork: Artwork, grid: SheetGrid) -> ValueError:
    """Return an error that names the widest code that fits the label, or other stock."""
    size = artwork.drawing.width, artwork.drawing.height
    widths = _narrower_widths(artwork.style)
    width = next((width for width in widths if _fits(artwork, width, grid.label)), None)
    stock = find_stock(*size)
    fixes = [f"codes of {format_number(width)} mm"] if width else []
    fixes += [stock] if stock else []
    return ValueError(
        f"{artwork.symbol.payload} takes {format_number(round(size[0], 2))} x"
        f" {format_number(round(size[1], 2))} mm, more than a label of"
        f" {format_number(grid.label[0])} x {format_number(grid.label[1])} mm:"
        f" use {' or '.join(fixes) or 'larger labels'}."
    )


def _narrower_widths(style: Style) -> Iterator[float]:
    """Yield narrower code widths, widest first, down to the minimum that scans."""
    width = floor(style.width_mm / _WIDTH_STEP_MM) * _WIDTH_STEP_MM
    while width >= min_width_for_distance(style.distance_mm):
        yield width
        width -= _WIDTH_STEP_MM


def _fits(artwork: Artwork, width: float, label: Size) -> bool:
    """Return True if the artwork fits on a label with its code at another width."""
    style = replace(artwork.style, width_mm=width)
    try:
        candidate = build_artwork(artwork.symbol.payload, style, artwork.captions)
    except ValueError:
        return False
    return candidate.drawing.width <= label[0] and candidate.drawing.height <= label[1]
