"""Places of the terms of a search in a text that is shown, so that a page can mark them."""

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Iterator

from microsite.news.search.normalize import load_converter
from microsite.news.search.normalize import normalize_characters
from microsite.news.search.query import Term

_REST_OF_WORD = r"[^\W_\u2e80-\u9fff]*"


def highlight(text: str, terms: Iterable[Term]) -> list[tuple[str, bool]]:
    """Return a text in parts, each with True if it is a hit; a hit is a whole word of letters."""
    patterns = {_pattern(word) for term in terms for form in term for word in _spellings(form)}
    if not patterns:
        return [(text, False)]
    normalized, offsets = _normalize_each(text)
    parts: list[tuple[str, bool]] = []
    end = 0
    for match in re.finditer("|".join(sorted(patterns, key=len, reverse=True)), normalized):
        start, stop = offsets[match.start()], offsets[match.end()]
        if start > end:
            parts.append((text[end:start], False))
        if stop > max(start, end):
            parts.append((text[max(start, end) : stop], True))
            end = stop
    return [*parts, (text[end:], False)] if text[end:] or not parts else parts


def _spellings(form: Iterable[str]) -> Iterator[str]:
    """Yield the words of a form, and Chinese ones as Taiwan writes them, in Simplified characters:
    what normalizing an article phrase by phrase made of 軟體 is 软件, of its characters 软体.
    """
    for word in form:
        yield word
        if word[0] != " ":
            yield normalize_characters(str(load_converter("s2twp").convert(word)))


def _pattern(word: str) -> str:
    if word[0] == " ":
        return rf"(?<![^\W_\u2e80-\u9fff]){re.escape(word[1:])}{_REST_OF_WORD}"
    return re.escape(word)


def _normalize_each(text: str) -> tuple[str, list[int]]:
    """Return a text normalized, and the offset of each of its characters and its end."""
    folded = [unicodedata.normalize("NFKC", character).casefold() for character in text]
    offsets = [index for index, characters in enumerate(folded) for _ in characters]
    normalized = normalize_characters("".join(folded))
    if len(normalized) != len(offsets):  # a phrase has changed its length
        folded = [normalize_characters(character) for character in text]
        offsets = [index for index, characters in enumerate(folded) for _ in characters]
        normalized = "".join(folded)
    return normalized, [*offsets, len(text)]
