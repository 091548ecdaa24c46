"""Asking a phone for its model: who is asked, the answer, and that nobody is asked twice."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from microsite.redirect.model_hint import MAX_KEPT_QUERY_CHARS
from microsite.redirect.model_hint import can_ask
from microsite.redirect.model_hint import repetition_url
from tests.conftest import Settings
from tests.redirect.test_middleware import GOOGLEBOT
from tests.redirect.test_middleware import Scanner
from tests.redirect.test_middleware import open_scanner
from tests.support import visitors

MODEL = "Sec-CH-UA-Model"
CHROMIUM = {"Sec_CH_UA_Platform": '"Android"', "Sec_CH_UA_Mobile": "?1"}
SECURE = {"X_Forwarded_Proto": "https", "X_Forwarded_For": "203.0.113.77"}
LONG = "utm_content=" + "x" * MAX_KEPT_QUERY_CHARS


@pytest.fixture
def scanner(settings: Settings, sqlite: Engine) -> Iterator[Scanner]:
    """A client of the packaged site behind one proxy of its own, which says if TLS was used."""
    with open_scanner(settings(trusted_proxies="1"), sqlite) as scanner:
        yield scanner


def scan(
    scanner: Scanner,
    query: str = "",
    user_agent: str = visitors.REDUCED_CHROME,
    method: str = "GET",
    **headers: str,
) -> TestResponse:
    """Scan the code over TLS in Chrome on Android, which hides the model."""
    path = f"/q/{scanner.code}{query}"
    return scanner.request(method, path, user_agent, **{**SECURE, **CHROMIUM, **headers})


def classes(scanner: Scanner) -> list[str]:
    return [entry.request_class for entry in scanner.entries()]


def test_a_phone_that_hides_its_model_is_asked_for_it(scanner: Scanner) -> None:
    response = scan(scanner)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/q/{scanner.code}?hint=asked"
    assert response.headers["Accept-CH"] == MODEL
    assert response.headers["Critical-CH"] == MODEL
    assert response.headers["Vary"] == MODEL
    assert response.headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" in response.headers
    [entry] = scanner.entries()
    assert entry[1:] == ("hint", "android\t\t\t", scanner.code, "")


@pytest.mark.parametrize(
    ("model", "brand", "store", "host"),
    [
        ("Pixel 8", "google", "play", "play.google.com"),
        ("SM-S921B", "samsung", "samsung", "galaxystore.samsung.com"),
        ("23127PN0CC", "xiaomi", "xiaomi", "app.mi.com"),
        ("BVL-AN16", "honor", "landing:no-store", None),
    ],
)
@pytest.mark.parametrize("query", ["", "?hint=asked"])
def test_the_repetition_with_the_model_is_the_scan(
    scanner: Scanner, query: str, model: str, brand: str, store: str, host: str | None
) -> None:
    scan(scanner)
    response = scan(scanner, query, Sec_CH_UA_Model=f'"{model}"')
    assert urlsplit(response.headers["Location"]).hostname == host
    assert "Critical-CH" not in response.headers
    _, entry = scanner.entries()
    assert entry[1:-1] == ("scan", f"android\t{brand}\t\t{store}", scanner.code)
    assert entry.visitor_hash


@pytest.mark.parametrize("path", ["/q", "/q/", "/q/222222", f"/q/{'x' * 300}", "/q/%0D%0Ax"])
def test_an_orphan_scan_is_repeated_without_code(scanner: Scanner, path: str) -> None:
    response = scanner.get(path, visitors.REDUCED_CHROME, **SECURE, **CHROMIUM)
    assert response.headers["Location"] == "/q?hint=asked"
    again = scanner.get("/q?hint=asked", visitors.REDUCED_CHROME, **SECURE, **CHROMIUM)
    assert urlsplit(again.headers["Location"]).hostname == "play.google.com"
    assert [entry[1:4:2] for entry in scanner.entries()] == [("hint", ""), ("scan", "")]


@pytest.mark.parametrize("query", ["", "?utm_source=poster", f"?{LONG}", "?platform=windows", "?%"])
@pytest.mark.parametrize(
    ("language", "host"), [("zh-CN", "a.app.qq.com"), ("en", "play.google.com")]
)
def test_a_client_that_follows_redirects_is_asked_once_and_redirected(
    scanner: Scanner, query: str, language: str, host: str
) -> None:
    asked = scan(scanner, query, Accept_Language=language).headers["Location"]
    path, _, repeated = asked.partition("?")
    assert path == f"/q/{scanner.code}"
    answer = scan(scanner, f"?{repeated}", Accept_Language=language)
    assert urlsplit(answer.headers["Location"]).hostname == host
    assert classes(scanner) == ["hint", "scan"]


NOT_ASKED: dict[str, tuple[dict[str, Any], str]] = {
    "HEAD": ({"method": "HEAD"}, "head"),
    "POST": ({"method": "POST"}, "method_not_allowed"),
    "a prefetch": ({"Sec_Purpose": "prefetch"}, "prefetch"),
    "a prerendered page": ({"Sec_Purpose": "prefetch;prerender"}, "prefetch"),
    "a bot": ({"user_agent": GOOGLEBOT}, "bot"),
    "a chosen store": ({"query": "?store=vivo"}, "landing_click"),
    "a chosen platform": ({"query": "?platform=android"}, "landing_click"),
    "no TLS": ({"X_Forwarded_Proto": "http"}, "scan"),
    "a proxy that does not say": ({"X_Forwarded_Proto": ""}, "scan"),
    "a marker": ({"query": "?hint=asked"}, "scan"),
    "a marker in the middle": ({"query": "?a=1&hint=asked&fbclid=2"}, "scan"),
    "a marker after a long query": ({"query": f"?{'x' * 7000}&hint=asked"}, "scan"),
    "the model": ({"Sec_CH_UA_Model": '"SM-S921B"'}, "scan"),
    "an unknown model": ({"Sec_CH_UA_Model": '"Fairphone 9000"'}, "scan"),
    "an empty model": ({"Sec_CH_UA_Model": '""'}, "scan"),
    "an empty header": ({"Sec_CH_UA_Model": ""}, "scan"),
    "no hints": ({"Sec_CH_UA_Platform": ""}, "scan"),
    "hints of a computer": ({"Sec_CH_UA_Platform": '"Linux"'}, "scan"),
    "a model in the User-Agent": ({"user_agent": visitors.PIXEL}, "scan"),
    "a brand without rule": (
        {"user_agent": visitors.PIXEL.replace("Pixel 8", "MEIZU 20")},
        "scan",
    ),
    "an iPhone": ({"user_agent": visitors.IPHONE, "Sec_CH_UA_Platform": '"iOS"'}, "scan"),
    "WeChat": ({"user_agent": visitors.REDUCED_CHROME + " MicroMessenger/8.0.49"}, "scan"),
    "a television": (
        {"user_agent": visitors.ANDROID_TELEVISION.replace("BRAVIA 4K VH21", "Smart TV")},
        "scan",
    ),
}


@pytest.mark.parametrize(
    ("request_options", "request_class"), NOT_ASKED.values(), ids=NOT_ASKED.keys()
)
def test_a_request_is_not_asked_if_that_cannot_help(
    scanner: Scanner, request_options: dict[str, Any], request_class: str
) -> None:
    response = scan(scanner, **request_options)
    assert "Critical-CH" not in response.headers
    assert "hint=asked" not in response.headers.get("Location", "")
    assert classes(scanner) == [request_class]


def test_a_forged_header_does_not_make_a_request_secure(settings: Settings, sqlite: Engine) -> None:
    with open_scanner(settings(), sqlite) as without_proxy:
        assert "Critical-CH" not in scan(without_proxy).headers
        assert classes(without_proxy) == ["scan"]


def test_a_request_over_tls_without_a_proxy_is_asked(settings: Settings, sqlite: Engine) -> None:
    with open_scanner(settings(), sqlite) as without_proxy:
        without_proxy.client.get(
            "/q",
            base_url="https://app.psbc.example",
            headers={"User-Agent": visitors.REDUCED_CHROME, "Sec-CH-UA-Platform": '"Android"'},
        )
        assert classes(without_proxy) == ["hint"]


def test_a_phone_is_asked_if_all_languages_have_the_same_store(
    settings: Settings, sqlite: Engine
) -> None:
    config = settings(trusted_proxies="1", routing__unknown_android__zh_hans="play")
    with open_scanner(config, sqlite) as scanner:
        assert scan(scanner).headers["Critical-CH"] == MODEL


def test_a_phone_is_asked_if_the_journal_cannot_be_written(scanner: Scanner) -> None:
    (scanner.folder / "journal").rename(scanner.folder / "moved")
    assert scan(scanner).headers["Critical-CH"] == MODEL
    assert scan(scanner, "?hint=asked").status_code == 302


@pytest.mark.parametrize(
    ("code", "query", "url"),
    [
        ("K7F3M4", "", "/q/K7F3M4?hint=asked"),
        ("", "", "/q?hint=asked"),
        ("K7F3M4", "utm_source=a%20b&c=d+e", "/q/K7F3M4?utm_source=a%20b&c=d+e&hint=asked"),
        ("", "x" * MAX_KEPT_QUERY_CHARS, f"/q?{'x' * MAX_KEPT_QUERY_CHARS}&hint=asked"),
        ("", "x" * (MAX_KEPT_QUERY_CHARS + 1), "/q?hint=asked"),
        ("", "\r\nSet-Cookie: a=b", "/q?%0D%0ASet-Cookie:%20a=b&hint=asked"),
        ("", '\x00\xff"<>#', "/q?%00%FF%22%3C%3E%23&hint=asked"),
        ("", "中", "/q??&hint=asked"),
        ("", "//evil.example", "/q?//evil.example&hint=asked"),
    ],
)
def test_the_repetition_stays_on_this_site_and_keeps_the_query(
    code: str, query: str, url: str
) -> None:
    assert repetition_url(code, query) == url


def test_the_repetition_is_never_asked_again() -> None:
    for query in ("", "a=b", "&", "hint=", "x" * 9000):
        environ = {"QUERY_STRING": repetition_url("", query).partition("?")[2]}
        assert not can_ask(environ)
