"""The page of a test strip: codes in rows, the text under each, and a ruler."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from typing import Literal

from microsite.qr.canvas.colours import BLACK
from microsite.qr.canvas.colours import WHITE
from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.colours import contrast_ratio
from microsite.qr.canvas.colours import ink_colour
from microsite.qr.canvas.numbers import format_number
from microsite.qr.canvas.shapes import Drawing
from microsite.qr.canvas.shapes import DrawingItem
from microsite.qr.canvas.shapes import Modules
from microsite.qr.canvas.shapes import Shape
from microsite.qr.canvas.shapes import fill_outline
from microsite.qr.canvas.shapes import outline_rectangle
from microsite.qr.design.fonts import load_face
from microsite.qr.design.style import Style
from microsite.qr.sheets.stock import Size
from microsite.qr.symbol.encode import MIN_QUIET_ZONE
from microsite.qr.symbol.encode import Symbol

_MARGIN_MM = 10.0
_GAP_MM = 3.0
_MIN_CELL_MM = 19.0
"""The width of the text under a code, which must not reach its neighbour."""
_TEXT_SIZE_MM = 2.0
_LINE_HEIGHT_MM = 2.8
_HEADER_MM = 12.0
"""The height above the first row."""
_RULER_MM = 100.0
STRIP_TEXT: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Test strip: scan every code with the oldest phone you have",
        "ruler": "This line is 100 mm long; if not, print again at 100 %",
        "passed": "passed",
        "too_small": "too small",
        "low_contrast": "too faint",
        "unreadable": "not read",
    },
    "zh-Hans": {
        "title": "打印测试条：请用手边最旧的手机逐个扫描",
        "ruler": "此线长 100 毫米；如不符，请按 100% 重新打印",
        "passed": "合格",
        "too_small": "太小",
        "low_contrast": "太淡",
        "unreadable": "无法识读",
    },
    "zh-Hant": {
        "title": "列印測試條：請用手邊最舊的手機逐一掃描",
        "ruler": "此線長 100 公釐；若不符，請以 100% 重新列印",
        "passed": "合格",
        "too_small": "太小",
        "low_contrast": "太淡",
        "unreadable": "無法讀取",
    },
}
StripResult = Literal["passed", "too_small", "low_contrast", "unreadable"]
"""Keys of STRIP_TEXT."""


@dataclass(frozen=True, slots=True)
class StripCell:
    """A code of the strip.

    contrast_ratio: the requested contrast with white paper. x, y: position on the page in mm.
    results: the result of preflight, empty before it has run.
    """

    symbol: Symbol
    width_mm: float
    contrast_ratio: float
    x: float = 0.0
    y: float = 0.0
    results: tuple[StripResult, ...] = ()

    @property
    def module_mm(self) -> float:
        """The width of a module in mm."""
        return self.width_mm / (self.symbol.size + 2 * MIN_QUIET_ZONE)

    @property
    def colour(self) -> Colour:
        """The tint of black with the requested contrast."""
        return _find_tint(self.contrast_ratio)


def lay_out_cells(cells: Sequence[StripCell], page: Size, group_size: int) -> Iterator[StripCell]:
    """Place the cells in rows from the top left, keeping groups of consecutive cells together.

    Raise ValueError if they do not fit on the page.
    """
    groups = [cells[start : start + group_size] for start in range(0, len(cells), group_size)]
    right, bottom = page[0] - _MARGIN_MM, page[1] - _MARGIN_MM
    x, y, row_height = _MARGIN_MM, _MARGIN_MM + _HEADER_MM, 0.0
    for group in groups:
        width = sum(max(cell.width_mm, _MIN_CELL_MM) + _GAP_MM for cell in group)
        height = max(cell.width_mm for cell in group) + 2 * _LINE_HEIGHT_MM + _GAP_MM
        if x > _MARGIN_MM and x + width - _GAP_MM > right:
            x, y, row_height = _MARGIN_MM, y + row_height, 0.0
        row_height = max(row_height, height)
        if x + width - _GAP_MM > right or y + height - _GAP_MM > bottom:
            raise ValueError(
                f"The {len(cells)} codes do not fit on a page of {format_number(page[0])} x"
                f" {format_number(page[1])} mm: use fewer or smaller sizes, or fewer levels or"
                " contrasts."
            )
        for cell in group:
            yield replace(cell, x=x, y=y)
            x += max(cell.width_mm, _MIN_CELL_MM) + _GAP_MM


def draw_page(cells: Sequence[StripCell], payload: str, style: Style, page: Size) -> Drawing:
    """Draw the page."""
    text = STRIP_TEXT.get(style.language, STRIP_TEXT["en"])
    codes = [
        Modules(
            cell.symbol.modules,
            cell.colour,
            cell.x + MIN_QUIET_ZONE * cell.module_mm,
            cell.y + MIN_QUIET_ZONE * cell.module_mm,
            cell.module_mm,
        )
        for cell in cells
    ]
    captions = [row for cell in cells for row in _draw_caption(cell, text, style)]
    first_baseline = _MARGIN_MM + _TEXT_SIZE_MM
    title = _draw_text(style, f"{text['title']} · {payload}", _MARGIN_MM, first_baseline)
    ruler_text = _draw_text(style, text["ruler"], _MARGIN_MM, first_baseline + 2 * _LINE_HEIGHT_MM)
    ruler_y = first_baseline + 2.5 * _LINE_HEIGHT_MM
    ruler = fill_outline(outline_rectangle(_MARGIN_MM, ruler_y, _RULER_MM, 0.2), BLACK)
    shapes: tuple[DrawingItem, ...] = (title, ruler_text, ruler, *codes, *captions)
    return Drawing(text["title"], *page, WHITE, shapes)


def _draw_caption(cell: StripCell, text: Mapping[str, str], style: Style) -> Iterator[Shape]:
    """Yield the lines under a code: its settings, and its results if there are any."""
    width, ratio = format_number(cell.width_mm), format_number(cell.contrast_ratio)
    baseline = cell.y + cell.width_mm + _TEXT_SIZE_MM
    yield _draw_text(style, f"{width} mm · {cell.symbol.level} · {ratio}:1", cell.x, baseline)
    if cell.results:
        results = " · ".join(text[result] for result in cell.results)
        yield _draw_text(style, results, cell.x, baseline + _LINE_HEIGHT_MM)


def _draw_text(style: Style, text: str, x: float, baseline: float) -> Shape:
    face = load_face(style.fonts, "Regular", style.language)
    return face.draw_text(text, _TEXT_SIZE_MM, x, baseline, BLACK)


def _find_tint(required: float) -> Colour:
    """Return the lightest tint of black, in whole per cent, with that contrast with white paper.

    Raise ValueError for a contrast above that of black.
    """
    for percent in range(1, 101):
        tint = ink_colour(0, 0, 0, percent)
        if contrast_ratio(tint, WHITE) >= required - 1e-9:
            return tint
    raise ValueError(
        f"No ink has a contrast of {format_number(required)}:1 with paper: black has 21:1."
    )
