"""robots.txt, the sitemap and security.txt."""

import re
from collections.abc import Iterable
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from microsite.detection.bots import detect_fetcher
from microsite.detection.user_agent import parse_user_agent
from microsite.languages import LANGUAGES
from microsite.pages import sitemap
from microsite.pages.sitemap import SitemapEntry
from microsite.pages.well_known import LINK_CARD_FETCHERS
from tests.conftest import Settings
from tests.conftest import site
from tests.support.markup import ParsedHtml

ORIGIN = "https://app.psbc.example"
NAMESPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def fetch(app: Flask, path: str) -> TestResponse:
    answer = app.test_client().get(path)
    assert answer.status_code == 200, path
    return answer


# robots.txt


@pytest.fixture
def robots(app: Flask) -> RobotFileParser:
    answer = fetch(app, "/robots.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    parser = RobotFileParser()
    parser.parse(answer.text.splitlines())
    return parser


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/en/app", True),
        ("/zh-Hant/contact", True),
        ("/static/css/site.css", True),
        ("/q", False),
        ("/q/K7F3M4", False),
        ("/Q/K7F3M4", False),
        ("/q?store=play", False),
        ("/studio", False),
        ("/studio/campaigns", False),
    ],
)
@pytest.mark.parametrize("robot", ["Googlebot", "Baiduspider", "another"])
def test_robots_may_fetch_pages_but_no_codes(
    robot: str, path: str, allowed: bool, robots: RobotFileParser
) -> None:
    assert robots.can_fetch(robot, ORIGIN + path) == allowed


@pytest.mark.parametrize("name", [*LINK_CARD_FETCHERS, "facebookexternalhit/1.1;line-poker/1.0"])
def test_makers_of_link_cards_may_fetch_codes(name: str, robots: RobotFileParser) -> None:
    for path in ("/q", "/q/K7F3M4", "/Q/K7F3M4", "/en/app/K7F3M4", "/static/img/card.png"):
        assert robots.can_fetch(name, ORIGIN + path), path
    assert not robots.can_fetch(name, ORIGIN + "/studio")


@pytest.mark.parametrize("name", LINK_CARD_FETCHERS)
def test_a_maker_of_link_cards_is_counted_as_no_person(name: str) -> None:
    fetcher, _ = detect_fetcher(parse_user_agent(f"{name}/1.0"))
    assert fetcher == "preview"


@pytest.mark.parametrize(
    "name",
    "Googlebot bingbot Baiduspider YandexBot Sogou 360Spider Bytespider Applebot DuckDuckBot"
    " GPTBot PetalBot Yeti Pinterestbot".split(),
)
def test_search_engines_may_fetch_no_codes(name: str, robots: RobotFileParser) -> None:
    assert not robots.can_fetch(f"Mozilla/5.0 (compatible; {name}/2.0)", ORIGIN + "/q/K7F3M4")
    assert not robots.can_fetch(name, ORIGIN + "/Q/K7F3M4")
    assert robots.can_fetch(name, ORIGIN + "/en/app")


def test_robots_txt_names_the_sitemap(robots: RobotFileParser) -> None:
    assert robots.site_maps() == [f"{ORIGIN}/sitemap.xml"]


# The sitemap


def parse_sitemap(text: str) -> dict[str, tuple[dict[str, str], str]]:
    """Return the alternates and the lastmod of each URL."""
    root = ElementTree.fromstring(text)
    assert root.tag == f"{{{NAMESPACES['s']}}}urlset"
    found = {}
    for url in root.findall("s:url", NAMESPACES):
        names = [child.tag.rpartition("}")[2] for child in url]
        assert re.fullmatch(r"loc(,lastmod)?(,link)+", ",".join(names))
        links = url.findall("x:link", NAMESPACES)
        assert {link.get("rel") for link in links} == {"alternate"}
        alternates = {str(link.get("hreflang")): str(link.get("href")) for link in links}
        assert len(alternates) == len(links)
        location = str(url.findtext("s:loc", "", NAMESPACES))
        assert location not in found
        found[location] = alternates, url.findtext("s:lastmod", "", NAMESPACES)
    return found


def fetch_sitemap(app: Flask) -> dict[str, tuple[dict[str, str], str]]:
    answer = fetch(app, "/sitemap.xml")
    assert answer.mimetype == "application/xml"
    return parse_sitemap(answer.text)


def test_every_page_is_listed_in_each_language_with_its_alternates(app: Flask) -> None:
    found = fetch_sitemap(app)
    for page in ("/", "/app", "/news/", "/contact", "/verify", "/privacy", "/accessibility"):
        urls = {tag: f"{ORIGIN}/{tag}{page}" for tag in LANGUAGES}
        for url in urls.values():
            assert found[url][0] == {**urls, "x-default": urls["en"]}


def test_every_url_in_the_sitemap_exists_and_is_canonical(app: Flask) -> None:
    found = fetch_sitemap(app)
    for url in found:
        answer = app.test_client().get(url.removeprefix(ORIGIN))
        assert answer.status_code == 200
        page = ParsedHtml(answer.text)
        assert page.one("link", rel="canonical")["href"] == url
        assert page.one("meta", property="og:url")["content"] == url
        assert page.one("title").text.startswith(page.one("meta", property="og:title")["content"])
        alternates = {
            link["hreflang"]: link["href"]
            for link in page.all("link", rel="alternate")
            if "hreflang" in link.attributes
        }
        assert alternates == found[url][0]
        assert not page.all("meta", name="robots")


def test_only_configured_languages_are_listed(settings: Settings) -> None:
    with site(settings(languages="zh-Hans,zh-Hant", default_language="zh-Hant")) as app:
        found = fetch_sitemap(app)
    assert not any("/en/" in url for url in found)
    alternates, _ = found[f"{ORIGIN}/zh-Hans/app"]
    assert list(alternates) == ["zh-Hans", "zh-Hant", "x-default"]
    assert alternates["x-default"] == f"{ORIGIN}/zh-Hant/app"


ARTICLES = {
    "both/en.md": "Both, 2026-03-01, 2026-03-05",
    "both/zh-Hans.md": "两者, 2026-03-01 08:30",
    "hans/zh-Hans.md": "只有简体, 2026-02-01",
    "later/en.md": "Not yet published, 2150-01-01",
}


@pytest.fixture
def news_site(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    for name, front in ARTICLES.items():
        title, published, *updated = front.split(", ")
        lines = [f"title: {title}", f"published: {published}"]
        lines += [f"updated: {date}" for date in updated]
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(["---", *lines, "---", "Text.", ""]), encoding="utf-8")
    with site(settings(news__content=str(tmp_path / "news"))) as app:
        yield app


def test_an_article_is_listed_in_its_original_languages(news_site: Flask) -> None:
    found = {
        url.removeprefix(ORIGIN): {
            tag: alternate.removeprefix(ORIGIN) for tag, alternate in alternates.items()
        }
        for url, (alternates, _) in fetch_sitemap(news_site).items()
        if re.search(r"/news/.", url)
    }
    both = {
        "en": "/en/news/both",
        "zh-Hans": "/zh-Hans/news/both",
        "x-default": "/en/news/both",
    }
    hans = {"zh-Hans": "/zh-Hans/news/hans", "x-default": "/zh-Hans/news/hans"}
    assert found == {
        "/en/news/both": both,
        "/zh-Hans/news/both": both,
        "/zh-Hans/news/hans": hans,
    }


def test_lastmod_of_an_article_is_the_last_change_in_that_language(news_site: Flask) -> None:
    found = fetch_sitemap(news_site)
    assert found[f"{ORIGIN}/en/news/both"][1] == "2026-03-05T00:00:00+08:00"
    assert found[f"{ORIGIN}/zh-Hans/news/both"][1] == "2026-03-01T08:30:00+08:00"
    assert found[f"{ORIGIN}/en/contact"][1] == ""


def test_lastmod_has_seconds_and_a_utc_offset() -> None:
    modified = datetime(2026, 9, 21, 9, 30, 15, 123456, tzinfo=UTC)
    [(_, lastmod)] = parse_sitemap(
        sitemap.write_sitemap([SitemapEntry({"en": f"{ORIGIN}/en/a"}, "en", {"en": modified})])
    ).values()
    assert lastmod == "2026-09-21T09:30:15+00:00"


def test_special_characters_in_a_url_are_escaped() -> None:
    url = f"{ORIGIN}/en/a?x=1&y=\"<'>"
    assert parse_sitemap(sitemap.write_sitemap([SitemapEntry({"en": url}, "en")])) == {
        url: ({"en": url, "x-default": url}, "")
    }


@pytest.mark.slow
@pytest.mark.parametrize("languages", [("en",), ("en", "zh-Hans", "zh-Hant")])
def test_a_sitemap_never_exceeds_the_protocol_limit(languages: tuple[str, ...]) -> None:
    def pages() -> Iterable[SitemapEntry]:
        for number in range(60_000):
            yield SitemapEntry({tag: f"{ORIGIN}/{tag}/news/{number}" for tag in languages}, "en")

    found = parse_sitemap(sitemap.write_sitemap(pages()))
    assert len(found) == 50_000 // len(languages) * len(languages)
    assert f"{ORIGIN}/en/news/0" in found


# security.txt


def parse_fields(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, _, value = line.partition(": ")
        found.setdefault(name, []).append(value)
    return found


def test_security_txt_names_the_contacts(settings: Settings) -> None:
    contacts = "https://bank.example/report,mailto:security@bank.example"
    with site(settings(security__contact=contacts)) as app:
        answer = fetch(app, "/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    fields = parse_fields(answer.text)
    assert fields["Contact"] == contacts.split(",")
    assert fields["Canonical"] == [f"{ORIGIN}/.well-known/security.txt"]
    assert fields["Preferred-Languages"] == ["en, zh-Hans, zh-Hant"]
    [expires] = fields["Expires"]
    lifetime = datetime.strptime(expires, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) - datetime.now(
        UTC
    )
    assert timedelta(days=30) < lifetime < timedelta(days=365)


def test_a_site_without_security_contacts_has_no_security_txt(settings: Settings) -> None:
    with site(settings(security__contact="")) as app:
        assert app.test_client().get("/.well-known/security.txt").status_code == 404
