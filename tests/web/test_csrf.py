"""Whether a message was sent from our own form."""

import pytest
from werkzeug.datastructures import Headers

from microsite.contact.form_token import TOKEN_PERIOD_SECONDS
from microsite.contact.form_token import FormTokens
from microsite.web.client import client_network
from microsite.web.csrf import is_cross_origin

NOON = 1_800_000_000.0 // TOKEN_PERIOD_SECONDS * TOKEN_PERIOD_SECONDS
HOSTS = ("app.example", "127.0.0.1:8000")
TOKENS = FormTokens("a secret of this test")


def test_a_token_is_good_for_a_day() -> None:
    token = TOKENS.issue(NOON)
    assert TOKENS.is_good(token, NOON)
    assert TOKENS.is_good(token, NOON + 24 * TOKEN_PERIOD_SECONDS)
    assert not TOKENS.is_good(token, NOON + 25 * TOKEN_PERIOD_SECONDS)


def test_a_token_of_a_machine_whose_clock_is_a_little_ahead_is_good() -> None:
    assert TOKENS.is_good(TOKENS.issue(NOON), NOON - 1)
    assert not TOKENS.is_good(TOKENS.issue(NOON), NOON - 2 * TOKEN_PERIOD_SECONDS)


def test_a_token_is_the_same_for_an_hour_so_that_its_page_can_be_kept() -> None:
    assert TOKENS.issue(NOON) == TOKENS.issue(NOON + TOKEN_PERIOD_SECONDS - 1)
    assert TOKENS.issue(NOON) != TOKENS.issue(NOON + TOKEN_PERIOD_SECONDS)


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "500000",
        "500000.",
        FormTokens("another secret").issue(NOON),
        TOKENS.issue(NOON)[:-1],
        "1" + TOKENS.issue(NOON),
        "９" * 6 + ".x",
        "\x00",
        "中文",
        "a" * 100_000,
    ],
    ids=range(11),
)
def test_what_we_did_not_sign_is_no_token(token: str) -> None:
    assert not TOKENS.is_good(token, NOON)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://app.example"},
        {"Origin": "http://127.0.0.1:8000"},
        {"Origin": "https://APP.example"},
        {},
    ],
)
def test_our_own_pages_are_not_elsewhere(headers: dict[str, str]) -> None:
    assert not is_cross_origin(Headers(headers), HOSTS)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://app.example"},
        {"Sec-Fetch-Site": "anything"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://app.example.evil.example"},
        {"Origin": "https://app.example@evil.example"},
        {"Origin": "https://app.example:8443"},
        {"Origin": "https://["},
        {"Origin": "null"},
        {"Origin": ""},
    ],
)
def test_any_other_page_is_elsewhere(headers: dict[str, str]) -> None:
    assert is_cross_origin(Headers(headers), HOSTS)


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
def test_a_person_has_one_network_however_many_addresses(address: str, network: str) -> None:
    assert client_network(address) == network
