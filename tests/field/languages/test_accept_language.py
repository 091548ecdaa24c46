"""Accept-Language as apps and older programs send it: locales, other Chinese languages, q=0."""

from pathlib import Path

import pytest

from microsite.languages import negotiate

OFFERED = ("en", "zh-Hans", "zh-Hant")
HEADERS = Path(__file__).with_name("accept-language.txt").read_text().splitlines()
TRADITIONAL = [
    "zh-Hant_TW",
    "zh_TW.Big5",
    "zh_HK@stroke",
    "zh_TW_#Hant",
    "zh__#Hant",
    "zh-yue-HK",
    "zh-cmn-Hant-TW",
    "zh-min-nan-TW",
    "nan-Hant",
    "ZH-CHT",
]
SIMPLIFIED = [
    "zh_CN.UTF-8",
    "gan",
    "zh-CHS",
    "zh_CN_#Hans",
    "zh-cmn-Hans-CN",
    "zh-yue-CN",
    "hsn-CN",
    "nan",
    "zh_SG",
]


@pytest.mark.parametrize("header", HEADERS)
def test_a_reported_header(header: str) -> None:
    simplified = header in ("zh_CN", "wuu")
    chosen = negotiate(header, OFFERED, "en")
    if header.startswith("en;q=0"):
        assert chosen != "en"
    else:
        assert chosen == ("zh-Hans" if simplified else "zh-Hant")


@pytest.mark.parametrize("header", TRADITIONAL)
def test_a_locale_or_language_that_writes_traditional_characters(header: str) -> None:
    assert negotiate(header, OFFERED, "en") == "zh-Hant"


@pytest.mark.parametrize("header", SIMPLIFIED)
def test_a_locale_or_language_that_writes_simplified_characters(header: str) -> None:
    assert negotiate(header, OFFERED, "en") == "zh-Hans"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en;q=0", "zh-Hans"),
        ("en;q=0,fr", "zh-Hans"),
        ("en-US;q=0,*", "zh-Hans"),
        ("en-US;q=0,en", "en"),
        ("en;q=0,en-GB;q=0.1", "en"),
        ("zh;q=0,en;q=0,*", "en"),
        ("zh;q=0,zh-TW;q=0.1", "zh-Hant"),
        ("zh-Hans;q=0,zh", "zh-Hant"),
        ("zh-Hans;q=0,zh-CN;q=0,zh-SG,en;q=0.5", "zh-Hans"),
        ("zh-TW,zh-HK;q=0,*;q=0.1", "zh-Hant"),
        ("*;q=0,zh-TW", "zh-Hant"),
        ("en;q=0.000,zh;q=0.001", "zh-Hans"),
    ],
)
def test_an_excluded_language_is_not_chosen_while_another_is_left(
    header: str, language: str
) -> None:
    assert negotiate(header, OFFERED, "en") == language


def test_the_other_script_is_not_chosen_if_it_is_excluded() -> None:
    assert negotiate("zh-Hans;q=0,zh-TW,en;q=0.5", ("en", "zh-Hans"), "en") == "en"


def test_a_default_outside_the_offered_languages_is_returned_if_nothing_fits() -> None:
    assert negotiate("fr", OFFERED, "other") == "other"
    assert negotiate("en;q=0,*;q=0.5", OFFERED, "other") == "other"
