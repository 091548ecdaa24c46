"""The test strip: its layout, and the results printed under its codes."""

from io import BytesIO
from itertools import product
from pathlib import Path

import pikepdf
import pytest
import zxingcpp

from microsite.qr.canvas.colours import WHITE
from microsite.qr.canvas.colours import contrast_ratio
from microsite.qr.design.style import DEFAULT_CTA
from microsite.qr.design.style import Style
from microsite.qr.sheets.stock import PAGE_SIZES
from microsite.qr.sheets.test_strip import DEFAULT_CONTRASTS
from microsite.qr.sheets.test_strip import DEFAULT_LEVELS
from microsite.qr.sheets.test_strip import DEFAULT_SIZES_MM
from microsite.qr.sheets.test_strip import build_test_strip
from tests.support.artwork_files import ADDRESS
from tests.support.artwork_files import measure_plates
from tests.support.artwork_files import needs_fonts
from tests.support.artwork_files import render_to_image

pytestmark = [needs_fonts, pytest.mark.slow]
A4 = PAGE_SIZES["A4"]


def test_every_size_level_and_contrast_is_on_the_page_once() -> None:
    _, cells = build_test_strip(ADDRESS, Style(), A4)
    settings = [(cell.symbol.level, cell.contrast_ratio, cell.width_mm) for cell in cells]
    assert settings == list(product(DEFAULT_LEVELS, DEFAULT_CONTRASTS, DEFAULT_SIZES_MM))


def test_codes_do_not_overlap_or_leave_the_page() -> None:
    _, cells = build_test_strip(ADDRESS, Style(), A4)
    for index, cell in enumerate(cells):
        end = (cell.x + cell.width_mm, cell.y + cell.width_mm)
        assert cell.x >= 5
        assert cell.y >= 5
        assert end[0] <= 205
        assert end[1] <= 292
        for other in cells[:index]:
            is_separate = (
                end[0] <= other.x
                or other.x + other.width_mm <= cell.x
                or end[1] <= other.y
                or other.y + other.width_mm <= cell.y
            )
            assert is_separate


def test_the_contrast_is_as_requested_or_slightly_higher() -> None:
    _, cells = build_test_strip(ADDRESS, Style(), A4)
    for cell in cells:
        assert (
            cell.contrast_ratio - 1e-9
            <= contrast_ratio(cell.colour, WHITE)
            <= cell.contrast_ratio * 1.03
        )


def test_small_and_faint_codes_fail() -> None:
    _, cells = build_test_strip(ADDRESS, Style(), A4)
    for cell in cells:
        expected = {"too_small": cell.width_mm < 20, "low_contrast": cell.contrast_ratio < 4.5}
        failures = tuple(result for result, applies in expected.items() if applies)
        assert cell.results == (failures or ("passed",))


def test_a_coarse_printer_and_a_distance_require_larger_codes() -> None:
    style = Style(width_mm=30, distance_mm=250, print_method="thermal")
    _, cells = build_test_strip(ADDRESS, style, A4, levels=["M"], contrasts=[21])
    assert [cell.results for cell in cells] == [
        ("too_small",),
        ("too_small",),
        ("too_small",),
        ("passed",),
    ]


def test_a_code_that_passes_is_read_from_the_rendered_page() -> None:
    content, cells = build_test_strip(ADDRESS, Style(), A4)
    page = render_to_image(content, "pdf", 200).convert("L")
    dots_per_mm = 200 / 25.4
    passed = [cell for cell in cells if cell.results == ("passed",)]
    assert len(passed) == 18  # two of four sizes, three levels, three of four contrasts
    for cell in passed:
        sides = (cell.x, cell.y, cell.x + cell.width_mm, cell.y + cell.width_mm)
        left, top, right, bottom = (round(side * dots_per_mm) for side in sides)
        codes = zxingcpp.read_barcodes(page.crop((left, top, right, bottom)))
        assert [code.text for code in codes] == [ADDRESS]


@pytest.mark.parametrize("language", DEFAULT_CTA)
def test_the_page_uses_the_black_plate_only_no_fonts_and_is_deterministic(
    language: str, tmp_path: Path
) -> None:
    content, _ = build_test_strip(ADDRESS, Style(language=language), A4)
    assert content == build_test_strip(ADDRESS, Style(language=language), A4)[0]
    assert list(measure_plates(content, tmp_path)) == ["Black"]
    with pikepdf.open(BytesIO(content)) as document:
        assert not document.check_pdf_syntax()
        assert "/Font" not in document.pages[0].Resources
        assert [float(side) * 25.4 / 72 for side in document.pages[0].trimbox] == pytest.approx(
            [0, 0, 210, 297], abs=0.01
        )


def test_the_ruler_is_100_mm_long() -> None:
    page = render_to_image(build_test_strip(ADDRESS, Style(), A4)[0], "pdf", 254).convert("L")
    rows = (page.crop((0, y, page.width, y + 1)) for y in range(200))
    boxes = [row.point(lambda grey: 255 - grey).getbbox() for row in rows]
    longest = max(right - left for left, _, right, _ in filter(None, boxes))
    assert longest == pytest.approx(1000, abs=2)
