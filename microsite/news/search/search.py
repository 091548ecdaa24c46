"""Search: a sieve leaves the articles that may have the words; these are looked through for them.

A Latin word is found at the beginning of a word, a run of Chinese characters anywhere. Words in the
title count more than those in the summary, and these more than those in the body. Chinese is typed
without spaces: a long run that stands nowhere is looked for by its pairs of characters.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import reduce
from heapq import nlargest
from itertools import compress
from itertools import pairwise
from operator import or_
from typing import NamedTuple

from microsite.news.models import Article
from microsite.news.search.normalize import Folded
from microsite.news.search.normalize import fold_characters
from microsite.news.search.normalize import fold_phrases
from microsite.news.search.normalize import runs
from microsite.news.search.sieve import begins_words
from microsite.news.search.sieve import places
from microsite.news.snapshot import Edition

MOST_CHARACTERS = 100
MOST_WORDS = 8
MOST_PAIRS = 8
MOST_IN_PART = 100
"""Articles that are shown where none has all the words."""
SHORTEST_IN_PAIRS = 4
"""Characters of a run that may be several words."""

Word = tuple[str, ...]
"""A word as it may stand in folded text; one of them is enough."""


def words_of(text: str) -> tuple[Word, ...]:
    """The words of what somebody typed, as they are looked for; what is over the limits is left."""
    text = text[:MOST_CHARACTERS].encode(errors="ignore").decode()  # no half of a surrogate pair
    by_characters, by_phrases = runs(fold_characters(text)), runs(fold_phrases(text))
    if len(by_characters) != len(by_phrases):
        by_phrases = by_characters
    words = [
        tuple(dict.fromkeys(map(_as_it_stands, forms)))
        for forms in zip(by_characters, by_phrases, strict=True)
    ]
    kept = tuple(dict.fromkeys(words))[:MOST_WORDS]
    return tuple(sorted(kept, key=lambda word: -len(word[0])))  # the longest is the rarest


class Findings(NamedTuple):
    """What a search finds, best first, then the newest. in_part: none of them has all the words."""

    articles: list[Article]
    in_part: bool


def search(edition: Edition, tag: str, words: tuple[Word, ...]) -> Findings:
    """Find the articles that have all the words.

    If there is none, those that have half of the pairs in which long Chinese runs are taken.
    """
    found = _judged(edition, tag, words, misses=0)
    if found or not (pairs := _in_pairs(words)):
        return Findings(found, in_part=False)
    found = _judged(edition, tag, pairs, misses=len(pairs) // 2)
    return Findings(found, in_part=bool(found))


def _judged(edition: Edition, tag: str, words: tuple[Word, ...], misses: int) -> list[Article]:
    by_merit: defaultdict[int, list[Article]] = defaultdict(list)
    for article in _candidates(edition, tag, words, misses):
        by_merit[_merit(article.words, words, misses)].append(article)
    by_merit.pop(0, None)
    return [article for merit in sorted(by_merit, reverse=True) for article in by_merit[merit]]


def _candidates(
    edition: Edition, tag: str, words: tuple[Word, ...], misses: int
) -> Iterator[Article]:
    """Sift out most of the articles that lack more words than they may.

    Of those that need not have all, the ones that seem to have the most are enough.
    """
    sieve, listed, least = edition.sieve(tag), edition.newest(tag), len(words) - misses
    counts = sieve.counts(
        reduce(or_, (sieve.having(places(form.lstrip())) for form in word)) for word in words
    )
    if not misses:
        return compress(listed, counts.translate(bytes(count >= least for count in range(256))))
    best = nlargest(MOST_IN_PART, range(len(listed)), key=counts.__getitem__)
    return (listed[place] for place in sorted(best) if counts[place] >= least)


def _as_it_stands(word: str) -> str:
    """Have a word of letters begin where a word begins."""
    return f" {word}" if begins_words(word) else word


def _in_pairs(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Take long runs of Chinese in pairs of characters; nothing if there is none."""
    pairs: list[Word] = []
    for word in words:
        run = word[0]
        if run[0] == " " or len(run) < SHORTEST_IN_PAIRS:
            pairs.append(word)
        else:
            pairs += [("".join(pair),) for pair in pairwise(run)]
    return tuple(dict.fromkeys(pairs))[:MOST_PAIRS] if len(pairs) > len(words) else ()


def _merit(folded: Folded, words: tuple[Word, ...], misses: int) -> int:
    """How well an article fits: 0 if it lacks more words than it may."""
    text, merit = folded.text, 0
    for word in words:
        first = -1
        for form in word:
            place = text.find(form)
            if place >= 0 and not 0 <= first < place:
                first = place
        if first < 0:
            misses -= 1
            if misses < 0:
                return 0
        elif first >= folded.summary_end:
            merit += 1
        else:
            merit += 4 if first < folded.title_end else 2
    return merit
