"""Snapshots: languages, order, publication times."""

import pytest

from microsite.news.models import Article
from microsite.news.rendering.conversion import TraditionalVariant
from tests.news.conftest import Content
from tests.news.conftest import at


def find(content: Content, slug: str, tag: str) -> Article:
    """Return an article that must exist."""
    article = content.news.snapshot().find(tag, slug)
    assert article
    return article


def slugs(content: Content, tag: str = "en", category: str = "", year: int = 0) -> list[str]:
    """Return the slugs in a list."""
    articles = content.news.snapshot().list_articles(tag, category, year)
    return [article.slug for article in articles]


def test_pinned_articles_come_first_then_the_newest(content: Content) -> None:
    content.write("old/en.md", published="2019-01-01")
    content.write("pinned/en.md", published="2018-01-01", pinned="true")
    content.write("new/en.md", published="2020-01-01")
    content.write("pinned-too/en.md", published="2018-06-01", pinned="yes")
    assert slugs(content) == ["pinned-too", "pinned", "new", "old"]


def test_a_draft_and_its_image_are_not_public(content: Content) -> None:
    content.write_image("draft/a.webp")
    content.write("draft/en.md", draft="true", image="a.webp", image_alt="A")
    snapshot = content.news.snapshot()
    assert slugs(content) == []
    assert snapshot.find("en", "draft") is None
    assert snapshot.original_languages("draft") == snapshot.available_languages("draft") == ()
    assert content.news.image_path("draft", "a.webp") is None
    assert content.errors() == []


def test_drafts_and_future_articles_are_listed_if_enabled(content: Content) -> None:
    content.drafts = True
    content.write("draft/en.md", draft="true")
    content.write("later/en.md", published="2100-01-01")
    assert slugs(content) == ["later", "draft"]


def test_an_article_is_published_at_its_time_in_the_sites_zone(content: Content) -> None:
    content.write("now/en.md")
    content.write("soon/en.md", published="2026-10-01 12:00:05")
    content.write("same/en.md", published="2026-10-01T04:00:05Z")
    content.write("day/en.md", published="2026-10-02")
    before = content.news.snapshot()
    assert slugs(content) == ["now"]
    content.clock.advance(4.9)
    assert slugs(content) == ["now"]
    content.clock.advance(0.1)
    assert slugs(content) == ["soon", "same", "now"]
    assert content.news.snapshot().version != before.version
    content.clock.now = at("2026-10-01 23:59:59")
    assert "day" not in slugs(content)
    content.clock.now = at("2026-10-02 00:00")
    assert slugs(content)[0] == "day"


def test_only_visible_changes_change_the_version(content: Content) -> None:
    content.write("a/en.md")
    before = content.news.snapshot().version
    content.write("draft/en.md", draft="true")
    content.write_raw("bad/en.md", b"")
    content.settle()
    assert content.news.snapshot().version == before
    content.write("a/en.md", "Other text.")
    content.settle()
    assert content.news.snapshot().version != before


def test_the_version_is_the_same_for_the_same_files(content: Content) -> None:
    content.write("a/en.md")
    content.write("b/zh-Hans.md")
    first = content.news.snapshot().version
    content.settle()
    content.restart()
    assert content.news.snapshot().version == first


def test_an_article_in_one_script_is_available_in_the_other(content: Content) -> None:
    content.write("a/zh-Hans.md", "鼠标和软件。", title="软件与信息", summary="网络", source="里面")
    snapshot = content.news.snapshot()
    article = find(content, "a", "zh-Hant")
    assert article.is_converted
    assert (article.tag, article.original_tag) == ("zh-Hant", "zh-Hans")
    assert (article.title, article.summary) == ("軟體與資訊", "網路")
    assert article.source
    assert article.source.text == "裡面"
    assert content.body("a", "zh-Hant") == "<p>滑鼠和軟體。</p>"
    assert content.body("a", "zh-Hans") == "<p>鼠标和软件。</p>"
    assert not find(content, "a", "zh-Hans").is_converted
    assert snapshot.original_languages("a") == ("zh-Hans",)
    assert snapshot.available_languages("a") == ("zh-Hans", "zh-Hant")
    assert snapshot.find("en", "a") is None


def test_traditional_is_converted_to_simplified(content: Content) -> None:
    content.write("a/zh-Hant.md", "滑鼠與軟體。", title="軟體")
    assert find(content, "a", "zh-Hans").title == "软件"
    assert content.body("a", "zh-Hans") == "<p>鼠标与软件。</p>"


@pytest.mark.parametrize(("conversion", "title"), [("taiwan", "軟體裡"), ("hong-kong", "軟件裏")])
def test_conversion_uses_the_words_of_the_configured_region(
    content: Content, conversion: TraditionalVariant, title: str
) -> None:
    content.conversion = conversion
    content.write("a/zh-Hans.md", title="软件里")
    assert find(content, "a", "zh-Hant").title == title


def test_a_conversion_keeps_code_and_urls_and_links_to_its_own_language(
    content: Content,
) -> None:
    content.write_image("a/a.webp")
    body = "[软件](/zh-Hans/verify) `软件` ![软件](a.webp) [b](https://b.example/软件)"
    content.write("a/zh-Hans.md", body)
    html = content.body("a", "zh-Hant")
    assert '<a href="/zh-Hant/verify">軟體</a>' in html
    assert "<code>软件</code>" in html
    assert 'alt="軟體"' in html
    assert 'src="/news/a/a.webp"' in html
    assert "https://b.example/%E8%BD%AF%E4%BB%B6" in html or "https://b.example/软件" in html


def test_an_original_replaces_a_conversion(content: Content) -> None:
    content.write("a/zh-Hans.md", title="软件")
    assert find(content, "a", "zh-Hant").is_converted
    content.write("a/zh-Hant.md", title="自己寫的")
    content.settle()
    assert find(content, "a", "zh-Hant").title == "自己寫的"
    assert not find(content, "a", "zh-Hant").is_converted


def test_an_article_missing_in_a_language_is_listed_in_another(
    content: Content,
) -> None:
    content.write("english/en.md")
    content.write("chinese/zh-Hant.md")
    content.write("all/en.md")
    content.write("all/zh-Hans.md")
    snapshot = content.news.snapshot()
    tags = {tag: {a.slug: a.tag for a in snapshot.list_articles(tag)} for tag in ("en", "zh-Hant")}
    assert tags["en"] == {"english": "en", "chinese": "zh-Hans", "all": "en"}
    assert tags["zh-Hant"] == {"english": "en", "chinese": "zh-Hant", "all": "zh-Hant"}
    assert snapshot.find("zh-Hant", "english") is None
    assert snapshot.list_articles("fr") == ()


def test_neighbours_are_by_date_in_the_articles_language(content: Content) -> None:
    content.write("a/en.md", published="2020-01-01")
    content.write("b/en.md", published="2021-01-01", pinned="true")
    content.write("c/en.md", published="2022-01-01")
    content.write("foreign/zh-Hans.md", published="2021-06-01")
    neighbours = content.news.snapshot().find_neighbours
    assert [each and each.slug for each in neighbours(find(content, "b", "en"))] == ["a", "c"]
    assert [each and each.slug for each in neighbours(find(content, "a", "en"))] == [None, "b"]
    assert [each and each.slug for each in neighbours(find(content, "c", "en"))] == ["b", None]
    foreign = find(content, "foreign", "zh-Hant")
    assert neighbours(foreign) == (None, None)


def test_lists_are_filtered_by_category_and_year(content: Content) -> None:
    content.write("a/en.md", published="2020-12-31", categories="[bank, safety]")
    content.write("b/en.md", published="2020-12-31T16:00Z", categories="safety")
    assert slugs(content, category="bank") == ["a"]
    assert slugs(content, category="safety") == ["b", "a"]
    assert slugs(content, year=2021) == ["b"]
    assert slugs(content, category="bank", year=2021) == []
    snapshot = content.news.snapshot()
    assert snapshot.list_years("en") == (2021, 2020)
    assert snapshot.list_categories("en") == ("bank", "safety")


def test_an_article_has_every_field_of_its_file(content: Content) -> None:
    content.write_image("a/a.webp", (20, 10))
    content.write(
        "a/en.md",
        title='"A: title"',
        summary="A summary",
        published="2020-01-02 03:04",
        updated="2020-01-03",
        source="A source",
        source_date="2020-01-01",
        image="a.webp",
        image_alt="Words",
    )
    article = find(content, "a", "en")
    assert (article.title, article.summary) == ("A: title", "A summary")
    assert article.published.isoformat() == "2020-01-02T03:04:00+08:00"
    assert article.updated
    assert article.updated.isoformat() == "2020-01-03T00:00:00+08:00"
    assert article.source
    assert (article.source.text, f"{article.source.date}") == ("A source", "2020-01-01")
    assert article.image
    assert (article.image.alt, article.image.width, article.image.height) == ("Words", 20, 10)
    assert content.news.image_path("a", "a.webp") == content.folder / "a" / "a.webp"


@pytest.mark.parametrize("name", ["en.md", "b.webp", "../a/a.webp", "", ".", "a.webp/", "A.WEBP"])
def test_only_images_of_public_articles_are_served(content: Content, name: str) -> None:
    content.write_image("a/a.webp")
    content.write_image("a/b.webp")
    content.write("a/en.md", "![A](a.webp)")
    assert content.news.image_path("a", "a.webp")
    assert content.news.image_path("a", name) is None
    assert content.news.image_path("..", "a.webp") is None
