"""A language needs a row in `languages`, a catalog and its texts in site.toml, and nothing else.

The language here is French, where every text is the English one in guillemets. A text without
guillemets on a page is not translatable.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from babel.dates import get_month_names
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask

from microsite.config.schema import Config
from microsite.config.validation import check_config
from microsite.languages import LANGUAGES
from microsite.languages import Language
from microsite.web import i18n
from microsite.web.i18n import CATALOGS
from tests.conftest import Settings
from tests.conftest import site
from tests.support import visitors
from tests.support.catalogs import read_catalog
from tests.support.markup import ParsedHtml

FRENCH = Language("fr", "Français")
VISITORS = ("WINDOWS", "IPHONE", "OPPO", "WECHAT_XIAOMI", "ALIPAY_XIAOMI", "IPAD_AS_MAC")
QUOTED = re.compile(r"«[^«»]*»")
ADDRESS = re.compile(r"https?://[!-~]+")
WORD = re.compile(r"[^\W\d_]{3,}")
NAMES = {FRENCH.name, "HarmonyOS", "iPhone"}
"""Names that are the same in every language."""
IN_FRENCH = "where-to-get-the-app"
ARTICLE = "---\ntitle: «Title»\npublished: 2026-03-01\n---\n«Text.»\n"
MONTHS = set(get_month_names("wide", locale="fr").values())
NOT_HTML = ("/fr/news/feed.xml", "/fr/manifest.webmanifest")


def pseudo_translate(target: Path) -> None:
    """Write a French catalog with every text in guillemets."""
    catalog = Catalog(locale="fr")
    for message in read_catalog(CATALOGS / "messages.pot"):
        if message.id:
            texts = (message.id,) if isinstance(message.id, str) else message.id
            quoted = tuple(f"«{text}»" for text in texts)
            catalog.add(message.id, quoted if len(texts) > 1 else quoted[0])
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalog)


def with_french(values: Any) -> Any:
    """Add a French text to each text of the settings."""
    if isinstance(values, list):
        return [with_french(value) for value in values]
    if not isinstance(values, dict):
        return values
    if values.keys() >= {"en", "zh-Hans", "zh-Hant"}:
        return {**values, "fr": f"«{values['en']}»"}
    return {key: with_french(value) for key, value in values.items()}


@pytest.fixture
def french(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The site with French as its last language."""
    folder = tmp_path / "translations"
    shutil.copytree(CATALOGS, folder)
    pseudo_translate(folder / "fr" / "LC_MESSAGES" / "messages.mo")
    monkeypatch.setattr(i18n, "CATALOGS", folder)
    monkeypatch.setitem(LANGUAGES, "fr", FRENCH)
    values = with_french(msgspec.to_builtins(settings()))
    values["languages"].append("fr")
    values["news"]["content"] = str(tmp_path / "news")
    shutil.copytree(settings().news_path, values["news"]["content"])
    (tmp_path / "news" / IN_FRENCH / "fr.md").write_text(ARTICLE, encoding="utf-8")
    config = msgspec.convert(values, Config)
    check_config(config)
    with site(config) as app:
        yield app


def page_urls(app: Flask) -> list[str]:
    """Return the French URL of each HTML page without further parameters."""
    with app.test_request_context("/fr/"):
        urls = [
            app.url_for(rule.endpoint, language="fr")
            for rule in app.url_map.iter_rules()
            if rule.arguments == {"language"} and "GET" in (rule.methods or ())
        ]
    return [url for url in urls if url not in NOT_HTML]


def get_page(app: Flask, path: str, visitor: str = "WINDOWS") -> ParsedHtml:
    headers = {"User-Agent": visitors.USER_AGENTS[visitor]}
    answer = app.test_client().get(path, headers=headers, follow_redirects=True)
    assert answer.status_code in (200, 404)
    assert answer.mimetype == "text/html", path
    return ParsedHtml(answer.text)


def strings(page: ParsedHtml) -> Iterator[str]:
    """Yield all texts of a page, except those marked as being in another language."""
    yield page.one("title").text
    body = page.one("body").text
    for element in page.elements:
        if element.attributes.get("lang", "fr") != "fr":
            body = body.replace(element.text, "", 1)
        for name in ("aria-label", "alt", "title", "placeholder"):
            yield element.attributes.get(name, "")
        if element.attributes.get("name") == "description":
            yield element["content"]
    yield body


def untranslated(text: str) -> set[str]:
    """Return the words outside guillemets."""
    while QUOTED.search(text):
        text = QUOTED.sub("", text)
    return set(WORD.findall(ADDRESS.sub("", text)))


def test_every_page_exists_and_offers_every_language(french: Flask) -> None:
    urls = page_urls(french)
    assert {"/fr/", "/fr/app", "/fr/contact", "/fr/verify", "/fr/privacy"} <= set(urls)
    for path in [*urls, "/fr/nothing"]:
        page = get_page(french, path)
        assert page.one("html")["lang"] == "fr"
        switcher = page.all("a", within="languages")
        assert [link["hreflang"] for link in switcher] == ["en", "zh-Hans", "zh-Hant", "fr"]
        assert (switcher[-1].text, switcher[-1]["lang"]) == ("Français", "fr")


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_text_is_translatable(visitor: str, french: Flask) -> None:
    for path in [*page_urls(french), "/fr/nothing", "/fr/verify?code=K7F3M4", "/fr/verify?code="]:
        for text in strings(get_page(french, path, visitor)):
            assert untranslated(text) <= NAMES | MONTHS, (path, text)


def test_search_engines_and_browsers_find_it(french: Flask) -> None:
    client = french.test_client()
    page = get_page(french, "/en/app")
    assert page.one("link", hreflang="fr")["href"] == "https://app.psbc.example/fr/app"
    assert "https://app.psbc.example/fr/contact" in client.get("/sitemap.xml").text
    assert client.get("/fr/manifest.webmanifest").get_json(force=True)["lang"] == "fr"
    feed = get_page(french, "/fr/").one("link", type="application/atom+xml")["href"]
    assert feed == "/fr/news/feed.xml"
    assert '"fr"' in client.get(feed).text
    headers = {"Accept-Language": "fr-CA,fr;q=0.9,en;q=0.8"}
    assert client.get("/", headers=headers).headers["Location"].startswith("/fr/")
    assert client.get("/q", headers=headers).headers["Location"] == "/fr/app"
    assert "zh-Hant, fr\n" in client.get("/.well-known/security.txt").text


def test_a_french_article_is_shown_in_french(french: Flask) -> None:
    links = get_page(french, "/fr/news/").all("a", within="entry")
    languages = {link["href"].rpartition("/")[2]: link.attributes.get("lang") for link in links}
    assert languages.pop(IN_FRENCH) is None
    assert set(languages.values()) == {"en"}
    for path in (f"/fr/news/{IN_FRENCH}", f"/en/news/{IN_FRENCH}"):
        address = get_page(french, path).one("link", hreflang="fr")["href"]
        assert address == f"https://app.psbc.example/fr/news/{IN_FRENCH}"
    [other, *_] = languages
    assert french.test_client().get(f"/fr/news/{other}").status_code == 404
    assert not get_page(french, f"/en/news/{other}").all("link", hreflang="fr")
