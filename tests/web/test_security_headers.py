"""Security and cache headers of every response."""

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
    """Send a request as a desktop browser and read the whole response."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = app.test_client().get(path, headers={"User-Agent": visitors.WINDOWS} | fields)
    with answer:
        answer.get_data()
    return answer


def parse_policy(answer: TestResponse) -> dict[str, str]:
    """Return the content security policy by directive."""
    parts = answer.headers["Content-Security-Policy"].split(";")
    return {name: sources for name, _, sources in (part.strip().partition(" ") for part in parts)}


@pytest.fixture
def broken(app: Flask) -> Flask:
    """The app with a route that fails."""
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
def test_every_response_has_the_security_headers(path: str, status: int, broken: Flask) -> None:
    answer = ask(broken, path)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"]


def test_a_page_may_load_from_this_site_only_and_run_nothing_inline(app: Flask) -> None:
    rules = parse_policy(ask(app, "/en/app"))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["base-uri"] == "'none'"
    assert set(rules.values()) == {"'none'", "'self'"}


def test_the_referrer_does_not_reveal_the_code_to_stores(app: Flask) -> None:
    assert ask(app, "/en/app").headers["Referrer-Policy"] == "same-origin"
    assert ask(app, "/en/app").headers["X-Content-Type-Options"] == "nosniff"


# Caching


def test_a_fingerprint_on_a_page_does_not_make_it_immutable(app: Flask) -> None:
    assert ask(app, "/?v=0123456789").headers["Cache-Control"] == "no-cache"


PUBLIC_PAGES = (
    *("/en/", "/zh-Hant/news/", "/zh-Hant/news/fintech-cooperation", "/en/news/feed.xml"),
    *("/en/contact", "/en/verify", "/en/privacy", "/zh-Hans/accessibility", "/sitemap.xml"),
)
PRIVATE_PAGES = ("/en/app", "/en/verify?code=K7F3M4", "/en/news/search?q=app")
MACHINE_READABLE = ("/robots.txt", "/.well-known/security.txt", "/en/manifest.webmanifest")


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_a_page_that_is_the_same_for_every_visitor_is_cached_publicly(
    path: str, app: Flask
) -> None:
    cache_control = ask(app, path).headers["Cache-Control"]
    assert cache_control == "public, max-age=60, stale-while-revalidate=600"


@pytest.mark.parametrize("path", PUBLIC_PAGES + PRIVATE_PAGES[1:])
def test_only_the_landing_page_has_a_script(path: str, app: Flask) -> None:
    """tests/browser/test_landing.py tests that page without its script."""
    scripts = re.findall(r"<script\b[^>]*>", ask(app, path).text)
    assert set(scripts) <= {'<script type="application/ld+json">'}


@pytest.mark.parametrize("path", PRIVATE_PAGES)
def test_a_page_for_one_visitor_is_not_cached_publicly(path: str, app: Flask) -> None:
    assert "public" not in ask(app, path).headers["Cache-Control"]


@pytest.mark.parametrize("encoding", ["br", "identity"])
@pytest.mark.parametrize("path", PUBLIC_PAGES + PRIVATE_PAGES + MACHINE_READABLE)
def test_an_unchanged_page_is_answered_with_304(path: str, encoding: str, app: Flask) -> None:
    page = ask(app, path, Accept_Encoding=encoding)
    again = ask(app, path, Accept_Encoding=encoding, If_None_Match=page.headers["ETag"])
    assert (page.status_code, again.status_code) == (200, 304)
    assert again.data == b""
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == page.headers[name]
    assert ask(app, path, If_None_Match='W/"another"').data


@pytest.mark.parametrize("path", ["/en/contact/sent/22222222", "/healthz", "/en/nothing"])
def test_a_response_that_must_not_be_stored_has_no_etag(path: str, app: Flask) -> None:
    assert "ETag" not in ask(app, path).headers


@pytest.mark.parametrize("path", ["/", "/zh-hant/app", "/app/symbol.svg", "/en/nothing"])
def test_other_responses_are_revalidated(path: str, app: Flask) -> None:
    assert ask(app, path).headers["Cache-Control"] == "no-cache"


# Proxies


PATHS = ("/en/app", "/q/K7F3M4")
"""A page, and a scan, which the redirect middleware answers."""


def get_hsts(app: Flask, path: str, proto: str) -> str | None:
    return ask(app, path, X_Forwarded_Proto=proto).headers.get("Strict-Transport-Security")


@pytest.mark.parametrize("path", PATHS)
def test_hsts_is_sent_over_https_only(path: str, app: Flask) -> None:
    with app.test_client() as client:
        https = client.get(path, base_url="https://app.psbc.example")
        assert https.headers["Strict-Transport-Security"] == f"max-age={2 * YEAR}"
        http = client.get(path, base_url="http://app.psbc.example")
        assert "Strict-Transport-Security" not in http.headers


@pytest.mark.parametrize("path", PATHS)
def test_the_forwarded_scheme_is_ignored_without_trusted_proxies(path: str, app: Flask) -> None:
    assert get_hsts(app, path, "https") is None


@pytest.mark.parametrize("path", PATHS)
def test_the_forwarded_scheme_of_trusted_proxies_is_used(path: str, settings: Settings) -> None:
    with site(settings(trusted_proxies="1")) as app:
        assert get_hsts(app, path, "https")
        assert get_hsts(app, path, "http, https")
        assert get_hsts(app, path, "https, http") is None
        assert get_hsts(app, path, "http") is None
