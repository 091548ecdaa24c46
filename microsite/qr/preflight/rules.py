"""What print and phones ask of a code, and the nearest setting that meets what is not met."""

from dataclasses import dataclass
from math import ceil
from math import floor
from typing import Literal

from microsite.qr.canvas.colours import BLACK
from microsite.qr.canvas.colours import PAPER
from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.colours import contrast
from microsite.qr.canvas.colours import inks
from microsite.qr.canvas.numbers import plain
from microsite.qr.design.style import METHODS
from microsite.qr.design.style import Style
from microsite.qr.design.style import width_for

LEAST_CONTRAST = 4.5
GOOD_CONTRAST = 7.0
LEAST_UNUSED_CORRECTION = 0.5
"""With a logo: what is left is for dirt, light and distance."""
_EXACT = 0.9999
"""Of a size: what rounding in a file may take off it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason why a code is refused, or to think twice.

    mend: the nearest setting with which it would not be found, "" where no setting is at fault.
    """

    severity: Literal["refuse", "warn"]
    reason: str
    mend: str = ""

    def __str__(self) -> str:
        """The finding as one sentence."""
        return f"{self.reason}: {self.mend}." if self.mend else f"{self.reason}."


def judge_contrast(foreground: Colour, background: Colour) -> Finding | None:
    """Dark on light, at 4.5:1 or more, better at 7:1 (WCAG 2.2's ratio)."""
    if foreground.luminance >= background.luminance:
        return Finding(
            "refuse",
            f"{written(foreground)} on {written(background)} is light on dark,"
            " which most readers do not find",
            _exchanged(foreground, background),
        )
    ratio = contrast(foreground, background)
    if ratio >= GOOD_CONTRAST:
        return None
    wanted = LEAST_CONTRAST if ratio < LEAST_CONTRAST else GOOD_CONTRAST
    return Finding(
        "refuse" if ratio < LEAST_CONTRAST else "warn",
        f"The contrast of {written(foreground)} on {written(background)} is"
        f" {floor(ratio * 100) / 100:.2f}:1, under {wanted:g}:1",
        _darker(foreground, background, wanted),
    )


def judge_size(module_mm: float, across: int, style: Style) -> Finding | None:
    """Modules that the print method holds, and a tenth of the scan distance, 20 mm at the least."""
    method = METHODS[style.method]
    least = max(method.least_module_mm * across, width_for(style.distance_mm))
    if module_mm * across >= least * _EXACT:
        return None
    return Finding(
        "refuse",
        f"A code {plain(module_mm * across)} mm wide with {across} modules across is too small for"
        f" {method.name} printing and its scan distance",
        f"take {plain(ceil(least * 100) / 100)} mm or more",
    )


def written(colour: Colour) -> str:
    """A colour as an order writes it."""
    if colour.cmyk is None:
        return colour.hexadecimal
    if colour in (BLACK, PAPER):
        return "black" if colour == BLACK else "white"
    parts = ",".join(map(plain, colour.cmyk))
    return f"{colour.spot}=({parts})" if colour.spot else f"cmyk({parts})"


def _exchanged(foreground: Colour, background: Colour) -> str:
    """The same two colours the other way round if that is enough, else black on white."""
    if contrast(foreground, background) >= LEAST_CONTRAST:
        return f"take {written(background)} on {written(foreground)}"
    return "take black on white"


def _darker(foreground: Colour, background: Colour, wanted: float) -> str:
    """The nearest darker foreground that has the wanted contrast, or else another background."""
    for share in range(99, -1, -1):
        darker = _darkened(foreground, share / 100)
        if contrast(darker, background) >= wanted:
            return f"take a darker foreground such as {written(darker)}"
    if contrast(foreground, PAPER) >= wanted:
        return "take a lighter background such as white"
    return "take black on white"


def _darkened(colour: Colour, light: float) -> Colour:
    """The colour with that share of its light; a spot ink becomes the inks that look like it."""
    if colour.cmyk is not None:
        cyan, magenta, yellow, black = colour.cmyk
        return inks(cyan, magenta, yellow, round(100 - (100 - black) * light, 2))
    red, green, blue = (floor(part * light) for part in colour.rgb)
    return Colour((red, green, blue))
