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

from microsite.languages import LANGUAGES
from microsite.pages import sitemap
from microsite.pages.sitemap import SitemapEntry
from tests.conftest import Settings
from tests.conftest import site
from tests.support.markup import ParsedHtml

ORIGIN = "https://app.psbc.example"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def ask(app: Flask, path: str) -> TestResponse:
    answer = app.test_client().get(path)
    assert answer.status_code == 200, path
    return answer


# robots.txt


@pytest.fixture
def robots(app: Flask) -> RobotFileParser:
    answer = ask(app, "/robots.txt")
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
def test_robots_may_read_pages_and_follow_no_code(
    robot: str, path: str, allowed: bool, robots: RobotFileParser
) -> None:
    assert robots.can_fetch(robot, ORIGIN + path) == allowed


def test_robots_are_told_of_the_sitemap(robots: RobotFileParser) -> None:
    assert robots.site_maps() == [f"{ORIGIN}/sitemap.xml"]


# The sitemap


def entries(text: str) -> dict[str, tuple[dict[str, str], str]]:
    """Each address with its alternates and its lastmod."""
    root = ElementTree.fromstring(text)
    assert root.tag == f"{{{NAMES['s']}}}urlset"
    found = {}
    for url in root.findall("s:url", NAMES):
        names = [child.tag.rpartition("}")[2] for child in url]
        assert re.fullmatch(r"loc(,lastmod)?(,link)+", ",".join(names))
        links = url.findall("x:link", NAMES)
        assert {link.get("rel") for link in links} == {"alternate"}
        alternates = {str(link.get("hreflang")): str(link.get("href")) for link in links}
        assert len(alternates) == len(links)
        address = str(url.findtext("s:loc", "", NAMES))
        assert address not in found
        found[address] = alternates, url.findtext("s:lastmod", "", NAMES)
    return found


def listed(app: Flask) -> dict[str, tuple[dict[str, str], str]]:
    answer = ask(app, "/sitemap.xml")
    assert answer.mimetype == "application/xml"
    return entries(answer.text)


def test_every_page_is_listed_once_in_each_language_and_knows_the_others(app: Flask) -> None:
    found = listed(app)
    for page in ("/", "/app", "/news/", "/contact", "/verify", "/privacy", "/accessibility"):
        addresses = {tag: f"{ORIGIN}/{tag}{page}" for tag in LANGUAGES}
        for address in addresses.values():
            assert found[address][0] == {**addresses, "x-default": addresses["en"]}


def test_every_address_in_the_sitemap_is_there_and_is_its_pages_own(app: Flask) -> None:
    found = listed(app)
    for address in found:
        answer = app.test_client().get(address.removeprefix(ORIGIN))
        assert answer.status_code == 200
        page = ParsedHtml(answer.text)
        assert page.one("link", rel="canonical")["href"] == address
        assert page.one("meta", property="og:url")["content"] == address
        assert page.one("title").text.startswith(page.one("meta", property="og:title")["content"])
        alternates = {
            link["hreflang"]: link["href"]
            for link in page.all("link", rel="alternate")
            if "hreflang" in link.attributes
        }
        assert alternates == found[address][0]
        assert not page.all("meta", name="robots")


def test_only_languages_that_are_offered_are_listed(settings: Settings) -> None:
    with site(settings(languages="zh-Hans,zh-Hant", default_language="zh-Hant")) as app:
        found = listed(app)
    assert not any("/en/" in address for address in found)
    alternates, _ = found[f"{ORIGIN}/zh-Hans/app"]
    assert list(alternates) == ["zh-Hans", "zh-Hant", "x-default"]
    assert alternates["x-default"] == f"{ORIGIN}/zh-Hant/app"


WRITTEN = {
    "both/en.md": "Both, 2026-03-01, 2026-03-05",
    "both/zh-Hans.md": "两者, 2026-03-01 08:30",
    "hans/zh-Hans.md": "只有简体, 2026-02-01",
    "later/en.md": "Not yet out, 2150-01-01",
}


@pytest.fixture
def with_news(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    for name, front in WRITTEN.items():
        title, published, *updated = front.split(", ")
        lines = [f"title: {title}", f"published: {published}"]
        lines += [f"updated: {each}" for each in updated]
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(["---", *lines, "---", "Text.", ""]), encoding="utf-8")
    with site(settings(news__content=str(tmp_path / "news"))) as app:
        yield app


def test_an_article_is_listed_in_the_languages_it_was_written_in(with_news: Flask) -> None:
    found = {
        address.removeprefix(ORIGIN): {
            tag: each.removeprefix(ORIGIN) for tag, each in alternates.items()
        }
        for address, (alternates, _) in listed(with_news).items()
        if re.search(r"/news/.", address)
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


def test_an_article_tells_when_its_text_in_that_language_changed(with_news: Flask) -> None:
    found = listed(with_news)
    assert found[f"{ORIGIN}/en/news/both"][1] == "2026-03-05T00:00:00+08:00"
    assert found[f"{ORIGIN}/zh-Hans/news/both"][1] == "2026-03-01T08:30:00+08:00"
    assert found[f"{ORIGIN}/en/contact"][1] == ""


def test_a_page_tells_when_its_text_changed_if_that_is_known() -> None:
    changed = datetime(2026, 9, 21, 9, 30, 15, 123456, tzinfo=UTC)
    [(_, lastmod)] = entries(
        sitemap.write_sitemap([SitemapEntry({"en": f"{ORIGIN}/en/a"}, "en", {"en": changed})])
    ).values()
    assert lastmod == "2026-09-21T09:30:15+00:00"


def test_an_address_may_hold_what_means_something_to_xml() -> None:
    address = f"{ORIGIN}/en/a?x=1&y=\"<'>"
    assert entries(sitemap.write_sitemap([SitemapEntry({"en": address}, "en")])) == {
        address: ({"en": address, "x-default": address}, "")
    }


@pytest.mark.parametrize("languages", [("en",), ("en", "zh-Hans", "zh-Hant")])
def test_a_sitemap_never_has_more_than_the_protocol_allows(languages: tuple[str, ...]) -> None:
    def places() -> Iterable[SitemapEntry]:
        for number in range(60_000):
            yield SitemapEntry({tag: f"{ORIGIN}/{tag}/news/{number}" for tag in languages}, "en")

    found = entries(sitemap.write_sitemap(places()))
    assert len(found) == 50_000 // len(languages) * len(languages)
    assert f"{ORIGIN}/en/news/0" in found


# security.txt


def fields(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, _, value = line.partition(": ")
        found.setdefault(name, []).append(value)
    return found


def test_whom_to_tell_of_a_vulnerability(settings: Settings) -> None:
    contacts = "https://bank.example/report,mailto:security@bank.example"
    with site(settings(security__contact=contacts)) as app:
        answer = ask(app, "/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    told = fields(answer.text)
    assert told["Contact"] == contacts.split(",")
    assert told["Canonical"] == [f"{ORIGIN}/.well-known/security.txt"]
    assert told["Preferred-Languages"] == ["en, zh-Hans, zh-Hant"]
    [expires] = told["Expires"]
    left = datetime.strptime(expires, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) - datetime.now(UTC)
    assert timedelta(days=30) < left < timedelta(days=365)


def test_a_site_that_names_nobody_has_no_security_txt(settings: Settings) -> None:
    with site(settings(security__contact="")) as app:
        assert app.test_client().get("/.well-known/security.txt").status_code == 404
