"""Search: what is typed finds what is written, in either script."""

import random
import time

import pytest

from microsite.news.search.normalize import fold_characters
from microsite.news.search.normalize import runs
from microsite.news.search.search import MOST_IN_PART
from microsite.news.search.search import search
from microsite.news.search.search import words_of
from microsite.web.pagination import page_of
from tests.news.conftest import Content

SIGNS = "abé1д码银行的アー한"
"""Letters and signs, with and without words that begin: ASCII, Latin, Cyrillic, Chinese, Kana."""


def hits(content: Content, text: str, tag: str = "en") -> list[str]:
    """The slugs that a search gives, best first."""
    found = search(content.newsroom.edition(), tag, words_of(text))
    return [article.slug for article in found.articles]


@pytest.mark.parametrize(
    ("typed", "written", "is_found"),
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
def test_a_word_is_found_at_the_beginning_of_a_word_and_chinese_anywhere(
    content: Content, typed: str, written: str, is_found: bool
) -> None:
    content.write("a/en.md", written, title="T")
    assert (hits(content, typed) == ["a"]) is is_found


@pytest.mark.parametrize(
    ("typed", "tag", "written"),
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
def test_one_script_finds_the_other_with_its_own_words(
    content: Content, typed: str, tag: str, written: str
) -> None:
    content.write(f"a/{tag}.md", written, title="T")
    for shown_in in ("zh-Hans", "zh-Hant"):
        assert hits(content, typed, shown_in) == ["a"]


def test_the_title_counts_more_than_the_summary_and_the_summary_more_than_the_body(
    content: Content,
) -> None:
    content.write("body/en.md", "code code code", title="T", published="2026-01-04")
    content.write("summary/en.md", title="T", summary="code", published="2026-01-03")
    content.write("newer/en.md", title="A code", published="2026-01-02")
    content.write("older/en.md", title="The code", published="2026-01-01", pinned="true")
    content.write("none/en.md", title="T")
    assert hits(content, "code") == ["newer", "older", "summary", "body"]


def test_chinese_without_spaces_is_taken_apart_where_it_stands_nowhere(content: Content) -> None:
    content.write("a/zh-Hans.md", "信用卡客户请拨打服务电话。", title="T")
    content.write("b/zh-Hans.md", "储蓄卡", title="T")
    content.write("c/zh-Hans.md", "信用卡", title="T")
    assert hits(content, "信用卡服务电话", "zh-Hans") == ["a"]
    assert hits(content, "信用卡", "zh-Hans") == ["c", "a"]
    assert hits(content, "天气预报", "zh-Hans") == []


def test_of_many_articles_that_have_a_part_the_ones_with_the_most_are_found(
    content: Content,
) -> None:
    for number in range(MOST_IN_PART + 20):
        content.write(f"a-{number}/zh-Hans.md", "信用卡服务", title="T", published="2026-02-01")
    content.write("older/zh-Hans.md", "信用卡服务与电话", title="T", published="2020-01-01")
    found = hits(content, "信用卡服务电话", "zh-Hans")
    assert len(found) == MOST_IN_PART
    assert found[0] == "older"


def test_the_sieve_keeps_back_nothing_that_looking_through_every_text_finds(
    content: Content,
) -> None:
    chance = random.Random(7)
    texts = {}
    for number in range(60):
        words = ("".join(chance.choices(SIGNS, k=chance.randint(1, 6))) for _ in range(40))
        texts[f"a-{number}"] = f"xx {' '.join(words)}"
        content.write(f"a-{number}/en.md", texts[f"a-{number}"], title="T")
    folded = {slug: f" {' '.join(runs(fold_characters(text)))}" for slug, text in texts.items()}
    found = 0
    for _ in range(400):
        typed = "".join(chance.choices(SIGNS, k=chance.randint(1, 3)))
        wanted = [f" {run}" if run[0] < "\u2e80" else run for run in runs(typed)]
        there = {slug for slug, text in folded.items() if all(run in text for run in wanted)}
        assert set(hits(content, typed)) == there, typed
        found += len(there)
    assert found > 1000


def test_what_is_out_in_another_language_only_is_searched_too(content: Content) -> None:
    content.write("english/en.md", "the bank")
    content.write("both/en.md", "the bank")
    content.write("both/zh-Hans.md", "银行")
    assert hits(content, "bank", "zh-Hans") == ["english"]


@pytest.mark.parametrize("typed", ["", "  ", "，。！", "[]()*", "\x00", "\ud800"])
def test_nothing_is_found_for_no_words(content: Content, typed: str) -> None:
    content.write("a/en.md", "text")
    assert hits(content, typed) == []


@pytest.mark.parametrize("typed", ["a " * 100_000, "码" * 1_000_000, "ﷺ" * 100_000, "a" * 10**6])
def test_a_hostile_search_takes_no_time(content: Content, typed: str) -> None:
    for number in range(50):
        content.write(f"a-{number}/en.md", "text " * 1000)
    content.newsroom.edition()
    began = time.thread_time()
    hits(content, typed)
    assert time.thread_time() - began < 0.2


def test_a_list_is_cut_into_pages() -> None:
    items = list("abcdefg")
    pages = [page_of(items, number, 3) for number in (1, 2, 3)]
    assert [page and "".join(page.items) for page in pages] == ["abc", "def", "g"]
    assert [page and (page.previous, page.next) for page in pages] == [(None, 2), (1, 3), (2, None)]
    assert [page and (page.number, page.count, page.total) for page in pages][2] == (3, 3, 7)
    empty = page_of([], 1, 3)
    assert empty
    assert (empty.items, empty.count, empty.total) == ((), 1, 0)


@pytest.mark.parametrize("number", [0, -1, 4, 10**30])
def test_a_page_that_there_is_not_is_none(number: int) -> None:
    assert page_of(list("abcdefg"), number, 3) is None
