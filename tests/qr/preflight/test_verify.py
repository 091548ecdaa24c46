"""Preflight: files that pass are read by other decoders too, and bad files do not pass."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from PIL import Image

from microsite.qr.canvas.colours import parse_colour
from microsite.qr.canvas.shapes import DrawingItem
from microsite.qr.canvas.shapes import fill_outline
from microsite.qr.canvas.shapes import outline_rectangle
from microsite.qr.design.logo import read_logo
from microsite.qr.design.style import Frame
from microsite.qr.design.style import Style
from microsite.qr.pipeline import FORMATS
from microsite.qr.pipeline import Artwork
from microsite.qr.pipeline import Format
from microsite.qr.pipeline import build_artwork
from microsite.qr.pipeline import render
from microsite.qr.preflight import rasterize
from microsite.qr.preflight.verify import verify_file
from microsite.qr.symbol.encode import encode
from microsite.qr.symbol.layout import Level
from tests.support.code_reader import draw_modules

pytestmark = pytest.mark.slow

ADDRESS = "https://APP.EXAMPLE.COM/Q/AB12C"
LONG = "https://app.example.com/" + "a" * 40
LINES = ("Branch 0001, counter", "app.example.com/q/ab12c")

needs_ghostscript = pytest.mark.skipif(
    shutil.which("gs") is None, reason="Ghostscript is not installed, see tools/system-programs."
)
every_format = pytest.mark.parametrize(
    "format",
    [
        pytest.param(format, marks=needs_ghostscript) if format == "eps" else format
        for format in FORMATS
    ],
)


def logo_style(content: int | Image.Image) -> Style:
    """Return a style with a square logo: an image, or a single grey."""
    image = Image.new("L", (60, 60), content) if isinstance(content, int) else content
    file = BytesIO()
    image.save(file, "PNG")
    return Style(level="H", logo=read_logo(file.getvalue()), width_mm=40)


STYLES = {
    "plain": Style(),
    "wide quiet zone": Style(quiet_zone=7, width_mm=35.7),
    "snapped": Style(dpi=300, print_method="inkjet", width_mm=33.3),
    "small": Style(width_mm=20, bleed_mm=0, crop_marks=False),
    "framed": Style(frame="framed"),
    "sticker": Style(frame="sticker", language="zh-Hant"),
    "blue on cream": Style(foreground=parse_colour("#003366"), background=parse_colour("#fff8e0")),
    "green ink": Style(foreground=parse_colour("PANTONE 349 C=(90,12,95,40)")),
    "process ink": Style(foreground=parse_colour("cmyk(100,80,0,40)")),
    "grey logo": logo_style(128),
}


def failure_text(artwork: Artwork, format: Format, content: bytes) -> str:
    report = verify_file(artwork, format, content)
    assert not report.passed
    return " ".join(map(str, report.issues))


def add_shapes(artwork: Artwork, *items: DrawingItem) -> Artwork:
    drawing = replace(artwork.drawing, items=(*artwork.drawing.items, *items))
    return replace(artwork, drawing=drawing)


# Files that pass


@every_format
@pytest.mark.parametrize("lines", [(), LINES, ("邮储银行 海淀支行",)], ids=len)
@pytest.mark.parametrize("style", STYLES.values(), ids=list(STYLES))
def test_every_format_of_every_style_passes(
    style: Style, lines: tuple[str, ...], format: Format
) -> None:
    artwork = build_artwork(ADDRESS, style, lines)
    report = verify_file(artwork, format, render(artwork, format))
    assert [str(issue) for issue in report.issues] == []
    assert report.passed
    assert report.payload == ADDRESS
    assert report.unused_correction == 1 or style.logo


@every_format
@pytest.mark.parametrize("style", STYLES.values(), ids=list(STYLES))
def test_files_that_pass_are_read_by_three_decoders(style: Style, format: Format) -> None:
    decoders = pytest.importorskip(
        "tests.support.decoders", reason="libzbar is not installed.", exc_type=ImportError
    )
    artwork = build_artwork(ADDRESS, style, LINES)
    page = rasterize.rasterize(render(artwork, format), format, 5 / artwork.module_mm)
    image = Image.frombytes("L", (page.width, page.height), page.grey)
    assert {name: decode(image) for name, decode in decoders.DECODERS.items()} == dict.fromkeys(
        decoders.DECODERS, ADDRESS
    )


@settings(max_examples=40, deadline=None)
@given(
    text=st.text("ABCXYZ019abc:/-.", min_size=1, max_size=90),
    level=st.sampled_from(["L", "M", "Q", "H"]),
    width_mm=st.floats(30, 400),
    quiet_zone=st.integers(4, 9),
    frame=st.sampled_from(["plain", "framed", "sticker"]),
    dpi=st.sampled_from([None, 300, 600]),
    format=st.sampled_from(["svg", "pdf"]),
)
def test_any_payload_in_any_style_passes(
    text: str,
    level: Level,
    width_mm: float,
    quiet_zone: int,
    frame: Frame,
    dpi: int | None,
    format: Format,
) -> None:
    style = Style(level=level, width_mm=width_mm, quiet_zone=quiet_zone, frame=frame, dpi=dpi)
    artwork = build_artwork(text, style)
    report = verify_file(artwork, format, render(artwork, format))
    assert [str(issue) for issue in report.issues] == []
    assert (report.payload, report.unused_correction) == (text, 1)


def test_a_weak_contrast_passes_with_a_warning() -> None:
    artwork = build_artwork(ADDRESS, Style(foreground=parse_colour("#707070")))
    report = verify_file(artwork, "svg", render(artwork, "svg"))
    assert report.passed
    assert [issue.severity for issue in report.issues] == ["warning"]


# Files that fail


@every_format
@pytest.mark.parametrize(
    ("foreground", "background"),
    [("white", "black"), ("#ffd400", "white"), ("cmyk(0,0,100,0)", "white"), ("#777777", "white")],
)
def test_faint_and_inverted_colours_fail(foreground: str, background: str, format: Format) -> None:
    style = Style(foreground=parse_colour(foreground), background=parse_colour(background))
    artwork = build_artwork(ADDRESS, style)
    assert "use " in failure_text(artwork, format, render(artwork, format))


@every_format
def test_a_file_with_fainter_colours_than_the_artwork_fails(format: Format) -> None:
    faint = build_artwork(ADDRESS, Style(foreground=parse_colour("#c0c0c0")))
    assert "The contrast in the file is only 1.8:1." in failure_text(
        build_artwork(ADDRESS, Style()), format, render(faint, format)
    )


@every_format
def test_a_file_with_inverted_colours_fails(format: Format) -> None:
    inverted = Style(foreground=parse_colour("white"), background=parse_colour("#000000"))
    content = render(build_artwork(ADDRESS, inverted, LINES), format)
    text = failure_text(build_artwork(ADDRESS, Style(), LINES), format, content)
    assert "No QR code can be read" in text


@every_format
def test_a_file_of_another_code_fails(format: Format) -> None:
    other = build_artwork(ADDRESS.replace("AB12C", "AB12D"), Style())
    text = failure_text(build_artwork(ADDRESS, Style()), format, render(other, format))
    assert "The code in the file reads 'https://APP.EXAMPLE.COM/Q/AB12D'" in text


@every_format
def test_a_file_with_two_codes_fails(format: Format) -> None:
    artwork = build_artwork(ADDRESS, Style())
    second = replace(artwork.modules, x=artwork.modules.x + 40)
    drawing = replace(artwork.drawing, width=artwork.drawing.width + 40)
    wide = add_shapes(replace(artwork, drawing=drawing), second)
    assert "contains 2 QR codes instead of one" in failure_text(wide, format, render(wide, format))


@every_format
@pytest.mark.parametrize("ink", ["black", "#b0b0b0"])
def test_a_blot_within_four_modules_fails_and_one_beyond_passes(format: Format, ink: str) -> None:
    artwork = build_artwork(ADDRESS, Style(quiet_zone=6))
    module = artwork.module_mm
    for modules_away, passes in ((4.1, True), (3.0, False)):
        left = artwork.modules.x - modules_away * module - module
        blot = fill_outline(outline_rectangle(left, 15, module, module), parse_colour(ink))
        marked = add_shapes(artwork, blot)
        report = verify_file(marked, format, render(marked, format))
        assert report.passed is passes
        expected = "The quiet zone is not empty: something is drawn within 4 modules of the symbol."
        assert [str(issue) for issue in report.issues] == ([] if passes else [expected])


@every_format
@pytest.mark.parametrize(("row", "column"), [(2, 2), (8, 2), (6, 12)])
def test_a_covered_finder_format_or_timing_pattern_fails(
    row: int, column: int, format: Format
) -> None:
    artwork = build_artwork(ADDRESS, Style(level="H"))
    dark = artwork.symbol.modules[row][column]
    x, y = (artwork.modules.x + at * artwork.module_mm for at in (column, row))
    cover = fill_outline(
        outline_rectangle(x, y, artwork.module_mm, artwork.module_mm),
        parse_colour("white" if dark else "black"),
    )
    covered = add_shapes(artwork, cover)
    assert "A finder, timing or format pattern of the symbol is covered" in failure_text(
        covered, format, render(covered, format)
    )


@every_format
def test_a_single_wrong_module_fails_although_the_code_reads(format: Format) -> None:
    artwork = build_artwork(ADDRESS, Style(level="H"))
    x, y = artwork.modules.x + 12 * artwork.module_mm, artwork.modules.y + 12 * artwork.module_mm
    ink = "white" if artwork.symbol.modules[12][12] else "black"
    spot = fill_outline(
        outline_rectangle(x, y, artwork.module_mm, artwork.module_mm), parse_colour(ink)
    )
    blotted = add_shapes(artwork, spot)
    report = verify_file(blotted, format, render(blotted, format))
    assert report.payload == ADDRESS
    assert [str(issue) for issue in report.issues] == ["Modules that differ from the symbol: 1."]


def test_a_code_without_a_background_fails_because_a_poster_may_be_dark() -> None:
    artwork = build_artwork(ADDRESS, Style())
    bare = re.sub(rb"<rect[^>]*/>", b"", render(artwork, "svg"))
    assert "No QR code can be read" in failure_text(artwork, "svg", bare)
    image = Image.open(BytesIO(render(artwork, "png"))).convert("L")
    black = Image.new("L", image.size, 0)
    clear = Image.merge("LA", (black, image.point(lambda grey: 255 - grey)))
    file = BytesIO()
    clear.save(file, "PNG", dpi=(600, 600))
    assert "No QR code can be read" in failure_text(artwork, "png", file.getvalue())


def resave(content: bytes, width: float, dpi: float | None) -> bytes:
    image = Image.open(BytesIO(content)).convert("L")
    side = round(image.width * width)
    file = BytesIO()
    image.resize((side, side)).save(file, "PNG", **({"dpi": (dpi, dpi)} if dpi else {}))
    return file.getvalue()


def test_a_png_that_was_scaled_or_lost_its_resolution_fails() -> None:
    artwork = build_artwork(ADDRESS, Style(width_mm=20))
    content = render(artwork, "png")
    assert verify_file(artwork, "png", resave(content, 1, 600)).passed
    assert "too small" in failure_text(artwork, "png", resave(content, 0.5, 600))
    assert "too small" in failure_text(artwork, "png", resave(content, 1, 1200))
    assert "does not declare its resolution" in failure_text(
        artwork, "png", resave(content, 1, None)
    )


@every_format
@pytest.mark.parametrize(
    "spoil", [lambda content: b"", lambda content: content[:300], lambda content: b"\0" * 5000]
)
def test_a_truncated_or_invalid_file_fails(spoil: Callable[[bytes], bytes], format: Format) -> None:
    artwork = build_artwork(ADDRESS, Style())
    assert failure_text(artwork, format, spoil(render(artwork, format)))


def test_without_ghostscript_an_eps_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    artwork = build_artwork(ADDRESS, Style())
    assert "Ghostscript (gs) is not installed" in failure_text(
        artwork, "eps", render(artwork, "eps")
    )


# Logos


@pytest.mark.parametrize("format", ["svg", "png", "pdf"])
def test_a_logo_that_contains_a_code_fails(format: Format) -> None:
    other = draw_modules(encode("https://elsewhere.example").modules)
    artwork = build_artwork(LONG, logo_style(other))
    assert "The logo contains a QR code: use another logo." in failure_text(
        artwork, format, render(artwork, format)
    )


@pytest.mark.parametrize("level", ["Q", "H"])
@pytest.mark.parametrize("text", [ADDRESS, LONG, LONG * 2])
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_a_logo_that_hides_too_much_fails_and_the_suggested_fix_passes(
    grey: int, text: str, level: Level
) -> None:
    style = replace(logo_style(grey), level=level, width_mm=80)
    artwork = build_artwork(text, style)
    report = verify_file(artwork, "svg", render(artwork, "svg"))
    assert report.passed == (report.unused_correction >= 0.5)
    if report.passed:
        return
    (issue,) = report.issues
    if "level H" in issue.fix:
        style = replace(style, level="H")
    if match := re.search(r"(\d+) %", issue.fix):
        style = replace(style, logo_share=int(match[1]) / 100)
    if issue.fix == "remove the logo":
        style = replace(style, logo=None)
    assert style != artwork.style
    fixed = build_artwork(text, style)
    for format in ("svg", "pdf", "png"):
        assert verify_file(fixed, format, render(fixed, format)).passed
