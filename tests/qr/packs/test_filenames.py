"""Filenames in a pack: safe and unique on every system."""

import unicodedata
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.qr.packs.filenames import FILENAME_FIELDS
from microsite.qr.packs.filenames import FilenameFields
from microsite.qr.packs.filenames import build_filenames
from microsite.qr.packs.filenames import sanitize_path_part


def build_fields(description: str = "'Door' (K7F3M4)", **values: str) -> FilenameFields:
    """Return the fields of a placement, empty unless given."""
    return FilenameFields(description, dict.fromkeys(FILENAME_FIELDS, "") | values)


def build_filename(template: str, **values: str) -> str:
    """Return the filename of one placement."""
    (filename,) = build_filenames(template, ["pdf"], [build_fields(**values)])
    return filename


def test_fields_are_filled_in_and_slashes_separate_folders() -> None:
    values: Mapping[str, str] = {"region": "华东", "branch": "南京路支行", "code": "K7F3M4"}
    assert build_filename("{region}/{branch}_{code}", **values) == "华东/南京路支行_K7F3M4"


def test_a_folder_without_a_name_is_dropped() -> None:
    assert build_filename("{region}/{code}", code="K7F3M4") == "K7F3M4"


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
def test_unsafe_names_are_sanitized(text: str, name: str) -> None:
    assert sanitize_path_part(text) == name


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_label_gives_a_safe_filename_in_its_folder(first: str, other: str) -> None:
    name = build_filename("x{region}/{branch}_{code}", region=first, branch=other, code="K7F3M4")
    parts = name.split("/")
    assert len(parts) == 2
    for part in parts:
        assert part not in ("", ".", "..")
        assert part.isprintable()
        assert not set(part) & set('<>:"\\|?*')
        assert part == part.strip(" .")
        assert part == unicodedata.normalize("NFC", part)
        assert len(part.encode()) <= 255 - len(".part")


def test_a_long_name_is_truncated_between_characters_and_keeps_its_code() -> None:
    name = build_filename("{branch}_{code}", branch="支行" * 100, code="K7F3M4")
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
def test_an_unknown_field_is_rejected_with_the_known_fields(template: str, field: str) -> None:
    with pytest.raises(ValueError, match="Unknown filename field") as error:
        build_filename(template)
    assert field in str(error.value)
    assert all(f"{{{name}}}" in str(error.value) for name in FILENAME_FIELDS)


@pytest.mark.parametrize("template", ["{branch", "branch}", "{branch}}"])
def test_a_template_with_an_unmatched_brace_is_rejected(template: str) -> None:
    with pytest.raises(ValueError, match="brace"):
        build_filename(template)


def test_a_template_that_gives_an_empty_name_is_rejected() -> None:
    with pytest.raises(ValueError, match=r"gives 'Door' \(K7F3M4\) an empty name"):
        build_filename("{region}")


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
def test_filenames_that_are_equal_on_some_system_are_rejected_with_both_placements(
    first: str, other: str
) -> None:
    placements = [
        build_fields("'One' (K7F3M4)", branch=first),
        build_fields("'Two' (M4K7F3)", branch=other),
    ]
    with pytest.raises(ValueError, match=r"'One' \(K7F3M4\) and of 'Two' \(M4K7F3\)"):
        build_filenames("{branch}", ["pdf", "svg"], placements)


def test_a_folder_with_the_name_of_a_file_is_rejected() -> None:
    placements = [
        build_fields("'One' (K7F3M4)", branch="a"),
        build_fields("'Two' (M4K7F3)", region="A.pdf", branch="b"),
    ]
    with pytest.raises(ValueError, match=r"'One' \(K7F3M4\) and of 'Two' \(M4K7F3\)"):
        build_filenames("{region}/{branch}", ["pdf"], placements)


def test_a_folder_with_the_name_of_the_manifest_is_rejected() -> None:
    with pytest.raises(ValueError, match="the pack itself"):
        build_filename("{region}/{code}", region="Manifest.CSV", code="K7F3M4")
