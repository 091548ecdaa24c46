"""The few request headers that tell a device, cut to a bounded length before anyone parses them.

A hostile header must cost nothing, so the cut comes first: nothing in `microsite.scans` looks at
a longer string than these bounds let through.
"""

from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

USER_AGENT_LIMIT = 512
"""Characters of a User-Agent that are read. Browsers send 100 to 250; the longest of the in-app
browsers (WeChat, Alipay, TikTok, Facebook) stay under 500 and name themselves well before."""

HINT_LIMIT = 64
"""Characters of any other header that are read: a platform, a model name, a package name."""

TELLING = (
    "User-Agent",
    "X-Requested-With",
    "Sec-CH-UA-Platform",
    "Sec-CH-UA-Mobile",
    "Sec-CH-UA-Model",
)
"""The headers that `Clues` are read from: an answer that depends on them names them in Vary."""


class RequestHeaders(NamedTuple):
    """What a request says about its device; every field is "" when its header is absent."""

    user_agent: str = ""
    requested_with: str = ""
    """X-Requested-With: an Android web view names its app's package here."""
    platform: str = ""
    """Sec-CH-UA-Platform, without its quotes (User-Agent Client Hints: Chromium only)."""
    mobile: str = ""
    """Sec-CH-UA-Mobile: "?1" or "?0"."""
    model: str = ""
    """Sec-CH-UA-Model, without its quotes; comes only after `Accept-CH` asked for it."""

    @classmethod
    def from_environ(cls, environ: Mapping[str, Any]) -> "RequestHeaders":
        """The clues of a WSGI request, cut to their bounds."""
        return cls(*fields_of(environ))


Fields = tuple[str, str, str, str, str]
"""The fields of `Clues`, bare."""


def fields_of(environ: Mapping[str, Any]) -> Fields:
    """The fields alone, for who only wants to know whether the like of them came before."""
    get = environ.get
    user_agent = get("HTTP_USER_AGENT", "")[:USER_AGENT_LIMIT]
    requested_with = get("HTTP_X_REQUESTED_WITH", "")[:HINT_LIMIT]
    platform = get("HTTP_SEC_CH_UA_PLATFORM")
    model = get("HTTP_SEC_CH_UA_MODEL")
    if platform is None and model is None:  # as in Safari and Firefox: the short way
        return user_agent, requested_with, "", "", ""
    return (
        user_agent,
        requested_with,
        _first_item(platform or ""),
        get("HTTP_SEC_CH_UA_MOBILE", "")[:2],
        _first_item(model or ""),
    )


def _first_item(header: str) -> str:
    """The first string of a structured header (RFC 8941), bare; a server joins repeats by ","."""
    return header[:HINT_LIMIT].partition(",")[0].strip(' "')


_PURPOSES = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
"""`Sec-Purpose` is the Fetch standard's; `Purpose` (Chromium), `X-Purpose` (Safari) and `X-Moz`
(Firefox) are what came before it."""


def is_prefetch(environ: Mapping[str, Any]) -> bool:
    """Whether a browser fetches ahead of its user, or for a preview: nobody scanned."""
    if environ.keys().isdisjoint(_PURPOSES):  # nearly always
        return False
    told = [environ.get(header, "")[:HINT_LIMIT].lower() for header in _PURPOSES]
    return any("prefetch" in purpose or "preview" in purpose for purpose in told)
