"""Compute the printed size of a symbol: the requested width, optionally in whole printer dots.

Every width is that of the whole symbol with its quiet zone, which is part of the artwork.
"""

from dataclasses import dataclass
from math import ceil
from math import floor

from microsite.qr.canvas.numbers import format_number
from microsite.qr.design.style import MIN_MODULE_DOTS
from microsite.qr.design.style import MM_PER_INCH
from microsite.qr.design.style import PRINT_METHODS
from microsite.qr.design.style import Style
from microsite.qr.design.style import min_width_for_distance

MAX_PNG_PIXELS = 9_000
"""Pixels along a side: 38 cm at 600 dpi, and the limit of Pillow before it warns."""


@dataclass(frozen=True, slots=True)
class Raster:
    """The size of a symbol in printer dots.

    across: modules along a side, quiet zone included.
    module_dots: dots along a side of a module.
    dpi: dots per inch.
    """

    across: int
    module_dots: int
    dpi: int

    @property
    def dots(self) -> int:
        """The number of dots along a side."""
        return self.across * self.module_dots

    @property
    def module_mm(self) -> float:
        """The exact width of a module."""
        return self.module_dots * MM_PER_INCH / self.dpi

    @property
    def width_mm(self) -> float:
        """The exact width, quiet zone included."""
        return self.dots * MM_PER_INCH / self.dpi


def compute_module_width(across: int, style: Style) -> float:
    """Return the module width in mm of a symbol `across` modules wide, quiet zone included.

    It is a whole number of dots if the style sets a resolution. Raise ValueError, with a size that
    works, if modules are too small for the print method or the resolution.
    """
    print_method = PRINT_METHODS[style.print_method]
    min_width = across * print_method.min_module_mm
    if style.width_mm < min_width:
        raise ValueError(
            f"A code {format_number(style.width_mm)} mm wide with {across} modules across is too"
            f" fine for {print_method.name} printing: use"
            f" {format_number(_round_up(min_width))} mm or more."
        )
    return style.width_mm / across if style.dpi is None else snap_to_dots(across, style).module_mm


def snap_to_dots(across: int, style: Style) -> Raster:
    """Return the symbol in whole dots per module, as near to the style's width as possible.

    If the nearest is below the minimum width, the next larger is used. Raise ValueError as
    `compute_module_width` does.
    """
    print_method = PRINT_METHODS[style.print_method]
    dpi = style.dpi or print_method.dpi
    dots_per_mm = dpi / MM_PER_INCH
    module_dots = round(style.width_mm / across * dots_per_mm, 6)
    if module_dots < MIN_MODULE_DOTS:
        min_dots = MIN_MODULE_DOTS * across
        raise ValueError(
            f"At {dpi} dpi and {format_number(style.width_mm)} mm a module has fewer than"
            f" {MIN_MODULE_DOTS} dots: use {ceil(min_dots * MM_PER_INCH / style.width_mm)} dpi or"
            f" more, or {format_number(_round_up(min_dots / dots_per_mm))} mm or more."
        )
    min_module_mm = max(
        min_width_for_distance(style.distance_mm) / across, print_method.min_module_mm
    )
    min_module_dots = ceil(round(min_module_mm * dots_per_mm, 6))
    return Raster(across, max(floor(module_dots + 0.5), min_module_dots), dpi)


def _round_up(millimetres: float) -> float:
    """Return a length rounded up to the hundredth of a millimetre."""
    return ceil(millimetres * 100) / 100
