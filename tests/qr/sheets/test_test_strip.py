"""The test strip: what is on it, and what it says of its codes."""

from io import BytesIO
from itertools import product
from pathlib import Path

import pikepdf
import pytest
import zxingcpp

from microsite.qr.canvas.colours import PAPER
from microsite.qr.canvas.colours import contrast
from microsite.qr.design.style import CALLS
from microsite.qr.design.style import Style
from microsite.qr.sheets.stock import PAGES
from microsite.qr.sheets.test_strip import CONTRASTS
from microsite.qr.sheets.test_strip import LEVELS
from microsite.qr.sheets.test_strip import SIZES_MM
from microsite.qr.sheets.test_strip import strip
from tests.support.pages import ADDRESS
from tests.support.pages import needs_fonts
from tests.support.pages import plates
from tests.support.pages import seen

pytestmark = needs_fonts
A4 = PAGES["A4"]


def test_every_size_level_and_contrast_is_on_the_page_once() -> None:
    _, cells = strip(ADDRESS, Style(), A4)
    found = [(cell.symbol.level, cell.ratio, cell.width_mm) for cell in cells]
    assert found == list(product(LEVELS, CONTRASTS, SIZES_MM))


def test_no_code_touches_another_or_leaves_the_page() -> None:
    _, cells = strip(ADDRESS, Style(), A4)
    for at, cell in enumerate(cells):
        end = (cell.x + cell.width_mm, cell.y + cell.width_mm)
        assert cell.x >= 5
        assert cell.y >= 5
        assert end[0] <= 205
        assert end[1] <= 292
        for other in cells[:at]:
            apart = (
                end[0] <= other.x
                or other.x + other.width_mm <= cell.x
                or end[1] <= other.y
                or other.y + other.width_mm <= cell.y
            )
            assert apart


def test_a_contrast_is_that_or_hardly_more() -> None:
    _, cells = strip(ADDRESS, Style(), A4)
    for cell in cells:
        assert cell.ratio - 1e-9 <= contrast(cell.colour, PAPER) <= cell.ratio * 1.03


def test_the_verdicts_are_those_of_the_proof() -> None:
    _, cells = strip(ADDRESS, Style(), A4)
    for cell in cells:
        expected = {"small": cell.width_mm < 20, "faint": cell.ratio < 4.5}
        found = tuple(word for word, is_so in expected.items() if is_so)
        assert cell.verdict == (found or ("passes",))


def test_a_coarse_printer_and_a_distance_take_larger_codes() -> None:
    style = Style(width_mm=30, distance_mm=250, method="thermal")
    _, cells = strip(ADDRESS, style, A4, levels=["M"], contrasts=[21])
    assert [cell.verdict for cell in cells] == [("small",), ("small",), ("small",), ("passes",)]


def test_a_code_that_passes_is_read_on_the_page_as_it_is_seen() -> None:
    content, cells = strip(ADDRESS, Style(), A4)
    page = seen(content, "pdf", 200).convert("L")
    dots = 200 / 25.4
    for cell in cells:
        if cell.verdict == ("passes",):
            end = (cell.x + cell.width_mm, cell.y + cell.width_mm)
            found = zxingcpp.read_barcodes(
                page.crop(tuple(round(side * dots) for side in (cell.x, cell.y, *end)))
            )
            assert [code.text for code in found] == [ADDRESS]


@pytest.mark.parametrize("language", CALLS)
def test_it_is_on_the_black_plate_alone_without_fonts_and_alike_each_time(
    language: str, tmp_path: Path
) -> None:
    content, _ = strip(ADDRESS, Style(language=language), A4)
    assert content == strip(ADDRESS, Style(language=language), A4)[0]
    assert list(plates(content, tmp_path)) == ["Black"]
    with pikepdf.open(BytesIO(content)) as document:
        assert not document.check_pdf_syntax()
        assert "/Font" not in document.pages[0].Resources
        assert [float(side) * 25.4 / 72 for side in document.pages[0].trimbox] == pytest.approx(
            [0, 0, 210, 297], abs=0.01
        )


def test_the_line_at_its_head_is_100_mm_long() -> None:
    page = seen(strip(ADDRESS, Style(), A4)[0], "pdf", 254).convert("L")
    rows = (page.crop((0, y, page.width, y + 1)) for y in range(200))
    boxes = [row.point(lambda grey: 255 - grey).getbbox() for row in rows]
    longest = max(right - left for left, _, right, _ in filter(None, boxes))
    assert longest == pytest.approx(1000, abs=2)
