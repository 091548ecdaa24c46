"""Protection against cross-site request forgery, without a cookie: a check of every unsafe request.

Browsers say which site a request comes from: in Sec-Fetch-Site (W3C Fetch Metadata; all browsers
since 2023) or Origin (RFC 6454; all browsers since 2020). No page can change either header. A token
in a form would need a cookie to give the same protection.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from flask import Flask
from flask import request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import Forbidden

from microsite.context import current_config

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "TRACE"))
"""RFC 9110, 9.2.1."""


class CrossOriginError(Forbidden):
    """Another site sent this request."""

    description = "Cross-origin request rejected. Send the form from this site's own page."


def init_app(app: Flask) -> None:
    """Check every request with an unsafe method before its view runs."""
    app.before_request(_reject_cross_origin)


def is_cross_origin(headers: Headers, hosts: Collection[str]) -> bool:
    """Return True if the browser says that another site sent the request.

    `hosts` are those of our own pages, in lower case. A request with neither header does not come
    from a current browser, so there is no user to protect.
    """
    if site := headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    origin = headers.get("Origin")
    return origin is not None and _origin_host(origin) not in hosts


def _reject_cross_origin() -> None:
    if request.method in SAFE_METHODS:
        return
    hosts = (request.host.lower(), current_config().host.lower())
    if is_cross_origin(request.headers, hosts):
        raise CrossOriginError


def _origin_host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # such as half an IPv6 address
        return ""
