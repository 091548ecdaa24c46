"""How large a symbol comes out: the width asked for, snapped to whole dots, never under the least.

Every width here is the whole printed width: the symbol with its quiet zone, which is part of the
artwork.
"""

from dataclasses import dataclass
from math import ceil
from math import floor

from microsite.qr.canvas.numbers import plain
from microsite.qr.design.style import LEAST_MODULE_DOTS
from microsite.qr.design.style import METHODS
from microsite.qr.design.style import MM_AN_INCH
from microsite.qr.design.style import Style
from microsite.qr.design.style import width_for

MOST_DOTS = 9_000
"""Dots along a side of a PNG: 38 cm at 600 dpi, and as much as Pillow reads without a warning."""


@dataclass(frozen=True, slots=True)
class Raster:
    """The size of a symbol made of dots.

    across: modules along a side, quiet zone included.
    module_dots: dots along a side of a module.
    dpi: dots an inch.
    """

    across: int
    module_dots: int
    dpi: int

    @property
    def dots(self) -> int:
        """Dots along a side."""
        return self.across * self.module_dots

    @property
    def module_mm(self) -> float:
        """The true width of a module."""
        return self.module_dots * MM_AN_INCH / self.dpi

    @property
    def width_mm(self) -> float:
        """The true width, quiet zone included."""
        return self.dots * MM_AN_INCH / self.dpi


def module_width(across: int, style: Style) -> float:
    """The millimetres of a module of a symbol with so many modules across, quiet zone included.

    Whole dots if the style names a resolution. Raises ValueError, naming what works, for modules
    too narrow for the print method or the resolution.
    """
    method = METHODS[style.method]
    least = across * method.least_module_mm
    if style.width_mm < least:
        raise ValueError(
            f"A code {plain(style.width_mm)} mm wide with {across} modules across is too fine for"
            f" {method.name} printing: it takes {plain(_up(least))} mm or more."
        )
    return style.width_mm / across if style.dpi is None else snapped(across, style).module_mm


def snapped(across: int, style: Style) -> Raster:
    """The symbol in whole dots a module, as near to the width asked for as that comes.

    Where the nearest is under a least width the next larger is taken. Raises ValueError as
    `module_width` does.
    """
    method = METHODS[style.method]
    dpi = style.dpi or method.dpi
    dots_a_mm = dpi / MM_AN_INCH
    asked = round(style.width_mm / across * dots_a_mm, 6)
    if asked < LEAST_MODULE_DOTS:
        needed = LEAST_MODULE_DOTS * across
        raise ValueError(
            f"At {dpi} dpi and {plain(style.width_mm)} mm a module has fewer than"
            f" {LEAST_MODULE_DOTS} dots: take {ceil(needed * MM_AN_INCH / style.width_mm)} dpi or"
            f" more, or {plain(_up(needed / dots_a_mm))} mm or more."
        )
    least_mm = max(width_for(style.distance_mm) / across, method.least_module_mm)
    least = ceil(round(least_mm * dots_a_mm, 6))
    return Raster(across, max(floor(asked + 0.5), least), dpi)


def _up(millimetres: float) -> float:
    """Rounded up to the hundredth of a millimetre."""
    return ceil(millimetres * 100) / 100
