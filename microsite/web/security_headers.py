"""Security headers on every response of the site.

The redirect middleware answers before Flask and sets its own.
"""

from urllib.parse import urlsplit

from flask import Flask
from flask import request
from werkzeug import Response

SECURITY_HEADERS = {
    # Nothing from other sites, nothing inline, no framing (W3C CSP level 3). Our scripts connect to
    # nothing; connect-src is there because Lighthouse fetches robots.txt in the page's name.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self';"
        " manifest-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
        " base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # The stores do not need to know which code was scanned.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(),"
        " magnetometer=(), microphone=(), payment=(), usb=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
REDIRECT_HEADERS = (("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),)
"""Security headers of a scan's redirect. It has no body, so the others have no effect there, and
every scan sends these."""
HSTS = "max-age=63072000"
"""Strict-Transport-Security for two years, without subdomains: they may belong to others."""


def init_app(app: Flask) -> None:
    """Set the headers on every response."""
    app.after_request(_set_security_headers)


def _set_security_headers(response: Response) -> Response:
    if response.location:  # keep redirects on this site, regardless of the Host header
        target = urlsplit(response.location)._replace(scheme="", netloc="").geturl()
        response.location = f"/{target.lstrip('/')}"
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    return response
