"""Short codes: what a check character catches, and how codes are drawn."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.campaigns import codes

QR_ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
bodies = st.text(codes.ALPHABET, min_size=codes.SHORTEST - 1, max_size=codes.LONGEST - 1)


def test_the_alphabet_fits_the_alphanumeric_mode_and_a_prime() -> None:
    assert set(codes.ALPHABET) <= QR_ALPHANUMERIC
    assert len(set(codes.ALPHABET)) == len(codes.ALPHABET) == 23


@pytest.mark.parametrize("family", ["0OQ", "1IL", "5S", "8B", "2Z", "6G", "UV"])
def test_of_characters_that_look_alike_in_print_one_at_most_is_used(family: str) -> None:
    assert len(set(family) & set(codes.ALPHABET)) <= 1


def test_no_word_can_come_up() -> None:
    assert not set("AEIOU") & set(codes.ALPHABET)


@given(bodies)
def test_every_body_is_completed_to_a_code(body: str) -> None:
    assert codes.is_code(body + codes.check_character(body))


@given(bodies)
def test_every_single_wrong_character_is_caught(body: str) -> None:
    code = body + codes.check_character(body)
    for place, right in enumerate(code):
        for wrong in codes.ALPHABET:
            if wrong != right:
                assert not codes.is_code(code[:place] + wrong + code[place + 1 :])


@given(bodies)
def test_every_swap_of_neighbours_is_caught(body: str) -> None:
    code = body + codes.check_character(body)
    for place, (left, right) in enumerate(itertools.pairwise(code)):
        if left != right:
            assert not codes.is_code(code[:place] + right + left + code[place + 2 :])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("222", "too short, though its sum is right"),
        ("22222222222", "too long, though its sum is right"),
        ("k7f3m4", "small letters: a code is capitals"),
        ("K7F3M0", "outside the alphabet"),
        ("K7F3 4", "a space"),
        ("K7F3M4\n", "a line's end"),
        ("２２２２", "digits of another width"),
        ("K7F3MÉ", "beyond ASCII"),
    ],
)
def test_what_is_no_code(text: str, why: str) -> None:
    assert not codes.is_code(text), why


def test_zeros_alone_are_a_code_of_every_length_from_shortest_to_longest() -> None:
    lengths = [length for length in range(20) if codes.is_code("2" * length)]
    assert lengths == list(range(codes.SHORTEST, codes.LONGEST + 1))


def test_drawn_codes_are_codes_of_the_length_asked_for() -> None:
    for length in range(codes.SHORTEST, codes.LONGEST + 1):
        code = codes.draw(length)
        assert len(code) == length
        assert codes.is_code(code)
    assert len(codes.draw()) == codes.LENGTH


def test_drawn_codes_have_no_order_and_use_every_character_in_every_place() -> None:
    drawn = [codes.draw() for _ in range(1000)]
    assert len(set(drawn)) > 990
    rising = sum(a < b for a, b in itertools.pairwise(drawn))
    assert 400 < rising < 600
    for place in range(codes.LENGTH):
        assert {code[place] for code in drawn} == set(codes.ALPHABET)
