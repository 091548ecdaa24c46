"""A real Chromium and the site on a free local port.

No request leaves the machine: the browser resolves no other host.
"""

import shutil
import threading
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import BrowserContext
from playwright.sync_api import ConsoleMessage
from playwright.sync_api import Page
from playwright.sync_api import Request
from playwright.sync_api import sync_playwright
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler
from werkzeug.serving import make_server

from microsite.campaigns import service
from microsite.config.loader import load_config
from microsite.db.engine import connect_database
from microsite.scans.data_dir import DataDir
from tests.conftest import SECRET
from tests.conftest import find_program
from tests.conftest import site
from tests.support.browser import FLAGS

PRINTED_HOST = "app.psbc.example"
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}


@dataclass(frozen=True)
class Site:
    """The served site and a printed code of an active campaign."""

    address: str
    code: str


class QuietRequestHandler(WSGIRequestHandler):
    """A request handler that logs nothing."""

    def log(self, *_: object) -> None:
        pass


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = find_program("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("browser")
    shutil.copyfile(migrated_sqlite, folder / "microsite.sqlite")
    config = load_config(
        {
            "MICROSITE_SECRET": SECRET,
            "MICROSITE_INSTANCE": str(folder),
            "MICROSITE_HOST": PRINTED_HOST,
            "MICROSITE_ROUTING__IN_APP__FACEBOOK__ANDROID": "guide",
        }
    )
    engine = connect_database(config.database)
    with Session(engine) as session, session.begin():
        campaign = service.create_campaign(session, "spring", "Spring")
        [code] = service.add_placements(session, campaign, ["Branch"])
    DataDir(folder).code_index_writer(engine).refresh()
    engine.dispose()
    with site(config) as app:
        server = make_server(
            "127.0.0.1", 0, app, threaded=True, request_handler=QuietRequestHandler
        )
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Site(f"http://127.0.0.1:{server.port}", code)
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Visit:
    """A page in a browser with an empty profile.

    external_navigations: addresses outside the site that the page navigated to.
    requests: paths requested from the site.
    problems: console errors and warnings, which include violations of the content security policy,
        and anything loaded from another host.
    """

    page: Page
    site: Site
    external_navigations: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._record_message)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", self._record_request)

    def open(self, path: str) -> Page:
        """Open a page; a status of 404 is not recorded as a problem."""
        response = self.page.goto(self.site.address + path)
        assert response is not None
        if response.status == 404:
            self.problems = [text for text in self.problems if "404 (NOT FOUND)" not in text]
        return self.page

    def _record_message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(message.text)

    def _record_request(self, request: Request) -> None:
        if request.url.startswith(self.site.address + "/"):
            self.requests.append(request.url.removeprefix(self.site.address))
        elif urlsplit(request.url).scheme not in ("data", "chrome-error"):
            if request.is_navigation_request():
                self.external_navigations.append(request.url)
            else:
                self.problems.append(f"loads {request.url}")


Visitor = Callable[..., Visit]


@pytest.fixture
def visitor(chromium: Browser, served: Site) -> Iterator[Visitor]:
    """Return a function that starts a visit: `visitor(user_agent, **context_options)`.

    Afterwards, fail if a visit had a problem or left a cookie.
    """
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def start_visit(user_agent: str, **options: Any) -> Visit:
        context = chromium.new_context(user_agent=user_agent, **options)
        contexts.append(context)
        visits.append(Visit(context.new_page(), served))
        return visits[-1]

    yield start_visit
    cookies = []
    for context in contexts:
        with closing(context):
            cookies += context.cookies()
    assert [visit.problems for visit in visits if visit.problems] == []
    assert cookies == []
