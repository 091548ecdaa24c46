"""Caching and compression of responses: Cache-Control, ETag and Content-Encoding.

The middlewares `page_cache` and `redirect` answer before Flask and set their own headers; so do
static files.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import ParamSpec

from flask import Flask
from flask import make_response
from flask import request
from flask.typing import ResponseReturnValue
from werkzeug import Response

from microsite.web.compression import MIN_COMPRESSIBLE_BYTES
from microsite.web.compression import compress
from microsite.web.compression import is_compressible
from microsite.web.compression import negotiate_encoding

DEFAULT_CACHE_CONTROL = "no-cache"
"""Stored, but revalidated on each use: right for any page that sets nothing else."""
PUBLIC_CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"
"""For a page that is the same for every visitor (RFC 5861 for stale-while-revalidate)."""
IMMUTABLE_CACHE_CONTROL = "public, max-age=31536000, immutable"
"""For a URL whose content never changes (RFC 8246)."""
PUBLIC_BODY_KEY = "microsite.public"
"""Key of the WSGI environment for the body of a page that is the same for every visitor. It is set
for HEAD requests, too."""

ViewArgs = ParamSpec("ViewArgs")


def init_app(app: Flask) -> None:
    """Set the headers on every response that Flask builds."""
    app.after_request(_set_cache_headers)


def cache_publicly(
    view: Callable[ViewArgs, ResponseReturnValue],
) -> Callable[ViewArgs, Response]:
    """Decorate a view whose page depends on URL, content and time, but not on the visitor.

    Browsers and shared caches may store its response, and so does `page_cache`.
    """

    @wraps(view)
    def wrapper(*args: ViewArgs.args, **values: ViewArgs.kwargs) -> Response:
        response = make_response(view(*args, **values))
        if response.status_code == 200:
            request.environ[PUBLIC_BODY_KEY] = response.get_data()
            response.headers["Cache-Control"] = PUBLIC_CACHE_CONTROL
        return response

    return wrapper


def _set_cache_headers(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", DEFAULT_CACHE_CONTROL)
    is_done_elsewhere = PUBLIC_BODY_KEY in request.environ or "ETag" in response.headers
    if not (is_done_elsewhere or response.direct_passthrough or response.is_streamed):
        _set_etag(response)
        _compress_body(response)
    return response


def _set_etag(response: Response) -> None:
    """Set a weak ETag; answer 304 if the browser has this content."""
    if response.status_code == 200 and not response.cache_control.no_store:
        response.set_etag(sha256(response.get_data()).hexdigest()[:20], weak=True)
        response.make_conditional(request)


def _compress_body(response: Response) -> None:
    if response.content_encoding or not is_compressible(response.mimetype or ""):
        return
    response.vary.add("Accept-Encoding")
    encoding = negotiate_encoding(request.headers.get("Accept-Encoding", ""))
    if encoding and len(response.get_data()) >= MIN_COMPRESSIBLE_BYTES:
        response.set_data(compress(response.get_data(), encoding))
        response.content_encoding = encoding
