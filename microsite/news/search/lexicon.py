"""Words that mean the same on this site: a search for one finds the others.

They are the words that the conversion between the scripts exchanges (二维码 and QR Code) and the
groups of `news.synonyms` (手机银行, 行動銀行). English words also have their plural or singular.
"""

import re
from collections.abc import Iterable
from collections.abc import Iterator

from microsite.news.search.normalize import normalize_characters
from microsite.news.search.normalize import normalize_phrases
from microsite.news.search.normalize import split_words

Words = tuple[str, ...]
"""The words of one expression, normalized; all of them have to be in a text."""

_PLURAL_ENDINGS = (
    (re.compile(r"(?<=[a-z]{2}[^aeiou])ies$"), "y"),
    (re.compile(r"(?<=s|x|z)es$|(?<=ch|sh)es$".replace("(?<=ch|sh)", "(?<=[cs]h)")), ""),
    (re.compile(r"(?<=[a-z]{2}[^su])s$"), ""),
    (re.compile(r"(?<=[a-z][^aeiou])y$"), "ies"),
)
_IRREGULAR = {"person": "people", "man": "men", "woman": "women"}
_IRREGULAR_FORMS = _IRREGULAR | {plural: singular for singular, plural in _IRREGULAR.items()}


class Lexicon:
    """The groups of expressions that mean the same."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        self._groups: dict[Words, list[Words]] = {}
        for group in groups:
            texts = list(group)
            normalized = [
                tuple(split_words(normalize(text)))
                for text in texts
                for normalize in (normalize_characters, normalize_phrases)
            ]
            members = [words for words in dict.fromkeys(normalized) if words]
            for words in members if len(members) > 1 else ():
                known = self._groups.setdefault(words, [])
                known += [other for other in members if other != words and other not in known]
        self._max_length = max(map(len, self._groups), default=0)

    def find(self, words: Words) -> tuple[int, list[Words]]:
        """Return how many of the first words are an expression, and what means the same."""
        for length in range(min(self._max_length, len(words)), 0, -1):
            if others := self._groups.get(words[:length]):
                return length, others
        return 1, []

    def replace_within(self, run: str) -> Iterator[Words]:
        """Yield what means the same as a run of Chinese that contains an expression of a group."""
        for (expression, *more), others in self._groups.items():
            if more or expression == run or expression not in run or expression.isascii():
                continue
            before, _, after = run.partition(expression)
            for other in others:
                yield tuple(part for part in (before, *other, after) if part)


def inflect(word: str) -> Iterator[str]:
    """Yield an English word in the other number; its beginning finds the regular plural anyway."""
    if word in _IRREGULAR_FORMS:
        yield _IRREGULAR_FORMS[word]
        return
    for ending, replacement in _PLURAL_ENDINGS:
        other, count = ending.subn(replacement, word)
        if count:
            yield other
            return
