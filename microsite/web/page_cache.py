"""Pages that are the same for everybody, kept in memory as they go over the wire.

A view marked `headers.public` is asked once; then its page is answered before Flask is entered,
compressed, with an ETag, until what is published changes or the page has grown old. What is kept
is bounded in bytes: the pages that were asked for longest ago go first.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING
from typing import Any

from werkzeug.http import parse_etags

from microsite.web.compression import SMALLEST
from microsite.web.compression import Encoding
from microsite.web.compression import chosen_encoding
from microsite.web.compression import compressed
from microsite.web.security_headers import PUBLIC

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse
    from _typeshed.wsgi import WSGIApplication

MOST_BYTES = 24 * 1024 * 1024
"""For all pages of a process: some 1,200 pages of news."""
MOST_SECONDS = 300
"""After which a page is made anew, whatever it is about."""
LEAST_PAGES = 8
"""So many of the largest that is kept have room: one page does not push out all the others."""
LONGEST_ADDRESS = 300
"""Characters of host, path and query together; longer ones are nobody's links."""

Headers = list[tuple[str, str]]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One page: what it was published under, when it was made, and its body in each encoding."""

    version: str
    made: float
    tag: str
    headers: Headers
    bodies: dict[Encoding, bytes]

    @property
    def size(self) -> int:
        """Bytes, near enough."""
        return 2000 + sum(map(len, self.bodies.values()))

    def is_good(self, version: str, now: float) -> bool:
        """Tell whether the page may still be shown."""
        return self.version == version and now - self.made < MOST_SECONDS


class PageCache:
    """The WSGI middleware around the site.

    version: tells what is published at this moment; a page made under another one is made anew.
    by_host: addresses on the pages follow the Host header, so each host has pages of its own.
    """

    def __init__(
        self, site: "WSGIApplication", version: Callable[[], str], *, by_host: bool
    ) -> None:
        self._site = site
        self._version = version
        self._by_host = by_host
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._site(environ, start_response)
        key, version = self._key(environ), self._version()
        page = self._pages.get(key)
        if page is None or not page.is_good(version, time.monotonic()):
            started: list[Any] = []

            def start(*status_and_headers: Any) -> Callable[[bytes], object]:
                started[:] = status_and_headers
                return lambda _: None  # Flask gives bodies as iterables alone (PEP 3333)

            answer = self._site(environ, start)
            if PUBLIC not in environ or not started[0].startswith("200 "):
                start_response(*started)
                return answer
            if close := getattr(answer, "close", None):
                close()
            page = _made(version, started[1], environ, is_kept=_is_worth_it(key, environ[PUBLIC]))
        if _is_worth_it(key, page.bodies[""]):
            self._keep(key, page)
        return _answer(page, environ, start_response)

    def _key(self, environ: dict[str, Any]) -> Key:
        host = environ.get("HTTP_HOST", "") if self._by_host else ""
        query = environ.get("QUERY_STRING", "")
        return (environ["wsgi.url_scheme"], host, environ.get("PATH_INFO", ""), query)

    def _keep(self, key: Key, page: KeptPage) -> None:
        with self._lock:
            before = self._pages.get(key)
            self._pages[key] = page
            self._pages.move_to_end(key)
            if page is before:
                return
            self._bytes += page.size - (before.size if before else 0)
            while self._bytes > MOST_BYTES:
                _, gone = self._pages.popitem(last=False)
                self._bytes -= gone.size


def _is_worth_it(key: Key, body: bytes) -> bool:
    return sum(map(len, key)) <= LONGEST_ADDRESS and len(body) <= MOST_BYTES // LEAST_PAGES


def _made(version: str, headers: Headers, environ: dict[str, Any], *, is_kept: bool) -> KeptPage:
    """Make a page ready for the wire; its encodings share a weak ETag (RFC 9110, 8.8.1)."""
    body: bytes = environ[PUBLIC]
    asked = chosen_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    bodies: dict[Encoding, bytes] = {"": body}
    if len(body) >= SMALLEST:
        encodings: tuple[Encoding, ...] = ("br", "gzip") if is_kept else (asked,)
        bodies |= {encoding: compressed(body, encoding) for encoding in encodings}
    tag = sha256(body).hexdigest()[:20]
    others = [(name, value) for name, value in headers if name.lower() != "content-length"]
    told = [*others, ("ETag", f'W/"{tag}"'), ("Vary", "Accept-Encoding")]
    return KeptPage(version, time.monotonic(), tag, told, bodies)


def _answer(
    page: KeptPage, environ: dict[str, Any], start_response: "StartResponse"
) -> Iterable[bytes]:
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and parse_etags(asked[:LONGEST_ADDRESS]).contains_weak(page.tag):
        described = [pair for pair in page.headers if pair[0].lower() != "content-type"]
        start_response("304 Not Modified", described)
        return []
    encoding = chosen_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    body = page.bodies.get(encoding, page.bodies[""])
    coded = [("Content-Encoding", encoding)] if encoding in page.bodies and encoding else []
    start_response("200 OK", [*page.headers, *coded, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
