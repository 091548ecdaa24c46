"""Headers on every answer of the site: what a browser may do with it, and how long it keeps it.

The redirector answers before Flask is entered and sets its own.
"""

from collections.abc import Callable
from collections.abc import Mapping
from functools import wraps
from hashlib import sha256
from typing import Any
from typing import ParamSpec
from urllib.parse import urlsplit

from flask import Flask
from flask import make_response
from flask import request
from flask.typing import ResponseReturnValue
from werkzeug import Response
from werkzeug.middleware.proxy_fix import ProxyFix

from microsite.web.compression import SMALLEST
from microsite.web.compression import chosen_encoding
from microsite.web.compression import compressed
from microsite.web.compression import is_text

SECURITY = {
    # Nothing from elsewhere, nothing inline, no frame around it (W3C CSP level 3). No script of
    # ours connects to anything; Lighthouse asks for robots.txt in the page's name.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self';"
        " manifest-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
        " base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # The stores need not learn which code was scanned.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(),"
        " magnetometer=(), microphone=(), payment=(), usb=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OF_REDIRECTS = (("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),)
"""The same for a redirect, which has no body whose type could be guessed and is no page that could
refer to others: few, since they are sent with every scan."""
TRANSPORT_SECURITY = "max-age=63072000"
"""Two years, for this host alone: what stands on its subdomains is not ours to decide."""
UNLESS_SAID = "no-cache"
"""Kept, but asked for again each time: right for any page that says nothing else."""
FOR_EVERYBODY = "public, max-age=60, stale-while-revalidate=600"
"""A page that is the same for all who ask (RFC 5861 for what may be shown while it is renewed)."""
PUBLIC = "microsite.public"
"""In the WSGI environment, where a page is the same for everybody: its body, even for a HEAD."""

Values = ParamSpec("Values")


def init_app(app: Flask, trusted_proxies: int) -> None:
    """Set the headers, and believe as many proxies about scheme and client as are ours."""
    if trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies
        )
    app.after_request(_set_headers)


def is_secure(environ: Mapping[str, Any], trusted_proxies: int) -> bool:
    """Whether a request came over https, as the outermost of our own proxies saw it."""
    if trusted_proxies:
        forwarded = environ.get("HTTP_X_FORWARDED_PROTO", "").split(",")
        if len(forwarded) >= trusted_proxies:
            return bool(forwarded[-trusted_proxies].strip() == "https")
    return bool(environ["wsgi.url_scheme"] == "https")


def public(view: Callable[Values, ResponseReturnValue]) -> Callable[Values, Response]:
    """Mark a view whose page depends on its address, what is published and the time, not who asks.

    Browsers and shared caches may keep it, and so does `page_cache`.
    """

    @wraps(view)
    def marked(*args: Values.args, **values: Values.kwargs) -> Response:
        response = make_response(view(*args, **values))
        if response.status_code == 200:
            request.environ[PUBLIC] = response.get_data()
            response.headers["Cache-Control"] = FOR_EVERYBODY
        return response

    return marked


def _set_headers(response: Response) -> Response:
    if response.location:  # within the site, whatever host the request named
        target = urlsplit(response.location)._replace(scheme="", netloc="").geturl()
        response.location = f"/{target.lstrip('/')}"
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", TRANSPORT_SECURITY)
    response.headers.setdefault("Cache-Control", UNLESS_SAID)
    kept = PUBLIC in request.environ or "ETag" in response.headers  # page_cache, static files
    if not (kept or response.direct_passthrough or response.is_streamed):
        _tag(response)
        _compress(response)
    return response


def _tag(response: Response) -> None:
    """Let a browser that has the page ask whether it is still good."""
    if response.status_code == 200 and not response.cache_control.no_store:
        response.set_etag(sha256(response.get_data()).hexdigest()[:20], weak=True)
        response.make_conditional(request)


def _compress(response: Response) -> None:
    """Compress a text that is made for this visitor alone."""
    if response.content_encoding or not is_text(response.mimetype or ""):
        return
    response.vary.add("Accept-Encoding")
    encoding = chosen_encoding(request.headers.get("Accept-Encoding", ""))
    if encoding and len(response.get_data()) >= SMALLEST:
        response.set_data(compressed(response.get_data(), encoding))
        response.content_encoding = encoding
