"""Short codes: the alphabet, the check character, random generation.

The alphabet is a subset of the alphanumeric mode of QR codes (ISO/IEC 18004, table 5). It contains
at most one of the characters that look alike in print (0 O Q, 1 I L, 5 S, 8 B, 2 Z, 6 G) and no
vowels, so that no code spells a word. Its size, 23, is prime: that is why the check character
detects every single wrong character and every swap of neighbours.
"""

import secrets

ALPHABET = "23456789CDFHJKMNPRTVWXY"
MIN_CODE_LENGTH = 4
MAX_CODE_LENGTH = 10
CODE_LENGTH = 6
"""Characters of a new code, check character included: 23^5, about 6.4 million codes."""

_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def compute_check_character(body: str) -> str:
    """Return the character that completes `body` to a valid code.

    The values of a code's characters, weighted 1, 2, 3 … from the right, add up to 0 modulo 23.
    As 23 is prime and the weights are smaller, a single change or a swap of neighbours changes the
    sum. Raise KeyError for a character outside the alphabet.
    """
    total = sum(weight * _VALUES[c] for weight, c in enumerate(reversed(body), start=2))
    return ALPHABET[-total % len(ALPHABET)]


def is_code(text: str) -> bool:
    """Return True if `text`, in upper case, is a valid code: length, alphabet, check character."""
    if not MIN_CODE_LENGTH <= len(text) <= MAX_CODE_LENGTH or not _VALUES.keys() >= set(text):
        return False
    return compute_check_character(text[:-1]) == text[-1]


def generate_code(length: int = CODE_LENGTH) -> str:
    """Return a random code; nothing about other codes can be inferred from it."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
    return body + compute_check_character(body)
