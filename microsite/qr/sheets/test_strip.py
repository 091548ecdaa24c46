"""A test strip: one code in several sizes, levels and contrasts, to try on real paper.

Some of its codes are meant to fail. The result of preflight is printed under each code: the page is
drawn without results, verified, drawn with results and verified again.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from microsite.qr.canvas.colours import WHITE
from microsite.qr.canvas.numbers import format_number
from microsite.qr.design.style import Style
from microsite.qr.formats import pdf
from microsite.qr.preflight.rasterize import decode_payloads
from microsite.qr.preflight.rasterize import rasterize_pages
from microsite.qr.preflight.rules import check_contrast
from microsite.qr.preflight.rules import check_size
from microsite.qr.preflight.sampling import Bitmap
from microsite.qr.preflight.sampling import SymbolPosition
from microsite.qr.preflight.sampling import sample_symbol
from microsite.qr.preflight.verify import DOTS_PER_MODULE
from microsite.qr.sheets.stock import Size
from microsite.qr.sheets.test_strip_page import StripCell
from microsite.qr.sheets.test_strip_page import StripResult
from microsite.qr.sheets.test_strip_page import draw_page
from microsite.qr.sheets.test_strip_page import lay_out_cells
from microsite.qr.symbol.encode import MIN_QUIET_ZONE
from microsite.qr.symbol.encode import encode
from microsite.qr.symbol.error_correction import find_wrong_modules
from microsite.qr.symbol.layout import Level

DEFAULT_SIZES_MM = (12.0, 15.0, 20.0, 25.0)
DEFAULT_LEVELS: tuple[Level, ...] = ("M", "Q", "H")
DEFAULT_CONTRASTS = (21.0, 7.0, 4.5, 3.0)


def build_test_strip(
    payload: str,
    style: Style,
    page: Size,
    sizes_mm: Sequence[float] = DEFAULT_SIZES_MM,
    levels: Sequence[Level] = DEFAULT_LEVELS,
    contrasts: Sequence[float] = DEFAULT_CONTRASTS,
) -> tuple[bytes, list[StripCell]]:
    """Return the page as a PDF, and its codes with their preflight results.

    Only the print method, scan distance, language and fonts of the style are used. Raise ValueError
    for codes that do not fit on the page, and as `encode` and `load_face` do.
    """
    if not all(0 < size <= page[0] for size in sizes_mm):
        raise ValueError(
            f"A code of {format_number(max(sizes_mm))} mm does not fit on this page: use 12 to 60."
        )
    if not all(1 < ratio <= 21 for ratio in contrasts):
        raise ValueError("A contrast must be above 1 and at most 21, which is black on white.")
    unplaced = [
        StripCell(encode(payload, level), size, ratio)
        for level, ratio, size in product(levels, contrasts, sizes_mm)
    ]
    cells = list(lay_out_cells(unplaced, page, len(sizes_mm)))
    verified = _verify_cells(cells, pdf.write(draw_page(cells, payload, style, page)), style)
    content = pdf.write(draw_page(verified, payload, style, page))
    if _verify_cells(cells, content, style) != verified:
        raise AssertionError("The text under the codes changes how they are read.")
    return content, verified


def _verify_cells(cells: Sequence[StripCell], content: bytes, style: Style) -> list[StripCell]:
    """Return the cells with their results."""
    dots_per_mm = DOTS_PER_MODULE / min(cell.module_mm for cell in cells)
    (page,) = rasterize_pages(content, dots_per_mm, 1)
    return [replace(cell, results=_verify_cell(cell, page, style)) for cell in cells]


def _verify_cell(cell: StripCell, page: Bitmap, style: Style) -> tuple[StripResult, ...]:
    dots = page.dots_per_mm
    side = cell.width_mm * dots
    region, left, top = page.crop(cell.x * dots, cell.y * dots, side, side)
    module = cell.module_mm * dots
    quiet_zone = MIN_QUIET_ZONE * module
    position = SymbolPosition(
        cell.x * dots - left + quiet_zone,
        cell.y * dots - top + quiet_zone,
        module,
        cell.symbol.size,
    )
    sample = sample_symbol(region, position, cell.symbol, MIN_QUIET_ZONE)
    is_decoded = decode_payloads(region) == [cell.symbol.payload]
    is_intact = (
        sample is not None
        and sample.is_clear
        and not find_wrong_modules(cell.symbol, sample.modules)
    )
    across = cell.symbol.size + 2 * MIN_QUIET_ZONE
    contrast = check_contrast(cell.colour, WHITE)
    failures: dict[StripResult, bool] = {
        "too_small": check_size(cell.module_mm, across, style) is not None,
        "low_contrast": contrast is not None and contrast.severity == "error",
        "unreadable": not (is_decoded and is_intact),
    }
    return tuple(result for result, applies in failures.items() if applies) or ("passed",)
