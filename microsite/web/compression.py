"""Smaller bodies for browsers that take them: Brotli (RFC 7932) first, then gzip (RFC 1952)."""

import gzip
from functools import lru_cache
from typing import Literal

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

Encoding = Literal["br", "gzip", ""]
"""A content coding; the empty one leaves a body as it is."""

LONGEST_HEADER = 200
SMALLEST = 512
"""Bytes below which a body is not worth it: it fits one packet as it is."""
LEAST_QUALITY = 0.001
TEXTS = frozenset(
    ("application/javascript", "application/json", "application/xml", "image/svg+xml")
)


def is_text(mimetype: str) -> bool:
    """Whether a type is worth compressing: pictures other than SVG are compressed as they are."""
    return mimetype.startswith("text/") or mimetype in TEXTS or mimetype.endswith("+json")


def chosen_encoding(accept_encoding: str) -> Encoding:
    """The encoding for an Accept-Encoding header (RFC 9110, 12.5.3): the one it likes best."""
    return _chosen(accept_encoding[:LONGEST_HEADER])


def compressed(body: bytes, encoding: Encoding, *, smallest: bool = False) -> bytes:
    """Compress a text. `smallest`: take the time, twenty times as long, to save some percent."""
    if encoding == "br":
        return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=11 if smallest else 5))
    if encoding == "gzip":
        return gzip.compress(body, 9 if smallest else 6, mtime=0)
    return body


@lru_cache(maxsize=256)
def _chosen(header: str) -> Encoding:
    accepted = parse_accept_header(header, Accept)
    both: tuple[Encoding, ...] = ("br", "gzip")
    best = max(both, key=accepted.quality)
    needed = max(accepted.quality("identity"), LEAST_QUALITY)
    return best if accepted.quality(best) >= needed else ""
