"""Scans in a real Chromium that hides the phone's model, over TLS, with real counts.

Stores are not reachable from a test: the address that the browser asks for is the result.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import closing
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import BrowserContext
from playwright.sync_api import Error as PlaywrightError

from microsite.scans.reports import ReportFilter
from microsite.scans.reports import build_report
from tests.browser.conftest import PHONE
from tests.conftest import find_program
from tests.support import visitors
from tests.support.browser import FLAGS
from tests.support.servers import Server
from tests.support.sites import Site
from tests.support.tls import Certificate
from tests.support.tls import create_certificate
from tests.support.tls import tls_proxy

pytestmark = [pytest.mark.browser, pytest.mark.processes]

PHONES = {
    "Pixel 8": ("Pixel 8", "google", "play", "play.google.com", "zh-CN"),
    "Galaxy S24": ("SM-S921B", "samsung", "samsung", "galaxystore.samsung.com", "zh-CN"),
    "Xiaomi 14": ("23127PN0CC", "xiaomi", "xiaomi", "app.mi.com", "zh-CN"),
    "vivo X100": ("V2324A", "vivo", "vivo", "h5.appstore.vivo.com.cn", "en-US"),
}
"""Model, brand, store and its host; and a language whose unknown phones get another store."""
UNKNOWN = {"zh-CN": ("myapp", "a.app.qq.com"), "en-US": ("play", "play.google.com")}
FLAGS_FOR_TLS = (*FLAGS, "--ignore-certificate-errors")
"""Playwright's own option for that fails now and then when Chromium repeats a request."""
ASKED = ("hint", "", "")
"""Class, brand and store of a request that was only asked for the model."""


@dataclass
class SecureSite:
    """A served site that is reached over TLS, and its unused codes."""

    site: Site
    port: int
    certificate: Certificate
    codes: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self.codes = iter(self.site.codes)

    def url(self, code: str) -> str:
        return f"https://127.0.0.1:{self.port}/q/{code}"

    def requests(self, code: str) -> Counter[tuple[str, ...]]:
        """Return the requests to a code by class, brand and store, as they were counted."""
        self.site.wait_until_counted()
        columns = ("placement", "class", "brand", "store")
        with self.site.engine.connect() as connection:
            rows = build_report(connection, columns, ZoneInfo("UTC"), ReportFilter())
        return Counter(
            {tuple(key): count for (placement, *key), count in rows if placement.startswith(code)}
        )


@pytest.fixture(scope="module", params=["TLS in gunicorn", "TLS in a proxy"])
def secure_site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SecureSite]:
    """A site that gunicorn, or a proxy in front of it, serves over TLS."""
    folder = tmp_path_factory.mktemp("secure")
    certificate = create_certificate(find_program("openssl"), folder)
    with ExitStack() as stack:
        if request.param == "TLS in gunicorn":
            site = Site(folder / "instance", placements=50)
            site.server = Server("wsgi:app", "gunicorn.conf.py", site.environment, certificate)
        else:
            site = Site(folder / "instance", placements=50, trusted_proxies="1")
        stack.callback(site.stop)
        site.server.start()
        port = site.server.port
        if request.param == "TLS in a proxy":
            port = stack.enter_context(tls_proxy(port, certificate))
        yield SecureSite(site, port, certificate)


class Phone:
    """A phone with Chrome, which sends `Android 10; K` and keeps its model for those who ask."""

    def __init__(self, context: BrowserContext, model: str, language: str) -> None:
        self._page = context.new_page()
        metadata = {
            "platform": "Android",
            "platformVersion": "14.0.0",
            "architecture": "",
            "model": model,
            "mobile": True,
            "brands": [{"brand": "Chromium", "version": "140"}],
        }
        emulation = {
            "userAgent": visitors.REDUCED_CHROME,
            "acceptLanguage": language,
            "userAgentMetadata": metadata,
        }
        context.new_cdp_session(self._page).send("Emulation.setUserAgentOverride", emulation)

    def scan(self, url: str) -> str:
        """Open the URL of a code; return the host of the store where the browser ends."""
        own = urlsplit(url).netloc
        with (
            self._page.expect_request(lambda sent: urlsplit(sent.url).netloc != own) as store,
            suppress(PlaywrightError),  # the store's host cannot be resolved
        ):
            self._page.goto(url)
        return str(urlsplit(store.value.url).hostname)


def find_chromium() -> str:
    return find_program("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[Browser]:
    """A Chromium that accepts the certificate of the test."""
    browser_type = chromium.browser_type
    with closing(browser_type.launch(executable_path=find_chromium(), args=FLAGS_FOR_TLS)) as own:
        yield own


StartPhone = Callable[..., Phone]


@pytest.fixture
def start_phone(browser: Browser) -> Iterator[StartPhone]:
    """A function that returns a phone with an empty profile: `start_phone("Pixel 8")`."""
    with ExitStack() as stack:

        def start(model: str, language: str = "en-US", browser: Browser = browser) -> Phone:
            context = browser.new_context(**PHONE)
            stack.callback(context.close)
            return Phone(context, model, language)

        yield start


@pytest.mark.parametrize(
    ("model", "brand", "store", "host", "language"), PHONES.values(), ids=PHONES.keys()
)
def test_a_phone_ends_at_the_store_of_its_maker_and_is_counted_once(
    secure_site: SecureSite,
    start_phone: StartPhone,
    model: str,
    brand: str,
    store: str,
    host: str,
    language: str,
) -> None:
    code = next(secure_site.codes)
    assert start_phone(model, language).scan(secure_site.url(code)) == host
    assert secure_site.requests(code) == {ASKED: 1, ("scan", brand, store): 1}


def test_the_next_scan_of_a_phone_takes_one_request(
    secure_site: SecureSite, start_phone: StartPhone
) -> None:
    phone = start_phone("SM-S921B")
    first, second = next(secure_site.codes), next(secure_site.codes)
    for code in (first, second, second):
        assert phone.scan(secure_site.url(code)) == "galaxystore.samsung.com"
    assert secure_site.requests(first) == {ASKED: 1, ("scan", "samsung", "samsung"): 1}
    assert secure_site.requests(second) == {
        ("scan", "samsung", "samsung"): 1,
        ("duplicate", "samsung", "samsung"): 1,
    }


@pytest.mark.parametrize(("language", "store"), UNKNOWN.items())
def test_a_phone_without_model_gets_the_store_of_its_language(
    secure_site: SecureSite, start_phone: StartPhone, language: str, store: tuple[str, str]
) -> None:
    key, host = store
    code = next(secure_site.codes)
    assert start_phone("", language).scan(secure_site.url(code)) == host
    assert secure_site.requests(code) == {ASKED: 1, ("scan", "", key): 1}


def test_a_browser_that_blocks_scripts_sends_no_hints_and_is_not_asked(
    secure_site: SecureSite, chromium: Browser, tmp_path: Path
) -> None:
    preferences = tmp_path / "Default" / "Preferences"
    preferences.parent.mkdir()
    blocked = {"profile": {"default_content_setting_values": {"javascript": 2}}}
    preferences.write_text(json.dumps(blocked))
    code = next(secure_site.codes)
    with closing(
        chromium.browser_type.launch_persistent_context(
            tmp_path, executable_path=find_chromium(), args=FLAGS_FOR_TLS, **PHONE
        )
    ) as context:
        assert Phone(context, "Pixel 8", "zh-CN").scan(secure_site.url(code)) == "a.app.qq.com"
    assert secure_site.requests(code) == {("scan", "", "myapp"): 1}


def test_a_browser_that_does_not_know_critical_ch_sends_the_model_when_it_follows(
    secure_site: SecureSite, chromium: Browser, start_phone: StartPhone
) -> None:
    flags = (*FLAGS_FOR_TLS, "--disable-features=CriticalClientHint")
    older = chromium.browser_type.launch(executable_path=find_chromium(), args=flags)
    with closing(older):
        code, other = next(secure_site.codes), next(secure_site.codes)
        phone = start_phone("23127PN0CC", browser=older)
        assert phone.scan(secure_site.url(code)) == "app.mi.com"
        assert phone.scan(secure_site.url(other)) == "app.mi.com"
    assert secure_site.requests(code) == {ASKED: 1, ("scan", "xiaomi", "xiaomi"): 1}
    assert secure_site.requests(other) == {("scan", "xiaomi", "xiaomi"): 1}


@pytest.mark.parametrize(("language", "store"), UNKNOWN.items())
def test_a_program_that_never_sends_the_model_follows_one_redirect_more(
    secure_site: SecureSite, language: str, store: tuple[str, str]
) -> None:
    key, host = store
    code = next(secure_site.codes)
    headers = {
        "User-Agent": visitors.REDUCED_CHROME,
        "Sec-CH-UA-Platform": '"Android"',
        "Accept-Language": language,
    }
    locations = [f"/q/{code}"]
    context = secure_site.certificate.client_context()
    while locations[-1].startswith("/"):
        with closing(HTTPSConnection("127.0.0.1", secure_site.port, context=context)) as connection:
            connection.request("GET", locations[-1], headers=headers)
            response = connection.getresponse()
            response.read()
        locations.append(response.headers["Location"])
        assert len(locations) < 10
    assert locations[1] == f"/q/{code}?hint=asked"
    assert [urlsplit(location).hostname for location in locations[2:]] == [host]
    assert secure_site.requests(code) == {ASKED: 1, ("scan", "", key): 1}


def test_the_report_explains_the_class_and_adds_it_up(
    secure_site: SecureSite, start_phone: StartPhone
) -> None:
    start_phone("Pixel 8").scan(secure_site.url(next(secure_site.codes)))
    secure_site.site.wait_until_counted()
    report = subprocess.run(
        [sys.executable, "-m", "microsite", "scans"],
        env=secure_site.site.environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines = {line.split()[0]: line.split(maxsplit=2)[1:] for line in report.splitlines()[1:]}
    assert lines["hint"][1] == "asked for the phone's model; its repetition is the scan"
    counts = {name: int(text[0].replace(",", "")) for name, text in lines.items()}
    assert counts["all"] == sum(counts.values()) - counts["all"]
    assert 1 <= counts["hint"] <= counts["scan"]
