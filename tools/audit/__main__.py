"""Start the site as it is run, put its pages before the auditors, print one table.

Exit code 1 where a target is missed; each miss is named under the table.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser
from tqdm import tqdm

from tests.support import observatory
from tests.support.browser import FLAGS
from tests.support.browser import View
from tests.support.browser import chromium
from tests.support.browser import view
from tools.audit import lighthouse
from tools.audit import nu
from tools.audit.lighthouse import Scores
from tools.audit.nu import Findings
from tools.audit.site import Answer
from tools.audit.site import ask
from tools.audit.site import demo_site

LEAST_PERFORMANCE = 98
LEAST_OBSERVATORY = 100
LARGEST_VIEW = 60_000
"""Bytes over the wire, headers included."""
WEIGHED = ("/en/", "/en/news/", "/en/news/fintech-cooperation", "/en/contact", "/en/app")
"""The pages that Lighthouse rates."""
PAGES = {
    **dict.fromkeys(WEIGHED, 200),
    "/en/news/search?q=app": 200,
    "/en/app/{code}": 200,
    "/en/contact/sent/22222222": 200,
    "/en/verify": 200,
    "/en/verify?code={code}": 200,
    "/en/privacy": 200,
    "/en/accessibility": 200,
    "/en/nothing": 404,
}
"""What the auditors look at, and the status that it should have."""
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
RATINGS = "  P   A   B   S"
COLUMNS = {
    "": 34,
    "status": 6,
    f"phone{RATINGS}": 22,
    f"desktop{RATINGS}": 24,
    "axe": 5,
    "Nu": 6,
    "bytes": 7,
    "hosts": 7,
    "cookies": 9,
    "Observatory": 13,
}
"""Widths by heading. Lighthouse: performance, accessibility, best practices, SEO."""


class Audited(NamedTuple):
    """What the auditors found of a page; Lighthouse rates a few only: phone, then desktop."""

    status: int
    """That it should have."""
    answer: Answer
    view: View
    markup: Findings
    rated: tuple[Scores, ...]

    @property
    def observatory(self) -> int:
        """The Observatory's score."""
        return observatory.score(self.answer.headers, self.answer.text)

    @property
    def misses(self) -> list[str]:
        """Each target that the page misses, as a sentence."""
        found = [f"axe: {violation}" for violation in self.view.violations]
        if self.answer.status != self.status:
            found.append(f"status {self.answer.status}, not {self.status}")
        found += [f"Nu: {sentence}" for sentence in (*self.markup.errors, *self.markup.warnings)]
        found += [f"asks {host}" for host in sorted(self.view.other_hosts)]
        found += [f"sets the cookie {name}" for name in self.view.cookies]
        found += [f"stores {name} in the browser" for name in self.view.stored]
        if self.view.bytes_sent > LARGEST_VIEW:
            found.append(f"{self.view.bytes_sent} bytes, more than {LARGEST_VIEW}")
        if self.observatory < LEAST_OBSERVATORY:
            rules = observatory.modifiers(self.answer.headers, self.answer.text)
            found.append(f"Observatory {self.observatory}: {rules}")
        for device, scores in zip(("phone", "desktop"), self.rated, strict=False):
            least = (LEAST_PERFORMANCE, 100, 100, 100)
            if any(score < wanted for score, wanted in zip(scores.by_category, least, strict=True)):
                found.append(f"Lighthouse, {device}: {scores}; {', '.join(scores.costly)}")
        return found

    def row(self, path: str) -> str:
        """The page's line in the table."""
        phone, desktop = (f"{scores}" for scores in self.rated or ("", ""))
        markup = f"{len(self.markup.errors)}+{len(self.markup.warnings)}"
        seen = self.view
        counts = (len(seen.other_hosts), len(seen.cookies), self.observatory)
        faults = (len(seen.violations), markup)
        return line(path, self.answer.status, phone, desktop, *faults, seen.bytes_sent, *counts)


def line(*cells: object) -> str:
    """Put cells under one another."""
    (first, width), *others = zip(map(str, cells), COLUMNS.values(), strict=True)
    return first.ljust(width) + "".join(cell.rjust(width) for cell, width in others)


def audit(
    browser: Browser, port: int, paths: dict[str, int], rated: set[str]
) -> dict[str, Audited]:
    """Put pages, each with the status that it should have, before all auditors."""
    site = f"http://127.0.0.1:{port}"
    answers = {path: ask(port, path) for path in paths}
    with tempfile.TemporaryDirectory() as folder:
        markup = nu.check({path: answers[path].text for path in paths}, Path(folder))
    program = _chromium()
    found = {}
    for path, status in tqdm(paths.items(), disable=not sys.stderr.isatty()):
        seen = view(browser, site + path)
        scores = tuple(
            lighthouse.scores(site + path, program, FLAGS, desktop=desktop)
            for desktop in (False, True)
            if path in rated
        )
        found[path] = Audited(status, answers[path], seen, markup[path], scores)
    return found


def main() -> int:
    """Audit the pages in one language or in all."""
    parser = argparse.ArgumentParser(description="Put the public pages before the auditors.")
    parser.add_argument("--all-languages", action="store_true")
    parser.add_argument("--without-lighthouse", action="store_true")
    options = parser.parse_args()
    tags = LANGUAGES if options.all_languages else LANGUAGES[:1]
    with demo_site() as (port, code), chromium(_chromium()) as browser:
        paths = {
            path.format(code=code).replace("/en/", f"/{tag}/", 1): status
            for tag in tags
            for path, status in PAGES.items()
        }
        weighed = {path.replace("/en/", f"/{tag}/", 1) for tag in tags for path in WEIGHED}
        rated = set() if options.without_lighthouse else weighed
        pages = audit(browser, port, paths, rated)
    print(line(*COLUMNS))
    for path, audited in pages.items():
        print(audited.row(path))
    misses = [f"{path}: {miss}" for path, audited in pages.items() for miss in audited.misses]
    print("", *misses, f"{len(misses)} targets missed.", sep="\n")
    return 1 if misses else 0


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise SystemExit("There is no Chromium; tests/system-programs chromium says how to have it.")


if __name__ == "__main__":
    sys.exit(main())
