"""The score of every response in Mozilla's HTTP Observatory, and tests of its rules."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask import abort

from microsite.web.security_headers import HSTS
from microsite.web.security_headers import SECURITY_HEADERS
from tests.conftest import Settings
from tests.conftest import site
from tests.support import observatory
from tests.support import visitors

HTTPS = {"X-Forwarded-Proto": "https"}
PAGES = (
    *("", "app", "contact", "verify", "verify?code=x", "privacy", "accessibility", "nothing"),
    *("news/", "news/genuine-code", "news/search?q=95580", "news/feed.xml", "manifest.webmanifest"),
)
STATUSES = {
    "/": 302,
    "/en": 308,
    "/zh-hant/app": 301,
    "/app/symbol.svg": 200,
    "/static/css/site.css": 200,
    "/static/nothing": 404,
    "/.well-known/assetlinks.json": 200,
    "/.well-known/nothing": 404,
    "/.well-known/security.txt": 200,
    "/robots.txt": 200,
    "/sitemap.xml": 200,
    "/favicon.ico": 200,
    "/healthz": 200,
    "/readyz": 503,
    "/nothing": 404,
    "/break": 500,
    "/break/badly": 500,
} | {
    f"/{tag}/{page}": 404 if page == "nothing" else 200
    for tag in ("en", "zh-Hant")
    for page in PAGES
}


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The app behind a proxy, with two routes that fail."""
    fingerprint = ":".join(["AB"] * 32)
    with site(settings(trusted_proxies="1", app_links__android_fingerprints=fingerprint)) as app:
        app.add_url_rule("/break", endpoint="break", view_func=lambda: abort(500))
        app.add_url_rule("/break/badly", endpoint="worse", view_func=lambda: str(1 // 0))
        yield app


def score(app: Flask, method: str, path: str, status: int) -> int:
    headers = HTTPS | {"User-Agent": visitors.WINDOWS}
    answer = app.test_client().open(path, method=method, headers=headers)
    with answer:
        assert answer.status_code == status
        html = answer.text if "html" in (answer.mimetype or "") else ""
        return observatory.score(answer.headers, html)


@pytest.mark.parametrize("path", STATUSES)
def test_every_response_scores_130_or_more(path: str, app: Flask) -> None:
    assert score(app, "GET", path, STATUSES[path]) >= 130


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "BREW"])
@pytest.mark.parametrize("path", ["/en/app", "/en/contact", "/static/css/site.css", "/healthz"])
def test_a_method_that_is_not_allowed_scores_130_or_more(
    method: str, path: str, app: Flask
) -> None:
    assert score(app, method, path, 405) >= 130


@pytest.mark.parametrize("path", ["/q", "/q/K7F3M4", "/Q/K7F3M4?platform=ios"])
def test_a_scan_scores_100_and_a_rejected_one_130_or_more(path: str, app: Flask) -> None:
    assert score(app, "GET", path, 302) >= 100
    assert score(app, "DELETE", path, 405) >= 130


def test_a_rejected_message_scores_130_or_more(app: Flask) -> None:
    answer = app.test_client().post("/en/contact", data={"name": "x"}, headers=HTTPS)
    assert answer.status_code == 422
    assert observatory.score(answer.headers, answer.text) >= 130


# The rules themselves

GOOD = SECURITY_HEADERS | {"Strict-Transport-Security": HSTS}
CSP = "Content-Security-Policy"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (CSP, None, 55),  # no frame-ancestors either
        (CSP, "default-src 'self'; frame-ancestors 'none'", 125),
        (CSP, "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'none'", 80),
        (CSP, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'", 120),
        (CSP, "default-src 'none'; script-src 'unsafe-eval'; frame-ancestors 'none'", 110),
        (CSP, "default-src 'none'; connect-src http://x; frame-ancestors 'none'", 80),
        (CSP, "default-src 'none'; img-src http://x; frame-ancestors 'none'", 110),
        (CSP, "script-src 'self'; frame-ancestors 'none'", 80),  # plug-ins from any site
        (CSP, "default-src 'none'", 80),  # framing allowed
        ("Strict-Transport-Security", None, 80),
        ("Strict-Transport-Security", "max-age=86400", 120),
        ("X-Content-Type-Options", None, 125),
        ("Referrer-Policy", None, 125),
        ("Referrer-Policy", "unsafe-url", 120),
        ("Cross-Origin-Resource-Policy", None, 120),
        ("Cross-Origin-Resource-Policy", "all", 115),
        ("Set-Cookie", "a=1; Secure; HttpOnly; SameSite=Lax", 135),
        ("Set-Cookie", "a=1; Secure", 70),
        ("Set-Cookie", "a=1; Max-Age=60", 125),  # HSTS keeps it off unencrypted connections
        ("Set-Cookie", "a=1", 120),
    ],
)
def test_each_rule_has_its_published_score(name: str, value: str | None, expected: int) -> None:
    headers = GOOD | {name: value}
    fields = [(name, value) for name, value in headers.items() if value is not None]
    assert observatory.score(fields) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<script src="/a.js"></script>', 130),
        ('<script src="/a.js" integrity="sha256-x"></script>', 135),
        ('<script src="https://x.example/a.js"></script>', 125),
        ('<script src="https://x.example/a.js" integrity="sha256-x"></script>', 135),
        ('<script src="//x.example/a.js"></script>', 50),
        ('<script src="http://x.example/a.js" integrity="sha256-x"></script>', 80),
    ],
)
def test_scripts_of_other_sites_have_their_published_score(html: str, expected: int) -> None:
    assert observatory.score(GOOD.items(), html) == expected


def test_sharing_everything_with_credentials_fails() -> None:
    shared = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true"}
    assert observatory.score((GOOD | shared).items()) == 50
