"""The token in the contact form."""

import pytest

from microsite.contact.form_token import TOKEN_PERIOD_SECONDS
from microsite.contact.form_token import FormTokens

NOON = 1_800_000_000.0 // TOKEN_PERIOD_SECONDS * TOKEN_PERIOD_SECONDS
TOKENS = FormTokens("a secret of this test")


def test_a_token_is_valid_for_a_day() -> None:
    token = TOKENS.issue(NOON)
    assert TOKENS.is_valid(token, NOON)
    assert TOKENS.is_valid(token, NOON + 24 * TOKEN_PERIOD_SECONDS)
    assert not TOKENS.is_valid(token, NOON + 25 * TOKEN_PERIOD_SECONDS)


def test_a_token_of_a_machine_whose_clock_is_a_little_ahead_is_valid() -> None:
    assert TOKENS.is_valid(TOKENS.issue(NOON), NOON - 1)
    assert not TOKENS.is_valid(TOKENS.issue(NOON), NOON - 2 * TOKEN_PERIOD_SECONDS)


def test_a_token_stays_the_same_for_an_hour_so_that_its_page_can_be_cached() -> None:
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
def test_a_token_without_our_signature_is_invalid(token: str) -> None:
    assert not TOKENS.is_valid(token, NOON)
