"""Addresses as Azure, IIS and other proxies write them: the bare address, in one place."""

import pytest
from sqlalchemy import Engine

from microsite.web.client import bare_address
from microsite.web.client import client_address
from microsite.web.client import is_secure
from tests.conftest import Settings
from tests.conftest import site
from tests.contact.conftest import Person

PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7\t", "192.0.2.7"),
        ("192.0.2.7:52341", "192.0.2.7"),
        ('"192.0.2.7:52341"', "192.0.2.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("2001:DB8:0::0007", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:db8::7]:52341", "2001:db8::7"),
        ('"[2001:db8::7]:52341"', "2001:db8::7"),
        ("'[2001:db8::7]'", "2001:db8::7"),
        ("2001:db8:1:2:3:4:5:6:52341", "2001:db8:1:2:3:4:5:6"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:443", "fe80::1"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("[::ffff:192.0.2.7]:52341", "192.0.2.7"),
        ('for="[2001:db8::7]:4711"', "2001:db8::7"),
        ("For=192.0.2.7", "192.0.2.7"),
        ("unknown", ""),
        ("_hidden", ""),
        ("-", ""),
        ("", ""),
        ("192.0.2.7.5", ""),
        ("[", ""),
        ("host.example:80", ""),
    ],
)
def test_an_entry_is_the_bare_address(written: str, address: str) -> None:
    assert bare_address(written) == address


@pytest.mark.parametrize(
    ("proxies", "headers", "address"),
    [
        (1, {"X_FORWARDED_FOR": "198.51.100.1:51000"}, "198.51.100.1"),
        (1, {"X_FORWARDED_FOR": "192.0.2.66, unknown"}, PROXY),
        (1, {"X_FORWARDED_FOR": "192.0.2.66,"}, PROXY),
        (2, {"X_FORWARDED_FOR": "192.0.2.66, unknown, 10.0.0.2:80"}, "10.0.0.2"),
        (2, {"X_FORWARDED_FOR": '"[2001:db8::7]:1", 10.0.0.2'}, "2001:db8::7"),
        (1, {"FORWARDED": "for=192.0.2.66, for=198.51.100.1;proto=https"}, "198.51.100.1"),
        (1, {"FORWARDED": 'by=10.0.0.9;FOR="[2001:db8::7]:47"'}, "2001:db8::7"),
        (1, {"FORWARDED": 'for="a,b;for=192.0.2.66"'}, PROXY),
        (1, {"FORWARDED": "for=192.0.2.66, proto=https"}, PROXY),
        (1, {"FORWARDED": "for=192.0.2.66", "X_FORWARDED_FOR": "198.51.100.1"}, "198.51.100.1"),
        (0, {"FORWARDED": "for=198.51.100.1"}, PROXY),
    ],
)
def test_the_address_is_the_one_that_the_outermost_proxy_wrote(
    proxies: int, headers: dict[str, str], address: str
) -> None:
    environ = {"REMOTE_ADDR": PROXY} | {f"HTTP_{name}": text for name, text in headers.items()}
    assert client_address(environ, proxies) == address


@pytest.mark.parametrize(
    ("peer", "address"),
    [("::ffff:192.0.2.7", "192.0.2.7"), ("fe80::1%eth0", "fe80::1"), ("", ""), ("unix:", "unix:")],
)
def test_the_address_of_a_connection_is_bare_too(peer: str, address: str) -> None:
    assert client_address({"REMOTE_ADDR": peer}, 0) == address


@pytest.mark.parametrize(
    ("headers", "secure"),
    [
        ({"FORWARDED": "for=192.0.2.7;proto=https"}, True),
        ({"FORWARDED": "for=192.0.2.7;proto=HTTPS"}, True),
        ({"FORWARDED": "for=192.0.2.7;proto=http"}, False),
        ({"FORWARDED": "for=192.0.2.7;proto=https", "X_FORWARDED_FOR": "192.0.2.7"}, False),
        ({"X_FORWARDED_PROTO": "HTTPS"}, True),
    ],
)
def test_the_scheme_is_read_from_the_header_that_names_the_client(
    headers: dict[str, str], secure: bool
) -> None:
    environ = {"wsgi.url_scheme": "http"}
    environ |= {f"HTTP_{name}": text for name, text in headers.items()}
    assert is_secure(environ, 1) is secure


def test_another_port_is_no_fresh_limit_of_the_contact_form(
    settings: Settings, sqlite: Engine
) -> None:
    with site(settings(trusted_proxies="1", contact__rate_limit_per_client="2")) as app:
        person = Person(app, address="10.0.0.1")
        statuses = [
            person.send(
                {"X-Forwarded-For": f"198.51.100.1:5000{n}"}, subject=f"Card {n}"
            ).status_code
            for n in range(3)
        ]
        other = person.send({"X-Forwarded-For": "198.51.100.2:50000"}, subject="Card")
    assert statuses == [303, 303, 429]
    assert other.status_code == 303
