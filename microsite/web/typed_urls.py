"""URLs as people type them by hand and chats pass them on: without a language, with another tag or
letter case, with a slash or a full stop too many. They redirect once, to the page that they mean.
"""

from collections.abc import Iterator

from flask import Flask
from flask import redirect
from flask import request
from flask import url_for
from flask.globals import request_ctx
from werkzeug import Response
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotFound
from werkzeug.routing import MapAdapter
from werkzeug.routing import RequestRedirect

from microsite.typed_text import fold_word
from microsite.web.i18n import current_tag
from microsite.web.i18n import tag_of_path

SCAN_PATH = "/q"
"""Answered by the redirect, before Flask."""


def init_app(app: Flask) -> None:
    """Redirect URLs that match no route."""
    app.before_request(_redirect_to_page)


def _redirect_to_page() -> Response | None:
    """Redirect temporarily: the page may be missing there, too, and the language is the visitor's.

    The router redirects a missing slash by itself, but not to the canonical tag in the same step.
    """
    error, adapter = request.routing_exception, request_ctx.url_adapter
    if adapter is None or not isinstance(error, NotFound | RequestRedirect):
        return None
    parts = [part for part in request.path.split("/") if part]
    if isinstance(error, RequestRedirect) and parts and parts[0] == current_tag():
        return None
    url = _find_page(adapter, parts)
    if url is None and parts:
        folded = [word for part in parts if (word := fold_word(part))]
        url = SCAN_PATH if folded in (["q"], ["Q"]) else _find_page(adapter, folded)
    if url is None:
        return None
    query = request.query_string.decode("ascii", "ignore")
    return redirect(f"{url}{'?' if query else ''}{query}", 307)


def _find_page(adapter: MapAdapter, parts: list[str]) -> str | None:
    """Return the URL of the page that the parts of a path mean, or None if there is none."""
    for path in _candidates(parts):
        try:
            endpoint, values = adapter.match(path, "GET")
        except HTTPException:
            continue
        return url_for(endpoint, **values)
    return None


def _candidates(parts: list[str]) -> Iterator[str]:
    """Yield paths that a typed path may mean: itself, then in a language, then in lower case."""
    if request.path.endswith("/"):
        yield f"/{'/'.join(parts)}"
    rest = parts[1:] if tag_of_path() else parts
    first, others = "".join(rest[:1]), rest[1:]
    for page in (rest, [first.lower(), *others], [part.lower() for part in rest]):
        path = "/".join((current_tag(), *page))
        yield f"/{path}"
        yield f"/{path}/"
