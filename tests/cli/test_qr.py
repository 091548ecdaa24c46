"""`microsite qr`, `sheet` and `test-strip`."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from microsite.qr.canvas.colours import parse_colour
from microsite.qr.design.style import Style
from microsite.qr.pipeline import build_artwork
from microsite.qr.pipeline import render
from microsite.qr.sheets.sheet import SheetItem
from microsite.qr.sheets.sheet import Sheets
from microsite.qr.sheets.stock import PAGE_SIZES
from microsite.qr.sheets.stock import STOCKS
from microsite.qr.sheets.test_strip import build_test_strip
from tests.cli.conftest import Run
from tests.cli.conftest import error_line
from tests.support.artwork_files import needs_fonts

pytestmark = pytest.mark.slow


def test_a_code_is_written_as_svg_in_the_requested_width(run: Run, codes: list[str]) -> None:
    result = run("qr", codes[0].lower(), "-o", "counter.svg", "--width", "40")
    assert result.exit_code == 0
    assert f"Branch 0001, counter: https://APP.PSBC.EXAMPLE/Q/{codes[0]}, version" in result.stdout
    svg = Path("counter.svg").read_text()
    assert 'width="40mm"' in svg
    assert f"https://APP.PSBC.EXAMPLE/Q/{codes[0]}" in svg


def test_a_code_is_taken_as_a_chat_passes_it_on(run: Run, codes: list[str]) -> None:
    code = codes[0]
    for spelling in (f"{code}。", f"{code[:3]}–{code[3:]}", f"\u200b{code.lower()}", f"({code})"):
        assert f"/Q/{code}, version" in run("qr", spelling).stdout
    assert "There is no placement" in error_line(run("qr", f"{code}X"))


@pytest.mark.parametrize("host", ["a..b", "-a.example", "a" * 3000])
def test_an_invalid_host_is_an_error(run: Run, codes: list[str], host: str) -> None:
    for command in (["qr", codes[0]], ["check"]):
        assert error_line(run(*command, host=host)).startswith("Error: host: ")


def test_a_host_with_a_port_is_printed_with_the_port(run: Run, codes: list[str]) -> None:
    assert run("check", host="app.example:8443").exit_code == 0
    printed = run("qr", codes[0], host="app.example:8443").stdout
    assert f"https://APP.EXAMPLE:8443/Q/{codes[0]}, version" in printed


def test_a_code_that_fails_preflight_is_not_written_and_the_error_has_the_fix(
    run: Run, codes: list[str]
) -> None:
    faint = ["qr", codes[0], "-o", "code.pdf", "--colour"]
    line = error_line(run(*faint, "#ffd400"))
    assert "Not written: The contrast of #ffd400 on white is 1.43:1" in line
    assert not Path("code.pdf").exists()
    darker = line.rpartition(" ")[2].rstrip(".")
    result = run(*faint, darker)
    assert result.exit_code == 0
    assert "Preflight passed; 100% of error correction is unused." in result.stdout
    assert "Warning: The contrast" in result.stderr
    assert Path("code.pdf").exists()


def test_a_code_written_as_png_can_be_decoded(run: Run, codes: list[str]) -> None:
    result = run("qr", codes[1], "--output", "door.PNG", "--width", "25", "--dpi", "300")
    assert result.exit_code == 0
    with Image.open("door.PNG") as image:
        [found] = zxingcpp.read_barcodes(image)
    assert found.text == f"https://APP.PSBC.EXAMPLE/Q/{codes[1]}"


@needs_fonts
def test_a_code_is_written_with_frame_caption_ink_and_the_width_for_its_distance(
    run: Run, codes: list[str]
) -> None:
    options = ["--frame", "sticker", "--language", "zh-Hant", "--colour", "GREEN=(90,12,95,40)"]
    result = run("qr", codes[0], "-o", "a.pdf", "--distance", "0.5", "--caption", "auto", *options)
    assert result.exit_code == 0, result.output
    style = Style(
        width_mm=50,
        distance_mm=500,
        frame="sticker",
        language="zh-Hant",
        foreground=parse_colour("GREEN=(90,12,95,40)"),
    )
    caption = ["Branch 0001, counter", f"app.psbc.example/q/{codes[0].lower()}"]
    artwork = build_artwork(f"https://APP.PSBC.EXAMPLE/Q/{codes[0]}", style, caption)
    assert Path("a.pdf").read_bytes() == render(artwork, "pdf")


def test_a_logo_selects_level_h(run: Run, codes: list[str]) -> None:
    Image.new("L", (64, 64), 60).save("logo.png")
    result = run("qr", codes[0], "-o", "a.svg", "--logo", "logo.png")
    assert result.exit_code == 0, result.output
    assert "-H" in result.stdout.splitlines()[-1]
    assert "<image" in Path("a.svg").read_text()


@needs_fonts
def test_sheets_of_a_campaign_are_verified_and_written(run: Run, codes: list[str]) -> None:
    stock = ["--stock", "avery-l7165", "--start", "8", "--caption", "auto"]
    result = run("sheet", "spring-2027", "-o", "sheets.pdf", *stock)
    assert result.exit_code == 0, result.output
    assert "2 codes passed preflight. Sheets: 2, each with 2 x 4 labels." in result.stdout
    assert "`host` is a placeholder" in result.stderr
    items = [
        SheetItem(
            f"https://APP.PSBC.EXAMPLE/Q/{code}", (label, f"app.psbc.example/q/{code.lower()}")
        )
        for code, label in zip(codes, ("Branch 0001, counter", "Branch 0001, door"), strict=True)
    ]
    sheets = Sheets(items, Style(), STOCKS["avery-l7165"], 7)
    assert Path("sheets.pdf").read_bytes() == sheets.write()


@pytest.mark.parametrize(
    ("options", "summary"),
    [
        ("--copies 36", "36 codes passed preflight. Sheets: 2, each with 5 x 7"),
        (
            "--copies 9 --page 320x450 --label-size 60x70 --gap 4",
            "Sheets: 1, each with 4 x 6 labels",
        ),
        (
            "--page letter --label-size 60 --grid 2x3 --corner 7x9",
            "Sheets: 1, each with 2 x 3 labels",
        ),
        ("--stock avery-l7120 --width 35", "Sheets: 1, each with 5 x 7 labels"),
    ],
)
def test_sheets_fit_the_paper_and_label_size(
    run: Run, codes: list[str], options: str, summary: str
) -> None:
    result = run("sheet", codes[0].lower(), "-o", "sheets.pdf", *options.split())
    assert result.exit_code == 0, result.output
    assert summary in result.stdout


def test_a_sheet_that_fails_preflight_is_not_written(run: Run, codes: list[str]) -> None:
    result = run("sheet", *codes, "-o", "sheets.pdf", "--colour", "#b0b0b0")
    assert result.exit_code == 2
    assert "Nothing written: 2 of 2 codes" in result.stderr
    assert f"Q/{codes[1]}: The contrast of #b0b0b0 on white is" in result.stderr
    assert not Path("sheets.pdf").exists()


@needs_fonts
def test_a_test_strip_reports_how_many_of_its_codes_pass(run: Run, codes: list[str]) -> None:
    result = run("test-strip", codes[0], "-o", "strip.pdf", "--language", "zh-Hant")
    assert result.exit_code == 0, result.output
    assert "18 of 48 codes passed preflight" in result.stdout
    style = Style(language="zh-Hant")
    address = f"https://APP.PSBC.EXAMPLE/Q/{codes[0]}"
    assert Path("strip.pdf").read_bytes() == build_test_strip(address, style, PAGE_SIZES["A4"])[0]


def test_without_a_file_a_code_is_printed_in_the_terminal(run: Run, codes: list[str]) -> None:
    result = run("qr", codes[0], "--level", "H")
    assert result.exit_code == 0
    assert "▀" in result.stdout
    assert result.stdout.splitlines()[-1].endswith("-H")
