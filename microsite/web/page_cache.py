"""WSGI middleware that caches pages which are the same for every visitor, in memory.

The response of a view with `@cache_publicly` is cached compressed and with an ETag, and sent before
Flask is entered, until the published content changes or the page is too old. The size of the cache
is limited; the least recently used pages are removed first.
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

from microsite.web.cache_headers import PUBLIC_BODY_KEY
from microsite.web.compression import MIN_COMPRESSIBLE_BYTES
from microsite.web.compression import Encoding
from microsite.web.compression import compress
from microsite.web.compression import negotiate_encoding

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse
    from _typeshed.wsgi import WSGIApplication

MAX_CACHE_BYTES = 24 * 1024 * 1024
"""Size of the cache of one process: about 1,200 pages of news."""
MAX_AGE_SECONDS = 300
"""A cached page is not used longer than this, even if the content has not changed."""
MIN_CACHED_PAGES = 8
"""The cache holds at least this many of the largest pages it accepts."""
MAX_URL_LENGTH = 300
"""Characters of scheme, host, path and query together. Pages with longer URLs are not cached."""
MAX_IF_NONE_MATCH_LENGTH = 300

HeaderList = list[tuple[str, str]]
CacheKey = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A response, with its body in each encoding and the content version it was built from.

    created_at: time.monotonic() in seconds.
    """

    version: str
    created_at: float
    etag: str
    headers: HeaderList
    bodies: dict[Encoding, bytes]

    @property
    def size(self) -> int:
        """Approximate size in bytes."""
        return 2000 + sum(map(len, self.bodies.values()))

    def is_fresh(self, version: str, now: float) -> bool:
        """Return True if the response may still be sent."""
        return self.version == version and now - self.created_at < MAX_AGE_SECONDS


class PageCache:
    """The middleware.

    version: returns the version of the published content; a page of another version is stale.
    by_host: URLs on the pages follow the Host header, so pages are cached for each host.
    """

    def __init__(
        self, site: "WSGIApplication", version: Callable[[], str], *, by_host: bool
    ) -> None:
        self._site = site
        self._version = version
        self._by_host = by_host
        self._pages: OrderedDict[CacheKey, CachedResponse] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._site(environ, start_response)
        key, version = self._key(environ), self._version()
        page = self._pages.get(key)
        if page is None or not page.is_fresh(version, time.monotonic()):
            start_args: list[Any] = []

            def capture(*args: Any) -> Callable[[bytes], object]:
                start_args[:] = args
                return lambda _: None  # Flask returns bodies as iterables only (PEP 3333)

            body = self._site(environ, capture)
            if PUBLIC_BODY_KEY not in environ or not start_args[0].startswith("200 "):
                start_response(*start_args)
                return body
            if close := getattr(body, "close", None):
                close()
            is_cacheable = _is_cacheable(key, environ[PUBLIC_BODY_KEY])
            page = _build_response(version, start_args[1], environ, is_cacheable=is_cacheable)
        if _is_cacheable(key, page.bodies[""]):
            self._store(key, page)
        return _send(page, environ, start_response)

    def _key(self, environ: dict[str, Any]) -> CacheKey:
        host = environ.get("HTTP_HOST", "") if self._by_host else ""
        query = environ.get("QUERY_STRING", "")
        return (environ["wsgi.url_scheme"], host, environ.get("PATH_INFO", ""), query)

    def _store(self, key: CacheKey, page: CachedResponse) -> None:
        with self._lock:
            previous = self._pages.get(key)
            self._pages[key] = page
            self._pages.move_to_end(key)
            if page is previous:
                return
            self._bytes += page.size - (previous.size if previous else 0)
            while self._bytes > MAX_CACHE_BYTES:
                _, removed = self._pages.popitem(last=False)
                self._bytes -= removed.size


def _is_cacheable(key: CacheKey, body: bytes) -> bool:
    return sum(map(len, key)) <= MAX_URL_LENGTH and len(body) <= MAX_CACHE_BYTES // MIN_CACHED_PAGES


def _build_response(
    version: str, headers: HeaderList, environ: dict[str, Any], *, is_cacheable: bool
) -> CachedResponse:
    """Build the response to cache. Its encodings share a weak ETag (RFC 9110, 8.8.1)."""
    body: bytes = environ[PUBLIC_BODY_KEY]
    requested = negotiate_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    bodies: dict[Encoding, bytes] = {"": body}
    if len(body) >= MIN_COMPRESSIBLE_BYTES:
        encodings: tuple[Encoding, ...] = ("br", "gzip") if is_cacheable else (requested,)
        bodies |= {encoding: compress(body, encoding) for encoding in encodings}
    etag = sha256(body).hexdigest()[:20]
    others = [(name, value) for name, value in headers if name.lower() != "content-length"]
    all_headers = [*others, ("ETag", f'W/"{etag}"'), ("Vary", "Accept-Encoding")]
    return CachedResponse(version, time.monotonic(), etag, all_headers, bodies)


def _send(
    page: CachedResponse, environ: dict[str, Any], start_response: "StartResponse"
) -> Iterable[bytes]:
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and parse_etags(known[:MAX_IF_NONE_MATCH_LENGTH]).contains_weak(page.etag):
        headers = [pair for pair in page.headers if pair[0].lower() != "content-type"]
        start_response("304 Not Modified", headers)
        return []
    encoding = negotiate_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    body = page.bodies.get(encoding, page.bodies[""])
    encoding_header = (
        [("Content-Encoding", encoding)] if encoding in page.bodies and encoding else []
    )
    start_response("200 OK", [*page.headers, *encoding_header, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
