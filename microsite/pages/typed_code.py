"""What somebody typed from beneath a printed QR code: its code, or an address and whose that is."""

import re
import unicodedata
from collections.abc import Collection

_ADDRESS = re.compile(r"(https?:)?[/\\]*([^/\\?#]*)(.*)", re.I)
"""Scheme, host and the rest, parted as browsers do, which take a backslash for a slash
(url.spec.whatwg.org, 4.4)."""


def code_in(typed: str, hosts: Collection[str]) -> str | None:
    """The code that was typed, as codes are printed; "" if there is none.

    It can stand alone or at the end of an address that `--label auto` prints, with or without
    https://. `hosts`: ours, in small letters. None: this is an address of another host.
    """
    plain = "".join(unicodedata.normalize("NFKC", typed).replace("。", ".").split()).rstrip(".")
    scheme, host, rest = _ADDRESS.findall(plain)[0]
    host = _with_plain_hyphens(host).lower()
    if host in hosts:
        return _last(rest)
    if scheme or "." in host or ":" in host:
        return None
    return _last(plain)


def _last(path: str) -> str:
    """The code in `/q/CODE`, or what stands there alone."""
    path = re.split("[?#]", path)[0].strip("/\\")
    scan, _, code = path.partition("/")
    return as_printed(code if scan.lower() == "q" else path)


def as_printed(typed: str) -> str:
    """Write what somebody typed as codes are printed: capitals, without spaces and hyphens.

    Chinese keyboards type full-width letters and digits, too; NFKC makes them plain.
    """
    plain = _with_plain_hyphens(unicodedata.normalize("NFKC", typed))
    return "".join(plain.replace("-", "").split()).upper()


def _with_plain_hyphens(text: str) -> str:
    return "".join("-" if unicodedata.category(c) == "Pd" else c for c in text)
