"""A first view of a page in Chromium: faults by axe, bytes, other hosts, what is left behind."""

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
"""No host but this machine's own is known; a request to another shows all the same."""
WIDTHS = (320, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@dataclass
class View:
    """What a first view of a page came to; `bytes_sent` with headers, as it came over the wire."""

    violations: list[str] = field(default_factory=list)
    bytes_sent: int = 0
    other_hosts: set[str] = field(default_factory=set)
    cookies: list[str] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """Have a browser with an empty profile of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def view(browser: Browser, address: str) -> View:
    """Open a page with nothing in the cache and look at it in every width and colour scheme."""
    found = View()
    host = urlsplit(address).netloc

    def follow(request: dict[str, Any]) -> None:
        parts = urlsplit(request["request"]["url"])
        if parts.scheme != "data" and parts.netloc != host:
            found.other_hosts.add(parts.netloc)

    def weigh(loaded: dict[str, Any]) -> None:
        found.bytes_sent += loaded["encodedDataLength"]

    with closing(browser.new_context()) as context:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.on("Network.requestWillBeSent", follow)
        network.on("Network.loadingFinished", weigh)
        network.send("Network.enable")
        page.goto(address, wait_until="networkidle")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                violations = Axe().run(page).response["violations"]
                found.violations += [f"{each['id']} ({width} px, {scheme})" for each in violations]
        found.cookies = [cookie["name"] for cookie in context.cookies()]
        found.stored = page.evaluate(
            "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
        )
    return found
