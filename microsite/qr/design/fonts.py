"""Words as outlines: the glyphs of Noto Sans CJK, in the forms that the language writes.

Outlines look alike in every form of file and need no font where they are printed.
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
from microsite.qr.canvas.shapes import Shape
from microsite.qr.canvas.shapes import Step

if TYPE_CHECKING:
    from fontTools.ttLib.ttGlyphSet import _TTGlyphSet

Weight = Literal["Regular", "Bold"]

EM = 1000
"""The units in which glyphs are drawn: thousandths of the size of the letters."""
_STEPS: dict[str, Literal["M", "L", "C", "Z"]] = {
    "moveTo": "M",
    "lineTo": "L",
    "curveTo": "C",
    "closePath": "Z",
}


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character's outline, on a baseline at 0, and how far on the next one stands."""

    outline: Outline
    advance: int


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A weight of the font as one language writes it. It remembers every glyph it has drawn."""

    family: str
    _names: dict[int, str]
    _drawings: "_TTGlyphSet"
    _glyphs: dict[str, Glyph] = field(default_factory=dict)

    def glyph(self, character: str) -> Glyph:
        """The glyph of a character. Raises ValueError if the font has none."""
        found = self._glyphs.get(character)
        if found is None:
            found = self._glyphs[character] = self._drawn(character)
        return found

    def width(self, text: str) -> float:
        """How wide a text is, in sizes of its letters."""
        return sum(self.glyph(character).advance for character in text) / EM

    def row(self, text: str, size: float, x: float, baseline: float, colour: Colour) -> Shape:
        """A text in letters of that size from x on, as one shape."""
        glyphs = [self.glyph(character) for character in text]
        starts = accumulate((glyph.advance for glyph in glyphs), initial=0)
        outlines = tuple(
            (float(start), glyph.outline)
            for start, glyph in zip(starts, glyphs, strict=False)
            if glyph.outline.steps
        )
        return Shape(outlines, colour, x, baseline, size / EM)

    def _drawn(self, character: str) -> Glyph:
        from fontTools.pens.recordingPen import RecordingPen

        name = self._names.get(ord(character))
        if name is None or not character.isprintable():
            shown = f"{character} " if character.isprintable() else ""
            raise ValueError(f"{self.family} has no glyph for {shown}(U+{ord(character):04X})")
        pen = RecordingPen()
        drawing = self._drawings[name]
        drawing.draw(pen)
        steps: list[Step] = [
            (_STEPS[verb], tuple(part for x, y in points for part in (x, -y)))
            for verb, points in pen.value
        ]
        return Glyph(Outline(tuple(steps)), drawing.width)


@cache
def face(folder: str, weight: Weight, language: str) -> Face:
    """The face for a language, read once in a process.

    Raises ValueError, naming the package that brings it, where there is no such font.
    """
    from fontTools.ttLib import TTCollection
    from fontTools.ttLib import TTLibError

    path = Path(folder) / f"NotoSansCJK-{weight}.ttc"
    family = f"Noto Sans CJK {'TC' if language == 'zh-Hant' else 'SC'}"
    try:
        with path.open("rb") as file:
            # Glyphs are read as they are asked for: mapped, not from a file whose place is shared
            # with every process that is forked.
            fonts = TTCollection(mmap(file.fileno(), 0, access=ACCESS_READ), lazy=True).fonts
    except (OSError, TTLibError, ValueError) as error:
        raise ValueError(
            f"Labels are drawn with {path}, which cannot be read: install your system's"
            " fonts-noto-cjk, or name its folder in `fonts` (MICROSITE_FONTS)."
        ) from error
    font = next(font for font in fonts if font["name"].getBestFamilyName() == family)
    return Face(family, font.getBestCmap(), font.getGlyphSet())
