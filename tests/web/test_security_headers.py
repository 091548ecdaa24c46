"""Headers: what a browser may do with an answer, and how long it keeps it."""

import re

import pytest
from flask import Flask
from flask import abort
from werkzeug.test import TestResponse

from microsite.web.security_headers import SECURITY_HEADERS
from tests.conftest import Settings
from tests.conftest import site
from tests.support import visitors

YEAR = 365 * 24 * 60 * 60


def ask(app: Flask, path: str, **headers: str) -> TestResponse:
    """Ask as a person on a computer, and read the whole answer."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    with app.test_client().get(path, headers={"User-Agent": visitors.WINDOWS} | given) as answer:
        answer.get_data()
        return answer


def policy(answer: TestResponse) -> dict[str, str]:
    """The content security policy by directive."""
    parts = answer.headers["Content-Security-Policy"].split(";")
    return {name: sources for name, _, sources in (part.strip().partition(" ") for part in parts)}


@pytest.fixture
def broken(app: Flask) -> Flask:
    """The app with an address that breaks."""
    app.add_url_rule("/break", view_func=lambda: abort(500))
    return app


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 302),
        ("/en/", 200),
        ("/zh-hant/app", 301),
        ("/en/app", 200),
        ("/app/symbol.svg", 200),
        ("/static/css/site.css", 200),
        ("/healthz", 200),
        ("/nothing", 404),
        ("/static/nothing", 404),
        ("/break", 500),
    ],
)
def test_every_answer_of_the_site_has_the_headers(path: str, status: int, broken: Flask) -> None:
    answer = ask(broken, path)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"]


def test_a_page_may_load_from_this_site_alone_and_run_nothing_inline(app: Flask) -> None:
    rules = policy(ask(app, "/en/app"))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["base-uri"] == "'none'"
    assert set(rules.values()) == {"'none'", "'self'"}


def test_a_store_does_not_learn_the_code_from_the_referrer(app: Flask) -> None:
    assert ask(app, "/en/app").headers["Referrer-Policy"] == "same-origin"
    assert ask(app, "/en/app").headers["X-Content-Type-Options"] == "nosniff"


# Caching


def test_a_fingerprint_on_a_page_keeps_nothing_for_ever(app: Flask) -> None:
    assert ask(app, "/?v=0123456789").headers["Cache-Control"] == "no-cache"


FOR_EVERYBODY = (
    *("/en/", "/zh-Hant/news/", "/zh-Hant/news/fintech-cooperation", "/en/news/feed.xml"),
    *("/en/contact", "/en/verify", "/en/privacy", "/zh-Hans/accessibility", "/sitemap.xml"),
)
FOR_ONE_VISITOR = ("/en/app", "/en/verify?code=K7F3M4", "/en/news/search?q=app")
FOR_PROGRAMS = ("/robots.txt", "/.well-known/security.txt", "/en/manifest.webmanifest")


@pytest.mark.parametrize("path", FOR_EVERYBODY)
def test_a_page_that_is_the_same_for_everybody_may_be_kept_by_any_cache(
    path: str, app: Flask
) -> None:
    kept = ask(app, path).headers["Cache-Control"]
    assert kept == "public, max-age=60, stale-while-revalidate=600"


@pytest.mark.parametrize("path", FOR_EVERYBODY + FOR_ONE_VISITOR[1:])
def test_no_page_but_the_landing_page_has_a_script(path: str, app: Flask) -> None:
    """What that page does without, a browser shows: tests/browser/test_landing.py."""
    scripts = re.findall(r"<script\b[^>]*>", ask(app, path).text)
    assert set(scripts) <= {'<script type="application/ld+json">'}


@pytest.mark.parametrize("path", FOR_ONE_VISITOR)
def test_a_page_made_for_one_visitor_is_kept_by_no_cache_between(path: str, app: Flask) -> None:
    assert "public" not in ask(app, path).headers["Cache-Control"]


@pytest.mark.parametrize("encoding", ["br", "identity"])
@pytest.mark.parametrize("path", FOR_EVERYBODY + FOR_ONE_VISITOR + FOR_PROGRAMS)
def test_who_has_a_page_is_not_sent_it_again(path: str, encoding: str, app: Flask) -> None:
    page = ask(app, path, Accept_Encoding=encoding)
    again = ask(app, path, Accept_Encoding=encoding, If_None_Match=page.headers["ETag"])
    assert (page.status_code, again.status_code) == (200, 304)
    assert again.data == b""
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == page.headers[name]
    assert ask(app, path, If_None_Match='W/"another"').data


@pytest.mark.parametrize("path", ["/en/contact/sent/22222222", "/healthz", "/en/nothing"])
def test_what_is_not_to_be_kept_has_nothing_to_ask_by(path: str, app: Flask) -> None:
    assert "ETag" not in ask(app, path).headers


@pytest.mark.parametrize("path", ["/", "/zh-hant/app", "/app/symbol.svg", "/en/nothing"])
def test_what_says_nothing_else_is_asked_for_again(path: str, app: Flask) -> None:
    assert ask(app, path).headers["Cache-Control"] == "no-cache"


# Proxies


PATHS = ("/en/app", "/q/K7F3M4")
"""A page, and a scan, which is answered before the site is entered."""


def transport_security(app: Flask, path: str, proto: str) -> str | None:
    return ask(app, path, X_Forwarded_Proto=proto).headers.get("Strict-Transport-Security")


@pytest.mark.parametrize("path", PATHS)
def test_https_is_asked_for_from_then_on_but_only_over_https(path: str, app: Flask) -> None:
    with app.test_client() as client:
        safe = client.get(path, base_url="https://app.psbc.example")
        assert safe.headers["Strict-Transport-Security"] == f"max-age={2 * YEAR}"
        plain = client.get(path, base_url="http://app.psbc.example")
        assert "Strict-Transport-Security" not in plain.headers


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_believed_about_the_scheme_unless_the_settings_say_so(
    path: str, app: Flask
) -> None:
    assert transport_security(app, path, "https") is None


@pytest.mark.parametrize("path", PATHS)
def test_as_many_proxies_are_believed_as_are_ours(path: str, settings: Settings) -> None:
    with site(settings(trusted_proxies="1")) as app:
        assert transport_security(app, path, "https")
        assert transport_security(app, path, "http, https")
        assert transport_security(app, path, "https, http") is None
        assert transport_security(app, path, "http") is None
