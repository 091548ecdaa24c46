"""Compression of response bodies: Brotli (RFC 7932) or gzip (RFC 1952)."""

import gzip
from functools import lru_cache
from typing import Literal

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

Encoding = Literal["br", "gzip", ""]
"""A content coding; the empty one leaves a body unchanged."""

MAX_ACCEPT_ENCODING_LENGTH = 200
MIN_COMPRESSIBLE_BYTES = 512
"""A smaller body fits one packet uncompressed."""
MIN_QUALITY = 0.001
TEXT_MIMETYPES = frozenset(
    ("application/javascript", "application/json", "application/xml", "image/svg+xml")
)


def is_compressible(mimetype: str) -> bool:
    """Return True for text, which includes SVG. Other images are compressed already."""
    return mimetype.startswith("text/") or mimetype in TEXT_MIMETYPES or mimetype.endswith("+json")


def negotiate_encoding(accept_encoding: str) -> Encoding:
    """Return the preferred encoding of an Accept-Encoding header (RFC 9110, 12.5.3)."""
    return _negotiate(accept_encoding[:MAX_ACCEPT_ENCODING_LENGTH])


def compress(body: bytes, encoding: Encoding, *, best: bool = False) -> bytes:
    """Compress a text. `best` saves a few percent and takes twenty times as long."""
    if encoding == "br":
        return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=11 if best else 5))
    if encoding == "gzip":
        return gzip.compress(body, 9 if best else 6, mtime=0)
    return body


@lru_cache(maxsize=256)
def _negotiate(header: str) -> Encoding:
    accepted = parse_accept_header(header, Accept)
    supported: tuple[Encoding, ...] = ("br", "gzip")
    preferred = max(supported, key=accepted.quality)
    required = max(accepted.quality("identity"), MIN_QUALITY)
    return preferred if accepted.quality(preferred) >= required else ""
