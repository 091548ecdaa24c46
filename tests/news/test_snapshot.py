"""What there is to read: languages, order, time."""

import pytest

from microsite.news.models import Article
from tests.news.conftest import Content
from tests.news.conftest import at


def found(content: Content, slug: str, tag: str) -> Article:
    """Give an article that there must be."""
    article = content.newsroom.edition().find(tag, slug)
    assert article
    return article


def slugs(content: Content, tag: str = "en", category: str = "", year: int = 0) -> list[str]:
    """The slugs in a list."""
    listed = content.newsroom.edition().listing(tag, category, year)
    return [article.slug for article in listed]


def test_pinned_articles_come_first_then_the_newest(content: Content) -> None:
    content.write("old/en.md", published="2019-01-01")
    content.write("pinned/en.md", published="2018-01-01", pinned="true")
    content.write("new/en.md", published="2020-01-01")
    content.write("pinned-too/en.md", published="2018-06-01", pinned="yes")
    assert slugs(content) == ["pinned-too", "pinned", "new", "old"]


def test_a_draft_is_not_shown_and_neither_is_its_picture(content: Content) -> None:
    content.draw("draft/a.webp")
    content.write("draft/en.md", draft="true", image="a.webp", image_alt="A")
    edition = content.newsroom.edition()
    assert slugs(content) == []
    assert edition.find("en", "draft") is None
    assert edition.languages_of("draft") == edition.offered_in("draft") == ()
    assert content.newsroom.picture("draft", "a.webp") is None
    assert content.problems() == []


def test_drafts_and_the_future_are_shown_where_that_is_asked_for(content: Content) -> None:
    content.drafts = True
    content.write("draft/en.md", draft="true")
    content.write("later/en.md", published="2100-01-01")
    assert slugs(content) == ["later", "draft"]


def test_an_article_comes_out_by_itself_at_its_time_in_the_sites_zone(content: Content) -> None:
    content.write("now/en.md")
    content.write("soon/en.md", published="2026-10-01 12:00:05")
    content.write("same/en.md", published="2026-10-01T04:00:05Z")
    content.write("day/en.md", published="2026-10-02")
    before = content.newsroom.edition()
    assert slugs(content) == ["now"]
    content.clock.advance(4.9)
    assert slugs(content) == ["now"]
    content.clock.advance(0.1)
    assert slugs(content) == ["soon", "same", "now"]
    assert content.newsroom.edition().version != before.version
    content.clock.now = at("2026-10-01 23:59:59")
    assert "day" not in slugs(content)
    content.clock.now = at("2026-10-02 00:00")
    assert slugs(content)[0] == "day"


def test_nothing_but_what_is_shown_changes_the_version(content: Content) -> None:
    content.write("a/en.md")
    before = content.newsroom.edition().version
    content.write("draft/en.md", draft="true")
    content.write_raw("bad/en.md", b"")
    content.settle()
    assert content.newsroom.edition().version == before
    content.write("a/en.md", "Other text.")
    content.settle()
    assert content.newsroom.edition().version != before


def test_the_version_is_the_same_for_the_same_files(content: Content) -> None:
    content.write("a/en.md")
    content.write("b/zh-Hans.md")
    first = content.newsroom.edition().version
    content.settle()
    content._newsroom = None
    assert content.newsroom.edition().version == first


def test_what_is_written_in_one_script_is_offered_in_the_other(content: Content) -> None:
    content.write("a/zh-Hans.md", "鼠标和软件。", title="软件与信息", summary="网络", source="里面")
    edition = content.newsroom.edition()
    article = found(content, "a", "zh-Hant")
    assert article.is_converted
    assert (article.tag, article.written_in) == ("zh-Hant", "zh-Hans")
    assert (article.title, article.summary) == ("軟體與資訊", "網路")
    assert article.source
    assert article.source.text == "裡面"
    assert content.body("a", "zh-Hant") == "<p>滑鼠和軟體。</p>"
    assert content.body("a", "zh-Hans") == "<p>鼠标和软件。</p>"
    assert not found(content, "a", "zh-Hans").is_converted
    assert edition.languages_of("a") == ("zh-Hans",)
    assert edition.offered_in("a") == ("zh-Hans", "zh-Hant")
    assert edition.find("en", "a") is None


def test_traditional_goes_into_simplified(content: Content) -> None:
    content.write("a/zh-Hant.md", "滑鼠與軟體。", title="軟體")
    assert found(content, "a", "zh-Hans").title == "软件"
    assert content.body("a", "zh-Hans") == "<p>鼠标与软件。</p>"


@pytest.mark.parametrize(("conversion", "shown"), [("taiwan", "軟體裡"), ("hong-kong", "軟件裏")])
def test_the_words_of_the_other_script_are_those_that_are_set(
    content: Content, conversion, shown: str
) -> None:
    content.conversion = conversion
    content.write("a/zh-Hans.md", title="软件里")
    assert found(content, "a", "zh-Hant").title == shown


def test_a_conversion_leaves_code_names_and_addresses_and_leads_to_its_own_language(
    content: Content,
) -> None:
    content.draw("a/a.webp")
    body = "[软件](/zh-Hans/verify) `软件` ![软件](a.webp) [b](https://b.example/软件)"
    content.write("a/zh-Hans.md", body)
    html = content.body("a", "zh-Hant")
    assert '<a href="/zh-Hant/verify">軟體</a>' in html
    assert "<code>软件</code>" in html
    assert 'alt="軟體"' in html
    assert 'src="/news/a/a.webp"' in html
    assert "https://b.example/%E8%BD%AF%E4%BB%B6" in html or "https://b.example/软件" in html


def test_what_was_written_comes_before_what_a_program_makes(content: Content) -> None:
    content.write("a/zh-Hans.md", title="软件")
    assert found(content, "a", "zh-Hant").is_converted
    content.write("a/zh-Hant.md", title="自己寫的")
    content.settle()
    assert found(content, "a", "zh-Hant").title == "自己寫的"
    assert not found(content, "a", "zh-Hant").is_converted


def test_an_article_in_no_language_of_the_reader_is_listed_in_one_that_it_has(
    content: Content,
) -> None:
    content.write("english/en.md")
    content.write("chinese/zh-Hant.md")
    content.write("all/en.md")
    content.write("all/zh-Hans.md")
    edition = content.newsroom.edition()
    tags = {tag: {a.slug: a.tag for a in edition.listing(tag)} for tag in ("en", "zh-Hant")}
    assert tags["en"] == {"english": "en", "chinese": "zh-Hans", "all": "en"}
    assert tags["zh-Hant"] == {"english": "en", "chinese": "zh-Hant", "all": "zh-Hant"}
    assert edition.find("zh-Hant", "english") is None
    assert edition.listing("fr") == ()


def test_neighbours_go_by_date_in_the_language_of_the_article(content: Content) -> None:
    content.write("a/en.md", published="2020-01-01")
    content.write("b/en.md", published="2021-01-01", pinned="true")
    content.write("c/en.md", published="2022-01-01")
    content.write("foreign/zh-Hans.md", published="2021-06-01")
    around = content.newsroom.edition().neighbours
    assert [each and each.slug for each in around(found(content, "b", "en"))] == ["a", "c"]
    assert [each and each.slug for each in around(found(content, "a", "en"))] == [None, "b"]
    assert [each and each.slug for each in around(found(content, "c", "en"))] == ["b", None]
    foreign = found(content, "foreign", "zh-Hant")
    assert around(foreign) == (None, None)


def test_lists_are_cut_by_category_and_year_and_both_are_named(content: Content) -> None:
    content.write("a/en.md", published="2020-12-31", categories="[bank, safety]")
    content.write("b/en.md", published="2020-12-31T16:00Z", categories="safety")
    assert slugs(content, category="bank") == ["a"]
    assert slugs(content, category="safety") == ["b", "a"]
    assert slugs(content, year=2021) == ["b"]
    assert slugs(content, category="bank", year=2021) == []
    edition = content.newsroom.edition()
    assert edition.years("en") == (2021, 2020)
    assert edition.categories("en") == ("bank", "safety")


def test_an_article_says_all_that_its_file_does(content: Content) -> None:
    content.draw("a/a.webp", (20, 10))
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
    article = found(content, "a", "en")
    assert (article.title, article.summary) == ("A: title", "A summary")
    assert article.published.isoformat() == "2020-01-02T03:04:00+08:00"
    assert article.updated
    assert article.updated.isoformat() == "2020-01-03T00:00:00+08:00"
    assert article.source
    assert (article.source.text, f"{article.source.date}") == ("A source", "2020-01-01")
    assert article.picture
    assert (article.picture.alt, article.picture.width, article.picture.height) == ("Words", 20, 10)
    assert content.newsroom.picture("a", "a.webp") == content.folder / "a" / "a.webp"


@pytest.mark.parametrize("name", ["en.md", "b.webp", "../a/a.webp", "", ".", "a.webp/", "A.WEBP"])
def test_only_pictures_that_are_shown_can_be_had(content: Content, name: str) -> None:
    content.draw("a/a.webp")
    content.draw("a/b.webp")
    content.write("a/en.md", "![A](a.webp)")
    assert content.newsroom.picture("a", "a.webp")
    assert content.newsroom.picture("a", name) is None
    assert content.newsroom.picture("..", "a.webp") is None
