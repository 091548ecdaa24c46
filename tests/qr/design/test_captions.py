"""Label lines and calls to action: the right glyphs, sizes that can be read, refusals that help."""

from pathlib import Path
from time import process_time

import pytest

from microsite.config.schema import DEFAULT_FONTS
from microsite.qr.canvas.shapes import Shape
from microsite.qr.design.fonts import UNITS_PER_EM
from microsite.qr.design.fonts import Face
from microsite.qr.design.fonts import load_face
from microsite.qr.design.style import DEFAULT_CTA
from microsite.qr.design.style import Style
from microsite.qr.pipeline import Artwork
from microsite.qr.pipeline import build_artwork
from microsite.qr.pipeline import render
from tests.support.pages import ADDRESS
from tests.support.pages import needs_fonts
from tests.support.pages import seen

pytestmark = needs_fonts
SIMPLIFIED = load_face(DEFAULT_FONTS, "Regular", "zh-Hans")
TRADITIONAL = load_face(DEFAULT_FONTS, "Regular", "zh-Hant")


def rows(made: Artwork) -> list[Shape]:
    """The rows of words of a plain artwork."""
    return [shape for shape in made.drawing.shapes if isinstance(shape, Shape)]


def size_mm(row: Shape) -> float:
    return row.scale * UNITS_PER_EM


def test_each_script_has_its_own_form_of_a_character() -> None:
    forms = [one.glyph("骨").outline.steps for one in (SIMPLIFIED, TRADITIONAL)]
    assert forms[0] != forms[1]
    assert forms[0] == load_face(DEFAULT_FONTS, "Regular", "en").glyph("骨").outline.steps


def test_a_glyph_is_drawn_once_and_remembered() -> None:
    assert SIMPLIFIED.glyph("银") is SIMPLIFIED.glyph("银")


@pytest.mark.parametrize(
    ("text", "named"),
    [("Branch 😀", "😀 (U+1F600)"), ("ภาษา", "ภ (U+0E20)"), ("شعبة", "ش (U+0634)")],
)
def test_a_character_that_the_font_lacks_is_named_with_its_line(text: str, named: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as refused:
        build_artwork(ADDRESS, Style(), ["fine", text])
    assert str(refused.value) == (
        f"The label {text!r} cannot be printed: Noto Sans CJK SC has no glyph for {named}."
    )


@pytest.mark.parametrize("character", "\0\t\n\x1b\u200b\u202e\ud800\ufeff")
def test_characters_that_cannot_be_seen_are_refused_by_number(character: str) -> None:
    with pytest.raises(ValueError, match=rf"has no glyph for \(U\+{ord(character):04X}\)\.$"):
        build_artwork(ADDRESS, Style(), [f"a{character}b"])


def test_letters_and_their_accents_are_put_together_first() -> None:
    composed, decomposed = (build_artwork(ADDRESS, Style(), [text]) for text in ("é", "e\u0301"))
    assert render(composed, "svg") == render(decomposed, "svg")


@pytest.mark.parametrize("line", ["", "  ", "\u3000"])
def test_a_label_without_a_word_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"holds no word: leave it out\.$"):
        build_artwork(ADDRESS, Style(), [line])


def test_a_long_line_gets_smaller_letters_and_a_longer_one_two_rows() -> None:
    short, long, longer = (
        rows(build_artwork(ADDRESS, Style(), [text]))
        for text in (
            "Branch 0001",
            "北京市西城区金融大街支行营业厅",
            "北京市西城区金融大街支行营业厅柜台自助服务区",
        )
    )
    assert [len(each) for each in (short, long, longer)] == [1, 1, 2]
    assert size_mm(short[0]) > size_mm(long[0]) >= 1.76
    assert size_mm(longer[0]) == size_mm(longer[1]) > size_mm(long[0])


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("中国邮政储蓄银行北京市西城区支行", "中国邮政储蓄银行|北京市西城区支行"),
        ("中国邮政储蓄银行，北京市西城支行", "中国邮政储蓄银行，|北京市西城支行"),
        ("中国邮政储蓄银（北京西城支行）", "中国邮政储蓄银|（北京西城支行）"),
        ("Branch 0001, the counter in the hall", "Branch 0001, the|counter in the hall"),
        ("app.psbc.example.com/scan/q/k7f3m4", "app.psbc.example.com/|scan/q/k7f3m4"),
    ],
)
def test_a_line_is_parted_in_its_middle_between_words_and_no_mark_stands_alone(
    text: str, parted: str
) -> None:
    made = rows(build_artwork(ADDRESS, Style(width_mm=21.5), [text]))
    widths = [outlines[-1][0] for outlines in (row.outlines for row in made)]
    expected = [SIMPLIFIED.width(row[:-1]) * UNITS_PER_EM for row in parted.split("|")]
    assert widths == expected


def test_a_line_that_fits_in_no_way_is_refused_with_the_length_that_does() -> None:
    text = "北京市西城区金融大街支行营业厅柜台" * 3
    with pytest.raises(ValueError, match=r"is too long for [\d.]+ mm: its first \d+ of 51") as no:
        build_artwork(ADDRESS, Style(width_mm=25), [text])
    fits = int(str(no.value).split("its first ")[1].split(" ")[0])
    assert len(rows(build_artwork(ADDRESS, Style(width_mm=25), [text[:fits]]))) == 2
    with pytest.raises(ValueError, match="too long"):
        build_artwork(ADDRESS, Style(width_mm=25), [text[: fits + 1]])


def test_a_megabyte_of_label_is_refused_at_once_in_a_short_sentence() -> None:
    began = process_time()
    with pytest.raises(ValueError, match="too long") as refused:
        build_artwork(ADDRESS, Style(), ["支行" * 170_000])
    assert process_time() - began < 5
    assert len(str(refused.value)) < 160


@pytest.mark.parametrize("language", DEFAULT_CTA)
@pytest.mark.parametrize("frame", ["framed", "sticker"])
@pytest.mark.parametrize("width_mm", [20, 200])
def test_nothing_leaves_the_paper_and_nothing_touches_the_quiet_zone(
    language: str, frame: str, width_mm: float
) -> None:
    style = Style(width_mm=width_mm, dpi=round(12_000 / width_mm), frame=frame, language=language)
    made = build_artwork(ADDRESS, style, ["柜台"])
    image = seen(render(made, "png"), "png").convert("1")
    dots_a_mm = image.width / made.drawing.width
    quiet = made.modules.x - 4 * made.module_mm
    first, last = quiet * dots_a_mm + 1, (quiet + made.width_mm) * dots_a_mm - 1
    symbol_only = image.crop((int(first) + 1, int(first) + 1, int(last), int(last)))
    dark = symbol_only.point(lambda light: 255 - light).getbbox()
    four = 4 * made.module_mm * dots_a_mm
    assert dark is not None
    assert min(dark[:2]) >= four - 4
    assert max(dark[2:]) <= symbol_only.width - four + 4


@pytest.mark.parametrize("language", DEFAULT_CTA)
def test_words_of_ones_own_replace_the_call_to_action(language: str) -> None:
    said, own = (
        build_artwork(ADDRESS, Style(frame="framed", language=language, cta=call))
        for call in ("", DEFAULT_CTA[language] + "!")
    )
    assert render(said, "pdf") != render(own, "pdf")
    assert said.style.call_to_action == DEFAULT_CTA[language]


def test_a_call_to_action_that_is_too_long_is_called_by_its_name() -> None:
    with pytest.raises(ValueError, match="The call to action 'Scan, scan"):
        build_artwork(ADDRESS, Style(frame="sticker", cta="Scan, " + "scan, " * 40))


def test_a_missing_font_is_one_sentence_that_names_the_package(tmp_path: Path) -> None:
    for wrong in (tmp_path, tmp_path / "none"):
        with pytest.raises(ValueError, match=r"NotoSansCJK-Regular\.ttc.*install.*fonts-noto-cjk"):
            build_artwork(ADDRESS, Style(fonts=str(wrong)), ["Branch"])
    (tmp_path / "NotoSansCJK-Regular.ttc").write_bytes(b"no font")
    with pytest.raises(ValueError, match="fonts-noto-cjk"):
        build_artwork(ADDRESS, Style(fonts=str(tmp_path)), ["Branch"])


def test_a_code_without_words_needs_no_font() -> None:
    assert build_artwork(ADDRESS, Style(fonts="/nowhere")).drawing.height == 30


def test_faces_are_read_once() -> None:
    assert isinstance(SIMPLIFIED, Face)
    assert load_face(DEFAULT_FONTS, "Regular", "zh-Hans") is SIMPLIFIED
