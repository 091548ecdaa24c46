"""Short codes: the check character, validation, random generation."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.campaigns import codes

QR_ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
bodies = st.text(
    codes.ALPHABET, min_size=codes.MIN_CODE_LENGTH - 1, max_size=codes.MAX_CODE_LENGTH - 1
)


def test_the_alphabet_is_alphanumeric_and_its_size_is_prime() -> None:
    assert set(codes.ALPHABET) <= QR_ALPHANUMERIC
    assert len(set(codes.ALPHABET)) == len(codes.ALPHABET) == 23


@pytest.mark.parametrize("family", ["0OQ", "1IL", "5S", "8B", "2Z", "6G", "UV"])
def test_at_most_one_of_the_characters_that_look_alike_is_used(family: str) -> None:
    assert len(set(family) & set(codes.ALPHABET)) <= 1


def test_no_code_spells_a_word() -> None:
    assert not set("AEIOU") & set(codes.ALPHABET)


@given(bodies)
def test_the_check_character_completes_every_body_to_a_valid_code(body: str) -> None:
    assert codes.is_code(body + codes.compute_check_character(body))


@given(bodies)
def test_every_single_wrong_character_is_detected(body: str) -> None:
    code = body + codes.compute_check_character(body)
    for position, right in enumerate(code):
        for wrong in codes.ALPHABET:
            if wrong != right:
                assert not codes.is_code(code[:position] + wrong + code[position + 1 :])


@given(bodies)
def test_every_swap_of_neighbours_is_detected(body: str) -> None:
    code = body + codes.compute_check_character(body)
    for position, (left, right) in enumerate(itertools.pairwise(code)):
        if left != right:
            assert not codes.is_code(code[:position] + right + left + code[position + 2 :])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("222", "too short, though its sum is right"),
        ("22222222222", "too long, though its sum is right"),
        ("k7f3m4", "small letters: a code is capitals"),
        ("K7F3M0", "outside the alphabet"),
        ("K7F3 4", "a space"),
        ("K7F3M4\n", "a trailing line break"),
        ("２２２２", "digits of another width"),
        ("K7F3MÉ", "beyond ASCII"),
    ],
)
def test_an_invalid_code_is_rejected(text: str, why: str) -> None:
    assert not codes.is_code(text), why


def test_codes_are_valid_from_the_minimum_to_the_maximum_length() -> None:
    lengths = [length for length in range(20) if codes.is_code("2" * length)]
    assert lengths == list(range(codes.MIN_CODE_LENGTH, codes.MAX_CODE_LENGTH + 1))


def test_generated_codes_are_valid_and_have_the_requested_length() -> None:
    for length in range(codes.MIN_CODE_LENGTH, codes.MAX_CODE_LENGTH + 1):
        code = codes.generate_code(length)
        assert len(code) == length
        assert codes.is_code(code)
    assert len(codes.generate_code()) == codes.CODE_LENGTH


def test_generated_codes_are_unordered_and_use_every_character_in_every_position() -> None:
    generated = [codes.generate_code() for _ in range(1000)]
    assert len(set(generated)) > 990
    rising = sum(a < b for a, b in itertools.pairwise(generated))
    assert 400 < rising < 600
    for position in range(codes.CODE_LENGTH):
        assert {code[position] for code in generated} == set(codes.ALPHABET)
