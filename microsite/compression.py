"""Which compression a browser takes, and what is worth compressing (RFC 9110, 12.5.3)."""

import gzip
from typing import Literal

import brotli
from werkzeug.datastructures import Accept

Encoding = Literal["br", "gzip", "identity"]

COMPRESSIBLE = frozenset(
    ("application/javascript", "application/json", "application/xml", "image/svg+xml")
)
SMALLEST_QUALITY = 0.001
BEST_BROTLI = 11


def is_compressible(mimetype: str) -> bool:
    """Whether it is text; pictures other than SVG are compressed as they are."""
    return mimetype.startswith("text/") or mimetype in COMPRESSIBLE or mimetype.endswith("+json")


def chosen(accepted: Accept) -> Encoding:
    """The one a browser likes best; of equals Brotli. Nothing said is nothing taken."""
    best: Encoding = max(("br", "gzip"), key=accepted.quality)
    needed = max(accepted.quality("identity"), SMALLEST_QUALITY)
    return best if accepted.quality(best) >= needed else "identity"


def compressed(body: bytes, encoding: Encoding, quality: int = BEST_BROTLI) -> bytes:
    """A body in that encoding; `quality` is Brotli's, 11 for what is compressed once."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=quality))
    if encoding == "gzip":
        return gzip.compress(body, mtime=0)
    return body
