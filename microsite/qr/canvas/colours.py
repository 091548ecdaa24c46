"""Colours of artwork: black, process inks (CMYK), named spot inks, and RGB for screens."""

import re
from dataclasses import dataclass
from itertools import product
from math import prod

from microsite.qr.canvas.numbers import format_number

_RGB = re.compile(r"#([0-9a-f]{6})")
_PROCESS = re.compile(r"(?:cmyk)?\((.*)\)")
_SPOT = re.compile(r"([^()=]{1,60})=\s*(?:cmyk)?\((.*)\)")
_SOLID_INKS = dict(
    zip(
        product((0, 1), repeat=3),
        (
            (255, 255, 255),  # paper
            (255, 242, 0),  # yellow
            (236, 0, 140),  # magenta
            (237, 28, 36),  # magenta and yellow
            (0, 174, 239),  # cyan
            (0, 166, 81),  # cyan and yellow
            (46, 49, 146),  # cyan and magenta
            (54, 54, 57),  # all three
        ),
        strict=True,
    )
)
"""sRGB of full coats of cyan, magenta and yellow on coated paper (SWOP inks)."""


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour for a press or a screen.

    rgb: its appearance on a screen, sRGB, 0 to 255 each.
    cmyk: its inks, 0 to 100 % each, or None for an RGB colour.
    spot: the name of its spot ink, which gets its own plate; `cmyk` is then the substitute where
        that ink is not available.
    """

    rgb: tuple[int, int, int]
    cmyk: tuple[float, float, float, float] | None = None
    spot: str = ""

    @property
    def hexadecimal(self) -> str:
        """The colour in the notation of SVG and CSS."""
        return "#{:02x}{:02x}{:02x}".format(*self.rgb)

    @property
    def luminance(self) -> float:
        """Relative luminance, 0 for black to 1 for white (WCAG 2.2)."""
        red, green, blue = (linear_srgb(part / 255) for part in self.rgb)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((one.luminance, other.luminance))
    return (light + 0.05) / (dark + 0.05)


def linear_srgb(part: float) -> float:
    """Return a component of sRGB, 0 to 1, without gamma (WCAG 2.2)."""
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def components(colour: Colour) -> str:
    """Return the components, CMYK or RGB, from 0 to 1 in the notation of PDF and PostScript."""
    if colour.cmyk is None:
        return " ".join(format_number(part / 255) for part in colour.rgb)
    return " ".join(format_number(part / 100) for part in colour.cmyk)


def ink_colour(cyan: float, magenta: float, yellow: float, black: float, spot: str = "") -> Colour:
    """Return the colour of process inks in per cent, or of a spot ink that looks like them.

    The appearance is computed from the solid inks and their overprints. It is accurate enough to
    check contrast, but not to match a colour. Raise ValueError for inks outside 0 to 100.
    """
    cmyk = (cyan, magenta, yellow, black)
    if not all(0 <= part <= 100 for part in cmyk):
        raise ValueError(f"The inks {cmyk} are not all from 0 to 100 %.")
    red, green, blue = (round(_mix_inks(cmyk, channel)) for channel in range(3))
    return Colour((red, green, blue), cmyk, spot)


BLACK = Colour((0, 0, 0), (0, 0, 0, 100))
"""Black ink only, so that it prints from a single plate."""
WHITE = Colour((255, 255, 255), (0, 0, 0, 0))
"""No ink. In print the paper stays blank, even if a layout has something below."""


def parse_colour(text: str) -> Colour:
    """Return the colour of `black`, `white`, `#003366`, `cmyk(90,60,0,20)` or, for a spot ink with
    its substitute, `PANTONE 349 C=(90,12,95,40)`.

    Raise ValueError that lists these notations for any other text.
    """
    stripped = text.strip()
    lowered = stripped.lower()
    if lowered in ("black", "white"):
        return BLACK if lowered == "black" else WHITE
    if match := _RGB.fullmatch(lowered):
        red, green, blue = bytes.fromhex(match[1])
        return Colour((red, green, blue))
    if match := _PROCESS.fullmatch(lowered):
        return _parse_inks(text, match[1])
    if (match := _SPOT.fullmatch(stripped)) and match[1].strip().isprintable():
        return _parse_inks(text, match[2], match[1].strip())
    raise _unknown_colour_error(text)


def _mix_inks(cmyk: tuple[float, float, float, float], channel: int) -> float:
    """Return red, green or blue of halftoned inks: the sum of all overprints, each weighted by the
    area it covers (Demichel), darkened by black.
    """
    coverage = [(part / 100, 1 - part / 100) for part in cmyk[:3]]
    without_black = sum(
        solid[channel]
        * prod(
            covered if has_ink else bare
            for (covered, bare), has_ink in zip(coverage, overprint, strict=True)
        )
        for overprint, solid in _SOLID_INKS.items()
    )
    return without_black * (1 - cmyk[3] / 100)


def _parse_inks(text: str, parts: str, spot: str = "") -> Colour:
    try:
        cyan, magenta, yellow, black = (float(part) for part in parts.split(","))
    except ValueError as error:
        raise _unknown_colour_error(text) from error
    return ink_colour(cyan, magenta, yellow, black, spot)


def _unknown_colour_error(text: str) -> ValueError:
    return ValueError(
        f"Unknown colour {text!r}: write black, white, #003366, cmyk(90,60,0,20)"
        " or, for a spot ink, PANTONE 349 C=(90,12,95,40)."
    )
