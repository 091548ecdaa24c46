"""Languages: negotiation by the Accept-Language header."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.languages import LANGUAGES
from microsite.languages import canonical_tag
from microsite.languages import negotiate

OFFERED = ("en", "zh-Hans", "zh-Hant")


@pytest.mark.parametrize(
    ("browser", "header", "language"),
    [
        ("Safari on an iPhone in Taiwan", "zh-TW,zh-Hant;q=0.9", "zh-Hant"),
        ("Safari on an iPhone in China", "zh-CN,zh-Hans;q=0.9", "zh-Hans"),
        ("Safari on an iPhone in Hong Kong", "zh-HK,zh-Hant;q=0.9,en-HK;q=0.8,en;q=0.7", "zh-Hant"),
        ("Safari on an iPhone in Britain", "en-GB,en;q=0.9", "en"),
        ("Chrome in Taiwan", "zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7", "zh-Hant"),
        ("Chrome in Taiwan, shorter", "zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("Chrome in Hong Kong", "zh-HK,zh;q=0.9", "zh-Hant"),
        ("Chrome in China", "zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        (
            "Firefox in China",
            "zh-CN,zh;q=0.8,zh-TW;q=0.7,zh-HK;q=0.5,en-US;q=0.3,en;q=0.2",
            "zh-Hans",
        ),
        ("Firefox in Taiwan", "zh-TW,zh;q=0.8,en-US;q=0.5,en;q=0.3", "zh-Hant"),
        ("Safari on an iPhone in Macau", "zh-MO,zh-Hant;q=0.9", "zh-Hant"),
        ("Safari on an iPhone in Singapore", "zh-SG,zh-Hans;q=0.9", "zh-Hans"),
        ("Safari, Simplified Chinese in the US", "zh-CN,zh-Hans;q=0.9", "zh-Hans"),
        ("Safari, Cantonese in Hong Kong", "yue-Hant-HK,yue;q=0.9,en-GB;q=0.8", "zh-Hant"),
        ("Safari in the US", "en-US,en;q=0.9", "en"),
        ("Safari in France", "fr-FR,fr;q=0.9", "en"),
        ("Chrome in Hong Kong, all", "zh-HK,zh-TW;q=0.9,zh;q=0.8,en-US;q=0.7,en;q=0.6", "zh-Hant"),
        ("Chrome in Macau", "zh-MO,zh-TW;q=0.9,zh;q=0.8,en;q=0.7,pt;q=0.6", "zh-Hant"),
        ("Chrome in Singapore", "en-SG,en;q=0.9,zh-CN;q=0.8,zh;q=0.7", "en"),
        ("Chrome in Singapore, in Chinese", "zh-SG,zh-CN;q=0.9,zh;q=0.8,en-SG;q=0.7", "zh-Hans"),
        ("Chrome in the US", "en-US,en;q=0.9", "en"),
        ("Chrome in the US, with Chinese", "en-US,en;q=0.9,zh-CN;q=0.8,zh;q=0.7", "en"),
        ("Chrome with one language", "zh-TW", "zh-Hant"),
        ("Chrome in France", "fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7", "en"),
        ("Chrome in France, with Chinese", "fr-FR,fr;q=0.9,zh-CN;q=0.8,zh;q=0.7", "zh-Hans"),
        ("Edge in China", "zh-CN,zh;q=0.9,en;q=0.8,en-GB;q=0.7,en-US;q=0.6", "zh-Hans"),
        ("Edge in Taiwan", "zh-TW,zh;q=0.9,en;q=0.8,en-GB;q=0.7,en-US;q=0.6", "zh-Hant"),
        ("the old Edge in China", "zh-Hans-CN,zh-Hans;q=0.5", "zh-Hans"),
        ("the old Edge in Taiwan", "zh-Hant-TW,zh-Hant;q=0.7,en-US;q=0.3", "zh-Hant"),
        ("Firefox in the US", "en-US,en;q=0.5", "en"),
        ("Firefox in France", "fr,fr-FR;q=0.8,en-US;q=0.5,en;q=0.3", "en"),
        ("Firefox in Hong Kong", "zh-HK,zh;q=0.8,en-US;q=0.5,en;q=0.3", "zh-Hant"),
        ("Samsung Internet in China", "zh-CN,zh;q=0.9,en-US;q=0.8,en;q=0.7", "zh-Hans"),
        ("Samsung Internet in Hong Kong", "zh-HK,zh;q=0.9,en-US;q=0.8,en;q=0.7", "zh-Hant"),
        ("Huawei Browser in China", "zh-CN,zh;q=0.9,en-US;q=0.8,en;q=0.7", "zh-Hans"),
        ("Huawei's ArkWeb", "zh-Hans-CN,zh;q=0.9", "zh-Hans"),
        ("WeChat on Android in China", "zh-CN,zh;q=0.9,en-US;q=0.8,en;q=0.7", "zh-Hans"),
        ("WeChat on an old Android", "zh-CN,en-US;q=0.8,en;q=0.5;q=0.4", "zh-Hans"),
        ("WeChat on an iPhone in China", "zh-CN,zh-Hans;q=0.9", "zh-Hans"),
        ("WeChat on an iPhone in Hong Kong", "zh-HK,zh-Hant;q=0.9", "zh-Hant"),
        ("WeChat on an iPhone in Taiwan", "zh-tw", "zh-Hant"),
        ("an Android phone from China abroad", "zh-US,zh;q=0.9,en-US;q=0.8", "zh-Hans"),
        ("a phone from China set for Malaysia", "zh-MY,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("Macau", "zh-MO", "zh-Hant"),
        ("Singapore", "zh-SG,zh;q=0.9", "zh-Hans"),
        ("Chinese without a region", "zh", "zh-Hans"),
        ("script before region", "zh-Hant-CN", "zh-Hant"),
        ("script against region", "zh-Hans-HK", "zh-Hans"),
        ("script against region, the other way", "zh-Hans-TW,zh-Hant;q=0.9", "zh-Hans"),
        ("Cantonese", "yue", "zh-Hant"),
        ("Cantonese in Hong Kong", "yue-HK,en;q=0.5", "zh-Hant"),
        ("Cantonese in Simplified characters", "yue-Hans", "zh-Hans"),
        ("Cantonese in China (CLDR: yue-Hans-CN)", "yue-CN", "zh-Hans"),
        ("Mandarin by its own name", "cmn-Hant-TW", "zh-Hant"),
        ("German with English", "de-DE,de;q=0.9,en;q=0.8", "en"),
        ("German with Chinese", "de,zh-TW;q=0.5", "zh-Hant"),
        ("Japanese alone", "ja-JP", "en"),
        ("the second is preferred", "en;q=0.5,zh-TW;q=0.9", "zh-Hant"),
        ("equal preference: the first", "zh-HK,en", "zh-Hant"),
        ("English excluded", "en;q=0,zh-CN;q=0.1", "zh-Hans"),
        ("everything excluded", "en;q=0, zh;q=0", "en"),
        ("anything", "*", "en"),
        ("anything after Chinese", "zh-TW,*;q=0.5", "zh-Hant"),
        ("letter case", "ZH-tw", "zh-Hant"),
        ("letter case of q", "en;Q=0.5,zh-TW;Q=0.9", "zh-Hant"),
        ("spaces", " zh-TW ; q=0.9 , en ; q=0.8 ", "zh-Hant"),
        ("no header", "", "en"),
        ("commas", ",,,", "en"),
        ("a q that is no number", "zh-TW;q=high,en;q=0.1", "en"),
        ("two q, both ignored", "zh-TW;q=0.5;q=0.4,en;q=0.1", "en"),
        ("a q beyond its range", "zh-TW;q=7,en;q=0.1", "en"),
        ("a q that is not a number", "zh-TW;q=nan,en;q=0.1", "en"),
        ("a negative q", "zh-TW;q=-1,en;q=0.1", "en"),
        ("one broken range among good ones", "<script>,zh-TW", "zh-Hant"),
        ("another parameter", "zh-TW;level=1,en", "en"),
    ],
)
def test_the_language_a_browser_asks_for(browser: str, header: str, language: str) -> None:
    assert negotiate(header, OFFERED, "en") == language, browser


@pytest.mark.parametrize(
    ("header", "offered", "language"),
    [
        ("zh-TW,en;q=0.9", ("en", "zh-Hans"), "zh-Hans"),
        ("zh-CN,en;q=0.9", ("en", "zh-Hant"), "zh-Hant"),
        ("zh-CN", ("en",), "en"),
        ("zh-CN,en-GB;q=0.5", ("zh-Hant", "en"), "zh-Hant"),
        ("fr", ("zh-Hant", "en"), "zh-Hant"),
    ],
)
def test_another_script_of_the_language_is_better_than_another_language(
    header: str, offered: tuple[str, ...], language: str
) -> None:
    assert negotiate(header, offered, offered[0]) == language


@given(st.text(st.characters(max_codepoint=255), max_size=300))
def test_any_header_results_in_an_offered_language(header: str) -> None:
    assert negotiate(header, OFFERED, "zh-Hant") in OFFERED


@pytest.mark.parametrize("part", ["zh-TW;q=0.001,", "a", ",", ";q=", "-", "zh-", "q=0.5;"])
def test_a_header_of_100_kilobytes_takes_under_a_millisecond(part: str) -> None:
    header = part * (100_000 // len(part))
    start = time.process_time()
    for _ in range(100):
        negotiate(header, OFFERED, "en")
    assert time.process_time() - start < 0.1


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("zh-hant", "zh-Hant"),
        ("ZH-HANS", "zh-Hans"),
        ("zh", None),
        ("zh_Hant", None),
        ("zh-TW", None),
        ("", None),
        ("en ", None),
    ],
)
def test_a_tag_is_recognised_in_any_letter_case_only(text: str, tag: str | None) -> None:
    assert canonical_tag(text) == tag


def test_a_locale_is_the_tag_with_an_underscore() -> None:
    assert [language.locale for language in LANGUAGES.values()] == ["en", "zh_Hans", "zh_Hant"]
