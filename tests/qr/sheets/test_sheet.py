"""Sheets: label positions, crop marks and backgrounds, and the preflight of every code."""

from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from microsite.qr.canvas.colours import parse_colour
from microsite.qr.canvas.shapes import fill_outline
from microsite.qr.canvas.shapes import outline_rectangle
from microsite.qr.design.style import Frame
from microsite.qr.design.style import Style
from microsite.qr.formats import pdf
from microsite.qr.pipeline import build_artwork
from microsite.qr.preflight.rasterize import RasterizeError
from microsite.qr.sheets.sheet import SheetItem
from microsite.qr.sheets.sheet import Sheets
from microsite.qr.sheets.sheet import fit_grid
from microsite.qr.sheets.stock import PAGE_SIZES
from microsite.qr.sheets.stock import STOCKS
from microsite.qr.sheets.stock import SheetGrid
from microsite.qr.sheets.stock import build_grid
from tests.support.artwork_files import measure_plates
from tests.support.artwork_files import needs_fonts
from tests.support.artwork_files import run_ghostscript

pytestmark = pytest.mark.slow

MM = 72 / 25.4
GREEN = parse_colour("PANTONE 349 C=(90,12,95,40)")
CARD = parse_colour("#fff3c0")


def build_items(count: int, caption: tuple[str, ...] = ()) -> list[SheetItem]:
    return [SheetItem(f"https://APP.EXAMPLE.COM/Q/{number:05}", caption) for number in range(count)]


def read_codes(content: bytes) -> list[dict[str, tuple[float, float]]]:
    """Return the payloads on each page, with the centre of each code in millimetres."""
    pages = []
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            image = page.render(scale=150 / 72).to_pil()
            codes = zxingcpp.read_barcodes(
                image, zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
            )
            centres = {}
            for code in codes:
                corners = code.position.top_left, code.position.bottom_right
                x, y = (sum(getattr(corner, axis) for corner in corners) / 2 for axis in "xy")
                centres[code.text] = (x * 25.4 / 150, y * 25.4 / 150)
            pages.append(centres)
    return pages


def page_operators(sheets: Sheets) -> str:
    """Return the PDF operators of the first page."""
    with pikepdf.open(BytesIO(sheets.write())) as document:
        return document.pages[0].Contents.read_bytes().decode()


# Label positions


@pytest.mark.parametrize("name", STOCKS)
def test_label_stock_is_centred_and_its_labels_do_not_overlap(name: str) -> None:
    stock = STOCKS[name]
    lefts, tops = stock.lefts, stock.tops
    for starts, length, side in zip((lefts, tops), stock.label, stock.page, strict=True):
        assert starts[0] == pytest.approx(side - starts[-1] - length)
        assert starts[0] >= 0
        assert all(b - a >= length - 1e-9 for a, b in pairwise(starts))


@pytest.mark.parametrize(
    ("name", "count", "corner", "pitch"),
    [
        ("avery-l7120", 35, (7.5, 11), (40, 40)),
        ("avery-l7121", 20, (7.5, 26), (50, 50)),
        ("avery-l7159", 24, (7.25, 12.9), (66, 33.9)),
        ("avery-l7160", 21, (7.25, 15.15), (66, 38.1)),
        ("avery-l7163", 14, (4.65, 15.15), (101.6, 38.1)),
        ("avery-l7165", 8, (4.65, 13.1), (101.6, 67.7)),
        ("avery-l7173", 10, (4.65, 6), (101.6, 57)),
        ("avery-l7651", 65, (4.75, 10.7), (40.6, 21.2)),
        ("avery-3474", 24, (0, 0.5), (70, 37)),
    ],
)
def test_label_stock_matches_the_manufacturers_template(
    name: str, count: int, corner: tuple[float, float], pitch: tuple[float, float]
) -> None:
    stock = STOCKS[name]
    assert stock.count == count
    assert stock.label_origin(0) == pytest.approx(corner)
    assert stock.label_origin(stock.columns + 1) == pytest.approx(
        (corner[0] + pitch[0], corner[1] + pitch[1])
    )


def test_as_many_labels_as_fit_are_centred() -> None:
    grid = build_grid(PAGE_SIZES["A4"], (60, 70), (4, 4))
    assert (grid.columns, grid.rows) == (3, 3)
    assert grid.corner == pytest.approx((11, 39.5))


def test_labels_that_fill_a_page_to_the_last_hundredth_fit() -> None:
    assert build_grid((210, 297), (70, 29.7), margin=0).count == 30


def test_the_corner_of_the_first_label_can_be_set() -> None:
    grid = build_grid(PAGE_SIZES["A4"], (63.5, 38.1), (2.54, 0), count=(3, 7), corner=(7.2, 15.1))
    assert grid.label_origin(4) == pytest.approx((7.2 + 66.04, 15.1 + 38.1))


@pytest.mark.parametrize(
    ("label", "options", "message"),
    [
        ((300, 70), {}, "use at most 200 x 287 mm"),
        ((60, 70), {"margin": 150}, "use at most 0 x 0 mm"),
        ((60, 70), {"count": (4, 3)}, "1 x 1 to 3 x 4 do"),
        ((60, 70), {"count": (0, 3)}, "1 x 1 to 3 x 4 do"),
        ((60, 70), {"count": (1.5, 3)}, "1 x 1 to 3 x 4 do"),
        ((60, 70), {"count": (float("nan"), 3)}, "1 x 1 to 3 x 4 do"),
        ((0, 70), {}, "use a width and height"),
        ((float("nan"), 70), {}, "use a width and height"),
        ((60, 70), {"gap": (-1, 0)}, "use 0 or more"),
        ((60, 70), {"corner": (211, 0)}, "outside the page"),
        ((60, 70), {"corner": (float("nan"), 0)}, "outside the page"),
    ],
)
def test_labels_that_do_not_fit_are_rejected_with_what_fits(
    label: tuple[float, float], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        build_grid(PAGE_SIZES["A4"], label, **options)


# Codes on labels


@pytest.mark.parametrize(
    ("stock", "width_mm"), [("avery-l7120", 30), ("avery-l7163", 35), ("avery-l7651", 20)]
)
def test_every_code_is_read_at_the_centre_of_its_label(stock: str, width_mm: float) -> None:
    grid = STOCKS[stock]
    sheets = Sheets(build_items(grid.count + 3), Style(width_mm=width_mm), grid)
    pages = read_codes(sheets.write())
    assert [len(page) for page in pages] == [grid.count, 3]
    width, height = grid.label
    for number, item in enumerate(sheets.items):
        page, label = divmod(number, grid.count)
        left, top = grid.label_origin(label)
        centre = (left + width / 2, top + height / 2)
        assert pages[page][item.payload] == pytest.approx(centre, abs=0.3)


@pytest.mark.parametrize(
    ("used_labels", "counts"), [(0, [35, 5]), (34, [1, 35, 4]), (20, [15, 25])]
)
def test_a_used_sheet_starts_at_its_first_free_label(used_labels: int, counts: list[int]) -> None:
    sheets = Sheets(build_items(40), Style(), STOCKS["avery-l7120"], used_labels)
    sheet = next(sheets.place_artworks())
    assert [len(placed) for placed in sheets.place_artworks()] == counts
    assert sheets.count == len(counts)
    assert (sheet[0].x - 2.5, sheet[0].y - 2.5) == pytest.approx(
        sheets.grid.label_origin(used_labels)
    )


@pytest.mark.parametrize("used_labels", [-1, 35])
def test_a_start_outside_the_sheet_is_rejected(used_labels: int) -> None:
    with pytest.raises(ValueError, match="use 1 to 35"):
        Sheets(build_items(1), Style(), STOCKS["avery-l7120"], used_labels)


@pytest.mark.parametrize("stock", ["avery-l7160", "avery-l7120", "avery-l7165"])
def test_an_artwork_too_large_for_its_label_is_rejected_and_both_suggestions_fit(
    stock: str,
) -> None:
    style = Style(width_mm=40 if stock != "avery-l7165" else 80)
    with pytest.raises(ValueError, match="use codes of") as error:
        Sheets(build_items(1), style, STOCKS[stock]).write()
    *_, width, larger = str(error.value).rstrip(".").replace(" mm or", "").split()
    Sheets(build_items(1), Style(width_mm=float(width)), STOCKS[stock]).write()
    with pytest.raises(ValueError, match="use codes of"):
        Sheets(build_items(1), Style(width_mm=float(width) + 0.5), STOCKS[stock]).write()
    if larger in STOCKS:
        Sheets(build_items(1), style, STOCKS[larger]).write()


def test_larger_labels_are_suggested_when_no_narrower_code_fits() -> None:
    with pytest.raises(ValueError, match="use larger labels"):
        Sheets(build_items(1), Style(width_mm=120, distance_mm=1200), STOCKS["avery-l7165"]).write()


# Crop marks and backgrounds


def test_crop_marks_are_outside_all_labels_and_inside_the_printable_area() -> None:
    style = Style()
    grid = fit_grid(build_items(1), style, PAGE_SIZES["A4"])
    with pypdfium2.PdfDocument(Sheets(build_items(1), style, grid).write()) as document:
        image = document[0].render(scale=300 / 72).to_pil().convert("L").point(lambda v: 255 - v)
    dots = 300 / 25.4
    left, top = (side * dots for side in grid.corner)
    code = grid.label[0] * dots
    ink = image.getbbox()
    assert ink is not None
    assert min(ink[0], ink[1], image.width - ink[2], image.height - ink[3]) >= 4.9 * dots
    inside = (left + code + 2 * dots, top - 2 * dots, image.width - left, image.height - top)
    assert image.crop(tuple(map(round, inside))).getbbox() is None
    for x in (left, left + code):
        above = image.crop((round(x) - 2, 0, round(x) + 3, round(top)))
        assert above.getbbox() is not None


@pytest.mark.parametrize(
    ("grid", "style"),
    [
        (STOCKS["avery-l7120"], Style()),
        (build_grid(PAGE_SIZES["A4"], (60, 70)), Style(crop_marks=False)),
        (build_grid((200, 200), (100, 100), margin=0), Style()),
    ],
    ids=["die-cut", "disabled", "no room"],
)
def test_no_crop_marks_when_die_cut_or_disabled_or_without_room(
    grid: SheetGrid, style: Style
) -> None:
    sheets = Sheets(build_items(1), style, grid)
    (code,) = next(sheets.place_artworks())
    assert page_operators(sheets).count(" re\n") == len(list(code.artwork.modules.iter_runs()))
    assert page_operators(sheets).count("q ") == 2  # the background of the page, and the code


def test_a_background_extends_past_the_cut_to_the_middle_of_the_gap() -> None:
    sheets = Sheets(
        build_items(4),
        Style(background=CARD),
        build_grid((200, 200), (50, 50), (4, 4), count=(2, 2)),
    )
    with pypdfium2.PdfDocument(sheets.write()) as document:
        image = document[0].render(scale=10 * 25.4 / 72).to_pil()
    left, top = (round(side * 10) for side in sheets.grid.corner)
    assert image.getpixel((left - 18, top - 18)) == CARD.rgb
    assert image.getpixel((left - 22, top - 22)) == (255, 255, 255)
    assert image.getpixel((1000, 1000)) == CARD.rgb


def test_outlines_are_drawn_around_every_label() -> None:
    plain, outlined = (
        Sheets(build_items(1), Style(), STOCKS["avery-l7120"], outlines=outlines)
        for outlines in (False, True)
    )
    assert page_operators(outlined).count("q ") - page_operators(plain).count("q ") == 35


def test_page_boxes_match_the_paper_to_a_hundredth_of_a_millimetre() -> None:
    sheets = Sheets(build_items(40), Style(), build_grid((320, 450), (60, 70)))
    with pikepdf.open(BytesIO(sheets.write())) as document:
        for page in document.pages:
            for box in (page.mediabox, page.trimbox):
                assert [float(side) / MM for side in box] == pytest.approx(
                    [0, 0, 320, 450], abs=0.01
                )


@needs_fonts
def test_sheets_use_one_plate_no_fonts_and_valid_syntax(tmp_path: Path) -> None:
    caption = ("北京市西城区支行，柜台", "app.example.com/q/ab12c")
    style = Style(frame="framed", language="zh-Hans")
    items = build_items(3, caption)
    content = Sheets(items, style, fit_grid(items, style, PAGE_SIZES["A4"])).write()
    assert list(measure_plates(content, tmp_path)) == ["Black"]
    with pikepdf.open(BytesIO(content)) as document:
        assert not document.check_pdf_syntax()
        assert "/Font" not in document.pages[0].Resources


def test_a_spot_ink_has_its_own_plate_on_every_sheet(tmp_path: Path) -> None:
    content = Sheets(build_items(40), Style(foreground=GREEN), STOCKS["avery-l7120"]).write()
    assert list(measure_plates(content, tmp_path)) == ["PANTONE 349 C"]


def test_the_same_codes_give_the_same_bytes() -> None:
    first, second = (
        Sheets(build_items(40), Style(), STOCKS["avery-l7120"]).write() for _ in range(2)
    )
    assert first == second


# Preflight


def verify_codes(sheets: Sheets, content: bytes) -> list[bool]:
    return [report.passed for _, report in sheets.verify(content)]


@needs_fonts
@pytest.mark.parametrize("frame", ["plain", "framed", "sticker"])
@pytest.mark.parametrize("dpi", [None, 300, 600])
def test_every_code_on_every_sheet_passes(frame: Frame, dpi: int | None) -> None:
    style = Style(frame=frame, dpi=dpi, foreground=GREEN, background=CARD, bleed_mm=2)
    items = build_items(50, ("Branch 0001, counter",))
    sheets = Sheets(items, style, fit_grid(items, style, PAGE_SIZES["A4"]), 3)
    reports = list(sheets.verify(sheets.write()))
    assert [(item.payload, report.payload) for item, report in reports] == [
        (item.payload, item.payload) for item in items
    ]
    assert all(report.passed for _, report in reports)


def test_adjacent_codes_without_a_gap_pass() -> None:
    sheets = Sheets(build_items(24), Style(width_mm=40), build_grid(PAGE_SIZES["A4"], (40, 40)))
    assert all(verify_codes(sheets, sheets.write()))


def test_only_the_damaged_code_on_a_sheet_fails() -> None:
    sheets = Sheets(build_items(40), Style(), STOCKS["avery-l7120"])
    drawings = [sheets._draw("damaged", sheet) for sheet in sheets.place_artworks()]
    x, y = sheets.grid.label_origin(2)
    blot = fill_outline(outline_rectangle(x + 15, y + 15, 2, 2), Style().foreground)
    second = drawings[1]
    damaged = type(second)(
        "damaged", second.width, second.height, second.background, (*second.items, blot)
    )
    content = pdf.write_pages("damaged", [drawings[0], damaged])
    assert [index for index, passed in enumerate(verify_codes(sheets, content)) if not passed] == [
        37
    ]


def test_two_swapped_codes_on_a_sheet_both_fail() -> None:
    items = build_items(3)
    sheets = Sheets(items, Style(), STOCKS["avery-l7120"])
    swapped = Sheets([items[1], items[0], items[2]], Style(), STOCKS["avery-l7120"])
    assert verify_codes(sheets, swapped.write()) == [False, False, True]


def test_a_sheet_shifted_by_half_a_module_fails() -> None:
    sheets = Sheets(
        build_items(2), Style(), build_grid(PAGE_SIZES["A4"], (60, 70), corner=(10, 10))
    )
    shifted = Sheets(
        build_items(2), Style(), build_grid(PAGE_SIZES["A4"], (60, 70), corner=(10.5, 10))
    )
    assert not any(verify_codes(sheets, shifted.write()))


def test_a_file_with_a_missing_sheet_is_rejected() -> None:
    sheets = Sheets(build_items(40), Style(), STOCKS["avery-l7120"])
    with pytest.raises(RasterizeError, match="page count in the PDF: 1, not 2"):
        verify_codes(sheets, Sheets(build_items(3), Style(), STOCKS["avery-l7120"]).write())


def test_a_faint_code_on_a_sheet_fails() -> None:
    sheets = Sheets(
        build_items(1), Style(foreground=parse_colour("#b0b0b0")), STOCKS["avery-l7120"]
    )
    assert verify_codes(sheets, sheets.write()) == [False]


def test_ghostscript_renders_one_page_per_sheet() -> None:
    content = Sheets(build_items(71), Style(), STOCKS["avery-l7120"]).write()
    coverage = run_ghostscript(content, "-sDEVICE=inkcov", "-sOutputFile=-").decode()
    assert coverage.count("CMYK OK") == 3


def test_the_largest_artwork_sets_the_label_size() -> None:
    artwork = build_artwork(build_items(1)[0].payload, Style())
    grid = fit_grid(build_items(5), Style(), PAGE_SIZES["A4"])
    assert grid.label == (artwork.drawing.width, artwork.drawing.height)
    assert grid.count == 5 * 7
