"""Whether a message was sent from our own form: no cookie is needed to tell.

Who may send a message? Anybody, without signing in: so there is nothing that another site could do
in a visitor's name that it could not do in its own, but use the visitor's address and browser for
it. Against that stands what browsers themselves say of where a form was sent from: Sec-Fetch-Site
(W3C Fetch Metadata; every browser since 2023), else Origin (RFC 6454; every browser since 2020). No
page can change either. A token in the form would have to be bound to a cookie to prove as much;
without one, another site can fetch a token, too.

The token that the form carries all the same is a signed hour. It makes a program come for a new
form each day, and tells the same message sent twice from one form (a double click, a reload) from
one sent on purpose again. As it holds nothing of the visitor, and is the same for an hour, the page
that it stands in can be kept by caches like any other.
"""

from collections.abc import Collection
from hashlib import sha256
from ipaddress import IPv6Address
from ipaddress import ip_address
from ipaddress import ip_network
from urllib.parse import urlsplit

from itsdangerous import BadSignature
from itsdangerous import Signer
from werkzeug.datastructures import Headers

HOURS_VALID = 24
SECONDS_AN_HOUR = 3600


class FormTokens:
    """Gives the tokens of forms, and tells its own."""

    def __init__(self, secret: str) -> None:
        self._signer = Signer(secret, salt="microsite.contact", digest_method=sha256)

    def issue(self, now: float) -> str:
        """Give the token of this hour. `now` in seconds since 1970."""
        return self._signer.sign(str(int(now) // SECONDS_AN_HOUR)).decode("ascii")

    def is_good(self, token: str, now: float) -> bool:
        """Tell whether a token was issued within a day; another machine's clock may be ahead."""
        try:
            hour = int(self._signer.unsign(token))
        except (BadSignature, ValueError):
            return False
        return -1 <= int(now) // SECONDS_AN_HOUR - hour <= HOURS_VALID


def is_from_elsewhere(headers: Headers, hosts: Collection[str]) -> bool:
    """Tell whether a browser says that another site sent this. `hosts`: those of our own pages.

    Where neither header is, no browser of the last years is, and nobody to protect.
    """
    if site := headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    origin = headers.get("Origin")
    return origin is not None and _host(origin) not in hosts


def network_of(address: str) -> str:
    """Give what one person can hardly change: of an IPv6 address its /64 (RFC 4291, 2.5.1)."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped:
        return str(ip_network((parsed.packed, 64), strict=False))
    return address


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # such as half an IPv6 address
        return ""
