"""A test strip: one code in several sizes, levels and strengths of black, to try on the real paper.

Some of its codes are meant to fail. Under each stands what it is, and what the proof thinks of it:
the page is read back to tell, and once more when that is written.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from microsite.qr.canvas.colours import PAPER
from microsite.qr.canvas.numbers import plain
from microsite.qr.design.style import LEAST_QUIET_ZONE
from microsite.qr.design.style import Style
from microsite.qr.formats import pdf
from microsite.qr.preflight.rasterize import pages
from microsite.qr.preflight.rasterize import payloads
from microsite.qr.preflight.rules import judge_contrast
from microsite.qr.preflight.rules import judge_size
from microsite.qr.preflight.sampling import Bitmap
from microsite.qr.preflight.sampling import Place
from microsite.qr.preflight.sampling import sampled
from microsite.qr.preflight.verify import DOTS_A_MODULE
from microsite.qr.sheets.stock import Size
from microsite.qr.sheets.test_strip_page import Cell
from microsite.qr.sheets.test_strip_page import drawn
from microsite.qr.sheets.test_strip_page import laid_out
from microsite.qr.symbol.encode import symbol
from microsite.qr.symbol.error_correction import wrong_cells
from microsite.qr.symbol.layout import Level

SIZES_MM = (12.0, 15.0, 20.0, 25.0)
LEVELS: tuple[Level, ...] = ("M", "Q", "H")
CONTRASTS = (21.0, 7.0, 4.5, 3.0)


def strip(
    payload: str,
    style: Style,
    page: Size,
    sizes: Sequence[float] = SIZES_MM,
    levels: Sequence[Level] = LEVELS,
    contrasts: Sequence[float] = CONTRASTS,
) -> tuple[bytes, list[Cell]]:
    """The page as a PDF, and its codes with what the proof of that very file thinks of them.

    Of the style only print method, scan distance, language and fonts count. Raises ValueError for
    what no page holds, naming what one does, and as `symbol` and `face` do.
    """
    if not all(0 < size <= page[0] for size in sizes):
        raise ValueError(f"A code of {plain(max(sizes))} mm is none for this page: take 12 to 60.")
    if not all(1 < ratio <= 21 for ratio in contrasts):
        raise ValueError("A contrast is over 1 and at most 21, which is that of black on white.")
    wanted = [
        Cell(symbol(payload, level), size, ratio)
        for level, ratio, size in product(levels, contrasts, sizes)
    ]
    cells = list(laid_out(wanted, page, len(sizes)))
    proved = _proved(cells, pdf.write(drawn(cells, payload, style, page)), style)
    content = pdf.write(drawn(proved, payload, style, page))
    if _proved(cells, content, style) != proved:
        raise AssertionError("The words under the codes change how they are read.")
    return content, proved


def _proved(cells: Sequence[Cell], content: bytes, style: Style) -> list[Cell]:
    """The cells with the verdicts on them."""
    dots = DOTS_A_MODULE / min(cell.module_mm for cell in cells)
    (page,) = pages(content, dots, 1)
    return [replace(cell, verdict=_verdict(cell, page, style)) for cell in cells]


def _verdict(cell: Cell, page: Bitmap, style: Style) -> tuple[str, ...]:
    dots = page.dots_a_mm
    side = cell.width_mm * dots
    part, left, top = page.part(cell.x * dots, cell.y * dots, side, side)
    module = cell.module_mm * dots
    corner = LEAST_QUIET_ZONE * module
    place = Place(
        cell.x * dots - left + corner, cell.y * dots - top + corner, module, cell.symbol.size
    )
    sample = sampled(part, place, cell.symbol, LEAST_QUIET_ZONE)
    read = payloads(part) == [cell.symbol.payload]
    whole = sample is not None and sample.is_clear and not wrong_cells(cell.symbol, sample.modules)
    across = cell.symbol.size + 2 * LEAST_QUIET_ZONE
    faint = judge_contrast(cell.colour, PAPER)
    found = {
        "small": judge_size(cell.module_mm, across, style) is not None,
        "faint": faint is not None and faint.severity == "refuse",
        "unread": not (read and whole),
    }
    return tuple(word for word, is_so in found.items() if is_so) or ("passes",)
