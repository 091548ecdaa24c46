"""The client of a request behind our own proxies: its address, network and scheme.

Pure functions of the WSGI environment. They serve both the redirect middleware, which answers
before Flask, and the views.
"""

import re
from collections.abc import Iterator
from collections.abc import Mapping
from ipaddress import IPv6Address
from ipaddress import ip_address
from ipaddress import ip_network
from typing import Any

FORWARDED_FOR_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED")
"""Headers in which a proxy names the client."""
FORWARDING_HEADERS = (
    *FORWARDED_FOR_HEADERS,
    "HTTP_VIA",
    "HTTP_X_REAL_IP",
    "HTTP_X_CLIENT_IP",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_SERVER",
)
"""Headers that a proxy adds to the requests it forwards."""
PEER_ADDRESS = "microsite.peer_address"
"""Key of the WSGI environment: the address of the connection, before proxies were trusted."""

_OWN_NETWORKS = tuple(
    map(
        ip_network,
        (
            "127.0.0.0/8",
            "::1/128",
            "10.0.0.0/8",  # RFC 1918
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",  # RFC 6598: load balancers of clouds
            "169.254.0.0/16",  # RFC 3927
            "fc00::/7",  # RFC 4193
            "fe80::/10",  # RFC 4291
        ),
    )
)
_IPV6_GROUPS = 8
_FORWARDED_PART = re.compile(r'(?:[^",;]|"(?:[^"\\]|\\.)*")+|[,;]')


def client_address(environ: Mapping[str, Any], trusted_proxies: int) -> str:
    """Return the address of the client, as the outermost of our own proxies saw it.

    Where that proxy names no address (`unknown`, RFC 7239, 6.2), the address of the proxy itself is
    returned. `Forwarded` counts if there is no `X-Forwarded-For`.
    """
    peer = str(environ.get("REMOTE_ADDR", ""))
    if trusted_proxies:
        forwarded = _forwarded_for(environ)
        if len(forwarded) >= trusted_proxies:
            for text in forwarded[-trusted_proxies:]:
                if address := bare_address(text):
                    return address
    return bare_address(peer) or peer


def bare_address(text: str) -> str:
    """Return the IP address in an entry of a forwarding header, "" if there is none.

    Azure and IIS add the port of the connection (`192.0.2.7:4711`, `[2001:db8::7]:4711`); others
    add quotes, brackets or a zone (`fe80::1%eth0`). An IPv4 address that is written as IPv6 is
    returned as IPv4: it is the same client.
    """
    text = text.strip().strip("\"'").strip()
    if text[:4].lower() == "for=":
        text = text[4:].strip().strip("\"'").strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") in (1, _IPV6_GROUPS):
        text = text.rpartition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)


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
        forwarded = _forwarded_protocols(environ)
        if len(forwarded) >= trusted_proxies:
            return forwarded[-trusted_proxies].strip().lower() == "https"
    return bool(environ["wsgi.url_scheme"] == "https")


def is_from_this_machine(environ: Mapping[str, Any]) -> bool:
    """Return True if the request was made on this machine and came through no proxy."""
    if any(header in environ for header in FORWARDING_HEADERS):
        return False
    address = bare_address(environ.get(PEER_ADDRESS, environ.get("REMOTE_ADDR", "")))
    # Without an address it is a Unix socket, which only a proxy uses.
    return bool(address) and ip_address(address).is_loopback


def is_from_untrusted_proxy(environ: Mapping[str, Any]) -> bool:
    """Return True if a proxy of our own forwarded the request, while no proxy is trusted.

    A proxy of our own is on this machine or in a private network, or connects to a Unix socket.
    From anywhere else the header is what some client made up.
    """
    if not any(header in environ for header in FORWARDED_FOR_HEADERS):
        return False
    address = bare_address(environ.get("REMOTE_ADDR", ""))
    return not address or any(ip_address(address) in network for network in _OWN_NETWORKS)


def _forwarded_for(environ: Mapping[str, Any]) -> list[str]:
    """Return what each proxy wrote about its client, the last proxy last."""
    if "HTTP_X_FORWARDED_FOR" in environ:
        return str(environ["HTTP_X_FORWARDED_FOR"]).split(",")
    return list(_forwarded_values(environ, "for"))


def _forwarded_protocols(environ: Mapping[str, Any]) -> list[str]:
    """Return the scheme that each proxy saw; `Forwarded` counts where it also names the client."""
    if "HTTP_X_FORWARDED_PROTO" in environ or "HTTP_X_FORWARDED_FOR" in environ:
        return str(environ.get("HTTP_X_FORWARDED_PROTO", "")).split(",")
    return list(_forwarded_values(environ, "proto")) or [""]


def _forwarded_values(environ: Mapping[str, Any], name: str) -> Iterator[str]:
    """Yield a parameter of each element of `Forwarded`, "" where it is absent (RFC 7239, 4)."""
    header = environ.get("HTTP_FORWARDED")
    if header is None:
        return
    value = ""
    for part in _FORWARDED_PART.findall(header):
        if part == ",":
            yield value
            value = ""
        key, _, text = part.partition("=")
        if key.strip().lower() == name:
            value = text.strip().strip('"')
    yield value
