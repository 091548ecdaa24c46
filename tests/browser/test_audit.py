"""That the audit of the public pages can say no."""

import threading
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser
from werkzeug import Response
from werkzeug.serving import make_server

from microsite.web.security_headers import SECURITY
from microsite.web.security_headers import TRANSPORT_SECURITY
from tests.browser.conftest import Quiet
from tests.support.browser import view
from tools.audit.__main__ import Audited
from tools.audit.nu import Findings
from tools.audit.site import ask

pytestmark = pytest.mark.browser

PAGE = '<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1></main>'
STORES = "<script>localStorage.seen = 1; sessionStorage.tab = 1; document.cookie = 'id=1'</script>"


@contextmanager
def served(html: str, status: int) -> Iterator[int]:
    """Have every page of a site be this one; gives the port."""
    answer = Response(html, status, {**SECURITY, "Content-Type": "text/html; charset=utf-8"})
    answer.headers["Strict-Transport-Security"] = TRANSPORT_SECURITY
    if html != PAGE:
        del answer.headers["Content-Security-Policy"]
    server = make_server("127.0.0.1", 0, answer, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join()
    server.server_close()


Misses = Callable[..., list[str]]


@pytest.fixture
def misses(chromium: Browser) -> Misses:
    """What the audit has against a page that should answer 200."""

    def found(html: str, status: int = 200) -> list[str]:
        with served(html, status) as port:
            seen = view(chromium, f"http://127.0.0.1:{port}/")
            return Audited(200, ask(port, "/"), seen, Findings([], []), ()).misses

    return found


def test_a_page_that_is_as_it_should_be_misses_nothing(misses: Misses) -> None:
    assert misses(PAGE) == []


def test_a_page_with_another_status_than_expected_is_a_miss(misses: Misses) -> None:
    assert misses(PAGE, 404) == ["status 404, not 200"]


def test_what_a_page_leaves_in_the_browser_is_a_miss(misses: Misses) -> None:
    assert misses(PAGE + STORES)[:3] == [
        "sets the cookie id",
        "stores seen in the browser",
        "stores tab in the browser",
    ]
