"""Find the code in what somebody typed: a code, or the URL printed below a QR code."""

import re
import unicodedata
from collections.abc import Collection

from microsite.campaigns.codes import fold_code
from microsite.typed_text import drop_format_characters
from microsite.typed_text import fold_dashes
from microsite.typed_text import strip_marks

_URL = re.compile(r"(https?:)?[/\\]*([^/\\?#]*)(.*)", re.I)
"""Scheme, host and the rest, split as browsers do, which treat a backslash as a slash
(url.spec.whatwg.org, 4.4)."""


def find_code(typed: str, hosts: Collection[str]) -> str | None:
    """Return the code in `typed` as codes are printed; "" if nothing was typed.

    The code stands alone or at the end of a URL as `--caption auto` prints it, with or without
    https://. `hosts`: our own, in lower case. Return None for a URL of another host.
    """
    text = unicodedata.normalize("NFKC", drop_format_characters(typed)).replace("。", ".")
    compact = "".join(fold_dashes(text).split())
    plain = strip_marks(compact)
    scheme, host, rest = _URL.findall(plain)[0]
    host = host.lower()
    if host in hosts:
        return _code_from_path(rest)
    if scheme or "." in host or ":" in host:
        return None
    return _code_from_path(plain) or compact


def _code_from_path(path: str) -> str:
    """Return the code in `/q/CODE`, or the whole path if it does not start with /q/."""
    path = re.split("[?#]", path)[0].strip("/\\")
    first, _, code = path.partition("/")
    return fold_code(code if first.lower() == "q" else path)
