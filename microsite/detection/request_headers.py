"""The request headers that identify a device, truncated before anything parses them.

A hostile header must cost nothing, so truncation comes first: nothing in `microsite.detection`
reads a longer string than these limits allow.
"""

from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

MAX_USER_AGENT_CHARS = 512
"""Characters of a User-Agent that are read. Browsers send 100 to 250; the longest strings of in-app
browsers (WeChat, Alipay, TikTok, Facebook) stay under 500 and name the app well before that."""

MAX_HINT_CHARS = 64
"""Characters of any other header that are read: a platform, a model name, a package name."""

VARY_HEADERS = (
    "User-Agent",
    "X-Requested-With",
    "Sec-CH-UA-Platform",
    "Sec-CH-UA-Mobile",
    "Sec-CH-UA-Model",
)
"""The headers that `RequestHeaders` reads, for the Vary header of responses that depend on them."""


class RequestHeaders(NamedTuple):
    """The headers of a request that identify its device; "" for an absent header."""

    user_agent: str = ""
    requested_with: str = ""
    """X-Requested-With: an Android web view sends its app's package here."""
    platform: str = ""
    """Sec-CH-UA-Platform, without its quotes (User-Agent Client Hints: Chromium only)."""
    mobile: str = ""
    """Sec-CH-UA-Mobile: "?1" or "?0"."""
    model: str = ""
    """Sec-CH-UA-Model, without its quotes; sent only after a response with `Accept-CH`."""

    @classmethod
    def from_environ(cls, environ: Mapping[str, Any]) -> "RequestHeaders":
        """Return the headers of a WSGI request, truncated to their limits."""
        return cls(*read_fields(environ))


HeaderFields = tuple[str, str, str, str, str]
"""The fields of `RequestHeaders` as a plain tuple."""


def read_fields(environ: Mapping[str, Any]) -> HeaderFields:
    """Return the fields of `RequestHeaders` as a plain tuple, the cheapest cache key."""
    get = environ.get
    user_agent = get("HTTP_USER_AGENT", "")[:MAX_USER_AGENT_CHARS]
    requested_with = get("HTTP_X_REQUESTED_WITH", "")[:MAX_HINT_CHARS]
    platform = get("HTTP_SEC_CH_UA_PLATFORM")
    model = get("HTTP_SEC_CH_UA_MODEL")
    if platform is None and model is None:  # Safari and Firefox send no hints
        return user_agent, requested_with, "", "", ""
    return (
        user_agent,
        requested_with,
        _first_item(platform or ""),
        get("HTTP_SEC_CH_UA_MOBILE", "")[:2],
        _first_item(model or ""),
    )


def _first_item(header: str) -> str:
    """Return the first string of a structured header (RFC 8941), unquoted.

    A server joins repeated headers with ",".
    """
    return header[:MAX_HINT_CHARS].partition(",")[0].strip(' "')


_PURPOSE_VARIABLES = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
"""`Sec-Purpose` is in the Fetch standard; `Purpose` (Chromium), `X-Purpose` (Safari) and `X-Moz`
(Firefox) are its predecessors."""


def is_prefetch(environ: Mapping[str, Any]) -> bool:
    """Return True if a browser prefetches the page or loads it for a preview: nobody scanned."""
    if environ.keys().isdisjoint(_PURPOSE_VARIABLES):  # nearly always
        return False
    purposes = [environ.get(name, "")[:MAX_HINT_CHARS].lower() for name in _PURPOSE_VARIABLES]
    return any("prefetch" in purpose or "preview" in purpose for purpose in purposes)
