"""A sieve for texts: which of many may have a word, told at once for all of them.

Every word leaves traces in its text, bits at places that its parts are hashed to (a Bloom filter).
A text that lacks one of a word's traces does not have the word; one that has them all may have it.
"""

from collections.abc import Iterable
from itertools import chain
from operator import add

FIRST_IDEOGRAPHIC = "\u2e80"
BEGINNINGS = (1, 2, 4, 6)
"""Letters from the beginning of a word that leave a trace together."""
PLACES = 4096
"""More than three quarters of them stay empty in an article of a page or two."""
_WIDTH = PLACES // 8
_ONE = ord("1")
_IS_SET = [bytes(byte >> bit & 1 for byte in range(256)) for bit in range(8)]
"""For each bit of a byte: the table that tells whether it is set."""


def begins_words(word: str) -> bool:
    """Whether a word is looked for where words begin: one of letters. One of signs is anywhere."""
    return word[0] < FIRST_IDEOGRAPHIC


def traces(words: Iterable[str]) -> bytes:
    """Give the traces of all the words of a text."""
    parts = {part for word in words for part in _parts(word, written=True)}
    bits = bytearray(b"0" * PLACES)
    for place in {hash(part) % PLACES for part in parts}:
        bits[place] = _ONE
    return int(bits[::-1], 2).to_bytes(_WIDTH, "little")


def places(word: str) -> tuple[int, ...]:
    """Where a word that is looked for has left its traces."""
    return tuple({hash(part) % PLACES for part in _parts(word, written=False)})


class Sieve:
    """The traces of many texts, side by side. A set of texts is a number with a byte for each."""

    def __init__(self, rows: Iterable[bytes]) -> None:
        self._rows = b"".join(rows)

    def having(self, wanted: Iterable[int]) -> int:
        """The texts that have all these traces: their bytes are 1."""
        found = -1
        for place in wanted:
            column = self._rows[place >> 3 :: _WIDTH].translate(_IS_SET[place & 7])
            found &= int.from_bytes(column, "little")
        return found

    def counts(self, sets: Iterable[int]) -> bytes:
        """In how many of the sets, 255 at most, each text is."""
        return sum(sets).to_bytes(len(self._rows) // _WIDTH, "little")


def _parts(word: str, *, written: bool) -> Iterable[str]:
    """Take a word apart into what leaves a trace: its beginnings, or its signs and their pairs."""
    if not begins_words(word):
        return chain(word, map(add, word, word[1:]))
    beginnings = [f" {word[:length]}" for length in BEGINNINGS if length <= len(word)]
    if written and not word.isascii() and max(word) >= FIRST_IDEOGRAPHIC:
        return chain(beginnings, word, map(add, word, word[1:]))
    return beginnings
