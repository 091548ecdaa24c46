"""The proof: what passes is read by others too, and what should not pass does not."""

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

from microsite.qr.canvas.colours import colour
from microsite.qr.canvas.shapes import filled
from microsite.qr.canvas.shapes import rectangle
from microsite.qr.design.logo import read_logo
from microsite.qr.design.style import Style
from microsite.qr.pipeline import FORMS
from microsite.qr.pipeline import Artwork
from microsite.qr.pipeline import Form
from microsite.qr.pipeline import artwork
from microsite.qr.pipeline import render
from microsite.qr.preflight import rasterize
from microsite.qr.preflight.verify import prove
from microsite.qr.symbol.encode import symbol
from microsite.qr.symbol.layout import Level
from tests.support.reading import picture

ADDRESS = "https://APP.EXAMPLE.COM/Q/AB12C"
LONG = "https://app.example.com/" + "a" * 40
LINES = ("Branch 0001, counter", "app.example.com/q/ab12c")

needs_ghostscript = pytest.mark.skipif(
    shutil.which("gs") is None, reason="There is no Ghostscript; tools/system-programs has it."
)
forms = pytest.mark.parametrize(
    "form",
    [pytest.param(form, marks=needs_ghostscript) if form == "eps" else form for form in FORMS],
)


def logo(look: int | Image.Image) -> Style:
    """A style with a square logo, of one grey if that is all that is given."""
    image = Image.new("L", (60, 60), look) if isinstance(look, int) else look
    file = BytesIO()
    image.save(file, "PNG")
    return Style(level="H", logo=read_logo(file.getvalue()), width_mm=40)


STYLES = {
    "plain": Style(),
    "wide quiet zone": Style(quiet_zone=7, width_mm=35.7),
    "snapped": Style(dpi=300, method="inkjet", width_mm=33.3),
    "small": Style(width_mm=20, bleed_mm=0, crop_marks=False),
    "framed": Style(frame="framed"),
    "sticker": Style(frame="sticker", language="zh-Hant"),
    "blue on cream": Style(foreground=colour("#003366"), background=colour("#fff8e0")),
    "green ink": Style(foreground=colour("PANTONE 349 C=(90,12,95,40)")),
    "process ink": Style(foreground=colour("cmyk(100,80,0,40)")),
    "grey logo": logo(128),
}


def reasons(made: Artwork, form: Form, content: bytes) -> str:
    verdict = prove(made, form, content)
    assert not verdict.passed
    return " ".join(map(str, verdict.findings))


def with_shapes(made: Artwork, *shapes: object) -> Artwork:
    drawing = replace(made.drawing, shapes=(*made.drawing.shapes, *shapes))
    return replace(made, drawing=drawing)


# What passes


@forms
@pytest.mark.parametrize("lines", [(), LINES, ("邮储银行 海淀支行",)], ids=len)
@pytest.mark.parametrize("style", STYLES.values(), ids=list(STYLES))
def test_every_form_of_every_style_passes(style: Style, lines: tuple[str, ...], form: Form) -> None:
    made = artwork(ADDRESS, style, lines)
    verdict = prove(made, form, render(made, form))
    assert [str(finding) for finding in verdict.findings] == []
    assert verdict.passed
    assert verdict.payload == ADDRESS
    assert verdict.unused_correction == 1 or style.logo


@forms
@pytest.mark.parametrize("style", STYLES.values(), ids=list(STYLES))
def test_what_passes_is_read_by_two_other_decoders(style: Style, form: Form) -> None:
    decoders = pytest.importorskip(
        "tests.support.decoders", reason="There is no libzbar.", exc_type=ImportError
    )
    made = artwork(ADDRESS, style, LINES)
    page = rasterize.rendered(render(made, form), form, 5 / made.module_mm)
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
    form=st.sampled_from(["svg", "pdf"]),
)
def test_any_payload_in_any_style_passes(
    text: str,
    level: Level,
    width_mm: float,
    quiet_zone: int,
    frame: str,
    dpi: int | None,
    form: Form,
) -> None:
    style = Style(level=level, width_mm=width_mm, quiet_zone=quiet_zone, frame=frame, dpi=dpi)
    made = artwork(text, style)
    verdict = prove(made, form, render(made, form))
    assert [str(finding) for finding in verdict.findings] == []
    assert (verdict.payload, verdict.unused_correction) == (text, 1)


def test_a_weak_contrast_passes_with_a_warning() -> None:
    made = artwork(ADDRESS, Style(foreground=colour("#707070")))
    verdict = prove(made, "svg", render(made, "svg"))
    assert verdict.passed
    assert [finding.severity for finding in verdict.findings] == ["warn"]


# What must not pass


@forms
@pytest.mark.parametrize(
    ("foreground", "background"),
    [("white", "black"), ("#ffd400", "white"), ("cmyk(0,0,100,0)", "white"), ("#777777", "white")],
)
def test_faint_and_inverted_colours_are_refused(
    foreground: str, background: str, form: Form
) -> None:
    style = Style(foreground=colour(foreground), background=colour(background))
    made = artwork(ADDRESS, style)
    assert "take " in reasons(made, form, render(made, form))


@forms
def test_a_file_that_is_fainter_than_its_order_is_refused(form: Form) -> None:
    faint = artwork(ADDRESS, Style(foreground=colour("#c0c0c0")))
    assert "In the file the contrast is 1.8:1." in reasons(
        artwork(ADDRESS, Style()), form, render(faint, form)
    )


@forms
def test_a_file_that_is_inverted_against_its_order_is_refused(form: Form) -> None:
    inverted = Style(foreground=colour("white"), background=colour("#000000"))
    content = render(artwork(ADDRESS, inverted, LINES), form)
    said = reasons(artwork(ADDRESS, Style(), LINES), form, content)
    assert "No code is read back" in said


@forms
def test_a_file_of_another_code_is_refused(form: Form) -> None:
    other = artwork(ADDRESS.replace("AB12C", "AB12D"), Style())
    said = reasons(artwork(ADDRESS, Style()), form, render(other, form))
    assert "The file reads 'https://APP.EXAMPLE.COM/Q/AB12D'" in said


@forms
def test_two_codes_in_one_file_are_refused(form: Form) -> None:
    made = artwork(ADDRESS, Style())
    second = replace(made.modules, x=made.modules.x + 40)
    drawing = replace(made.drawing, width=made.drawing.width + 40)
    wide = with_shapes(replace(made, drawing=drawing), second)
    assert "2 codes are read back" in reasons(wide, form, render(wide, form))


@forms
@pytest.mark.parametrize("ink", ["black", "#b0b0b0"])
def test_a_blot_within_four_modules_is_refused_and_one_beyond_is_not(form: Form, ink: str) -> None:
    made = artwork(ADDRESS, Style(quiet_zone=6))
    module = made.module_mm
    for modules_away, passes in ((4.1, True), (3.0, False)):
        left = made.modules.x - modules_away * module - module
        blot = filled(rectangle(left, 15, module, module), colour(ink))
        marked = with_shapes(made, blot)
        verdict = prove(marked, form, render(marked, form))
        assert verdict.passed is passes
        said = "Something is drawn within 4 modules of the symbol."
        assert [str(finding) for finding in verdict.findings] == ([] if passes else [said])


@forms
@pytest.mark.parametrize(("row", "column"), [(2, 2), (8, 2), (6, 12)])
def test_a_hidden_finder_format_or_timing_pattern_is_refused(
    row: int, column: int, form: Form
) -> None:
    made = artwork(ADDRESS, Style(level="H"))
    dark = made.symbol.modules[row][column]
    x, y = (made.modules.x + at * made.module_mm for at in (column, row))
    cover = filled(
        rectangle(x, y, made.module_mm, made.module_mm), colour("white" if dark else "black")
    )
    covered = with_shapes(made, cover)
    assert "A pattern is hidden" in reasons(covered, form, render(covered, form))


@forms
def test_a_single_wrong_module_is_refused_though_it_reads(form: Form) -> None:
    made = artwork(ADDRESS, Style(level="H"))
    x, y = made.modules.x + 12 * made.module_mm, made.modules.y + 12 * made.module_mm
    ink = "white" if made.symbol.modules[12][12] else "black"
    spot = filled(rectangle(x, y, made.module_mm, made.module_mm), colour(ink))
    blotted = with_shapes(made, spot)
    verdict = prove(blotted, form, render(blotted, form))
    assert verdict.payload == ADDRESS
    assert [str(finding) for finding in verdict.findings] == [
        "1 modules are not as the symbol has them."
    ]


def test_a_code_on_nothing_is_refused_since_a_poster_may_be_dark() -> None:
    made = artwork(ADDRESS, Style())
    bare = re.sub(rb"<rect[^>]*/>", b"", render(made, "svg"))
    assert "No code is read back" in reasons(made, "svg", bare)
    image = Image.open(BytesIO(render(made, "png"))).convert("L")
    black = Image.new("L", image.size, 0)
    clear = Image.merge("LA", (black, image.point(lambda grey: 255 - grey)))
    file = BytesIO()
    clear.save(file, "PNG", dpi=(600, 600))
    assert "No code is read back" in reasons(made, "png", file.getvalue())


def resaved(content: bytes, width: float, dpi: float | None) -> bytes:
    image = Image.open(BytesIO(content)).convert("L")
    side = round(image.width * width)
    file = BytesIO()
    image.resize((side, side)).save(file, "PNG", **({"dpi": (dpi, dpi)} if dpi else {}))
    return file.getvalue()


def test_a_png_that_was_scaled_or_lost_its_resolution_is_refused() -> None:
    made = artwork(ADDRESS, Style(width_mm=20))
    content = render(made, "png")
    assert prove(made, "png", resaved(content, 1, 600)).passed
    assert "too small" in reasons(made, "png", resaved(content, 0.5, 600))
    assert "too small" in reasons(made, "png", resaved(content, 1, 1200))
    assert "does not say its resolution" in reasons(made, "png", resaved(content, 1, None))


@forms
@pytest.mark.parametrize(
    "spoil", [lambda content: b"", lambda content: content[:300], lambda content: b"\0" * 5000]
)
def test_a_file_that_is_cut_short_is_refused(spoil: Callable[[bytes], bytes], form: Form) -> None:
    made = artwork(ADDRESS, Style())
    assert reasons(made, form, spoil(render(made, form)))


def test_without_ghostscript_an_eps_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    made = artwork(ADDRESS, Style())
    assert "There is no Ghostscript" in reasons(made, "eps", render(made, "eps"))


# Logos


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_a_logo_that_is_a_code_itself_is_refused(form: Form) -> None:
    other = picture(symbol("https://elsewhere.example").modules)
    made = artwork(LONG, logo(other))
    assert "The logo is a code itself: take another logo." in reasons(
        made, form, render(made, form)
    )


@pytest.mark.parametrize("level", ["Q", "H"])
@pytest.mark.parametrize("text", [ADDRESS, LONG, LONG * 2])
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_a_logo_that_hides_too_much_is_refused_and_the_mend_passes(
    grey: int, text: str, level: Level
) -> None:
    style = replace(logo(grey), level=level, width_mm=80)
    made = artwork(text, style)
    verdict = prove(made, "svg", render(made, "svg"))
    assert verdict.passed == (verdict.unused_correction >= 0.5)
    if verdict.passed:
        return
    (finding,) = verdict.findings
    if "level H" in finding.mend:
        style = replace(style, level="H")
    if found := re.search(r"(\d+) %", finding.mend):
        style = replace(style, logo_share=int(found[1]) / 100)
    if finding.mend == "take no logo":
        style = replace(style, logo=None)
    assert style != made.style
    mended = artwork(text, style)
    for form in ("svg", "pdf", "png"):
        assert prove(mended, form, render(mended, form)).passed
