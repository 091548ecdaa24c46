"""Languages at the edge: addresses, error pages, and catalogs that have every text."""

import re
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask import abort
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.test import TestResponse

from microsite import create_app
from microsite.config.section import ConfigError
from microsite.context import services
from microsite.languages import LANGUAGES
from microsite.web import i18n
from microsite.web.i18n import CATALOGS
from microsite.web.i18n import SOURCE_LANGUAGE
from tests.conftest import Settings
from tests.conftest import site
from tests.support import visitors
from tests.support.markup import ParsedHtml

ROOT = CATALOGS.parent
TRANSLATED = [tag for tag in LANGUAGES if tag != SOURCE_LANGUAGE]
TAIWAN = "zh-TW,zh;q=0.9,en;q=0.8"


def ask(app: Flask, path: str, accept_language: str = "", method: str = "GET") -> TestResponse:
    return app.test_client().open(path, method=method, headers={"Accept-Language": accept_language})


# Addresses


@pytest.mark.parametrize(
    ("accept_language", "address"),
    [
        (TAIWAN, "/zh-Hant/"),
        ("zh-CN,zh;q=0.9", "/zh-Hans/"),
        ("en-GB,en;q=0.9", "/en/"),
        ("fr", "/en/"),
        ("", "/en/"),
    ],
)
def test_the_root_leads_to_the_home_page_in_the_browsers_language(
    accept_language: str, address: str, app: Flask
) -> None:
    answer = ask(app, "/", accept_language)
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    assert "Accept-Language" in answer.vary


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_home_page_of_a_language_is_in_it_whatever_the_browser_asks_for(
    tag: str, app: Flask
) -> None:
    answer = ask(app, f"/{tag}/", TAIWAN)
    assert answer.status_code == 200
    assert ParsedHtml(answer.text).one("html")["lang"] == tag
    assert "Accept-Language" not in answer.vary


@pytest.mark.parametrize(
    ("spelt", "proper"),
    [
        ("/zh-hant/app", "/zh-Hant/app"),
        ("/ZH-HANS/app/K7F3M4", "/zh-Hans/app/K7F3M4"),
        ("/EN/app?x=1&y=%E4%B8%AD", "/en/app?x=1&y=%E4%B8%AD"),
        ("/zh-hant/", "/zh-Hant/"),
    ],
)
def test_a_page_has_one_address_whatever_the_letter_case_asked_for(
    spelt: str, proper: str, app: Flask
) -> None:
    answer = ask(app, spelt)
    assert (answer.status_code, answer.headers["Location"]) == (301, proper)


@pytest.mark.parametrize("path", ["/fr/app", "/zh/app", "/zh-TW/app", "/zh_Hant/app", "/enx/app"])
def test_a_language_that_is_unknown_has_no_pages(path: str, app: Flask) -> None:
    assert ask(app, path, TAIWAN).status_code == 404


def test_a_language_that_is_not_offered_has_no_pages(settings: Settings) -> None:
    with site(settings(languages="en,zh-Hans")) as app:
        assert ask(app, "/zh-Hant/app").status_code == 404
        assert ask(app, "/", TAIWAN).headers["Location"] == "/zh-Hans/"
        page = ParsedHtml(ask(app, "/en/app").text)
    assert [link["hreflang"] for link in page.all("a", within="languages")] == ["en", "zh-Hans"]
    assert not page.all("link", hreflang="zh-Hant")


@pytest.mark.parametrize("path", ["/nothing", "/nothing.ico", "/nothing.txt"])
def test_what_is_not_there_is_not_looked_for_with_a_slash(path: str, app: Flask) -> None:
    assert ask(app, path).status_code == 404


def test_the_addresses_leaving_the_site_name_the_host_of_the_settings(settings: Settings) -> None:
    def canonical(**given: str) -> str:
        with site(settings(**given)) as app:
            page = app.test_client().get("/en/app", base_url="http://127.0.0.1:8000")
        return ParsedHtml(page.text).one("link", rel="canonical")["href"]

    assert canonical(host="codes.example") == "https://codes.example/en/app"
    assert canonical(environment="development") == "http://127.0.0.1:8000/en/app"


# Error pages


@pytest.fixture
def breaking(app: Flask) -> Flask:
    """The app with addresses that break."""

    def wait() -> None:
        raise ServiceUnavailable(retry_after=120)

    app.add_url_rule("/en/break", "break", view_func=lambda: 1 // 0)
    app.add_url_rule("/en/wait", "wait", view_func=wait)
    app.add_url_rule("/en/refuse", "refuse", view_func=lambda: abort(400))
    return app


@pytest.mark.parametrize(
    ("path", "accept_language", "language", "title", "button"),
    [
        ("/en/nothing", TAIWAN, "en", "Page not found", "Get the app"),
        ("/zh-Hant/nothing", "en", "zh-Hant", "找不到這個頁面", "下載手機銀行"),
        ("/zh-hans/nothing", "en", "zh-Hans", "找不到该页面", "下载手机银行"),
        ("/nothing", "zh-CN", "zh-Hans", "找不到该页面", "下载手机银行"),
        ("/fr/app", TAIWAN, "zh-Hant", "找不到這個頁面", "下載手機銀行"),
    ],
)
def test_an_error_speaks_the_language_of_the_address_or_else_of_the_browser(
    path: str, accept_language: str, language: str, title: str, button: str, app: Flask
) -> None:
    answer = ask(app, path, accept_language)
    assert answer.status_code == 404
    page = ParsedHtml(answer.text)
    assert page.one("html")["lang"] == language
    assert page.one("h1").text == title
    way_on = page.one("a", class_="button")
    assert (way_on["href"], way_on.text) == (f"/{language}/app", button)
    assert [link["href"] for link in page.all("a", within="languages")] == [
        f"/{tag}/" for tag in LANGUAGES
    ]


def test_an_error_that_depends_on_the_browsers_language_says_so(app: Flask) -> None:
    assert "Accept-Language" in ask(app, "/nothing", TAIWAN).vary
    assert "Accept-Language" not in ask(app, "/zh-Hant/nothing", "en").vary


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/en/break", 500, "Something went wrong"),
        ("/en/wait", 503, "Something went wrong"),
        ("/en/refuse", 400, "That did not work"),
        ("/en/nothing", 404, "Page not found"),
    ],
)
def test_an_error_says_whose_doing_it_was_and_leads_on(
    path: str, status: int, title: str, breaking: Flask
) -> None:
    answer = ask(breaking, path)
    assert answer.status_code == status
    assert answer.content_type == "text/html; charset=utf-8"
    page = ParsedHtml(answer.text)
    assert page.one("h1").text == title
    assert page.one(class_="eyebrow").text == f"Error {status}"
    assert page.one("a", class_="button")["href"] == "/en/app"
    assert page.one("meta", name="robots")["content"] == "noindex"


def test_an_error_keeps_its_own_headers(breaking: Flask) -> None:
    refused = ask(breaking, "/zh-Hans/app", method="POST")
    assert refused.status_code == 405
    assert set(refused.allow) == {"GET", "HEAD", "OPTIONS"}
    assert ParsedHtml(refused.text).one("html")["lang"] == "zh-Hans"
    assert ask(breaking, "/en/wait").headers["Retry-After"] == "120"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/en/", "/en/app", "/zh-Hant/verify", "/robots.txt"])
def test_a_page_is_only_ever_read(path: str, method: str, app: Flask) -> None:
    answer = ask(app, path, method=method)
    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= set(answer.allow)
    assert method not in answer.allow


@pytest.mark.parametrize("path", ["/", "/zh-Hant/app", "/en/nothing", "/en/break", "/sitemap.xml"])
def test_head_tells_what_get_does_and_sends_nothing(path: str, breaking: Flask) -> None:
    whole, head = ask(breaking, path), ask(breaking, path, method="HEAD")
    assert head.get_data() == b""
    assert (head.status_code, dict(head.headers)) == (whole.status_code, dict(whole.headers))


@pytest.mark.parametrize(
    ("path", "accept_language", "tag", "title"),
    [
        ("/en/break", "zh-TW", "en", "Something went wrong"),
        ("/nothing", "zh-CN", "zh-Hans", "找不到该页面"),
        ("/zh-Hant/nothing", "en", "zh-Hant", "找不到這個頁面"),
    ],
)
def test_an_error_has_words_hotlines_and_a_way_on_even_when_the_frame_breaks(
    path: str,
    accept_language: str,
    tag: str,
    title: str,
    breaking: Flask,
    caplog: pytest.LogCaptureFixture,
) -> None:
    breaking.context_processor(lambda: {"x": 1 // 0})
    answer = ask(breaking, path, accept_language)
    assert answer.status_code == (500 if "break" in path else 404)
    page = ParsedHtml(answer.text)
    assert page.one("html")["lang"] == tag
    assert page.one("h1").text == title
    assert page.one("a", class_="button")["href"] == f"/{tag}/app"
    numbers = [link["href"] for link in page.all("a", within="li")]
    assert numbers == [f"tel:{line.tel}" for line in services(breaking).config.hotlines]
    assert "division" in caplog.text
    assert "ivision" not in answer.text


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("/zh-Hant/app/", "/zh-Hant/app"),
        ("/en/contact//", "/en/contact"),
        ("/en/news", "/en/news/"),
        ("/sitemap.xml/", "/sitemap.xml"),
        ("/en/news/search/?q=app", "/en/news/search?q=app"),
    ],
)
@pytest.mark.parametrize("host", ["localhost", "xn--fiqs8s.example"])
def test_a_slash_too_many_or_too_few_leads_to_the_page(
    host: str, typed: str, page: str, app: Flask
) -> None:
    client = app.test_client()
    assert client.get(typed, base_url=f"https://{host}").headers["Location"] == page
    assert client.get(page, base_url=f"https://{host}").status_code == 200


def test_an_address_that_may_lead_to_nothing_is_not_led_there_for_ever(app: Flask) -> None:
    answer = app.test_client().get("/en/news/nope/")
    assert (answer.status_code, answer.headers["Location"]) == (307, "/en/news/nope")


@pytest.mark.parametrize("path", ["/nothing/", "/en/nothing/", "/%2Fevil.example/", "/en/news/x/"])
def test_a_slash_leads_nowhere_else(path: str, app: Flask) -> None:
    answer = app.test_client().get(path, follow_redirects=True)
    assert answer.status_code == 404
    assert answer.request.host == "localhost"


def test_an_error_needs_no_database(settings: Settings) -> None:
    """A server that refuses every connection stands in for one that is away."""
    away = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    with site(settings(database_url=away)) as app:
        answer = ask(app, "/zh-Hans/nothing")
    assert answer.status_code == 404
    assert ParsedHtml(answer.text).one("h1").text == "找不到该页面"


def test_an_error_repeats_nothing_of_what_was_asked_for(app: Flask) -> None:
    assert "marker" not in ask(app, "/en/marker%3Cscript%3E?marker").text


# Catalogs


def without_catalog(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(i18n, "CATALOGS", folder / "translations")


def test_a_catalog_that_is_not_compiled_stops_the_start_and_says_how_to_mend_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_catalog(monkeypatch, tmp_path)
    with pytest.raises(ConfigError) as caught:
        create_app(settings())
    assert "messages.mo" in str(caught.value)
    assert "`make install`" in str(caught.value)


def test_the_language_of_the_code_needs_no_catalog(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_catalog(monkeypatch, tmp_path)
    with site(settings(languages="en")) as app:
        assert ask(app, "/en/app").status_code == 200


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def by_text(catalog: Catalog) -> dict[str, Message]:
    return {as_one(message.id): message for message in catalog if message.id}


def as_one(text: str | Sequence[str]) -> str:
    """A text, or its forms for one and for many."""
    return text if isinstance(text, str) else "\n".join(text)


def forms(message: Message) -> tuple[str, ...]:
    """A translation in each of its plural forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def catalog_of(tag: str) -> Path:
    return CATALOGS / LANGUAGES[tag].locale / "LC_MESSAGES" / "messages.po"


@cache
def template() -> Catalog:
    return read(CATALOGS / "messages.pot")


def test_the_template_has_exactly_the_texts_of_the_code(tmp_path: Path) -> None:
    extracted = tmp_path / "messages.pot"
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract"]
    options = ["-F", "translations/babel.toml", "-k", "lazy_gettext", "--add-location=file"]
    subprocess.run([*pybabel, *options, "-o", extracted, "."], cwd=ROOT, check=True)

    def places(catalog: Catalog) -> dict[str, list[str]]:
        return {
            text: sorted({place for place, _ in message.locations})
            for text, message in by_text(catalog).items()
        }

    assert places(read(extracted)) == places(template()), "run `make messages`"


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_text_is_translated_and_no_other_is(tag: str) -> None:
    catalog = read(catalog_of(tag))
    messages = by_text(catalog)
    assert messages.keys() == by_text(template()).keys(), "run `make messages`"
    assert not catalog.obsolete
    missing = [text for text, message in messages.items() if not all(forms(message))]
    assert missing == []
    assert {len(forms(message)) for message in messages.values()} <= {1, catalog.num_plurals}
    assert [text for text, message in messages.items() if message.fuzzy] == []
    assert catalog.locale_identifier == LANGUAGES[tag].locale


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_text(tag: str) -> None:
    for text, message in by_text(read(catalog_of(tag))).items():
        found = re.findall(r"%\(\w+\)s", str(message.string))
        assert sorted(found) == sorted(re.findall(r"%\(\w+\)s", text)), text


@pytest.mark.parametrize("tag", TRANSLATED)
def test_what_is_compiled_is_what_is_written(tag: str) -> None:
    path = catalog_of(tag)
    with path.with_suffix(".mo").open("rb") as file:
        compiled = by_text(read_mo(file))
    written = {text: as_one(message.string) for text, message in by_text(read(path)).items()}
    found = {text: as_one(message.string) for text, message in compiled.items()}
    assert found == written, "run `pybabel compile -d translations`"


@pytest.mark.parametrize(
    ("tag", "others"),
    [
        ("zh-Hans", "這應請覽掃碼載機開頁對處錯誤網連"),
        ("zh-Hant", "这应请览扫码载机开页对处错误网连"),
    ],
)
def test_no_translation_has_characters_of_the_other_script(tag: str, others: str) -> None:
    for message in by_text(read(catalog_of(tag))).values():
        assert not set(others) & set(str(message.string)), message.string


@pytest.mark.parametrize("tag", TRANSLATED)
@pytest.mark.parametrize("visitor", ["IPHONE", "OPPO", "WINDOWS", "ALIPAY_XIAOMI", "WECHAT_XIAOMI"])
def test_no_english_text_is_left_on_a_chinese_page(tag: str, visitor: str, app: Flask) -> None:
    client = app.test_client()
    headers = {"User-Agent": visitors.USER_AGENTS[visitor]}
    page = client.get(f"/{tag}/app", headers=headers).text
    for text in by_text(template()):
        for part in re.split(r"%\(\w+\)s", text):
            assert len(part.strip()) < 6 or part.strip() not in page


@pytest.mark.parametrize("tag", TRANSLATED)
def test_no_catalog_keeps_a_placeholder_of_the_program_that_made_it(tag: str) -> None:
    assert "EMAIL@ADDRESS" not in catalog_of(tag).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("tag", "own", "named", "to_the_store"),
    [
        (
            "zh-Hans",
            "轻点一下，即可前往您手机的应用商店。",
            "轻点一下，即可前往您 iPhone 的应用商店。",
            "在 App Store 下载",
        ),
        (
            "zh-Hant",
            "輕點一下，即可前往您手機的應用程式商店。",
            "輕點一下，即可前往您 iPhone 的應用程式商店。",
            "在 App Store 下載",
        ),
    ],
)
def test_a_phone_is_led_to_its_store_in_plain_chinese(
    tag: str, own: str, named: str, to_the_store: str, app: Flask
) -> None:
    headers = {"User-Agent": visitors.IPHONE}
    page = app.test_client().get(f"/{tag}/app", headers=headers).text
    assert named in page
    assert to_the_store in page
    assert by_text(read(catalog_of(tag)))["Your app store is one tap away."].string == own
