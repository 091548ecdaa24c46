"""The redirect middleware over HTTP: the responses, and the lines in the journal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import example
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder
from werkzeug.test import TestResponse
from werkzeug.test import run_wsgi_app

from microsite.campaigns import service
from microsite.clock import utc_now
from microsite.config.loader import load_config
from microsite.config.schema import Config
from microsite.context import services
from microsite.daemon.daemon import Daemon
from microsite.detection.own_app import OwnApp
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.visitor import Visitor
from microsite.detection.visitor import detect_visitor
from microsite.redirect import middleware
from microsite.scans import journal
from microsite.scans import journal_reader
from microsite.scans.data_dir import DataDir
from microsite.scans.journal import JournalEntry
from tests.conftest import Settings
from tests.conftest import site
from tests.support import visitors

APP_STORE = "https://apps.apple.com/app/id1000000000"
PACKAGE = "com.yitong.mbank.psbc"
MYAPP = f"https://a.app.qq.com/o/simple.jsp?pkgname={PACKAGE}"
PLAY = (
    f"https://play.google.com/store/apps/details?id={PACKAGE}&referrer=utm_source%3Dqr"
    "%26utm_medium%3Dprint%26utm_campaign%3Dspring%26utm_content%3DCODE"
)
NEXT_STORE = "https://appgallery.huawei.com/app/detail?id=com.example.psbc.mbank"
VIVO_STORE = f"https://h5.appstore.vivo.com.cn/#/details?pkgName={PACKAGE}"
XIAOMI_STORE = f"https://app.mi.com/details?id={PACKAGE}"
IPAD = visitors.IPAD_AS_MAC.replace(
    "Macintosh; Intel Mac OS X 10_15_7", "iPad; CPU OS 17_5 like Mac OS X"
)
GOOGLEBOT = (
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like"
    " Gecko) Chrome/131.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1;"
    " +http://www.google.com/bot.html)"
)
IMESSAGE = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko)"
    " Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0"
)
LINE = visitors.XIAOMI + " Line/14.18.1/IAB"
ADDRESS = "203.0.113.77"
"""The client's address (RFC 5737), which must not be stored anywhere."""


class Scanner:
    """A client that sends requests as phones do, and reads the journal."""

    def __init__(self, app: Flask, code: str, ended: str) -> None:
        self.app, self.code, self.ended = app, code, ended
        self.client: FlaskClient = app.test_client()
        self.folder: Path = services(app).data_dir.folder

    def get(self, path: str, user_agent: str = visitors.IPHONE, **headers: str) -> TestResponse:
        return self.request("GET", path, user_agent, **headers)

    def request(
        self, method: str, path: str, user_agent: str = visitors.IPHONE, **headers: str
    ) -> TestResponse:
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(
            path,
            method=method,
            headers={"User-Agent": user_agent} | more,
            environ_base={"REMOTE_ADDR": ADDRESS},
        )

    def entries(self) -> list[JournalEntry]:
        """Return the entries of the journals, in the order of the requests."""
        paths = (self.folder / "journal").glob("*" + journal.JOURNAL_SUFFIX)
        return [entry for path in paths for entry in read_all(path)]


def read_all(path: Path) -> list[JournalEntry]:
    """Return the entries of a journal, all of which must be complete."""
    entries, end = journal_reader.read_entries(path, 0, 1 << 30, finished=False)
    content = path.read_bytes().rstrip(b"\0")
    assert end == len(content)
    assert len(entries) == content.count(b"\n")
    return entries


@contextmanager
def open_scanner(config: Config, engine: Engine) -> Iterator[Scanner]:
    """Run a site with these settings, a code of a running campaign, and a code of an ended one."""
    with Session(engine) as session, session.begin():
        spring = service.create_campaign(session, "spring", "Spring")
        [code] = service.add_placements(session, spring, ["Branch 0001"])
        autumn = service.create_campaign(session, "autumn", "Autumn")
        [ended] = service.add_placements(session, autumn, ["Branch 0001"])
        service.end_campaign(session, "autumn", utc_now())
    with site(config) as app:
        services(app).data_dir.prepare(engine)
        yield Scanner(app, code, ended)


@pytest.fixture
def scanner(settings: Settings, sqlite: Engine) -> Iterator[Scanner]:
    """A client of the packaged site."""
    with open_scanner(settings(), sqlite) as scanner:
        yield scanner


LOCATIONS = {
    "iPhone": (visitors.IPHONE, f"{APP_STORE}?ct=CODE&mt=8"),
    "iPad": (IPAD, f"{APP_STORE}?ct=CODE&mt=8"),
    "iPad as a Mac": (visitors.IPAD_AS_MAC, "/en/app/CODE"),
    "own app on an iPhone": (visitors.OWN_APP_IPHONE, "/en/app/CODE"),
    "own app on Xiaomi": (visitors.OWN_APP_XIAOMI, "/en/app/CODE"),
    "HarmonyOS 5": (visitors.HARMONY_NEXT, NEXT_STORE),
    "HarmonyOS 2 to 4": (visitors.HUAWEI_HARMONY_4, "https://appgallery.huawei.com/app/C100000001"),
    "Xiaomi": (visitors.XIAOMI, XIAOMI_STORE),
    "OPPO": (visitors.OPPO, "/en/app/CODE"),
    "WeChat on OPPO": (visitors.WECHAT_OPPO, MYAPP),
    "Android without brand": (visitors.REDUCED_CHROME, PLAY),
    "Windows": (visitors.WINDOWS, "/en/app/CODE"),
    "WeChat on Android": (visitors.WECHAT_XIAOMI, MYAPP),
    "WeChat on an iPhone": (visitors.WECHAT_IPHONE, f"{APP_STORE}?ct=CODE&mt=8"),
    "WeChat on Windows": (visitors.WECHAT_WINDOWS, "/en/app/CODE"),
    "Alipay on Android": (visitors.ALIPAY_XIAOMI, "/en/app/CODE"),
    "Facebook on a Samsung": (
        visitors.FACEBOOK_SAMSUNG,
        f"https://galaxystore.samsung.com/detail/{PACKAGE}",
    ),
    "LINE on a Xiaomi": (LINE, f"{XIAOMI_STORE}&openExternalBrowser=1"),
    "television": (visitors.ANDROID_TELEVISION, "/en/app/CODE"),
    "Googlebot as a phone": (GOOGLEBOT, "/en/app/CODE"),
    "preview in iMessage": (IMESSAGE, "/en/app/CODE"),
}


@pytest.mark.parametrize(("user_agent", "location"), LOCATIONS.values(), ids=LOCATIONS.keys())
def test_a_phone_is_redirected_to_its_store_or_the_landing_page(
    scanner: Scanner, user_agent: str, location: str
) -> None:
    response = scanner.get(f"/q/{scanner.code}", user_agent)
    assert response.status_code == 302
    assert response.headers["Location"] == location.replace("CODE", scanner.code)


def test_google_play_gets_campaign_and_code(scanner: Scanner) -> None:
    pixel = visitors.REDUCED_CHROME.replace("; K)", "; Pixel 8)")
    location = scanner.get(f"/q/{scanner.code}", pixel).headers["Location"]
    assert location == PLAY.replace("CODE", scanner.code)


def test_the_model_hint_decides_the_brand(scanner: Scanner) -> None:
    response = scanner.get(
        "/q",
        visitors.REDUCED_CHROME,
        Sec_CH_UA_Platform='"Android"',
        Sec_CH_UA_Mobile="?1",
        Sec_CH_UA_Model='"SM-S9180"',
    )
    assert urlsplit(response.headers["Location"]).hostname == "galaxystore.samsung.com"


@pytest.mark.parametrize("path", ["/q", "/q?platform=android"])
@pytest.mark.parametrize(
    ("accept_language", "store"),
    [("zh-CN,zh;q=0.9", "myapp"), ("zh-HK", "play"), ("en", "play"), ("fr", "play"), ("", "play")],
)
def test_an_unknown_android_gets_the_store_of_its_language(
    scanner: Scanner, path: str, accept_language: str, store: str
) -> None:
    response = scanner.get(path, visitors.REDUCED_CHROME, Accept_Language=accept_language)
    host = {"myapp": "a.app.qq.com", "play": "play.google.com"}[store]
    assert urlsplit(response.headers["Location"]).hostname == host
    [entry] = scanner.entries()
    assert entry.device_key == f"android\t\t\t{store}"


def test_a_redirect_is_never_cached(scanner: Scanner) -> None:
    for user_agent in (visitors.IPHONE, visitors.WINDOWS):
        response = scanner.get(f"/q/{scanner.code}", user_agent)
        assert response.status_code == 302
        assert response.headers["Cache-Control"] == "no-store"
        assert response.data == b""
        assert "Set-Cookie" not in response.headers


def test_a_redirect_may_load_nothing_and_not_be_framed(scanner: Scanner) -> None:
    headers = scanner.get(f"/q/{scanner.code}").headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize(
    ("accept_language", "page"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "/zh-Hant/app/"),
        ("zh-CN,zh;q=0.9", "/zh-Hans/app/"),
        ("en-GB", "/en/app/"),
        ("fr", "/en/app/"),
        ("en;q=0,*;q=0.5", "/zh-Hans/app/"),
        ("zh_HK", "/zh-Hant/app/"),
        ("", "/en/app/"),
    ],
)
def test_the_landing_page_is_in_the_browsers_language(
    scanner: Scanner, accept_language: str, page: str
) -> None:
    response = scanner.get(f"/q/{scanner.code}", visitors.WINDOWS, Accept_Language=accept_language)
    assert response.headers["Location"] == page + scanner.code
    assert scanner.client.get(page + scanner.code).status_code == 200


@pytest.mark.parametrize(
    "spelling",
    ["/q/{0}", "/Q/{0}", "/q/{1}", "/Q/{1}", "/q/{0}/", "/q/{2}", "/q/%20{0}", "/q/{0}%20"],
)
def test_a_code_is_found_in_every_spelling_that_scanners_send(
    scanner: Scanner, spelling: str
) -> None:
    code = scanner.code
    path = spelling.format(code, code.lower(), code[:3].lower() + code[3:])
    assert f"?ct={code}&" in scanner.get(path).headers["Location"]
    [entry] = scanner.entries()
    assert entry.code == code


LONG_CODE = "K7F3M4" * 1700
INVALID_PATHS = {
    "no code": "/q",
    "no code, in capitals": "/Q",
    "an empty code": "/q/",
    "several slashes": "/q////",
    "an unknown code": "/q/000000",
    "no code but a word": "/q/hello",
    "10 KB": f"/q/{LONG_CODE}",
    "NUL": "/q/%00",
    "line breaks": "/q/%0d%0aSet-Cookie:%20a=b",
    "tab": "/q/a%09b",
    "invalid UTF-8": "/q/%ff%fe%c3",
    "beyond ASCII": "/q/%E9%82%AE",
    "upper and lower differ in length": "/q/%C3%9F%C5%89",
    "path traversal": "/q/../../etc/passwd",
    "encoded path traversal": "/q/%2e%2e%2f%2e%2e%2fetc",
    "another host": "/q//evil.example/",
    "a full URL": "/q/https://evil.example/",
    "a backslash": "/q/%5cevil.example",
    "more after the code": "/q/{code}/more",
    "a script": "/q/%3Cscript%3Ealert(1)%3C/script%3E",
    "SQL": "/q/'%20OR%20'1'='1",
    "one letter more": "/q/{code}X",
}


@pytest.mark.parametrize("path", INVALID_PATHS.values(), ids=INVALID_PATHS.keys())
def test_an_invalid_code_is_redirected_to_the_store_as_an_orphan_scan(
    scanner: Scanner, path: str
) -> None:
    path = path.format(code=scanner.code)
    response = scanner.get(path)
    assert response.status_code == 302
    assert response.headers["Location"] == f"{APP_STORE}?mt=8"
    assert scanner.get(path, visitors.WINDOWS).headers["Location"] == "/en/app"
    entries = [(entry.request_class, entry.code) for entry in scanner.entries()]
    assert entries == [("scan", ""), ("scan", "")]


def test_a_code_of_an_ended_campaign_is_redirected_as_an_orphan_scan(
    scanner: Scanner,
) -> None:
    response = scanner.get(f"/q/{scanner.ended}")
    assert response.headers["Location"] == f"{APP_STORE}?mt=8"
    assert scanner.get(f"/q/{scanner.ended}", visitors.WINDOWS).headers["Location"] == "/en/app"
    assert [entry.code for entry in scanner.entries()] == ["", ""]


def test_a_mistyped_code_does_not_match_another(scanner: Scanner) -> None:
    code = scanner.code
    mistyped = {code[1] + code[0] + code[2:], code[:-1] + ("2" if code[-1] != "2" else "3")}
    for wrong in mistyped - {code}:
        assert "ct=" not in scanner.get(f"/q/{wrong}").headers["Location"]


@pytest.mark.parametrize(
    ("query", "user_agent", "location"),
    [
        ("platform=ios", visitors.IPAD_AS_MAC, f"{APP_STORE}?ct=CODE&mt=8"),
        ("platform=ipados", visitors.IPAD_AS_MAC, f"{APP_STORE}?ct=CODE&mt=8"),
        ("platform=android", visitors.XIAOMI, XIAOMI_STORE),
        ("platform=harmonyos", visitors.WINDOWS, NEXT_STORE),
        ("store=vivo", visitors.WINDOWS, VIVO_STORE),
        ("store=app-store", visitors.ALIPAY_XIAOMI, f"{APP_STORE}?ct=CODE&mt=8"),
        ("store=vivo&platform=ios", visitors.IPHONE, VIVO_STORE),
        ("store=xiaomi", LINE, f"{XIAOMI_STORE}&openExternalBrowser=1"),
        ("platform=android", LINE, f"{XIAOMI_STORE}&openExternalBrowser=1"),
    ],
)
def test_a_landing_click_is_redirected_to_its_store_and_is_no_scan(
    scanner: Scanner, query: str, user_agent: str, location: str
) -> None:
    response = scanner.get(f"/q/{scanner.code}?{query}", user_agent)
    assert response.status_code == 302
    assert response.headers["Location"] == location.replace("CODE", scanner.code)
    [entry] = scanner.entries()
    assert (entry.request_class, entry.code, entry.visitor_hash) == (
        "landing_click",
        scanner.code,
        "",
    )


@pytest.mark.parametrize(
    "query",
    [
        *("store=https://evil.example", "store=//evil.example", "store=evil", "store=", "store"),
        *("store=oppo", "store=onelink", "store=Play", "store=play%00", "store=landing"),
        *("platform=", "platform=windows", "platform=IOS", "platform=https://evil.example"),
        *("url=https://evil.example", "next=//evil.example", "%ff=%ff", "&&&", "=", ";;", "%"),
        *("x=" + "y" * 8000 + "&store=play", "store[]=play", "utm_source=poster&fbclid=1"),
    ],
)
def test_an_unknown_query_is_ignored(scanner: Scanner, query: str) -> None:
    response = scanner.get(f"/q/{scanner.code}?{query}")
    assert response.headers["Location"] == f"{APP_STORE}?ct={scanner.code}&mt=8"
    [entry] = scanner.entries()
    assert entry.request_class == "scan"


def test_the_target_never_comes_from_a_header(scanner: Scanner) -> None:
    evil = "evil.example"  # in every header that a framework may trust
    for user_agent in (visitors.IPHONE, visitors.WINDOWS):
        plain = scanner.get(f"/q/{scanner.code}", user_agent).headers["Location"]
        response = scanner.get(
            f"/q/{scanner.code}",
            user_agent,
            Host=evil,
            X_Forwarded_Host=evil,
            X_Forwarded_Proto="javascript",
            X_Forwarded_Prefix=f"//{evil}",
            X_Original_URL=f"https://{evil}/",
            X_Rewrite_URL=f"https://{evil}/",
            Forwarded=f"host={evil}",
            Referer=f"https://{evil}/",
            Origin=f"https://{evil}",
        )
        assert response.headers["Location"] == plain


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"]
)
def test_another_method_gets_405_with_allow(scanner: Scanner, method: str) -> None:
    builder = EnvironBuilder(f"/q/{scanner.code}", headers=[("User-Agent", visitors.IPHONE)])
    environ: dict[str, Any] = {**builder.get_environ(), "REQUEST_METHOD": method}
    body, status, headers = run_wsgi_app(scanner.app.wsgi_app, environ)
    assert status == "405 Method Not Allowed"
    assert headers["Allow"] == "GET, HEAD"
    assert "Location" not in headers
    text = b"".join(body)
    assert text == b"Method not allowed. Use GET.\n"
    assert int(headers["Content-Length"]) == len(text)
    [entry] = scanner.entries()
    assert (entry.request_class, entry.visitor_hash) == ("method_not_allowed", "")


def test_a_request_without_user_agent_is_answered_and_is_no_scan(scanner: Scanner) -> None:
    environ = EnvironBuilder(f"/q/{scanner.code}").get_environ()
    environ.pop("HTTP_USER_AGENT", None)
    _, status, headers = run_wsgi_app(scanner.app.wsgi_app, environ)
    assert status == "302 Found"
    assert headers["Location"] == f"/en/app/{scanner.code}"
    assert [entry.request_class for entry in scanner.entries()] == ["bot"]


PRERENDER = {"Sec_Purpose": "prefetch;prerender"}
CLASSES = {
    "a scan": ("GET", visitors.IPHONE, {}, "scan"),
    "a scan redirected to the landing page": ("GET", visitors.WINDOWS, {}, "scan"),
    "a crawler as a phone": ("GET", GOOGLEBOT, {}, "bot"),
    "curl": ("GET", "curl/8.5.0", {}, "bot"),
    "a preview": ("GET", IMESSAGE, {}, "preview"),
    "a prefetch by Chrome": ("GET", visitors.REDUCED_CHROME, PRERENDER, "prefetch"),
    "a prefetch by old Chrome": (
        "GET",
        visitors.REDUCED_CHROME,
        {"Purpose": "prefetch"},
        "prefetch",
    ),
    "a preview by Safari": (
        "GET",
        visitors.IPHONE,
        {"X_Purpose": "preview"},
        "prefetch",
    ),
    "a prefetch by Firefox": ("GET", visitors.WINDOWS, {"X_Moz": "prefetch"}, "prefetch"),
    "HEAD by a phone": ("HEAD", visitors.IPHONE, {}, "head"),
    "HEAD by a crawler": ("HEAD", GOOGLEBOT, {}, "head"),
    "HEAD with a prefetch header": ("HEAD", visitors.IPHONE, {"Purpose": "prefetch"}, "head"),
    "POST": ("POST", visitors.IPHONE, {}, "method_not_allowed"),
    "POST by a crawler": ("POST", GOOGLEBOT, {}, "method_not_allowed"),
}


@pytest.mark.parametrize(
    ("method", "user_agent", "headers", "request_class"), CLASSES.values(), ids=CLASSES.keys()
)
def test_every_request_writes_one_line_of_one_class(
    scanner: Scanner, method: str, user_agent: str, headers: dict[str, str], request_class: str
) -> None:
    for path in ("/q/", "/Q/"):
        scanner.request(method, path + scanner.code, user_agent, **headers)
    entries = scanner.entries()
    assert [entry.request_class for entry in entries] == [request_class] * 2
    assert [entry.code for entry in entries] == [scanner.code] * 2
    assert [bool(entry.visitor_hash) for entry in entries] == [request_class == "scan"] * 2


@pytest.mark.parametrize(
    ("user_agent", "headers", "request_class"),
    [
        (GOOGLEBOT, {}, "bot"),
        (IMESSAGE, {}, "preview"),
        (visitors.IPHONE, {"Purpose": "prefetch"}, "prefetch"),
    ],
)
def test_a_program_that_follows_landing_page_links_is_no_landing_click(
    scanner: Scanner, user_agent: str, headers: dict[str, str], request_class: str
) -> None:
    scanner.get(f"/q/{scanner.code}?store=vivo", user_agent, **headers)
    assert [entry.request_class for entry in scanner.entries()] == [request_class]


def test_a_scan_from_inside_the_own_app_is_a_scan_without_store(scanner: Scanner) -> None:
    scanner.get(f"/q/{scanner.code}", visitors.OWN_APP_XIAOMI)
    scanner.get(f"/q/{scanner.code}", visitors.PIXEL, X_Requested_With=PACKAGE)
    keys = ["android\txiaomi\town\tlanding:own-app", "android\tgoogle\town\tlanding:own-app"]
    entries = scanner.entries()
    assert [entry.device_key for entry in entries] == keys
    assert {entry.request_class for entry in entries} == {"scan"}
    assert all(entry.visitor_hash for entry in entries)


def test_a_request_of_an_app_itself_is_no_scan_and_is_not_redirected_to_a_store(
    scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def detect_app_request(_: RequestHeaders, __: OwnApp) -> Visitor:
        return Visitor("ios", "phone", fetcher="app")

    monkeypatch.setattr(middleware, "detect_visitor", detect_app_request)
    answer = scanner.get(f"/q/{scanner.code}")
    assert answer.headers["Location"] == f"/en/app/{scanner.code}"
    expected = ("app", "ios\t\t\tlanding:fetcher", scanner.code, "")
    assert [tuple(entry[1:]) for entry in scanner.entries()] == [expected]


def test_a_line_has_the_device_and_outcome_of_the_scan(scanner: Scanner) -> None:
    scanner.get(f"/q/{scanner.code}", visitors.WECHAT_XIAOMI)
    [entry] = scanner.entries()
    assert entry[1:-1] == ("scan", "android\txiaomi\twechat\tmyapp", scanner.code)
    assert len(entry.visitor_hash) == 16


def test_only_a_duplicate_scan_has_the_same_visitor_hash(scanner: Scanner) -> None:
    scanner.get(f"/q/{scanner.code}")
    scanner.get(f"/Q/{scanner.code.lower()}")
    scanner.get("/q")
    scanner.get(f"/q/{scanner.code}", visitors.XIAOMI)
    scanner.client.get(f"/q/{scanner.code}", headers={"User-Agent": visitors.IPHONE})
    first, again, *others = [entry.visitor_hash for entry in scanner.entries()]
    assert first == again
    assert len({first, *others}) == 4


@pytest.mark.parametrize("header", ["Sec_GPC", "DNT"])
def test_a_visitor_who_opted_out_of_tracking_has_no_visitor_hash(
    scanner: Scanner, header: str
) -> None:
    scanner.get(f"/q/{scanner.code}", **{header: "1"})
    scanner.get(f"/q/{scanner.code}", **{header: "0"})
    opted_out, other = scanner.entries()
    assert opted_out.visitor_hash == ""
    assert other.visitor_hash != ""
    assert opted_out[1:-1] == other[1:-1]


def test_no_address_and_no_user_agent_is_stored(scanner: Scanner) -> None:
    user_agent = (
        "Mozilla/5.0 (Linux; Android 14; UNMISTAKABLE-1) AppleWebKit/537.36 Mobile Safari/1"
    )
    for path in (f"/q/{scanner.code}", "/q/nothing", f"/q/{scanner.code}?store=play"):
        for method in ("GET", "HEAD", "POST"):
            scanner.request(method, path, user_agent, X_Forwarded_For="198.51.100.9")
    scanner.get("/q", "Unmistakable-Bot/1.0 (+http://unmistakable.example)")
    assert len(scanner.entries()) == 10
    Daemon(services(scanner.app).engine, services(scanner.app).data_dir).aggregate()
    files = [path for path in scanner.folder.rglob("*") if path.is_file()]
    assert any(path.name.startswith("microsite.sqlite") for path in files)
    for file in files:
        content = file.read_bytes().lower()
        for text in (ADDRESS, "198.51.100.9", "unmistakable", "applewebkit", "mozilla"):
            assert text.encode() not in content, file.name


def test_the_forwarded_address_counts_only_behind_trusted_proxies(
    settings: Settings, sqlite: Engine
) -> None:
    with open_scanner(settings(trusted_proxies="1"), sqlite) as behind_proxy:
        for forwarded in ("198.51.100.1", "192.0.2.7, 198.51.100.1", "198.51.100.2"):
            behind_proxy.get("/q", X_Forwarded_For=forwarded)
        same, spoofed, other = [entry.visitor_hash for entry in behind_proxy.entries()]
    assert same == spoofed
    assert same != other


def test_without_trusted_proxies_the_forwarded_address_is_ignored(scanner: Scanner) -> None:
    for forwarded in ("198.51.100.1", "198.51.100.2"):
        scanner.get("/q", X_Forwarded_For=forwarded)
    assert len({entry.visitor_hash for entry in scanner.entries()}) == 1


@pytest.mark.parametrize("path", ["/queue", "/qr", "/Quiz", "/q1", "/q.html", "/qq/K7F3M4", "/q;x"])
def test_other_paths_are_not_redirected(scanner: Scanner, path: str) -> None:
    assert scanner.get(path).status_code in (308, 404)
    assert scanner.entries() == []


def test_other_requests_reach_the_site_behind_the_middleware(scanner: Scanner) -> None:
    assert scanner.get("/en/app").status_code == 200
    assert scanner.entries() == []


def test_a_scan_is_redirected_if_the_code_index_is_unreadable(
    settings: Settings, tmp_path: Path
) -> None:
    config = settings()
    DataDir(tmp_path / "instance").code_index_path.write_bytes(b'[["spr\xff')
    with site(config) as app:
        scanner = Scanner(app, "222222", "")
        assert scanner.get("/q/222222").headers["Location"] == f"{APP_STORE}?mt=8"
        [entry] = scanner.entries()
        assert (entry.request_class, entry.code) == ("scan", "")


def test_a_scan_is_redirected_if_the_journal_cannot_be_written(scanner: Scanner) -> None:
    journals = services(scanner.app).data_dir.journal_folder
    moved = journals.rename(journals.with_name("moved"))
    for _ in range(3):
        response = scanner.get(f"/q/{scanner.code}")
        assert response.headers["Location"] == f"{APP_STORE}?ct={scanner.code}&mt=8"
    moved.rename(journals)
    scanner.get(f"/q/{scanner.code}")
    assert len(scanner.entries()) == 1


def test_a_scan_is_redirected_if_the_salts_cannot_be_written(scanner: Scanner) -> None:
    (scanner.folder / "salts").touch()
    for _ in range(2):
        assert scanner.get("/q").headers["Location"] == f"{APP_STORE}?mt=8"
    first, second = scanner.entries()
    assert first.visitor_hash == second.visitor_hash != ""


latin = st.text(st.characters(max_codepoint=255), max_size=400)
headers = st.dictionaries(
    st.sampled_from(
        "HTTP_USER_AGENT HTTP_ACCEPT_LANGUAGE HTTP_X_REQUESTED_WITH HTTP_SEC_CH_UA_PLATFORM"
        " HTTP_SEC_CH_UA_MODEL HTTP_SEC_CH_UA_MOBILE HTTP_SEC_PURPOSE HTTP_X_MOZ HTTP_HOST"
        " HTTP_X_FORWARDED_FOR HTTP_X_FORWARDED_PROTO HTTP_X_FORWARDED_HOST HTTP_DNT"
        " HTTP_SEC_GPC REMOTE_ADDR".split()
    ),
    st.one_of(latin, st.sampled_from(sorted(visitors.USER_AGENTS.values()))),
)
paths = st.one_of(latin.map("/q/".__add__), latin.map("/Q/".__add__), st.sampled_from(["/q", "/Q"]))
queries = st.one_of(
    latin,
    st.sampled_from(["platform=ios", "platform=harmonyos", "store=play", "store=oppo"]),
    latin.map("store=https://".__add__),
)


ASKED_FOR_MODEL = {
    "HTTP_USER_AGENT": visitors.REDUCED_CHROME,
    "HTTP_SEC_CH_UA_PLATFORM": '"Android"',
    "HTTP_X_FORWARDED_PROTO": "https",
}


@pytest.fixture(scope="module", params=["0", "1", "2"])
def any_site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """A site with this number of trusted proxies."""
    environment = {
        "MICROSITE_ENVIRONMENT": "development",
        "MICROSITE_INSTANCE": str(tmp_path_factory.mktemp("instance")),
        "MICROSITE_TRUSTED_PROXIES": request.param,
    }
    with site(load_config(environment)) as app:
        yield app


@pytest.mark.slow
@hypothesis_settings(deadline=None, max_examples=150)
@given(path=paths, query=queries, extra=headers, method=st.sampled_from(["GET", "HEAD", "POST"]))
@example(path="/q/\x00", query="\x00", extra={}, method="GET")
@example(path="/q/\xff", query="\xff=\xfe", extra={"HTTP_USER_AGENT": "\xff" * 9000}, method="GET")
@example(path="/q", query="a&" * 9000, extra={"HTTP_ACCEPT_LANGUAGE": "," * 9000}, method="GET")
@example(path="/q", query="", extra={"HTTP_X_FORWARDED_FOR": "1," * 9000}, method="GET")
@example(path="/q/\xff", query="\x00\r\n\xff", extra=ASKED_FOR_MODEL, method="GET")
@example(path="/q//evil.example", query="//evil.example", extra=ASKED_FOR_MODEL, method="GET")
def test_any_request_writes_one_line_and_redirects_only_to_allowed_hosts(
    any_site: Flask, path: str, query: str, extra: dict[str, str], method: str
) -> None:
    config: Config = services(any_site).config
    scanner = Scanner(any_site, "", "")
    environ = EnvironBuilder(method=method).get_environ()
    environ |= {"PATH_INFO": path, "QUERY_STRING": query, **extra}
    before = len(scanner.entries())
    body, status, response_headers = run_wsgi_app(any_site.wsgi_app, environ)
    assert len(scanner.entries()) == before + 1
    if method == "POST":
        assert status == "405 Method Not Allowed"
        assert "Location" not in response_headers
        return
    assert status == "302 Found"
    assert b"".join(body) == b""
    target = urlsplit(response_headers["Location"])
    if target.scheme or target.netloc:
        assert target.scheme == "https"
        assert target.hostname in config.allowed_hosts
    else:
        assert target.path in ["/q", *(f"/{tag}/app" for tag in config.languages)]
        assert response_headers["Location"].isascii()
        assert response_headers["Location"].isprintable()


def test_plans_are_cached_and_the_cache_is_bounded(
    scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    detected: list[str] = []

    def recording_detect_visitor(headers: RequestHeaders, own_app: OwnApp) -> Visitor:
        detected.append(headers.user_agent)
        return detect_visitor(headers, own_app)

    monkeypatch.setattr(middleware, "detect_visitor", recording_detect_visitor)
    monkeypatch.setattr(middleware, "MAX_CACHED_PLANS", 10)
    for number in [*range(10), *range(10), *range(10, 15), *range(10, 15)]:
        scanner.get("/q", f"Mozilla/5.0 ({number})")
    assert detected == [f"Mozilla/5.0 ({number})" for number in range(15)]
    redirect: Any = scanner.app.wsgi_app
    assert len(redirect._plans) == 5
