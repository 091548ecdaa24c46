"""Short codes: the alphabet, the check character, and how a code is drawn.

The alphabet lies inside QR's alphanumeric set (ISO/IEC 18004, table 5), leaves out what is mistaken
for something else in print (0 O Q, 1 I L, 5 S, 8 B, 2 Z, 6 G) by keeping one of each family at
most, and has no vowels, so that no word can come up. It has 23 characters, a prime, which is what
makes the check character catch every single wrong character and every swap of neighbours.
"""

import secrets

ALPHABET = "23456789CDFHJKMNPRTVWXY"
SHORTEST = 4
LONGEST = 10
LENGTH = 6
"""Characters of a new code, check character included: 23^5, some 6.4 million codes."""

_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def check_character(body: str) -> str:
    """Give the character that completes `body` to a code.

    The values of a code's characters, weighted 1, 2, 3 … from the right, add up to 0 modulo 23.
    As 23 is prime and the weights are smaller, a single change or a swap of neighbours changes the
    sum. Raises KeyError for a character outside the alphabet.
    """
    total = sum(weight * _VALUES[c] for weight, c in enumerate(reversed(body), start=2))
    return ALPHABET[-total % len(ALPHABET)]


def is_code(text: str) -> bool:
    """Tell whether `text`, in capitals, is a well-formed code: alphabet, length and check."""
    if not SHORTEST <= len(text) <= LONGEST or not _VALUES.keys() >= set(text):
        return False
    return check_character(text[:-1]) == text[-1]


def draw(length: int = LENGTH) -> str:
    """Draw a new code at random; from one code nothing follows about another."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
    return body + check_character(body)
