"""A real Chromium, the site on a port of this machine, and people who visit the one with the other.

Nothing of this leaves the machine: every other host is unknown to the browser.
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

from microsite.config.loader import load_config
from microsite.db.engine import connect_database
from microsite.campaigns import service
from microsite.scans.data_dir import DataDir
from tests.conftest import SECRET
from tests.conftest import program
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
    """The served site, and a printed code whose campaign goes on."""

    address: str
    code: str


class Quiet(WSGIRequestHandler):
    """Writes no line a request."""

    def log(self, *_: object) -> None:
        pass


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = program("chromium", "chromium-browser", "google-chrome")
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
    DataDir(folder).directory_writer(engine).refresh()
    engine.dispose()
    with site(config) as app:
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Site(f"http://127.0.0.1:{server.port}", code)
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Visit:
    """A person on the site: one page in a browser with nothing in it yet.

    left_for: the addresses outside the site that the person went on to.
    troubles: what no page of ours may do: an error on the console (which is where Chromium tells
        of a breach of the content security policy, too), anything loaded from elsewhere.
    """

    page: Page
    site: Site
    left_for: list[str] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", self._follow)

    def open(self, path: str) -> Page:
        """Open a page; one that is not there is no trouble."""
        answer = self.page.goto(self.site.address + path)
        assert answer is not None
        if answer.status == 404:
            self.troubles = [text for text in self.troubles if "404 (NOT FOUND)" not in text]
        return self.page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(message.text)

    def _follow(self, request: Request) -> None:
        if request.url.startswith(self.site.address + "/"):
            self.asked_for.append(request.url.removeprefix(self.site.address))
        elif urlsplit(request.url).scheme not in ("data", "chrome-error"):
            if request.is_navigation_request():
                self.left_for.append(request.url)
            else:
                self.troubles.append(f"loads {request.url}")


Visitor = Callable[..., Visit]


@pytest.fixture
def visitor(chromium: Browser, served: Site) -> Iterator[Visitor]:
    """Let somebody in: `visitor(user_agent, **options of the context)`. No visit may leave trouble
    or a cookie behind."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def let_in(user_agent: str, **options: Any) -> Visit:
        context = chromium.new_context(user_agent=user_agent, **options)
        contexts.append(context)
        visits.append(Visit(context.new_page(), served))
        return visits[-1]

    yield let_in
    cookies = []
    for context in contexts:
        with closing(context):
            cookies += context.cookies()
    assert [visit.troubles for visit in visits if visit.troubles] == []
    assert cookies == []
