"""Convert text to outlines with Noto Sans CJK, in the glyph forms of a language.

Outlines look the same in every file format and need no font on the machine that prints them.
"""

from dataclasses import dataclass
from dataclasses import field
from functools import cache
from itertools import accumulate
from mmap import ACCESS_READ
from mmap import mmap
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Literal

from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.shapes import Outline
from microsite.qr.canvas.shapes import PathStep
from microsite.qr.canvas.shapes import Shape

if TYPE_CHECKING:
    from fontTools.ttLib.ttGlyphSet import _TTGlyphSet

Weight = Literal["Regular", "Bold"]

UNITS_PER_EM = 1000
_PATH_VERBS: dict[str, Literal["M", "L", "C", "Z"]] = {
    "moveTo": "M",
    "lineTo": "L",
    "curveTo": "C",
    "closePath": "Z",
}


@dataclass(frozen=True, slots=True)
class Glyph:
    """The outline of a character, with its baseline at 0, and its advance width."""

    outline: Outline
    advance: int


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One weight of the font in the forms of one language. It caches every glyph that it reads."""

    family: str
    _glyph_names: dict[int, str]
    _glyph_set: "_TTGlyphSet"
    _glyphs: dict[str, Glyph] = field(default_factory=dict)

    def load_glyph(self, character: str) -> Glyph:
        """Return the glyph of a character. Raise ValueError if the font has none."""
        glyph = self._glyphs.get(character)
        if glyph is None:
            glyph = self._glyphs[character] = self._read_glyph(character)
        return glyph

    def measure(self, text: str) -> float:
        """Return the width of a text, in letter sizes (em)."""
        return sum(self.load_glyph(character).advance for character in text) / UNITS_PER_EM

    def draw_text(self, text: str, size: float, x: float, baseline: float, colour: Colour) -> Shape:
        """Return a text as one shape that starts at x."""
        glyphs = [self.load_glyph(character) for character in text]
        starts = accumulate((glyph.advance for glyph in glyphs), initial=0)
        outlines = tuple(
            (float(start), glyph.outline)
            for start, glyph in zip(starts, glyphs, strict=False)
            if glyph.outline.steps
        )
        return Shape(outlines, colour, x, baseline, size / UNITS_PER_EM)

    def _read_glyph(self, character: str) -> Glyph:
        from fontTools.pens.recordingPen import RecordingPen

        name = self._glyph_names.get(ord(character))
        if name is None or not character.isprintable():
            shown = f"{character} " if character.isprintable() else ""
            raise ValueError(f"{self.family} has no glyph for {shown}(U+{ord(character):04X})")
        pen = RecordingPen()
        glyph = self._glyph_set[name]
        glyph.draw(pen)
        steps: list[PathStep] = [
            (_PATH_VERBS[verb], tuple(part for x, y in points for part in (x, -y)))
            for verb, points in pen.value
        ]
        return Glyph(Outline(tuple(steps)), glyph.width)


@cache
def load_face(folder: str, weight: Weight, language: str) -> Face:
    """Return the face for a language, loaded once per process.

    Raise ValueError, with the package to install, if the font is missing.
    """
    from fontTools.ttLib import TTCollection
    from fontTools.ttLib import TTLibError

    path = Path(folder) / f"NotoSansCJK-{weight}.ttc"
    family = f"Noto Sans CJK {'TC' if language == 'zh-Hant' else 'SC'}"
    try:
        with path.open("rb") as file:
            # Glyphs are read on demand. A mapping, unlike an open file, has no position that forked
            # processes share.
            fonts = TTCollection(mmap(file.fileno(), 0, access=ACCESS_READ), lazy=True).fonts
    except (OSError, TTLibError, ValueError) as error:
        raise ValueError(
            f"Captions need the font {path}, which cannot be read: install the package"
            " fonts-noto-cjk, or set `fonts` (MICROSITE_FONTS) to the folder of the font."
        ) from error
    font = next(font for font in fonts if font["name"].getBestFamilyName() == family)
    return Face(family, font.getBestCmap(), font.getGlyphSet())
