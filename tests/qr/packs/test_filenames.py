"""Names of files in a pack: safe on every system, and no two alike."""

import unicodedata
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.qr.packs.filenames import FIELDS
from microsite.qr.packs.filenames import Named
from microsite.qr.packs.filenames import cleaned
from microsite.qr.packs.filenames import file_names


def placement(owner: str = "'Door' (K7F3M4)", **fields: str) -> Named:
    """A placement of which only some fields say anything."""
    return Named(owner, dict.fromkeys(FIELDS, "") | fields)


def name_of(template: str, **fields: str) -> str:
    """The name of one placement's PDF."""
    (name,) = file_names(template, ["pdf"], [placement(**fields)])
    return name


def test_a_template_is_filled_in_and_its_slashes_are_folders() -> None:
    fields: Mapping[str, str] = {"region": "华东", "branch": "南京路支行", "code": "K7F3M4"}
    assert name_of("{region}/{branch}_{code}", **fields) == "华东/南京路支行_K7F3M4"


def test_a_folder_without_a_name_falls_away() -> None:
    assert name_of("{region}/{code}", code="K7F3M4") == "K7F3M4"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..", ""),
        ("/etc/passwd", "_etc_passwd"),
        ("C:\\Windows", "C__Windows"),
        ("a\x00b\x07c\x7f", "abc"),
        ("tab\tand\nline", "tab and line"),
        ("\u202egpj.exe", "gpj.exe"),
        ("zero\u200bwidth", "zerowidth"),
        ('a<b>c:d"e|f?g*h', "a_b_c_d_e_f_g_h"),
        ("dots...", "dots"),
        ("space ", "space"),
        (".hidden", "hidden"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1", "_com1"),
        ("LPT³", "_LPT³"),
        ("CONSOLE", "CONSOLE"),
        ("=SUM(A1)", "_SUM(A1)"),
        ("-rf", "_rf"),
        ("@branch", "_branch"),
        ("Cafe\u0301", "Café"),
    ],
)
def test_what_no_file_can_safely_be_called_is_replaced(text: str, name: str) -> None:
    assert cleaned(text) == name


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_a_placement_is_called_its_name_stays_in_the_folder(
    first: str, other: str
) -> None:
    name = name_of("x{region}/{branch}_{code}", region=first, branch=other, code="K7F3M4")
    parts = name.split("/")
    assert len(parts) == 2
    for part in parts:
        assert part not in ("", ".", "..")
        assert part.isprintable()
        assert not set(part) & set('<>:"\\|?*')
        assert part == part.strip(" .")
        assert part == unicodedata.normalize("NFC", part)
        assert len(part.encode()) <= 255 - len(".part")


def test_a_long_name_is_cut_between_characters_and_keeps_its_code() -> None:
    name = name_of("{branch}_{code}", branch="支行" * 100, code="K7F3M4")
    assert name == "支行" * 15 + "_K7F3M4"


@pytest.mark.parametrize(
    ("template", "field"),
    [
        ("{city}", "{city}"),
        ("{branch.__class__}", "{branch.__class__}"),
        ("{branch[0]}", "{branch[0]}"),
        ("{}", "{}"),
        ("{row:>99999999}", "{row:>99999999}"),
        ("{branch!r}", "{branch!r}"),
    ],
)
def test_an_unknown_field_is_refused_with_all_fields_there_are(template: str, field: str) -> None:
    with pytest.raises(ValueError, match="There is no field") as error:
        name_of(template)
    assert field in str(error.value)
    assert all(f"{{{name}}}" in str(error.value) for name in FIELDS)


@pytest.mark.parametrize("template", ["{branch", "branch}", "{branch}}"])
def test_a_template_with_an_odd_brace_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="brace"):
        name_of(template)


def test_a_template_that_leaves_no_name_is_refused() -> None:
    with pytest.raises(ValueError, match=r"nothing to call 'Door' \(K7F3M4\)"):
        name_of("{region}")


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("Counter", "Counter"),
        ("Counter", "COUNTER"),
        ("Straße", "STRASSE"),
        ("Café", "Cafe\u0301"),
        ("a/b", "a:b"),
        ("支行" * 50 + "1", "支行" * 50 + "2"),
    ],
)
def test_two_names_that_a_system_would_take_for_one_are_refused_with_both_placements(
    first: str, other: str
) -> None:
    placements = [
        placement("'One' (K7F3M4)", branch=first),
        placement("'Two' (M4K7F3)", branch=other),
    ]
    with pytest.raises(ValueError, match=r"'One' \(K7F3M4\) and of 'Two' \(M4K7F3\)"):
        file_names("{branch}", ["pdf", "svg"], placements)


def test_a_folder_that_is_called_like_a_file_is_refused() -> None:
    placements = [
        placement("'One' (K7F3M4)", branch="a"),
        placement("'Two' (M4K7F3)", region="A.pdf", branch="b"),
    ]
    with pytest.raises(ValueError, match=r"'One' \(K7F3M4\) and of 'Two' \(M4K7F3\)"):
        file_names("{region}/{branch}", ["pdf"], placements)


def test_a_folder_that_is_called_like_the_manifest_is_refused() -> None:
    with pytest.raises(ValueError, match="the pack itself"):
        name_of("{region}/{code}", region="Manifest.CSV", code="K7F3M4")
