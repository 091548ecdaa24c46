"""Headers on every answer of the site: what a browser may do with it, and how long it keeps it.

The redirector answers before Flask is entered and sets its own.
"""

from flask import Flask
from flask import request
from werkzeug import Response
from werkzeug.middleware.proxy_fix import ProxyFix

SECURITY = {
    # Nothing from elsewhere, nothing inline, no frame around it (W3C CSP level 3).
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self';"
        " manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
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
TRANSPORT_SECURITY = "max-age=63072000"
"""Two years, for this host alone: what stands on its subdomains is not ours to decide."""
UNLESS_SAID = "no-cache"
"""Kept, but asked for again each time: right for any page that says nothing else."""


def init_app(app: Flask, trusted_proxies: int) -> None:
    """Set the headers, and believe as many proxies about scheme and client as are ours."""
    if trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies
        )
    app.after_request(_set_headers)


def _set_headers(response: Response) -> Response:
    if response.location:  # within the site, whatever host the request named
        response.location = "/" + response.location.removeprefix(request.host_url).lstrip("/")
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", TRANSPORT_SECURITY)
    response.headers.setdefault("Cache-Control", UNLESS_SAID)
    return response
