"""The colours of artwork: black ink, inks by their parts, a spot ink by its name, or light for a
screen.
"""

import re
from dataclasses import dataclass
from itertools import product
from math import prod

from microsite.qr.canvas.numbers import plain

_SCREEN = re.compile(r"#([0-9a-f]{6})")
_PROCESS = re.compile(r"(?:cmyk)?\((.*)\)")
_SPOT = re.compile(r"([^()=]{1,60})=\s*(?:cmyk)?\((.*)\)")
_SOLIDS = dict(
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
"""How full coats of cyan, magenta and yellow look on coated paper (SWOP inks, in sRGB)."""


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour as a press or a screen makes it.

    rgb: how it looks on a screen, sRGB, 0 to 255 each.
    cmyk: its inks, 0 to 100 % each, or None for a colour that is light only.
    spot: the name of the ink that prints it on a plate of its own; `cmyk` then says what stands in
        for it where there is no such ink.
    """

    rgb: tuple[int, int, int]
    cmyk: tuple[float, float, float, float] | None = None
    spot: str = ""

    @property
    def hexadecimal(self) -> str:
        """As SVG and CSS write it."""
        return "#{:02x}{:02x}{:02x}".format(*self.rgb)

    @property
    def luminance(self) -> float:
        """Relative luminance, 0 for black to 1 for white (WCAG 2.2)."""
        red, green, blue = (_linear(part / 255) for part in self.rgb)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((one.luminance, other.luminance))
    return (light + 0.05) / (dark + 0.05)


def shares(colour: Colour) -> str:
    """The parts of a colour from 0 to 1, as PDF and PostScript write them: its inks, or RGB."""
    if colour.cmyk is None:
        return " ".join(plain(part / 255) for part in colour.rgb)
    return " ".join(plain(part / 100) for part in colour.cmyk)


def inks(cyan: float, magenta: float, yellow: float, black: float, spot: str = "") -> Colour:
    """A colour printed by its inks in per cent, or by a spot ink that looks like them.

    What it looks like is weighed from the solid inks and their overprints, which is near enough to
    judge contrast by, and no proof of a colour. Raises ValueError for parts outside 0 to 100.
    """
    cmyk = (cyan, magenta, yellow, black)
    if not all(0 <= part <= 100 for part in cmyk):
        raise ValueError(f"The inks {cmyk} are not all from 0 to 100 %.")
    red, green, blue = (round(_looks(cmyk, channel)) for channel in range(3))
    return Colour((red, green, blue), cmyk, spot)


BLACK = Colour((0, 0, 0), (0, 0, 0, 100))
"""One black plate and no other."""
PAPER = Colour((255, 255, 255), (0, 0, 0, 0))
"""No ink: in print it leaves the paper as it is, whatever lies below it in a layout."""


def colour(text: str) -> Colour:
    """Read a colour: `black`, `white`, `#003366`, `cmyk(90,60,0,20)` or, for a spot ink and what
    stands in for it, `PANTONE 349 C=(90,12,95,40)`.

    Raises ValueError, naming these forms, for anything else.
    """
    wanted = text.strip()
    small = wanted.lower()
    if small in ("black", "white"):
        return BLACK if small == "black" else PAPER
    if found := _SCREEN.fullmatch(small):
        red, green, blue = bytes.fromhex(found[1])
        return Colour((red, green, blue))
    if found := _PROCESS.fullmatch(small):
        return _read_inks(text, found[1])
    if (found := _SPOT.fullmatch(wanted)) and found[1].strip().isprintable():
        return _read_inks(text, found[2], found[1].strip())
    raise _unknown(text)


def _looks(cmyk: tuple[float, float, float, float], channel: int) -> float:
    """How inks look in one of red, green and blue: the part of the paper that each overprint of
    their dots covers (Demichel), by how that overprint looks, under black.
    """
    coats = [(part / 100, 1 - part / 100) for part in cmyk[:3]]
    colour_alone = sum(
        solid[channel]
        * prod(covered if on else bare for (covered, bare), on in zip(coats, ons, strict=True))
        for ons, solid in _SOLIDS.items()
    )
    return colour_alone * (1 - cmyk[3] / 100)


def _read_inks(text: str, parts: str, spot: str = "") -> Colour:
    try:
        cyan, magenta, yellow, black = (float(part) for part in parts.split(","))
    except ValueError as error:
        raise _unknown(text) from error
    return inks(cyan, magenta, yellow, black, spot)


def _unknown(text: str) -> ValueError:
    return ValueError(
        f"The colour {text!r} is not known: write black, white, #003366, cmyk(90,60,0,20)"
        " or, for a spot ink, PANTONE 349 C=(90,12,95,40)."
    )


def _linear(part: float) -> float:
    """A part of sRGB without its gamma (WCAG 2.2)."""
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
