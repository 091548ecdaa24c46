"""Captions and calls to action: the right glyphs, legible sizes, helpful errors."""

from pathlib import Path
from time import process_time

import pytest

from microsite.config.schema import DEFAULT_FONTS
from microsite.qr.canvas.shapes import Shape
from microsite.qr.design.fonts import UNITS_PER_EM
from microsite.qr.design.fonts import Face
from microsite.qr.design.fonts import load_face
from microsite.qr.design.style import DEFAULT_CTA
from microsite.qr.design.style import Frame
from microsite.qr.design.style import Style
from microsite.qr.pipeline import Artwork
from microsite.qr.pipeline import build_artwork
from microsite.qr.pipeline import render
from tests.support.artwork_files import ADDRESS
from tests.support.artwork_files import needs_fonts
from tests.support.artwork_files import render_to_image

pytestmark = needs_fonts
SIMPLIFIED = load_face(DEFAULT_FONTS, "Regular", "zh-Hans")
TRADITIONAL = load_face(DEFAULT_FONTS, "Regular", "zh-Hant")


def text_rows(artwork: Artwork) -> list[Shape]:
    """Return the rows of text of an artwork without a frame."""
    return [shape for shape in artwork.drawing.items if isinstance(shape, Shape)]


def letter_size_mm(row: Shape) -> float:
    return row.scale * UNITS_PER_EM


def test_each_script_has_its_own_form_of_a_character() -> None:
    forms = [face.load_glyph("骨").outline.steps for face in (SIMPLIFIED, TRADITIONAL)]
    assert forms[0] != forms[1]
    assert forms[0] == load_face(DEFAULT_FONTS, "Regular", "en").load_glyph("骨").outline.steps


def test_a_glyph_is_read_once_and_cached() -> None:
    assert SIMPLIFIED.load_glyph("银") is SIMPLIFIED.load_glyph("银")


@pytest.mark.parametrize(
    ("text", "character"),
    [("Branch 😀", "😀 (U+1F600)"), ("ภาษา", "ภ (U+0E20)"), ("شعبة", "ش (U+0634)")],
)
def test_an_error_for_a_missing_glyph_names_the_character_and_the_caption(
    text: str, character: str
) -> None:
    with pytest.raises(ValueError, match=r"\.$") as error:
        build_artwork(ADDRESS, Style(), ["fine", text])
    assert str(error.value) == (
        f"The caption {text!r} cannot be printed: Noto Sans CJK SC has no glyph for {character}."
    )


@pytest.mark.parametrize("character", "\0\t\n\x1b\u200b\u202e\ud800\ufeff")
def test_invisible_characters_are_rejected_with_their_code_point(character: str) -> None:
    with pytest.raises(ValueError, match=rf"has no glyph for \(U\+{ord(character):04X}\)\.$"):
        build_artwork(ADDRESS, Style(), [f"a{character}b"])


def test_letters_and_combining_accents_are_composed() -> None:
    composed, decomposed = (build_artwork(ADDRESS, Style(), [text]) for text in ("é", "e\u0301"))
    assert render(composed, "svg") == render(decomposed, "svg")


@pytest.mark.parametrize("line", ["", "  ", "\u3000"])
def test_a_blank_caption_is_rejected(line: str) -> None:
    with pytest.raises(ValueError, match=r"is blank: remove it\.$"):
        build_artwork(ADDRESS, Style(), [line])


def test_a_long_caption_gets_smaller_letters_and_a_longer_one_two_rows() -> None:
    short, long, longer = (
        text_rows(build_artwork(ADDRESS, Style(), [text]))
        for text in (
            "Branch 0001",
            "北京市西城区金融大街支行营业厅",
            "北京市西城区金融大街支行营业厅柜台自助服务区",
        )
    )
    assert [len(each) for each in (short, long, longer)] == [1, 1, 2]
    assert letter_size_mm(short[0]) > letter_size_mm(long[0]) >= 1.76
    assert letter_size_mm(longer[0]) == letter_size_mm(longer[1]) > letter_size_mm(long[0])


@pytest.mark.parametrize(
    ("text", "expected_rows"),
    [
        ("中国邮政储蓄银行北京市西城区支行", "中国邮政储蓄银行|北京市西城区支行"),
        ("中国邮政储蓄银行，北京市西城支行", "中国邮政储蓄银行，|北京市西城支行"),
        ("中国邮政储蓄银（北京西城支行）", "中国邮政储蓄银|（北京西城支行）"),
        ("Branch 0001, the counter in the hall", "Branch 0001, the|counter in the hall"),
        ("app.psbc.example.com/scan/q/k7f3m4", "app.psbc.example.com/|scan/q/k7f3m4"),
    ],
)
def test_a_caption_is_split_near_its_middle_between_words_and_before_no_punctuation(
    text: str, expected_rows: str
) -> None:
    rows = text_rows(build_artwork(ADDRESS, Style(width_mm=21.5), [text]))
    widths = [outlines[-1][0] for outlines in (row.outlines for row in rows)]
    expected = [SIMPLIFIED.measure(row[:-1]) * UNITS_PER_EM for row in expected_rows.split("|")]
    assert widths == expected


def test_a_caption_that_is_too_long_is_rejected_with_the_length_that_fits() -> None:
    text = "北京市西城区金融大街支行营业厅柜台" * 3
    with pytest.raises(
        ValueError, match=r"is too long for [\d.]+ mm: its first \d+ of 51"
    ) as error:
        build_artwork(ADDRESS, Style(width_mm=25), [text])
    fits = int(str(error.value).split("its first ")[1].split(" ")[0])
    assert len(text_rows(build_artwork(ADDRESS, Style(width_mm=25), [text[:fits]]))) == 2
    with pytest.raises(ValueError, match="too long"):
        build_artwork(ADDRESS, Style(width_mm=25), [text[: fits + 1]])


def test_a_caption_of_a_megabyte_is_rejected_quickly_with_a_short_message() -> None:
    start = process_time()
    with pytest.raises(ValueError, match="too long") as error:
        build_artwork(ADDRESS, Style(), ["支行" * 170_000])
    assert process_time() - start < 5
    assert len(str(error.value)) < 160


@pytest.mark.parametrize("language", DEFAULT_CTA)
@pytest.mark.parametrize("frame", ["framed", "sticker"])
@pytest.mark.parametrize("width_mm", [20, 200])
def test_nothing_is_drawn_in_the_quiet_zone_of_a_frame(
    language: str, frame: Frame, width_mm: float
) -> None:
    style = Style(width_mm=width_mm, dpi=round(12_000 / width_mm), frame=frame, language=language)
    artwork = build_artwork(ADDRESS, style, ["柜台"])
    image = render_to_image(render(artwork, "png"), "png").convert("1")
    dots_per_mm = image.width / artwork.drawing.width
    symbol_x = artwork.modules.x - 4 * artwork.module_mm
    first, last = symbol_x * dots_per_mm + 1, (symbol_x + artwork.width_mm) * dots_per_mm - 1
    symbol_only = image.crop((int(first) + 1, int(first) + 1, int(last), int(last)))
    dark = symbol_only.point(lambda light: 255 - light).getbbox()
    quiet_zone = 4 * artwork.module_mm * dots_per_mm
    assert dark is not None
    assert min(dark[:2]) >= quiet_zone - 4
    assert max(dark[2:]) <= symbol_only.width - quiet_zone + 4


@pytest.mark.parametrize("language", DEFAULT_CTA)
def test_a_call_to_action_of_a_style_replaces_the_default(language: str) -> None:
    default, custom = (
        build_artwork(ADDRESS, Style(frame="framed", language=language, cta=cta))
        for cta in ("", DEFAULT_CTA[language] + "!")
    )
    assert render(default, "pdf") != render(custom, "pdf")
    assert default.style.effective_cta == DEFAULT_CTA[language]


def test_the_error_for_a_long_call_to_action_names_it() -> None:
    with pytest.raises(ValueError, match="The call to action 'Scan, scan"):
        build_artwork(ADDRESS, Style(frame="sticker", cta="Scan, " + "scan, " * 40))


def test_the_error_for_a_missing_font_names_the_file_and_the_package(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(ValueError, match=r"NotoSansCJK-Regular\.ttc.*install.*fonts-noto-cjk"):
            build_artwork(ADDRESS, Style(fonts=str(folder)), ["Branch"])
    (tmp_path / "NotoSansCJK-Regular.ttc").write_bytes(b"no font")
    with pytest.raises(ValueError, match="fonts-noto-cjk"):
        build_artwork(ADDRESS, Style(fonts=str(tmp_path)), ["Branch"])


def test_a_code_without_text_needs_no_font() -> None:
    assert build_artwork(ADDRESS, Style(fonts="/nowhere")).drawing.height == 30


def test_faces_are_loaded_once() -> None:
    assert isinstance(SIMPLIFIED, Face)
    assert load_face(DEFAULT_FONTS, "Regular", "zh-Hans") is SIMPLIFIED
