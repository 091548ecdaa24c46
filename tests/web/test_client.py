"""The client of a request: its address, network and scheme behind proxies."""

import pytest

from microsite.web.client import FORWARDING_HEADERS
from microsite.web.client import PEER_ADDRESS
from microsite.web.client import client_address
from microsite.web.client import client_network
from microsite.web.client import is_from_this_machine
from microsite.web.client import is_secure


@pytest.mark.parametrize(
    ("trusted_proxies", "forwarded", "address"),
    [
        (0, None, "10.0.0.1"),
        (0, "198.51.100.1", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        (1, "192.0.2.66,198.51.100.1 ", "198.51.100.1"),
        (2, "192.0.2.66, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "198.51.100.1", "10.0.0.1"),
        (3, "198.51.100.1, 10.0.0.2", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_address_is_the_one_the_outermost_trusted_proxy_saw(
    trusted_proxies: int, forwarded: str | None, address: str
) -> None:
    environ = {"REMOTE_ADDR": "10.0.0.1"}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    assert client_address(environ, trusted_proxies) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8::1", "2001:db8::/64"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_the_addresses_of_an_ipv6_network_are_one_client(address: str, network: str) -> None:
    assert client_network(address) == network


@pytest.mark.parametrize(
    ("trusted_proxies", "scheme", "forwarded", "secure"),
    [
        (0, "https", None, True),
        (0, "http", None, False),
        (0, "http", "https", False),
        (1, "http", "https", True),
        (1, "https", "http", False),
        (1, "http", "http, https", True),
        (1, "http", "https, http", False),
        (1, "https", None, False),
        (2, "https", "http", True),
    ],
)
def test_the_scheme_is_the_one_the_outermost_trusted_proxy_saw(
    trusted_proxies: int, scheme: str, forwarded: str | None, secure: bool
) -> None:
    environ = {"wsgi.url_scheme": scheme}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_PROTO"] = forwarded
    assert is_secure(environ, trusted_proxies) is secure


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_a_loopback_address_is_this_machine(address: str) -> None:
    assert is_from_this_machine({"REMOTE_ADDR": address})
    assert is_from_this_machine({"REMOTE_ADDR": "192.0.2.7", PEER_ADDRESS: address})


@pytest.mark.parametrize("environ", [{}, {"REMOTE_ADDR": ""}, {"REMOTE_ADDR": "192.0.2.7"}])
def test_other_addresses_and_unix_sockets_are_not_this_machine(environ: dict[str, str]) -> None:
    assert not is_from_this_machine(environ)


@pytest.mark.parametrize("header", FORWARDING_HEADERS)
def test_a_forwarded_request_is_not_from_this_machine(header: str) -> None:
    assert not is_from_this_machine({"REMOTE_ADDR": "127.0.0.1", header: "127.0.0.1"})
