"""How Chinese is set: full-width punctuation, its own quotation marks, spaces beside Latin text."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
import pytest

from microsite.config.loader import PACKAGED_SITE
from microsite.languages import LANGUAGES
from microsite.news.loading.front_matter import parse_document
from tests.conftest import Settings
from tests.support.typography import FAULTS
from tests.web.test_i18n import by_text
from tests.web.test_i18n import catalog_of
from tests.web.test_i18n import forms
from tests.web.test_i18n import read

CHINESE = [tag for tag in LANGUAGES if tag.startswith("zh")]
NEWS = PACKAGED_SITE.parent.parent / "content" / "news"
OTHER_QUOTATION_MARKS = {"zh-Hans": re.compile('["「」『』]'), "zh-Hant": re.compile('["“”‘]')}
MARKUP = (
    (re.compile(r"^\s*(?:[-*#>]+|\d+\.) "), ""),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"`[^`]*`|https?://[!-~]+"), "vivo"),
    (re.compile(r"\*\*|__"), ""),
)


@cache
def translations(tag: str) -> list[str]:
    """The texts of a catalog, every plural form, with names in place of placeholders."""
    messages = by_text(read(catalog_of(tag))).values()
    texts = [text for message in messages for text in forms(message)]
    in_this_language = [re.sub(r"%\((?:app|organisation|store)\)s", "微信", text) for text in texts]
    return [re.sub(r"%\(\w+\)s", "vivo", text) for text in in_this_language]


def told(values: Any, tag: str) -> Iterator[str]:
    """What the settings say in a language."""
    if isinstance(values, dict):
        for key, value in values.items():
            yield from [value] if key == tag and isinstance(value, str) else told(value, tag)
    elif isinstance(values, list):
        for value in values:
            yield from told(value, tag)


def articles(tag: str) -> Iterator[str]:
    """The texts of the packaged articles, without markup."""
    for path in NEWS.glob(f"*/{tag}.md"):
        manuscript = parse_document(path.read_text(encoding="utf-8"))
        for key in ("title", "summary", "source", "image_alt"):
            if key in manuscript.values:
                yield from manuscript.values[key].texts
        for line in manuscript.body.splitlines():
            for pattern, instead in MARKUP:
                line = pattern.sub(instead, line)
            yield line


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("tag", CHINESE)
def test_chinese_text_is_set_as_its_readers_expect(
    tag: str, fault: str, settings: Settings
) -> None:
    texts = [*translations(tag), *told(msgspec.to_builtins(settings()), tag), *articles(tag)]
    assert len(texts) > 200
    assert [text for text in texts if FAULTS[fault].search(text)] == []


@pytest.mark.parametrize("tag", CHINESE)
def test_each_script_has_its_own_quotation_marks(tag: str, settings: Settings) -> None:
    texts = [*translations(tag), *told(msgspec.to_builtins(settings()), tag), *articles(tag)]
    assert [text for text in texts if OTHER_QUOTATION_MARKS[tag].search(text)] == []
    assert any(("“" if tag == "zh-Hans" else "「") in text for text in texts)


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("half-width punctuation", "扫描二维码,下载应用"),
        ("half-width punctuation", "下载应用."),
        ("half-width punctuation", "应用(新版)"),
        ("a space beside full-width punctuation", "您好， 欢迎"),
        ("two spaces", "前往  下载"),
        ("dots for an ellipsis", "请稍候..."),
        ("Chinese that touches Latin text", "使用iPhone手机"),
        ("a space between Chinese characters", "应用 商店"),
    ],
)
def test_each_fault_is_found_where_there_is_one(fault: str, text: str) -> None:
    assert FAULTS[fault].search(text)


@pytest.mark.parametrize(
    "text", ["工作日 8:00 至 17:30", "HarmonyOS 5.0", "（User Agent）", "是……吗？"]
)
def test_no_fault_is_found_in_good_chinese(text: str) -> None:
    assert [fault for fault, pattern in FAULTS.items() if pattern.search(text)] == []
