"""Languages in Flask: URLs, error pages, and complete catalogs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
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
from tests.support.catalogs import catalog_path
from tests.support.catalogs import messages_by_id
from tests.support.catalogs import plural_forms
from tests.support.catalogs import read_catalog
from tests.support.catalogs import read_template
from tests.support.markup import ParsedHtml

ROOT = CATALOGS.parent
TRANSLATED = [tag for tag in LANGUAGES if tag != SOURCE_LANGUAGE]
TAIWAN = "zh-TW,zh;q=0.9,en;q=0.8"


def ask(app: Flask, path: str, accept_language: str = "", method: str = "GET") -> TestResponse:
    return app.test_client().open(path, method=method, headers={"Accept-Language": accept_language})


# URLs


@pytest.mark.parametrize(
    ("accept_language", "url"),
    [
        (TAIWAN, "/zh-Hant/"),
        ("zh-CN,zh;q=0.9", "/zh-Hans/"),
        ("en-GB,en;q=0.9", "/en/"),
        ("fr", "/en/"),
        ("", "/en/"),
    ],
)
def test_the_root_redirects_to_the_home_page_in_the_browsers_language(
    accept_language: str, url: str, app: Flask
) -> None:
    answer = ask(app, "/", accept_language)
    assert (answer.status_code, answer.headers["Location"]) == (302, url)
    assert "Accept-Language" in answer.vary


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_language_of_the_url_takes_precedence_over_the_browsers(tag: str, app: Flask) -> None:
    answer = ask(app, f"/{tag}/", TAIWAN)
    assert answer.status_code == 200
    assert ParsedHtml(answer.text).one("html")["lang"] == tag
    assert "Accept-Language" not in answer.vary


@pytest.mark.parametrize(
    ("requested", "canonical"),
    [
        ("/zh-hant/app", "/zh-Hant/app"),
        ("/ZH-HANS/app/K7F3M4", "/zh-Hans/app/K7F3M4"),
        ("/EN/app?x=1&y=%E4%B8%AD", "/en/app?x=1&y=%E4%B8%AD"),
        ("/zh-hant/", "/zh-Hant/"),
    ],
)
def test_a_url_in_another_letter_case_redirects_to_the_canonical_one(
    requested: str, canonical: str, app: Flask
) -> None:
    answer = ask(app, requested)
    assert (answer.status_code, answer.headers["Location"]) == (301, canonical)


@pytest.mark.parametrize("path", ["/fr/app", "/enx/app", "/zh-Hant-/app", "/zhTW/app"])
def test_an_unknown_language_has_no_pages(path: str, app: Flask) -> None:
    assert ask(app, path, TAIWAN).status_code == 404


def test_a_language_that_is_not_offered_redirects_to_its_other_script(settings: Settings) -> None:
    with site(settings(languages="en")) as app:
        assert ask(app, "/zh-Hant/app").status_code == 404
    with site(settings(languages="en,zh-Hans")) as app:
        assert ask(app, "/zh-Hant/app").headers["Location"] == "/zh-Hans/app"
        assert ask(app, "/", TAIWAN).headers["Location"] == "/zh-Hans/"
        page = ParsedHtml(ask(app, "/en/app").text)
    assert [link["hreflang"] for link in page.all("a", within="languages")] == ["en", "zh-Hans"]
    assert not page.all("link", hreflang="zh-Hant")


@pytest.mark.parametrize("path", ["/nothing", "/nothing.ico", "/nothing.txt"])
def test_a_missing_page_does_not_redirect_to_a_url_with_a_slash(path: str, app: Flask) -> None:
    assert ask(app, path).status_code == 404


def test_absolute_urls_have_the_host_of_the_settings(settings: Settings) -> None:
    def canonical(**overrides: str) -> str:
        with site(settings(**overrides)) as app:
            page = app.test_client().get("/en/app", base_url="http://127.0.0.1:8000")
        return ParsedHtml(page.text).one("link", rel="canonical")["href"]

    assert canonical(host="codes.example") == "https://codes.example/en/app"
    assert canonical(environment="development") == "http://127.0.0.1:8000/en/app"


# Error pages


@pytest.fixture
def failing(app: Flask) -> Flask:
    """The app with routes that fail."""

    def fail() -> str:
        return str(1 // 0)

    def unavailable() -> str:
        raise ServiceUnavailable(retry_after=120)

    app.add_url_rule("/en/break", "break", view_func=fail)
    app.add_url_rule("/en/wait", "wait", view_func=unavailable)
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
def test_an_error_page_is_in_the_language_of_the_url_or_else_of_the_browser(
    path: str, accept_language: str, language: str, title: str, button: str, app: Flask
) -> None:
    answer = ask(app, path, accept_language)
    assert answer.status_code == 404
    page = ParsedHtml(answer.text)
    assert page.one("html")["lang"] == language
    assert page.one("h1").text == title
    link_to_app = page.one("a", class_="button")
    assert (link_to_app["href"], link_to_app.text) == (f"/{language}/app", button)
    assert [link["href"] for link in page.all("a", within="languages")] == [
        f"/{tag}/" for tag in LANGUAGES
    ]


def test_a_negotiated_error_page_varies_by_accept_language(app: Flask) -> None:
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
def test_an_error_page_has_a_title_for_its_status_and_a_link_to_the_app(
    path: str, status: int, title: str, failing: Flask
) -> None:
    answer = ask(failing, path)
    assert answer.status_code == status
    assert answer.content_type == "text/html; charset=utf-8"
    page = ParsedHtml(answer.text)
    assert page.one("h1").text == title
    assert page.one(class_="eyebrow").text == f"Error {status}"
    assert page.one("a", class_="button")["href"] == "/en/app"
    assert page.one("meta", name="robots")["content"] == "noindex"


def test_an_error_keeps_its_own_headers(failing: Flask) -> None:
    rejected = ask(failing, "/zh-Hans/app", method="POST")
    assert rejected.status_code == 405
    assert set(rejected.allow) == {"GET", "HEAD", "OPTIONS"}
    assert ParsedHtml(rejected.text).one("html")["lang"] == "zh-Hans"
    assert ask(failing, "/en/wait").headers["Retry-After"] == "120"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/en/", "/en/app", "/zh-Hant/verify", "/robots.txt"])
def test_a_page_accepts_get_and_head_only(path: str, method: str, app: Flask) -> None:
    answer = ask(app, path, method=method)
    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= set(answer.allow)
    assert method not in answer.allow


@pytest.mark.parametrize("path", ["/", "/zh-Hant/app", "/en/nothing", "/en/break", "/sitemap.xml"])
def test_head_has_the_headers_of_get_and_no_body(path: str, failing: Flask) -> None:
    whole, head = ask(failing, path), ask(failing, path, method="HEAD")
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
def test_the_bare_error_page_has_a_title_hotlines_and_a_link_when_the_layout_fails(
    path: str,
    accept_language: str,
    tag: str,
    title: str,
    failing: Flask,
    caplog: pytest.LogCaptureFixture,
) -> None:
    failing.context_processor(lambda: {"x": 1 // 0})
    answer = ask(failing, path, accept_language)
    assert answer.status_code == (500 if "break" in path else 404)
    page = ParsedHtml(answer.text)
    assert page.one("html")["lang"] == tag
    assert page.one("h1").text == title
    assert page.one("a", class_="button")["href"] == f"/{tag}/app"
    numbers = [link["href"] for link in page.all("a", within="li")]
    assert numbers == [f"tel:{line.tel}" for line in services(failing).config.hotlines]
    assert "division" in caplog.text
    assert "ivision" not in answer.text


@pytest.mark.parametrize(
    ("requested", "page"),
    [
        ("/zh-Hant/app/", "/zh-Hant/app"),
        ("/en/contact//", "/en/contact"),
        ("/en/news", "/en/news/"),
        ("/sitemap.xml/", "/sitemap.xml"),
        ("/en/news/search/?q=app", "/en/news/search?q=app"),
    ],
)
@pytest.mark.parametrize("host", ["localhost", "xn--fiqs8s.example"])
def test_a_missing_or_extra_slash_redirects_to_the_page(
    host: str, requested: str, page: str, app: Flask
) -> None:
    client = app.test_client()
    assert client.get(requested, base_url=f"https://{host}").headers["Location"] == page
    assert client.get(page, base_url=f"https://{host}").status_code == 200


def test_the_redirect_to_a_page_that_may_be_missing_is_temporary(app: Flask) -> None:
    answer = app.test_client().get("/en/news/nope/")
    assert (answer.status_code, answer.headers["Location"]) == (307, "/en/news/nope")


@pytest.mark.parametrize("path", ["/nothing/", "/en/nothing/", "/%2Fevil.example/", "/en/news/x/"])
def test_a_trailing_slash_does_not_redirect_elsewhere(path: str, app: Flask) -> None:
    answer = app.test_client().get(path, follow_redirects=True)
    assert answer.status_code == 404
    assert answer.request.host == "localhost"


def test_an_error_needs_no_database(settings: Settings) -> None:
    """A server that refuses every connection stands for one that is down."""
    unreachable = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    with site(settings(database_url=unreachable)) as app:
        answer = ask(app, "/zh-Hans/nothing")
    assert answer.status_code == 404
    assert ParsedHtml(answer.text).one("h1").text == "找不到该页面"


def test_an_error_page_repeats_nothing_of_the_request(app: Flask) -> None:
    assert "marker" not in ask(app, "/en/marker%3Cscript%3E?marker").text


# Catalogs


def without_catalog(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(i18n, "CATALOGS", folder / "translations")


def test_a_catalog_that_is_not_compiled_is_an_error_with_the_fix(
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


def test_the_template_has_exactly_the_texts_of_the_code(tmp_path: Path) -> None:
    extracted = tmp_path / "messages.pot"
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract"]
    options = ["-F", "translations/babel.toml", "-k", "lazy_gettext", "--add-location=file"]
    subprocess.run([*pybabel, *options, "-o", extracted, "."], cwd=ROOT, check=True)

    def locations(catalog: Catalog) -> dict[str, list[str]]:
        return {
            text: sorted({path for path, _ in message.locations})
            for text, message in messages_by_id(catalog).items()
        }

    assert locations(read_catalog(extracted)) == locations(read_template()), "run `make messages`"


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_text_is_translated_and_no_other_text(tag: str) -> None:
    catalog = read_catalog(catalog_path(tag))
    messages = messages_by_id(catalog)
    assert messages.keys() == messages_by_id(read_template()).keys(), "run `make messages`"
    assert not catalog.obsolete
    missing = [text for text, message in messages.items() if not all(plural_forms(message))]
    assert missing == []
    assert {len(plural_forms(message)) for message in messages.values()} <= {1, catalog.num_plurals}
    assert [text for text, message in messages.items() if message.fuzzy] == []
    assert catalog.locale_identifier == LANGUAGES[tag].locale


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_text(tag: str) -> None:
    for text, message in messages_by_id(read_catalog(catalog_path(tag))).items():
        placeholders = re.findall(r"%\(\w+\)s", str(message.string))
        assert sorted(placeholders) == sorted(re.findall(r"%\(\w+\)s", text)), text


@pytest.mark.parametrize("tag", TRANSLATED)
def test_the_compiled_catalog_is_up_to_date(tag: str) -> None:
    path = catalog_path(tag)
    with path.with_suffix(".mo").open("rb") as file:
        compiled = messages_by_id(read_mo(file))
    source = messages_by_id(read_catalog(path))
    translations = {text: plural_forms(message) for text, message in source.items()}
    actual = {text: plural_forms(message) for text, message in compiled.items()}
    assert actual == translations, "run `pybabel compile -d translations`"


@pytest.mark.parametrize(
    ("tag", "others"),
    [
        ("zh-Hans", "這應請覽掃碼載機開頁對處錯誤網連"),
        ("zh-Hant", "这应请览扫码载机开页对处错误网连"),
    ],
)
def test_no_translation_has_characters_of_the_other_script(tag: str, others: str) -> None:
    for message in messages_by_id(read_catalog(catalog_path(tag))).values():
        assert not set(others) & set(str(message.string)), message.string


@pytest.mark.parametrize("tag", TRANSLATED)
@pytest.mark.parametrize("visitor", ["IPHONE", "OPPO", "WINDOWS", "ALIPAY_XIAOMI", "WECHAT_XIAOMI"])
def test_no_english_text_is_left_on_a_chinese_page(tag: str, visitor: str, app: Flask) -> None:
    client = app.test_client()
    headers = {"User-Agent": visitors.USER_AGENTS[visitor]}
    page = client.get(f"/{tag}/app", headers=headers).text
    for text in messages_by_id(read_template()):
        for part in re.split(r"%\(\w+\)s", text):
            assert len(part.strip()) < 6 or part.strip() not in page


@pytest.mark.parametrize("tag", TRANSLATED)
def test_no_catalog_has_a_placeholder_of_babel(tag: str) -> None:
    assert "EMAIL@ADDRESS" not in catalog_path(tag).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("tag", "visitor", "sentence"),
    [
        ("zh-Hans", "HUAWEI", "将前往华为应用市场。"),
        ("zh-Hans", "HONOR", "将前往荣耀应用市场。"),
        ("zh-Hant", "HUAWEI", "將前往華為應用市場。"),
        ("zh-Hant", "IPHONE", "將前往App Store。"),
    ],
)
def test_the_landing_page_names_the_store_and_no_model(
    tag: str, visitor: str, sentence: str, app: Flask
) -> None:
    headers = {"User-Agent": visitors.USER_AGENTS[visitor]}
    page = ParsedHtml(app.test_client().get(f"/{tag}/app", headers=headers).text)
    assert page.one("p", class_="lead").text == sentence
    for model in ("PGT-AN10", "LYA-AL00", "iPhone "):
        assert model not in page.one(class_="hero-text").text
