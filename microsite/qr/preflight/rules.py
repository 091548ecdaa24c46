"""Rules for print and phones: contrast and size, each with the nearest setting that passes."""

from dataclasses import dataclass
from math import ceil
from math import floor
from typing import Literal

from microsite.qr.canvas.colours import BLACK
from microsite.qr.canvas.colours import WHITE
from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.colours import contrast_ratio
from microsite.qr.canvas.colours import ink_colour
from microsite.qr.canvas.numbers import format_number
from microsite.qr.design.style import PRINT_METHODS
from microsite.qr.design.style import Style
from microsite.qr.design.style import min_width_for_distance

MIN_CONTRAST = 4.5
RECOMMENDED_CONTRAST = 7.0
MIN_UNUSED_CORRECTION = 0.5
"""With a logo. The rest of the correction is needed for dirt, light and distance."""
_SIZE_TOLERANCE = 0.9999
"""Factor for sizes, since numbers in a file are rounded."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A problem found by preflight: an error blocks the file, a warning does not.

    fix: the nearest setting that resolves it, "" if no setting does.
    """

    severity: Literal["error", "warning"]
    reason: str
    fix: str = ""

    def __str__(self) -> str:
        """Return the reason and the fix as one sentence."""
        return f"{self.reason}: {self.fix}." if self.fix else f"{self.reason}."


def check_contrast(foreground: Colour, background: Colour) -> Issue | None:
    """Require dark on light with at least 4.5:1; recommend 7:1 (contrast ratio of WCAG 2.2)."""
    if foreground.luminance >= background.luminance:
        return Issue(
            "error",
            f"{format_colour(foreground)} on {format_colour(background)} is light on dark,"
            " which most scanners cannot read",
            _swapped_colours(foreground, background),
        )
    ratio = contrast_ratio(foreground, background)
    if ratio >= RECOMMENDED_CONTRAST:
        return None
    required = MIN_CONTRAST if ratio < MIN_CONTRAST else RECOMMENDED_CONTRAST
    return Issue(
        "error" if ratio < MIN_CONTRAST else "warning",
        f"The contrast of {format_colour(foreground)} on {format_colour(background)} is"
        f" {floor(ratio * 100) / 100:.2f}:1, less than {required:g}:1",
        _suggest_colour(foreground, background, required),
    )


def check_size(module_mm: float, across: int, style: Style) -> Issue | None:
    """Require modules that the print method can hold, and a tenth of the scan distance as width.

    The minimum width is 20 mm. across: modules per side, quiet zone included.
    """
    method = PRINT_METHODS[style.print_method]
    min_width = max(method.min_module_mm * across, min_width_for_distance(style.distance_mm))
    if module_mm * across >= min_width * _SIZE_TOLERANCE:
        return None
    return Issue(
        "error",
        f"A code {format_number(module_mm * across)} mm wide with {across} modules per side is too"
        f" small for {method.name} printing and its scan distance",
        f"use at least {format_number(ceil(min_width * 100) / 100)} mm",
    )


def format_colour(colour: Colour) -> str:
    """Return a colour in the notation of `parse_colour`."""
    if colour.cmyk is None:
        return colour.hexadecimal
    if colour in (BLACK, WHITE):
        return "black" if colour == BLACK else "white"
    inks = ",".join(map(format_number, colour.cmyk))
    return f"{colour.spot}=({inks})" if colour.spot else f"cmyk({inks})"


def _swapped_colours(foreground: Colour, background: Colour) -> str:
    """Suggest the same two colours swapped if their contrast suffices, else black on white."""
    if contrast_ratio(foreground, background) >= MIN_CONTRAST:
        return f"use {format_colour(background)} on {format_colour(foreground)}"
    return "use black on white"


def _suggest_colour(foreground: Colour, background: Colour, required: float) -> str:
    """Suggest the nearest darker foreground with the required contrast, or else a background."""
    for percent in range(99, -1, -1):
        darker = _darken(foreground, percent / 100)
        if contrast_ratio(darker, background) >= required:
            return f"use a darker foreground such as {format_colour(darker)}"
    if contrast_ratio(foreground, WHITE) >= required:
        return "use a lighter background such as white"
    return "use black on white"


def _darken(colour: Colour, light: float) -> Colour:
    """Return the colour with a share of its light. A spot ink becomes its process equivalent."""
    if colour.cmyk is not None:
        cyan, magenta, yellow, black = colour.cmyk
        return ink_colour(cyan, magenta, yellow, round(100 - (100 - black) * light, 2))
    red, green, blue = (floor(channel * light) for channel in colour.rgb)
    return Colour((red, green, blue))
