"""Find the code in what somebody typed: a code, or the URL printed below a QR code."""

import re
import unicodedata
from collections.abc import Collection

_URL = re.compile(r"(https?:)?[/\\]*([^/\\?#]*)(.*)", re.I)
"""Scheme, host and the rest, split as browsers do, which treat a backslash as a slash
(url.spec.whatwg.org, 4.4)."""


def find_code(typed: str, hosts: Collection[str]) -> str | None:
    """Return the code in `typed` as codes are printed; "" if there is none.

    The code stands alone or at the end of a URL as `--caption auto` prints it, with or without
    https://. `hosts`: our own, in lower case. Return None for a URL of another host.
    """
    plain = "".join(unicodedata.normalize("NFKC", typed).replace("。", ".").split()).rstrip(".")
    scheme, host, rest = _URL.findall(plain)[0]
    host = _with_plain_hyphens(host).lower()
    if host in hosts:
        return _code_from_path(rest)
    if scheme or "." in host or ":" in host:
        return None
    return _code_from_path(plain)


def _code_from_path(path: str) -> str:
    """Return the code in `/q/CODE`, or the whole path if it does not start with /q/."""
    path = re.split("[?#]", path)[0].strip("/\\")
    first, _, code = path.partition("/")
    return normalize_code(code if first.lower() == "q" else path)


def normalize_code(typed: str) -> str:
    """Return a typed code as codes are printed: upper case, without spaces and hyphens.

    Chinese keyboards also type full-width letters and digits, which NFKC converts.
    """
    plain = _with_plain_hyphens(unicodedata.normalize("NFKC", typed))
    return "".join(plain.replace("-", "").split()).upper()


def _with_plain_hyphens(text: str) -> str:
    return "".join("-" if unicodedata.category(c) == "Pd" else c for c in text)
