"""The client of a request behind our own proxies: its address, network and scheme.

Pure functions of the WSGI environment. They serve both the redirect middleware, which answers
before Flask, and the views.
"""

from collections.abc import Mapping
from ipaddress import IPv6Address
from ipaddress import ip_address
from ipaddress import ip_network
from typing import Any

FORWARDING_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")
"""Headers that a proxy adds to the requests it forwards."""


def client_address(environ: Mapping[str, Any], trusted_proxies: int) -> str:
    """Return the address of the client, as the outermost of our own proxies saw it."""
    if trusted_proxies:
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(forwarded) >= trusted_proxies:
            return str(forwarded[-trusted_proxies].strip() or environ.get("REMOTE_ADDR", ""))
    return str(environ.get("REMOTE_ADDR", ""))


def client_network(address: str) -> str:
    """Return the part of an address that one client can hardly change: the /64 network of IPv6.

    An IPv6 host chooses the last 64 bits itself (RFC 4291, 2.5.1). An IPv4 address, and text that
    is not an address, is returned unchanged.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped:
        return str(ip_network((parsed.packed, 64), strict=False))
    return address


def is_secure(environ: Mapping[str, Any], trusted_proxies: int) -> bool:
    """Return True if the request came over HTTPS, as the outermost of our own proxies saw it."""
    if trusted_proxies:
        forwarded = environ.get("HTTP_X_FORWARDED_PROTO", "").split(",")
        if len(forwarded) >= trusted_proxies:
            return bool(forwarded[-trusted_proxies].strip() == "https")
    return bool(environ["wsgi.url_scheme"] == "https")


def is_from_this_machine(environ: Mapping[str, Any]) -> bool:
    """Return True if the request was made on this machine and came through no proxy."""
    if any(header in environ for header in FORWARDING_HEADERS):
        return False
    original = environ.get("werkzeug.proxy_fix.orig", environ)
    try:
        return ip_address(original["REMOTE_ADDR"]).is_loopback
    except (KeyError, ValueError):  # a Unix socket, which only a proxy uses
        return False
