"""A logo over the middle of a symbol, on whole modules that are left out for it."""

from dataclasses import replace
from math import ceil

from microsite.qr.canvas.shapes import Image
from microsite.qr.canvas.shapes import Modules
from microsite.qr.canvas.shapes import Picture

LEAST_MODULES = 5
"""Modules left out along a side: less shows no logo."""
MARGIN = 0.5
"""Modules between a logo and those around it."""


def overlaid(modules: Modules, logo: Image, share: float) -> tuple[Modules, Picture]:
    """The modules without those under the logo, and the logo in their place.

    With its margin it takes at most that share of the symbol's width. Raises ValueError where that
    is too little to show anything.
    """
    size = len(modules.rows)
    most = _odd(size * share)
    if most < LEAST_MODULES:
        raise ValueError(
            f"A logo over {share:.0%} of a symbol of {size} modules shows nothing:"
            f" it takes {ceil(LEAST_MODULES / size * 100)} %."
        )
    longer = max(logo.width, logo.height)
    inner = most - 2 * MARGIN
    width, height = (inner * side / longer for side in (logo.width, logo.height))
    across, down = (_odd(side + 2 * MARGIN + 1.999) for side in (width, height))
    left, top = (size - across) // 2, (size - down) // 2
    blank = bytes(across)
    rows = tuple(
        row[:left] + blank + row[left + across :] if top <= y < top + down else row
        for y, row in enumerate(modules.rows)
    )
    picture = Picture(
        logo,
        modules.x + (size - width) / 2 * modules.scale,
        modules.y + (size - height) / 2 * modules.scale,
        width * modules.scale,
        height * modules.scale,
    )
    return replace(modules, rows=rows), picture


def _odd(modules: float) -> int:
    """The largest odd number of modules in it, since a symbol's middle is one module."""
    return (int(modules + 1) // 2) * 2 - 1
