"""Parse typed text into search terms.

A Latin word matches at the start of a word, a run of Chinese characters anywhere. Chinese is typed
without spaces, so a long run that matches nothing is split into pairs of characters.
"""

from collections.abc import Iterator
from itertools import pairwise

from microsite.news.search.lexicon import Lexicon
from microsite.news.search.lexicon import Words
from microsite.news.search.lexicon import inflect
from microsite.news.search.normalize import normalize_characters
from microsite.news.search.normalize import normalize_phrases
from microsite.news.search.normalize import split_words

MAX_QUERY_LENGTH = 100
"""Characters."""
MAX_TERMS = 8
MIN_RUN_TO_SPLIT = 4
"""Characters of a Chinese run that may be several words."""
_FIRST_IDEOGRAPHIC = "\u2e80"

Term = tuple[Words, ...]
"""The forms of a word in normalized text; one of them is enough, with all of its words."""

_NO_LEXICON = Lexicon(())


def parse_query(text: str, lexicon: Lexicon = _NO_LEXICON) -> tuple[Term, ...]:
    """Return the terms of typed text, the longest first; text over the limits is ignored."""
    text = text[:MAX_QUERY_LENGTH].encode(errors="ignore").decode()  # no half of a surrogate pair
    by_characters = tuple(split_words(normalize_characters(text)))
    by_phrases = tuple(split_words(normalize_phrases(text)))
    if len(by_characters) != len(by_phrases):
        by_phrases = by_characters
    terms = []
    start = 0
    while start < len(by_characters):
        length, others = lexicon.find(by_characters[start:])
        if not others:
            length, others = lexicon.find(by_phrases[start:])
        typed = [words[start : start + length] for words in (by_characters, by_phrases)]
        forms = [*typed, *others]
        if length == 1:
            for (word,) in dict.fromkeys(typed):
                forms += _find_related(word, lexicon)
        terms.append(tuple(dict.fromkeys(tuple(map(_mark_start, form)) for form in forms)))
        start += length
    unique = tuple(dict.fromkeys(terms))[:MAX_TERMS]
    return tuple(
        sorted(unique, key=lambda term: -len("".join(term[0])))
    )  # the longest is the rarest


def split_into_pairs(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Split long runs of Chinese into pairs of characters. Return () if there is none."""
    pairs: list[Term] = []
    for term in terms:
        run = term[0][0]
        if run[0] == " " or len(run) < MIN_RUN_TO_SPLIT:
            pairs.append(term)
        else:
            pairs += [(("".join(pair),),) for pair in pairwise(run)]
    return tuple(dict.fromkeys(pairs))[:MAX_TERMS] if len(pairs) > len(terms) else ()


def _find_related(word: str, lexicon: Lexicon) -> Iterator[Words]:
    if word.isascii():
        yield from ((other,) for other in inflect(word))
    else:
        yield from lexicon.replace_within(word)


def _mark_start(word: str) -> str:
    """Put a space before a word of letters, so that it matches at the start of a word only."""
    return f" {word}" if word[0] < _FIRST_IDEOGRAPHIC else word
