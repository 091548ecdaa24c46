"""News pages, feed and structured data."""

import json
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.conftest import Settings
from tests.conftest import site
from tests.news.conftest import Content
from tests.support.markup import ParsedHtml

ORIGIN = "https://app.psbc.example"
ATOM = "{http://www.w3.org/2005/Atom}"

Open = Callable[[], FlaskClient]


@pytest.fixture
def folder(tmp_path: Path) -> Content:
    """The content folder of the site that `client` opens."""
    content = Content(tmp_path / "news")
    content.folder.mkdir()
    return content


@pytest.fixture
def client(folder: Content, settings: Settings) -> Iterator[Open]:
    """A function that opens the site on the folder in its present state."""
    with ExitStack() as sites:
        yield lambda: sites.enter_context(
            site(settings(news__content=str(folder.folder)))
        ).test_client()


def titles(page: str) -> list[str]:
    """Return the titles of the entries in a list."""
    return [link.text for link in ParsedHtml(page).all("a", within="entry") if link.text]


def alternates(page: str) -> dict[str, str]:
    links = ParsedHtml(page).all("link", rel="alternate")
    return {
        link["hreflang"]: link["href"].removeprefix(ORIGIN)
        for link in links
        if "hreflang" in link.attributes
    }


def switcher(page: str) -> dict[str, str]:
    links = ParsedHtml(page).all("a", within="languages")
    return {link["hreflang"]: link["href"] for link in links}


def test_the_list_has_pages_and_404_for_any_other_number(folder: Content, client: Open) -> None:
    for number in range(1, 26):
        folder.write(f"n{number:02}/en.md", title=f"N{number:02}", published=f"2026-01-{number:02}")
    browser = client()
    pages = [titles(browser.get(f"/en/news/?page={number}").text) for number in (1, 2, 3)]
    assert [title for page in pages for title in page] == [f"N{n:02}" for n in range(25, 0, -1)]
    for query in (
        "page=4",
        "page=0",
        "page=-1",
        "page=x",
        "page=99999999999",
        "page=000011",
        "year=1",
        "year=20x",
    ):
        assert browser.get(f"/en/news/?{query}").status_code == 404


def test_a_pinned_article_is_marked_as_pinned(folder: Content, client: Open) -> None:
    folder.write("old/en.md", title="Old", published="2020-01-01", pinned="true")
    folder.write("new/en.md", title="New", published="2026-01-01")
    page = ParsedHtml(client().get("/en/news/").text)
    assert titles(client().get("/en/news/").text) == ["Old", "New"]
    assert [mark.text for mark in page.all("span", class_="mark")].count("Pinned") == 1


def test_the_list_can_be_filtered_by_category_or_year(folder: Content, client: Open) -> None:
    folder.write("a/en.md", title="A", published="2026-02-01", categories="[safety]")
    folder.write("b/en.md", title="B", published="2025-02-01", categories="[bank]")
    browser = client()
    assert titles(browser.get("/en/news/?category=safety").text) == ["A"]
    assert titles(browser.get("/en/news/?year=2025").text) == ["B"]
    assert browser.get("/en/news/?category=nothing").status_code == 404
    assert browser.get("/en/news/?year=2024").status_code == 404


def test_only_the_original_languages_of_an_article_are_alternates(
    folder: Content, client: Open
) -> None:
    folder.write("a/en.md")
    folder.write("a/zh-Hans.md")
    for tag in ("en", "zh-Hans"):
        page = client().get(f"/{tag}/news/a").text
        assert alternates(page) == {
            "en": "/en/news/a",
            "zh-Hans": "/zh-Hans/news/a",
            "x-default": "/en/news/a",
        }


def test_a_converted_article_says_so_and_links_to_its_original(
    folder: Content, client: Open
) -> None:
    folder.write("a/zh-Hans.md", title="手机软件", body="**软件**更新")
    response = client().get("/zh-Hant/news/a")
    page = ParsedHtml(response.text)
    assert "手機軟體" in page.one("h1").text
    note = page.one("p", class_="converted")
    assert note.text == "本文由程式自動轉換為繁體中文。原文：简体中文"
    assert page.one("link", rel="canonical")["href"] == f"{ORIGIN}/zh-Hans/news/a"
    assert "<strong>軟體</strong>更新" in response.text


def test_an_article_in_another_language_is_listed_with_its_language(
    folder: Content, client: Open
) -> None:
    folder.write("a/en.md", title="Only English")
    browser = client()
    page = ParsedHtml(browser.get("/zh-Hans/news/").text)
    link = next(a for a in page.all("a", within="entry"))
    assert (link["href"], link["lang"]) == ("/en/news/a", "en")
    assert "English" in [mark.text for mark in page.all("span", lang="en")]
    assert browser.get("/zh-Hans/news/a").status_code == 404


def test_the_language_switcher_keeps_the_article_or_links_to_the_list(
    folder: Content, client: Open
) -> None:
    folder.write("a/en.md")
    assert switcher(client().get("/en/news/a").text) == {
        "en": "/en/news/a",
        "zh-Hans": "/zh-Hans/news/",
        "zh-Hant": "/zh-Hant/news/",
    }


def test_structured_data_has_the_article_its_dates_and_publisher(
    folder: Content, client: Open
) -> None:
    folder.write("a/en.md", title="A </script> title", updated="2026-09-05")
    page = client().get("/en/news/a").text
    data = json.loads(page.partition('"application/ld+json">')[2].partition("</script>")[0])
    article, crumbs = data["@graph"]
    assert article["@type"] == "NewsArticle"
    assert article["headline"] == "A </script> title"
    assert article["datePublished"] == "2026-09-01T00:00:00+08:00"
    assert article["dateModified"] == "2026-09-05T00:00:00+08:00"
    telephones = [point["telephone"] for point in article["publisher"]["contactPoint"]]
    assert telephones == ["+864008895580", "95580"]
    assert [(crumb["position"], crumb["name"]) for crumb in crumbs["itemListElement"]] == [
        (1, "Postal Savings Bank of China"),
        (2, "News"),
        (3, "A </script> title"),
    ]
    urls = [crumb["item"] for crumb in crumbs["itemListElement"]]
    assert urls == [f"{ORIGIN}/en/{path}" for path in ("", "news/", "news/a")]


@pytest.mark.parametrize(
    ("tag", "query", "expected"),
    [
        ("en", "sticker", ["Genuine codes"]),
        ("en", "STICK poster", ["Genuine codes"]),
        ("en", "nowhere", []),
        ("zh-Hans", "二维码", ["二维码的真假"]),
        ("zh-Hans", "二維碼", ["二维码的真假"]),
        ("zh-Hant", "貼紙", ["二維碼的真假"]),
    ],
)
def test_search_works_in_both_scripts_and_in_english(
    tag: str, query: str, expected: list[str], folder: Content, client: Open
) -> None:
    folder.write("code/en.md", title="Genuine codes", body="A sticker on a poster.")
    folder.write("code/zh-Hans.md", title="二维码的真假", body="海报上的贴纸")
    folder.write("code/zh-Hant.md", title="二維碼的真假", body="海報上的貼紙")
    folder.write("other/en.md", title="Other")
    browser = client()
    page = browser.get(f"/{tag}/news/search", query_string={"q": query})
    assert page.status_code == 200
    assert titles(page.text) == expected


def test_search_says_whether_its_results_are_complete_matches(
    folder: Content, client: Open
) -> None:
    folder.write("a/zh-Hans.md", title="信用卡的服务")
    browser = client()

    def status(text: str) -> str:
        response = browser.get("/zh-Hans/news/search", query_string={"q": text})
        return ParsedHtml(response.text).one("p", role="status").text

    assert status("信用卡") == "找到 1 篇文章。"
    assert status("信用卡服务电话") == "没有完全匹配的文章，以下为部分匹配的结果。"
    assert status("天气") == "未找到相关文章，请更换关键词再试。"


def test_the_query_is_escaped(folder: Content, client: Open) -> None:
    page = client().get("/en/news/search", query_string={"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.text
    assert ParsedHtml(page.text).one("input", id="q")["value"] == '"><script>alert(1)</script>'


def test_the_feed_has_the_whole_articles_of_its_language(folder: Content, client: Open) -> None:
    folder.write("a/en.md", title="A & B", published="2026-01-02", body="**Bold**")
    folder.write("b/zh-Hans.md", title="只有中文")
    response = client().get("/en/news/feed.xml")
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.data)
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "A & B"
    assert entry.findtext(f"{ATOM}id") == f"{ORIGIN}/en/news/a"
    assert entry.findtext(f"{ATOM}updated") == "2026-01-02T00:00:00+08:00"
    assert "<strong>Bold</strong>" in str(entry.findtext(f"{ATOM}content"))
    assert feed.findtext(f"{ATOM}updated") == "2026-01-02T00:00:00+08:00"


def test_a_control_character_that_the_check_misses_breaks_no_feed(
    folder: Content, client: Open
) -> None:
    folder.write("a/en.md", body="Not `code\n# for a heading &#1;&#xFFFE; ends it\nhere`.")
    feed = ElementTree.fromstring(client().get("/en/news/feed.xml").data)
    assert "for a heading \ufffd\ufffd ends it</h2>" in str(
        feed.findtext(f"{ATOM}entry/{ATOM}content")
    )


def test_a_feed_marks_converted_articles(folder: Content, client: Open) -> None:
    folder.write("a/zh-Hans.md", title="手机软件", body="**软件**更新")
    feed = ElementTree.fromstring(client().get("/zh-Hant/news/feed.xml").data)
    body = ParsedHtml(str(feed.findtext(f"{ATOM}entry/{ATOM}content")))
    assert body.one("a")["href"] == "/zh-Hans/news/a"
    assert "本文由程式自動轉換" in body.all("p")[0].text
    assert body.one("strong").text == "軟體"


def test_a_shared_link_shows_the_image_of_the_article_or_the_sites_card(
    folder: Content, client: Open
) -> None:
    folder.write_image("a/p.png")
    folder.write("a/en.md", image="p.png", image_alt="A square.")
    folder.write("b/en.md")
    browser = client()

    def open_graph(slug: str, name: str) -> str:
        page = ParsedHtml(browser.get(f"/en/news/{slug}").text)
        return str(page.one("meta", property=f"og:image{name}")["content"])

    assert open_graph("a", "") == f"{ORIGIN}/news/a/p.png"
    assert [open_graph("a", name) for name in (":width", ":height", ":alt")] == [
        "40",
        "30",
        "A square.",
    ]
    assert open_graph("b", "").startswith(f"{ORIGIN}/static/img/card-en-")


def test_a_feed_without_articles_is_valid(folder: Content, client: Open) -> None:
    feed = ElementTree.fromstring(client().get("/zh-Hant/news/feed.xml").data)
    assert feed.findall(f"{ATOM}entry") == []


def test_an_image_of_an_article_is_served_and_no_other_file(folder: Content, client: Open) -> None:
    folder.write_image("a/p.png")
    folder.write("a/en.md", image="p.png", image_alt="A square.")
    browser = client()
    with browser.get("/news/a/p.png") as response:
        assert (response.status_code, response.mimetype) == (200, "image/png")
    for url in ("/news/a/en.md", "/news/a/..%2fa%2fp.png", "/news/b/p.png", "/news/a/q.png"):
        assert browser.get(url).status_code == 404


def test_the_home_page_shows_the_latest_news(folder: Content, client: Open) -> None:
    for number in range(1, 6):
        folder.write(f"n{number}/en.md", title=f"N{number}", published=f"2026-01-0{number}")
    assert titles(client().get("/en/").text) == ["N5", "N4", "N3"]
