"""Chinese typography: full-width punctuation, quotation marks, spaces around Latin text."""

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
from tests.support.catalogs import catalog_path
from tests.support.catalogs import messages_by_id
from tests.support.catalogs import plural_forms
from tests.support.catalogs import read_catalog
from tests.support.typography import TYPOGRAPHY_ERRORS

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
    """Return the texts of a catalog with every plural form, with names instead of placeholders."""
    messages = messages_by_id(read_catalog(catalog_path(tag))).values()
    texts = [text for message in messages for text in plural_forms(message)]
    in_this_language = [re.sub(r"%\((?:app|organisation|store)\)s", "微信", text) for text in texts]
    return [re.sub(r"%\(\w+\)s", "vivo", text) for text in in_this_language]


def setting_texts(values: Any, tag: str) -> Iterator[str]:
    """Yield the texts of the settings in a language."""
    if isinstance(values, dict):
        for key, value in values.items():
            yield from (
                [value] if key == tag and isinstance(value, str) else setting_texts(value, tag)
            )
    elif isinstance(values, list):
        for value in values:
            yield from setting_texts(value, tag)


def articles(tag: str) -> Iterator[str]:
    """Yield the texts of the packaged articles, without markup."""
    for path in NEWS.glob(f"*/{tag}.md"):
        document = parse_document(path.read_text(encoding="utf-8"))
        for key in ("title", "summary", "source", "image_alt"):
            if key in document.values:
                yield from document.values[key].texts
        for line in document.body.splitlines():
            for pattern, replacement in MARKUP:
                line = pattern.sub(replacement, line)
            yield line


@pytest.mark.parametrize("error", TYPOGRAPHY_ERRORS)
@pytest.mark.parametrize("tag", CHINESE)
def test_chinese_texts_have_no_typographic_error(tag: str, error: str, settings: Settings) -> None:
    texts = [
        *translations(tag),
        *setting_texts(msgspec.to_builtins(settings()), tag),
        *articles(tag),
    ]
    assert len(texts) > 200
    assert [text for text in texts if TYPOGRAPHY_ERRORS[error].search(text)] == []


@pytest.mark.parametrize("tag", CHINESE)
def test_each_script_has_its_own_quotation_marks(tag: str, settings: Settings) -> None:
    texts = [
        *translations(tag),
        *setting_texts(msgspec.to_builtins(settings()), tag),
        *articles(tag),
    ]
    assert [text for text in texts if OTHER_QUOTATION_MARKS[tag].search(text)] == []
    assert any(("“" if tag == "zh-Hans" else "「") in text for text in texts)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        ("half-width punctuation", "扫描二维码,下载应用"),
        ("half-width punctuation", "下载应用."),
        ("half-width punctuation", "应用(新版)"),
        ("a space next to full-width punctuation", "您好， 欢迎"),
        ("two spaces", "前往  下载"),
        ("dots for an ellipsis", "请稍候..."),
        ("Chinese that touches Latin text", "使用iPhone手机"),
        ("a space between Chinese characters", "应用 商店"),
    ],
)
def test_each_error_is_found(error: str, text: str) -> None:
    assert TYPOGRAPHY_ERRORS[error].search(text)


@pytest.mark.parametrize(
    "text", ["工作日 8:00 至 17:30", "HarmonyOS 5.0", "（User Agent）", "是……吗？"]
)
def test_correct_chinese_has_no_error(text: str) -> None:
    assert [error for error, pattern in TYPOGRAPHY_ERRORS.items() if pattern.search(text)] == []
