"""Start the site as in production, audit its pages and print one table.

Exit with 1 if a page misses a target; every miss is listed below the table.
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
from tests.support.browser import PageVisit
from tests.support.browser import chromium
from tests.support.browser import visit_page
from tools.audit import lighthouse
from tools.audit import nu
from tools.audit.lighthouse import Scores
from tools.audit.nu import NuMessages
from tools.audit.site import Response
from tools.audit.site import demo_site
from tools.audit.site import fetch

MIN_PERFORMANCE = 98
MIN_OBSERVATORY_SCORE = 100
MAX_PAGE_BYTES = 60_000
"""Bytes over the wire, headers included."""
LIGHTHOUSE_PATHS = (
    "/en/",
    "/en/news/",
    "/en/news/fintech-cooperation",
    "/en/contact",
    "/en/app",
)
PAGES = {
    **dict.fromkeys(LIGHTHOUSE_PATHS, 200),
    "/en/news/search?q=app": 200,
    "/en/app/{code}": 200,
    "/en/contact/sent/22222222": 200,
    "/en/verify": 200,
    "/en/verify?code={code}": 200,
    "/en/privacy": 200,
    "/en/accessibility": 200,
    "/en/nothing": 404,
}
"""Paths to audit, with the expected status."""
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
_CATEGORIES = "  P   A   B   S"
COLUMNS = {
    "page": 34,
    "status": 7,
    f"phone{_CATEGORIES}": 22,
    f"desktop{_CATEGORIES}": 24,
    "axe": 5,
    "Nu": 6,
    "bytes": 7,
    "hosts": 7,
    "cookies": 9,
    "Observatory": 13,
}
"""Column titles with their widths."""
LEGEND = """\
phone, desktop: Lighthouse scores for performance, accessibility, best practices, SEO
axe: violations; Nu: errors+warnings; hosts: other hosts requested; bytes: first visit
"""


class AuditedPage(NamedTuple):
    """The results for one page; `lighthouse` is empty or has the scores for phone and desktop."""

    expected_status: int
    response: Response
    visit: PageVisit
    markup: NuMessages
    lighthouse: tuple[Scores, ...]

    @property
    def observatory_score(self) -> int:
        """The HTTP Observatory's score."""
        return observatory.score(self.response.headers, self.response.text)

    @property
    def misses(self) -> list[str]:
        """A sentence for each target that the page misses."""
        visit = self.visit
        misses = [f"axe: {violation}" for violation in visit.violations]
        if self.response.status != self.expected_status:
            misses.append(f"status {self.response.status}, expected {self.expected_status}")
        misses += [f"Nu: {message}" for message in (*self.markup.errors, *self.markup.warnings)]
        misses += [f"requests {host}" for host in sorted(visit.other_hosts)]
        misses += [f"sets the cookie {name}" for name in visit.cookies]
        misses += [f"stores {name} in the browser" for name in visit.stored_keys]
        if visit.bytes_received > MAX_PAGE_BYTES:
            misses.append(f"{visit.bytes_received} bytes, more than {MAX_PAGE_BYTES}")
        if self.observatory_score < MIN_OBSERVATORY_SCORE:
            rules = observatory.modifiers(self.response.headers, self.response.text)
            misses.append(f"Observatory {self.observatory_score}: {rules}")
        minimum = (MIN_PERFORMANCE, 100, 100, 100)
        for device, scores in zip(("phone", "desktop"), self.lighthouse, strict=False):
            pairs = zip(scores.by_category, minimum, strict=True)
            if any(score < least for score, least in pairs):
                misses.append(f"Lighthouse, {device}: {scores}; {', '.join(scores.failed_audits)}")
        return misses

    def row(self, path: str) -> str:
        """Return the page's row of the table."""
        phone, desktop = map(str, self.lighthouse or ("", ""))
        visit = self.visit
        return format_row(
            path,
            self.response.status,
            phone,
            desktop,
            len(visit.violations),
            f"{len(self.markup.errors)}+{len(self.markup.warnings)}",
            visit.bytes_received,
            len(visit.other_hosts),
            len(visit.cookies),
            self.observatory_score,
        )


def format_row(*cells: object) -> str:
    """Return the cells padded to the widths of the columns."""
    (first, width), *others = zip(map(str, cells), COLUMNS.values(), strict=True)
    return first.ljust(width) + "".join(cell.rjust(width) for cell, width in others)


def audit_pages(
    browser: Browser, port: int, paths: dict[str, int], lighthouse_paths: set[str]
) -> dict[str, AuditedPage]:
    """Audit the paths, each with its expected status; run Lighthouse on some of them only."""
    site = f"http://127.0.0.1:{port}"
    responses = {path: fetch(port, path) for path in paths}
    with tempfile.TemporaryDirectory() as folder:
        markup = nu.check({path: responses[path].text for path in paths}, Path(folder))
    program = _find_chromium()
    pages = {}
    for path, status in tqdm(paths.items(), disable=not sys.stderr.isatty()):
        visit = visit_page(browser, site + path)
        scores = tuple(
            lighthouse.run(site + path, program, FLAGS, desktop=desktop)
            for desktop in (False, True)
            if path in lighthouse_paths
        )
        pages[path] = AuditedPage(status, responses[path], visit, markup[path], scores)
    return pages


def main() -> int:
    """Audit the pages and print the table; return the exit code."""
    parser = argparse.ArgumentParser(description="Audit the public pages.")
    parser.add_argument(
        "--all-languages", action="store_true", help="audit every language, not only English"
    )
    parser.add_argument("--without-lighthouse", action="store_true", help="skip Lighthouse")
    options = parser.parse_args()
    tags = LANGUAGES if options.all_languages else LANGUAGES[:1]
    with demo_site() as (port, code), chromium(_find_chromium()) as browser:
        paths = {
            path.format(code=code).replace("/en/", f"/{tag}/", 1): status
            for tag in tags
            for path, status in PAGES.items()
        }
        rated = {path.replace("/en/", f"/{tag}/", 1) for tag in tags for path in LIGHTHOUSE_PATHS}
        pages = audit_pages(browser, port, paths, set() if options.without_lighthouse else rated)
    print(format_row(*COLUMNS))
    for path, page in pages.items():
        print(page.row(path))
    misses = [f"{path}: {miss}" for path, page in pages.items() for miss in page.misses]
    print("", LEGEND, *misses, f"{len(misses)} targets missed", sep="\n")
    return 1 if misses else 0


def _find_chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise SystemExit("Chromium is not installed. Run `tools/system-programs chromium`.")


if __name__ == "__main__":
    sys.exit(main())
