"""The page of a test strip: its codes in rows, what stands under each, and a line to measure."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from microsite.qr.canvas.colours import BLACK
from microsite.qr.canvas.colours import PAPER
from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.colours import contrast
from microsite.qr.canvas.colours import inks
from microsite.qr.canvas.numbers import plain
from microsite.qr.canvas.shapes import Drawing
from microsite.qr.canvas.shapes import Modules
from microsite.qr.canvas.shapes import Painted
from microsite.qr.canvas.shapes import Shape
from microsite.qr.canvas.shapes import filled
from microsite.qr.canvas.shapes import rectangle
from microsite.qr.design.fonts import face
from microsite.qr.design.style import LEAST_QUIET_ZONE
from microsite.qr.design.style import Style
from microsite.qr.sheets.stock import Size
from microsite.qr.symbol.encode import Symbol

MARGIN = 10.0
GAP = 3.0
LEAST_CELL = 19.0
"""As wide as the words under a code take."""
LETTERS = 2.0
LINE = 2.8
"""From one line of words to the next."""
HEAD = 12.0
"""What stands above the first row."""
RULER = 100.0
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Test strip: scan each with the oldest phone at hand",
        "ruler": "This line is 100 mm long; if not, print again at 100 %",
        "passes": "passes",
        "small": "too small",
        "faint": "too faint",
        "unread": "not read",
    },
    "zh-Hans": {
        "title": "打印测试条：请用手边最旧的手机逐个扫描",
        "ruler": "此线长 100 毫米；如不符，请按 100% 重新打印",
        "passes": "合格",
        "small": "太小",
        "faint": "太淡",
        "unread": "无法识读",
    },
    "zh-Hant": {
        "title": "列印測試條：請用手邊最舊的手機逐一掃描",
        "ruler": "此線長 100 公釐；若不符，請以 100% 重新列印",
        "passes": "合格",
        "small": "太小",
        "faint": "太淡",
        "unread": "無法讀取",
    },
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A code of the strip, and where it lies.

    ratio: the contrast that was asked for. verdict: what the proof thinks, as keys of `WORDS`.
    """

    symbol: Symbol
    width_mm: float
    ratio: float
    x: float = 0.0
    y: float = 0.0
    verdict: tuple[str, ...] = ()

    @property
    def module_mm(self) -> float:
        """The width of a module."""
        return self.width_mm / (self.symbol.size + 2 * LEAST_QUIET_ZONE)

    @property
    def colour(self) -> Colour:
        """Black, or as much of it as gives the contrast."""
        return _black_of(self.ratio)


def laid_out(cells: Sequence[Cell], page: Size, together: int) -> Iterator[Cell]:
    """The cells in rows from the top left, those that differ in size alone beside one another."""
    groups = [cells[at : at + together] for at in range(0, len(cells), together)]
    x, y, tallest = MARGIN, MARGIN + HEAD, 0.0
    for group in groups:
        width = sum(max(cell.width_mm, LEAST_CELL) + GAP for cell in group)
        height = max(cell.width_mm for cell in group) + 2 * LINE + GAP
        if x > MARGIN and x + width - GAP > page[0] - MARGIN:
            x, y, tallest = MARGIN, y + tallest, 0.0
        tallest = max(tallest, height)
        if x + width - GAP > page[0] - MARGIN or y + height - GAP > page[1] - MARGIN:
            raise ValueError(
                f"The {len(cells)} codes do not fit on a page of {plain(page[0])} x"
                f" {plain(page[1])} mm: take fewer or smaller sizes, or fewer levels or contrasts."
            )
        for cell in group:
            yield replace(cell, x=x, y=y)
            x += max(cell.width_mm, LEAST_CELL) + GAP


def drawn(cells: Sequence[Cell], payload: str, style: Style, page: Size) -> Drawing:
    """The page."""
    words = WORDS.get(style.language, WORDS["en"])
    codes = [
        Modules(
            cell.symbol.modules,
            cell.colour,
            cell.x + LEAST_QUIET_ZONE * cell.module_mm,
            cell.y + LEAST_QUIET_ZONE * cell.module_mm,
            cell.module_mm,
        )
        for cell in cells
    ]
    below = [row for cell in cells for row in _words_below(cell, words, style)]
    title = _row(style, f"{words['title']} · {payload}", MARGIN, MARGIN + LETTERS)
    ruled = _row(style, words["ruler"], MARGIN, MARGIN + LETTERS + 2 * LINE)
    line = filled(rectangle(MARGIN, MARGIN + LETTERS + 2.5 * LINE, RULER, 0.2), BLACK)
    shapes: tuple[Painted, ...] = (title, ruled, line, *codes, *below)
    return Drawing(words["title"], *page, PAPER, shapes)


def _words_below(cell: Cell, words: Mapping[str, str], style: Style) -> Iterator[Shape]:
    """What a code is, and what the proof thinks of it."""
    what = f"{plain(cell.width_mm)} mm · {cell.symbol.level} · {plain(cell.ratio)}:1"
    foot = cell.y + cell.width_mm + LETTERS
    yield _row(style, what, cell.x, foot)
    if cell.verdict:
        thought = " · ".join(words[word] for word in cell.verdict)
        yield _row(style, thought, cell.x, foot + LINE)


def _row(style: Style, text: str, x: float, baseline: float) -> Shape:
    return face(style.fonts, "Regular", style.language).row(text, LETTERS, x, baseline, BLACK)


def _black_of(ratio: float) -> Colour:
    """The tint of black, in whole per cent of ink, whose contrast with paper is that or just more.

    Raises ValueError for one over that of black.
    """
    tints = (inks(0, 0, 0, ink) for ink in range(1, 101))
    found = next((tint for tint in tints if contrast(tint, PAPER) >= ratio - 1e-9), None)
    if found is None:
        raise ValueError(f"No ink has a contrast of {plain(ratio)}:1 with paper: black has 21:1.")
    return found
