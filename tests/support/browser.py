"""A first visit to a page in Chromium: axe violations, bytes, other hosts, cookies and storage."""

from collections.abc import Iterator
from contextlib import closing
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from playwright.sync_api import sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
"""Only this machine resolves; a request to another host fails but is still seen."""
WIDTHS = (320, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@dataclass
class PageVisit:
    """The result of a first visit; `bytes_received` counts headers, as sent over the wire."""

    violations: list[str] = field(default_factory=list)
    bytes_received: int = 0
    other_hosts: set[str] = field(default_factory=set)
    cookies: list[str] = field(default_factory=list)
    stored_keys: list[str] = field(default_factory=list)


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """Run a browser with an empty profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def visit_page(browser: Browser, address: str) -> PageVisit:
    """Open a page with an empty cache and run axe in every width and colour scheme."""
    visit = PageVisit()
    host = urlsplit(address).netloc

    def record_host(event: dict[str, Any]) -> None:
        parts = urlsplit(event["request"]["url"])
        if parts.scheme != "data" and parts.netloc != host:
            visit.other_hosts.add(parts.netloc)

    def add_bytes(event: dict[str, Any]) -> None:
        visit.bytes_received += event["encodedDataLength"]

    with closing(browser.new_context()) as context:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.on("Network.requestWillBeSent", record_host)
        network.on("Network.loadingFinished", add_bytes)
        network.send("Network.enable")
        page.goto(address, wait_until="networkidle")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                violations = Axe().run(page).response["violations"]
                visit.violations += [f"{each['id']} ({width} px, {scheme})" for each in violations]
        visit.cookies = [cookie["name"] for cookie in context.cookies() if "name" in cookie]
        visit.stored_keys = page.evaluate(
            "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
        )
    return visit
