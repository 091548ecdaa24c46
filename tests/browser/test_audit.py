"""The audit of the public pages reports what it should."""

import threading
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser
from werkzeug import Response
from werkzeug.serving import make_server

from microsite.web.security_headers import HSTS
from microsite.web.security_headers import SECURITY_HEADERS
from tests.browser.conftest import QuietRequestHandler
from tests.support.browser import visit_page
from tools.audit.__main__ import AuditedPage
from tools.audit.nu import NuMessages
from tools.audit.site import fetch

pytestmark = pytest.mark.browser

PAGE = '<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1></main>'
STORING_SCRIPT = (
    "<script>localStorage.seen = 1; sessionStorage.tab = 1; document.cookie = 'id=1'</script>"
)


@contextmanager
def served(html: str, status: int) -> Iterator[int]:
    """Serve this page at every path; yield the port."""
    headers = {**SECURITY_HEADERS, "Content-Type": "text/html; charset=utf-8"}
    response = Response(html, status, headers)
    response.headers["Strict-Transport-Security"] = HSTS
    if html != PAGE:
        del response.headers["Content-Security-Policy"]
    server = make_server("127.0.0.1", 0, response, request_handler=QuietRequestHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join()
    server.server_close()


Misses = Callable[..., list[str]]


@pytest.fixture
def misses(chromium: Browser) -> Misses:
    """Return a function that audits a page expected to answer 200 and returns the misses."""

    def audit(html: str, status: int = 200) -> list[str]:
        with served(html, status) as port:
            visit = visit_page(chromium, f"http://127.0.0.1:{port}/")
            return AuditedPage(200, fetch(port, "/"), visit, NuMessages([], []), ()).misses

    return audit


def test_a_correct_page_has_no_misses(misses: Misses) -> None:
    assert misses(PAGE) == []


def test_an_unexpected_status_is_a_miss(misses: Misses) -> None:
    assert misses(PAGE, 404) == ["status 404, expected 200"]


def test_cookies_and_storage_are_misses(misses: Misses) -> None:
    assert misses(PAGE + STORING_SCRIPT)[:3] == [
        "sets the cookie id",
        "stores seen in the browser",
        "stores tab in the browser",
    ]
