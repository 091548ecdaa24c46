"""Place a logo over the middle of a symbol, on whole modules that are cleared for it."""

from dataclasses import replace
from math import ceil

from microsite.qr.canvas.shapes import Modules
from microsite.qr.canvas.shapes import PlacedImage
from microsite.qr.canvas.shapes import RasterImage

MIN_CLEARED_MODULES = 5
"""Cleared modules along a side; in fewer, a logo is unrecognisable."""
LOGO_MARGIN_MODULES = 0.5


def place_logo(
    modules: Modules, logo: RasterImage, max_share: float
) -> tuple[Modules, PlacedImage]:
    """Return the modules without those under the logo, and the logo with its position.

    With its margin the logo takes at most `max_share` of the symbol's width. Raise ValueError if
    that is too small for a recognisable logo.
    """
    size = len(modules.rows)
    max_cleared = _largest_odd(size * max_share)
    if max_cleared < MIN_CLEARED_MODULES:
        raise ValueError(
            f"A logo over {max_share:.0%} of a symbol of {size} modules is too small to recognise:"
            f" use {ceil(MIN_CLEARED_MODULES / size * 100)} % or more."
        )
    longer = max(logo.width, logo.height)
    available = max_cleared - 2 * LOGO_MARGIN_MODULES
    width, height = (available * side / longer for side in (logo.width, logo.height))
    across, down = (
        _largest_odd(side + 2 * LOGO_MARGIN_MODULES + 1.999) for side in (width, height)
    )
    left, top = (size - across) // 2, (size - down) // 2
    blank = bytes(across)
    rows = tuple(
        row[:left] + blank + row[left + across :] if top <= y < top + down else row
        for y, row in enumerate(modules.rows)
    )
    image = PlacedImage(
        logo,
        modules.x + (size - width) / 2 * modules.scale,
        modules.y + (size - height) / 2 * modules.scale,
        width * modules.scale,
        height * modules.scale,
    )
    return replace(modules, rows=rows), image


def _largest_odd(modules: float) -> int:
    """Return the largest odd number up to `modules`, since the middle of a symbol is a module."""
    return (int(modules + 1) // 2) * 2 - 1
