"""Style sheets, scripts and pictures: read once, compressed once, kept by browsers for ever.

An address made by `url_for("static", …)` carries a fingerprint of the file, so that a changed file
has another address. Only under the fingerprint it has now is a file immutable: a server that is a
version behind must not fix the old one under the new address.
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

from microsite.web.compression import Encoding
from microsite.web.compression import chosen_encoding
from microsite.web.compression import compressed
from microsite.web.compression import is_text

FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file in memory; `fingerprint` changes when its content does."""

    content: bytes
    mimetype: str
    fingerprint: str
    _bodies: dict[Encoding, bytes] = field(default_factory=dict)

    def body(self, encoding: Encoding) -> bytes:
        """The content in that encoding, made when it is first asked for."""
        found = self._bodies.get(encoding)
        if found is None:
            found = self._bodies[encoding] = compressed(self.content, encoding, smallest=True)
        return found


def init_app(app: Flask) -> None:
    """Answer for the static folder in place of Flask, and put fingerprints into its addresses."""
    app.view_functions["static"] = answer
    app.url_defaults(_put_fingerprint)


def answer(filename: str) -> Response:
    """A file, whole or the ranges asked for; 304 if the browser has it, 404 if it is none."""
    file = _find(filename)
    if file is None:
        abort(404)
    text = is_text(file.mimetype)
    encoding = chosen_encoding(request.headers.get("Accept-Encoding", "")) if text else ""
    response: Response = current_app.response_class(file.body(encoding), mimetype=file.mimetype)
    if text:
        response.vary.add("Accept-Encoding")
    if encoding:
        response.content_encoding = encoding
    response.set_etag(f"{file.fingerprint}{encoding}")
    if request.args.get("v") == file.fingerprint:
        response.headers["Cache-Control"] = FOR_EVER
    length = response.content_length if request.method == "GET" else None  # RFC 9110, 14.2
    return response.make_conditional(request, accept_ranges=True, complete_length=length)


@lru_cache(maxsize=256)
def read(path: Path, _changed: int) -> StaticFile:
    """A file as it was when it was changed last."""
    content = path.read_bytes()
    mimetype = guess_type(path.name)[0] or "application/octet-stream"
    return StaticFile(content, mimetype, sha256(content).hexdigest()[:10])


def _find(filename: str) -> StaticFile | None:
    path = Path(safe_join(current_app.static_folder or "", filename) or "")
    try:
        return read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):  # none, a folder, or a name that no file can have
        return None


def _put_fingerprint(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and (file := _find(values["filename"])):
        values["v"] = file.fingerprint
