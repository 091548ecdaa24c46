"""Codes on sheets: where they lie, what is around them, and the proof of every one of them."""

from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from microsite.qr.canvas.colours import colour
from microsite.qr.canvas.shapes import filled
from microsite.qr.canvas.shapes import rectangle
from microsite.qr.design.style import Style
from microsite.qr.formats import pdf
from microsite.qr.pipeline import artwork
from microsite.qr.preflight.rasterize import UnreadError
from microsite.qr.sheets.sheet import Order
from microsite.qr.sheets.sheet import Sheets
from microsite.qr.sheets.sheet import grid_for
from microsite.qr.sheets.stock import PAGES
from microsite.qr.sheets.stock import STOCKS
from microsite.qr.sheets.stock import Grid
from microsite.qr.sheets.stock import grid
from tests.support.pages import ghostscript
from tests.support.pages import needs_fonts
from tests.support.pages import plates

MM = 72 / 25.4
GREEN = colour("PANTONE 349 C=(90,12,95,40)")
CARD = colour("#fff3c0")


def orders(count: int, lines: tuple[str, ...] = ()) -> list[Order]:
    return [Order(f"https://APP.EXAMPLE.COM/Q/{number:05}", lines) for number in range(count)]


def read(content: bytes) -> list[dict[str, tuple[float, float]]]:
    """Of each page, what is read on it and the middle of each code in millimetres."""
    pages = []
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            image = page.render(scale=150 / 72).to_pil()
            found = zxingcpp.read_barcodes(image, zxingcpp.BarcodeFormat.QRCode)
            middles = {}
            for code in found:
                at = code.position
                ends = at.top_left, at.bottom_right
                x, y = (sum(getattr(end, axis) for end in ends) / 2 for axis in "xy")
                middles[code.text] = (x * 25.4 / 150, y * 25.4 / 150)
            pages.append(middles)
    return pages


def contents(sheets: Sheets) -> str:
    """What a single page draws, as PDF operators."""
    with pikepdf.open(BytesIO(sheets.write())) as document:
        return document.pages[0].Contents.read_bytes().decode()


# Where the labels are


@pytest.mark.parametrize("name", STOCKS)
def test_label_stock_is_on_its_page_in_the_middle_and_no_label_on_another(name: str) -> None:
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
def test_label_stock_has_the_measures_of_its_makers_template(
    name: str, count: int, corner: tuple[float, float], pitch: tuple[float, float]
) -> None:
    stock = STOCKS[name]
    assert stock.count == count
    assert stock.place(0) == pytest.approx(corner)
    assert stock.place(stock.columns + 1) == pytest.approx(
        (corner[0] + pitch[0], corner[1] + pitch[1])
    )


def test_as_many_labels_as_fit_stand_in_the_middle() -> None:
    made = grid(PAGES["A4"], (60, 70), (4, 4))
    assert (made.columns, made.rows) == (3, 3)
    assert made.corner == pytest.approx((11, 39.5))


def test_labels_that_fill_a_page_to_the_last_hundredth_fit() -> None:
    assert grid((210, 297), (70, 29.7), margin=0).count == 30


def test_labels_may_begin_where_the_stock_has_them() -> None:
    made = grid(PAGES["A4"], (63.5, 38.1), (2.54, 0), count=(3, 7), corner=(7.2, 15.1))
    assert made.place(4) == pytest.approx((7.2 + 66.04, 15.1 + 38.1))


@pytest.mark.parametrize(
    ("label", "others", "says"),
    [
        ((300, 70), {}, "200 x 287 mm or less does"),
        ((60, 70), {"margin": 150}, "0 x 0 mm or less does"),
        ((60, 70), {"count": (4, 3)}, "1 x 1 to 3 x 4 do"),
        ((60, 70), {"count": (0, 3)}, "1 x 1 to 3 x 4 do"),
        ((60, 70), {"count": (1.5, 3)}, "1 x 1 to 3 x 4 do"),
        ((60, 70), {"count": (float("nan"), 3)}, "1 x 1 to 3 x 4 do"),
        ((0, 70), {}, "give its width x height"),
        ((float("nan"), 70), {}, "give its width x height"),
        ((60, 70), {"gap": (-1, 0)}, "take 0 or more"),
        ((60, 70), {"corner": (211, 0)}, "beyond the page"),
        ((60, 70), {"corner": (float("nan"), 0)}, "beyond the page"),
    ],
)
def test_labels_that_cannot_be_are_refused_with_what_can(
    label: tuple[float, float], others: dict, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        grid(PAGES["A4"], label, **others)


# What lies on them


@pytest.mark.parametrize(
    ("stock", "width_mm"), [("avery-l7120", 30), ("avery-l7163", 35), ("avery-l7651", 20)]
)
def test_every_code_is_read_in_the_middle_of_its_label(stock: str, width_mm: float) -> None:
    chosen = STOCKS[stock]
    sheets = Sheets(orders(chosen.count + 3), Style(width_mm=width_mm), chosen)
    pages = read(sheets.write())
    assert [len(page) for page in pages] == [chosen.count, 3]
    width, height = chosen.label
    for number, order in enumerate(sheets.orders):
        page, at = divmod(number, chosen.count)
        left, top = chosen.place(at)
        middle = (left + width / 2, top + height / 2)
        assert pages[page][order.payload] == pytest.approx(middle, abs=0.3)


@pytest.mark.parametrize(("start", "counts"), [(0, [35, 5]), (34, [1, 35, 4]), (20, [15, 25])])
def test_a_used_sheet_begins_at_its_first_free_label(start: int, counts: list[int]) -> None:
    sheets = Sheets(orders(40), Style(), STOCKS["avery-l7120"], start)
    sheet = next(sheets.placed())
    assert [len(placed) for placed in sheets.placed()] == counts
    assert sheets.count == len(counts)
    assert (sheet[0].x - 2.5, sheet[0].y - 2.5) == pytest.approx(sheets.grid.place(start))


@pytest.mark.parametrize("start", [-1, 35])
def test_there_is_no_label_before_the_first_or_after_the_last(start: int) -> None:
    with pytest.raises(ValueError, match="take 1 to 35"):
        Sheets(orders(1), Style(), STOCKS["avery-l7120"], start)


@pytest.mark.parametrize("stock", ["avery-l7160", "avery-l7120", "avery-l7165"])
def test_what_is_too_large_for_its_label_is_refused_and_both_mends_fit(stock: str) -> None:
    style = Style(width_mm=40 if stock != "avery-l7165" else 80)
    with pytest.raises(ValueError, match="take codes of") as refused:
        Sheets(orders(1), style, STOCKS[stock]).write()
    *_, width, larger = str(refused.value).rstrip(".").replace(" mm or", "").split()
    Sheets(orders(1), Style(width_mm=float(width)), STOCKS[stock]).write()
    with pytest.raises(ValueError, match="take codes of"):
        Sheets(orders(1), Style(width_mm=float(width) + 0.5), STOCKS[stock]).write()
    if larger in STOCKS:
        Sheets(orders(1), style, STOCKS[larger]).write()


def test_what_no_narrower_code_would_mend_takes_larger_labels() -> None:
    with pytest.raises(ValueError, match="take larger labels"):
        Sheets(orders(1), Style(width_mm=120, distance_mm=1200), STOCKS["avery-l7165"]).write()


# What is around them


def test_crop_marks_stand_outside_all_labels_and_inside_what_printers_print() -> None:
    style = Style()
    chosen = grid_for(orders(1), style, PAGES["A4"])
    with pypdfium2.PdfDocument(Sheets(orders(1), style, chosen).write()) as document:
        image = document[0].render(scale=300 / 72).to_pil().convert("L").point(lambda v: 255 - v)
    dots = 300 / 25.4
    left, top = (side * dots for side in chosen.corner)
    code = chosen.label[0] * dots
    ink = image.getbbox()
    assert ink is not None
    assert min(ink[0], ink[1], image.width - ink[2], image.height - ink[3]) >= 4.9 * dots
    beside = (left + code + 2 * dots, top - 2 * dots, image.width - left, image.height - top)
    assert image.crop(tuple(map(round, beside))).getbbox() is None
    for x in (left, left + code):
        above = image.crop((round(x) - 2, 0, round(x) + 3, round(top)))
        assert above.getbbox() is not None


@pytest.mark.parametrize(
    ("chosen", "style"),
    [
        (STOCKS["avery-l7120"], Style()),
        (grid(PAGES["A4"], (60, 70)), Style(crop_marks=False)),
        (grid((200, 200), (100, 100), margin=0), Style()),
    ],
    ids=["cut already", "not wanted", "no room"],
)
def test_there_are_no_crop_marks_where_they_have_no_place(chosen: Grid, style: Style) -> None:
    sheets = Sheets(orders(1), style, chosen)
    (code,) = next(sheets.placed())
    assert contents(sheets).count(" re\n") == len(list(code.artwork.modules.runs()))
    assert contents(sheets).count("q ") == 2  # the page's ground and the code


def test_a_ground_goes_on_past_the_cut_to_the_middle_of_the_gap() -> None:
    sheets = Sheets(
        orders(4), Style(background=CARD), grid((200, 200), (50, 50), (4, 4), count=(2, 2))
    )
    with pypdfium2.PdfDocument(sheets.write()) as document:
        image = document[0].render(scale=10 * 25.4 / 72).to_pil()
    left, top = (round(side * 10) for side in sheets.grid.corner)
    assert image.getpixel((left - 18, top - 18)) == CARD.rgb
    assert image.getpixel((left - 22, top - 22)) == (255, 255, 255)
    assert image.getpixel((1000, 1000)) == CARD.rgb


def test_edges_are_drawn_where_the_labels_are() -> None:
    bare, drawn = (
        Sheets(orders(1), Style(), STOCKS["avery-l7120"], outlines=outlines)
        for outlines in (False, True)
    )
    assert contents(drawn).count("q ") - contents(bare).count("q ") == 35


def test_all_sheets_are_as_large_as_their_paper_to_a_hundredth_of_a_millimetre() -> None:
    sheets = Sheets(orders(40), Style(), grid((320, 450), (60, 70)))
    with pikepdf.open(BytesIO(sheets.write())) as document:
        for page in document.pages:
            for box in (page.mediabox, page.trimbox):
                assert [float(side) / MM for side in box] == pytest.approx(
                    [0, 0, 320, 450], abs=0.01
                )


@needs_fonts
def test_sheets_are_on_one_plate_without_fonts_and_without_a_fault(tmp_path: Path) -> None:
    lines = ("北京市西城区支行，柜台", "app.example.com/q/ab12c")
    style = Style(frame="framed", language="zh-Hans")
    wanted = orders(3, lines)
    content = Sheets(wanted, style, grid_for(wanted, style, PAGES["A4"])).write()
    assert list(plates(content, tmp_path)) == ["Black"]
    with pikepdf.open(BytesIO(content)) as document:
        assert not document.check_pdf_syntax()
        assert "/Font" not in document.pages[0].Resources


def test_a_spot_ink_is_on_its_own_plate_on_every_sheet(tmp_path: Path) -> None:
    content = Sheets(orders(40), Style(foreground=GREEN), STOCKS["avery-l7120"]).write()
    assert list(plates(content, tmp_path)) == ["PANTONE 349 C"]


def test_the_same_codes_make_the_same_bytes() -> None:
    first, second = (Sheets(orders(40), Style(), STOCKS["avery-l7120"]).write() for _ in range(2))
    assert first == second


# The proof


def verdicts(sheets: Sheets, content: bytes) -> Sequence[bool]:
    return [verdict.passed for _, verdict in sheets.prove(content)]


@needs_fonts
@pytest.mark.parametrize("frame", ["plain", "framed", "sticker"])
@pytest.mark.parametrize("dpi", [None, 300, 600])
def test_every_code_on_every_sheet_passes(frame: str, dpi: int | None) -> None:
    style = Style(frame=frame, dpi=dpi, foreground=GREEN, background=CARD, bleed_mm=2)
    wanted = orders(50, ("Branch 0001, counter",))
    sheets = Sheets(wanted, style, grid_for(wanted, style, PAGES["A4"]), 3)
    found = list(sheets.prove(sheets.write()))
    assert [(order.payload, verdict.payload) for order, verdict in found] == [
        (order.payload, order.payload) for order in wanted
    ]
    assert all(verdict.passed for _, verdict in found)


def test_codes_side_by_side_without_a_gap_pass() -> None:
    sheets = Sheets(orders(24), Style(width_mm=40), grid(PAGES["A4"], (40, 40)))
    assert all(verdicts(sheets, sheets.write()))


def test_the_code_that_is_spoilt_on_a_sheet_is_the_one_that_fails() -> None:
    sheets = Sheets(orders(40), Style(), STOCKS["avery-l7120"])
    drawings = [sheets._drawing("spoilt", sheet) for sheet in sheets.placed()]
    x, y = sheets.grid.place(2)
    blot = filled(rectangle(x + 15, y + 15, 2, 2), Style().foreground)
    second = drawings[1]
    spoilt = type(second)(
        "spoilt", second.width, second.height, second.ground, (*second.shapes, blot)
    )
    content = pdf.write_pages("spoilt", [drawings[0], spoilt])
    assert [at for at, passed in enumerate(verdicts(sheets, content)) if not passed] == [37]


def test_two_codes_exchanged_on_a_sheet_both_fail() -> None:
    wanted = orders(3)
    sheets = Sheets(wanted, Style(), STOCKS["avery-l7120"])
    exchanged = Sheets([wanted[1], wanted[0], wanted[2]], Style(), STOCKS["avery-l7120"])
    assert verdicts(sheets, exchanged.write()) == [False, False, True]


def test_a_sheet_moved_by_half_a_module_fails() -> None:
    sheets = Sheets(orders(2), Style(), grid(PAGES["A4"], (60, 70), corner=(10, 10)))
    moved = Sheets(orders(2), Style(), grid(PAGES["A4"], (60, 70), corner=(10.5, 10)))
    assert not any(verdicts(sheets, moved.write()))


def test_a_file_with_a_sheet_too_few_is_refused() -> None:
    sheets = Sheets(orders(40), Style(), STOCKS["avery-l7120"])
    with pytest.raises(UnreadError, match="has 1 pages, not 2"):
        verdicts(sheets, Sheets(orders(3), Style(), STOCKS["avery-l7120"]).write())


def test_a_faint_code_is_refused_on_a_sheet_too() -> None:
    sheets = Sheets(orders(1), Style(foreground=colour("#b0b0b0")), STOCKS["avery-l7120"])
    assert verdicts(sheets, sheets.write()) == [False]


def test_ghostscript_shows_as_many_pages_as_there_are_sheets() -> None:
    content = Sheets(orders(71), Style(), STOCKS["avery-l7120"]).write()
    covered = ghostscript(content, "-sDEVICE=inkcov", "-sOutputFile=-").decode()
    assert covered.count("CMYK OK") == 3


def test_the_largest_artwork_says_how_large_the_labels_are() -> None:
    made = artwork(orders(1)[0].payload, Style())
    chosen = grid_for(orders(5), Style(), PAGES["A4"])
    assert chosen.label == (made.drawing.width, made.drawing.height)
    assert chosen.count == 5 * 7
