"""Style sheets, scripts and images: read and compressed once, cached by browsers for a year.

A URL from `url_for("static", …)` contains a fingerprint of the file, so a changed file has another
URL. A response is immutable only if the fingerprint in the URL is the current one: during a
deployment, a server with the old version must not be cached under the new URL.
"""

from dataclasses import dataclass
from dataclasses import field
from functools import lru_cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from flask import Flask
from flask import abort
from flask import current_app
from flask import request
from werkzeug import Response
from werkzeug.security import safe_join

from microsite.web.cache_headers import IMMUTABLE_CACHE_CONTROL
from microsite.web.compression import Encoding
from microsite.web.compression import compress
from microsite.web.compression import is_compressible
from microsite.web.compression import negotiate_encoding


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file in memory; `fingerprint` changes when its content does."""

    content: bytes
    mimetype: str
    fingerprint: str
    _bodies: dict[Encoding, bytes] = field(default_factory=dict)

    def body(self, encoding: Encoding) -> bytes:
        """Return the content in that encoding, compressed on first use."""
        body = self._bodies.get(encoding)
        if body is None:
            body = self._bodies[encoding] = compress(self.content, encoding, best=True)
        return body


def init_app(app: Flask) -> None:
    """Serve the static folder in place of Flask, and add fingerprints to its URLs."""
    app.view_functions["static"] = serve_static_file
    app.url_defaults(_add_fingerprint)


def serve_static_file(filename: str) -> Response:
    """Return a file or the requested ranges of it; 304 if the browser has it, 404 if missing."""
    file = _find(filename)
    if file is None:
        abort(404)
    compressible = is_compressible(file.mimetype)
    encoding = (
        negotiate_encoding(request.headers.get("Accept-Encoding", "")) if compressible else ""
    )
    response: Response = current_app.response_class(file.body(encoding), mimetype=file.mimetype)
    if compressible:
        response.vary.add("Accept-Encoding")
    if encoding:
        response.content_encoding = encoding
    response.set_etag(f"{file.fingerprint}{encoding}")
    if request.args.get("v") == file.fingerprint:
        response.headers["Cache-Control"] = IMMUTABLE_CACHE_CONTROL
    length = response.content_length if request.method == "GET" else None  # RFC 9110, 14.2
    return response.make_conditional(request, accept_ranges=True, complete_length=length)


@lru_cache(maxsize=256)
def load_static_file(path: Path, _modified_at: int) -> StaticFile:
    """Read a file. The modification time is part of the cache key."""
    content = path.read_bytes()
    mimetype = guess_type(path.name)[0] or "application/octet-stream"
    return StaticFile(content, mimetype, sha256(content).hexdigest()[:10])


def _find(filename: str) -> StaticFile | None:
    path = Path(safe_join(current_app.static_folder or "", filename) or "")
    try:
        return load_static_file(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):  # missing, a folder, or not a valid file name
        return None


def _add_fingerprint(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and (file := _find(values["filename"])):
        values["v"] = file.fingerprint
