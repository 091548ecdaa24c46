"""Search: parsing, matching in either script, ranking."""

import random
import time

import pytest

from microsite.news.search.normalize import normalize_characters
from microsite.news.search.normalize import split_words
from microsite.news.search.query import parse_query
from microsite.news.search.ranking import MAX_PARTIAL_RESULTS
from microsite.news.search.ranking import search_articles
from microsite.web.pagination import paginate
from tests.news.conftest import Content

ALPHABET = "abé1д码银行的アー한"
"""ASCII, Latin, Cyrillic, Chinese, Kana, Hangul: with and without matches at word starts only."""


def hits(content: Content, text: str, tag: str = "en") -> list[str]:
    """Return the slugs that a search finds, the best first."""
    results = search_articles(content.news.snapshot(), tag, parse_query(text))
    return [article.slug for article in results.articles]


@pytest.mark.parametrize(
    ("query", "text", "matches"),
    [
        ("bank", "The Bank’s app", True),
        ("BANK", "the bank", True),
        ("ban", "the bank", True),
        ("ank", "the bank", False),
        ("bank app", "An app of the bank", True),
        ("bank fox", "An app of the bank", False),
        ("café", "Cafe\u0301", True),
        ("ＱＲ", "a QR code", True),
        ("qr码", "扫描 QR 码", True),
        ("QR 码", "扫描QR码", True),
        ("码", "二维码", True),
        ("二维", "二维码", True),
        ("维码二", "二维码", False),
        ("新版 发布", "发布了新版", True),
        ("95580", "拨打95580，", True),
        ("“新版”", "「新版」", True),
        ("address.webp", "[a](/address.webp)", False),
        ("app", "手机app下载", True),
    ],
)
def test_a_word_matches_at_the_start_of_a_word_and_chinese_anywhere(
    content: Content, query: str, text: str, matches: bool
) -> None:
    content.write("a/en.md", text, title="T")
    assert hits(content, query) == (["a"] if matches else [])


@pytest.mark.parametrize(
    ("query", "tag", "text"),
    [
        ("軟體", "zh-Hans", "软件"),
        ("软件", "zh-Hant", "軟體"),
        ("軟件", "zh-Hant", "軟體"),
        ("网络", "zh-Hant", "網路"),
        ("網路", "zh-Hans", "网络"),
        ("體育", "zh-Hans", "体育"),
        ("体", "zh-Hant", "體育"),
        ("發", "zh-Hant", "頭髮與發展"),
    ],
)
def test_one_script_finds_the_other_with_its_regional_words(
    content: Content, query: str, tag: str, text: str
) -> None:
    content.write(f"a/{tag}.md", text, title="T")
    for page_tag in ("zh-Hans", "zh-Hant"):
        assert hits(content, query, page_tag) == ["a"]


def test_the_title_counts_more_than_the_summary_and_the_summary_more_than_the_body(
    content: Content,
) -> None:
    content.write("body/en.md", "code code code", title="T", published="2026-01-04")
    content.write("summary/en.md", title="T", summary="code", published="2026-01-03")
    content.write("newer/en.md", title="A code", published="2026-01-02")
    content.write("older/en.md", title="The code", published="2026-01-01", pinned="true")
    content.write("none/en.md", title="T")
    assert hits(content, "code") == ["newer", "older", "summary", "body"]


def test_a_chinese_run_that_matches_nothing_is_split_into_pairs(content: Content) -> None:
    content.write("a/zh-Hans.md", "信用卡客户请拨打服务电话。", title="T")
    content.write("b/zh-Hans.md", "储蓄卡", title="T")
    content.write("c/zh-Hans.md", "信用卡", title="T")
    assert hits(content, "信用卡服务电话", "zh-Hans") == ["a"]
    assert hits(content, "信用卡", "zh-Hans") == ["c", "a"]
    assert hits(content, "天气预报", "zh-Hans") == []


def test_of_many_partial_matches_the_best_are_listed(
    content: Content,
) -> None:
    for number in range(MAX_PARTIAL_RESULTS + 20):
        content.write(f"a-{number}/zh-Hans.md", "信用卡服务", title="T", published="2026-02-01")
    content.write("older/zh-Hans.md", "信用卡服务与电话", title="T", published="2020-01-01")
    slugs = hits(content, "信用卡服务电话", "zh-Hans")
    assert len(slugs) == MAX_PARTIAL_RESULTS
    assert slugs[0] == "older"


def test_random_words_find_every_article_that_has_them(content: Content) -> None:
    rng = random.Random(7)
    texts = {}
    for number in range(60):
        words = ("".join(rng.choices(ALPHABET, k=rng.randint(1, 6))) for _ in range(40))
        texts[f"a-{number}"] = f"xx {' '.join(words)}"
        content.write(f"a-{number}/en.md", texts[f"a-{number}"], title="T")
    normalized = {
        slug: f" {' '.join(split_words(normalize_characters(text)))}"
        for slug, text in texts.items()
    }
    total = 0
    for _ in range(400):
        query = "".join(rng.choices(ALPHABET, k=rng.randint(1, 3)))
        terms = [f" {word}" if word[0] < "\u2e80" else word for word in split_words(query)]
        expected = {
            slug for slug, text in normalized.items() if all(term in text for term in terms)
        }
        assert set(hits(content, query)) == expected, query
        total += len(expected)
    assert total > 1000


def test_articles_in_other_languages_only_are_searched_too(content: Content) -> None:
    content.write("english/en.md", "the bank")
    content.write("both/en.md", "the bank")
    content.write("both/zh-Hans.md", "银行")
    assert hits(content, "bank", "zh-Hans") == ["english"]


@pytest.mark.parametrize("query", ["", "  ", "，。！", "[]()*", "\x00", "\ud800"])
def test_a_query_without_words_finds_nothing(content: Content, query: str) -> None:
    content.write("a/en.md", "text")
    assert hits(content, query) == []


@pytest.mark.parametrize("query", ["a " * 100_000, "码" * 1_000_000, "ﷺ" * 100_000, "a" * 10**6])
def test_a_hostile_query_takes_little_time(content: Content, query: str) -> None:
    for number in range(50):
        content.write(f"a-{number}/en.md", "text " * 1000)
    content.news.snapshot()
    started = time.thread_time()
    hits(content, query)
    assert time.thread_time() - started < 0.2


def test_a_list_is_split_into_pages() -> None:
    items = list("abcdefg")
    pages = [paginate(items, number, 3) for number in (1, 2, 3)]
    assert [page and "".join(page.items) for page in pages] == ["abc", "def", "g"]
    assert [page and (page.previous, page.next) for page in pages] == [(None, 2), (1, 3), (2, None)]
    assert [page and (page.number, page.count, page.total) for page in pages][2] == (3, 3, 7)
    empty = paginate(list[str](), 1, 3)
    assert empty
    assert (empty.items, empty.count, empty.total) == ((), 1, 0)


@pytest.mark.parametrize("number", [0, -1, 4, 10**30])
def test_a_page_that_does_not_exist_is_none(number: int) -> None:
    assert paginate(list("abcdefg"), number, 3) is None
