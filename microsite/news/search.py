"""Search: every article of a list is looked through for the words, with no index and no service.

A Latin word is found at the beginning of a word, a run of Chinese characters anywhere. Words in the
title count more than those in the summary, and these more than those in the body.
"""

from microsite.news.articles import Article
from microsite.news.edition import Edition
from microsite.news.folding import Folded
from microsite.news.folding import fold_characters
from microsite.news.folding import fold_phrases
from microsite.news.folding import runs

MOST_CHARACTERS = 100
MOST_WORDS = 8

Word = tuple[str, ...]
"""A word as it may stand in folded text; one of them is enough."""


def words_of(text: str) -> tuple[Word, ...]:
    """The words of what somebody typed, as they are looked for; what is over the limits is left."""
    text = text[:MOST_CHARACTERS]
    by_characters, by_phrases = runs(fold_characters(text)), runs(fold_phrases(text))
    if len(by_characters) != len(by_phrases):
        by_phrases = by_characters
    words = [
        tuple(dict.fromkeys(map(_as_it_stands, forms)))
        for forms in zip(by_characters, by_phrases, strict=True)
    ]
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def search(edition: Edition, tag: str, words: tuple[Word, ...]) -> list[Article]:
    """List the articles that have all the words: best first, then the newest."""
    if not words:
        return []
    found = []
    for article in edition.listing(tag):
        merit = _merit(article.words, words)
        if merit:
            found.append((merit, article.published, article))
    found.sort(key=lambda each: each[:2], reverse=True)
    return [article for _, _, article in found]


def _as_it_stands(word: str) -> str:
    """Have a word of another script than Chinese begin where a word begins."""
    return f" {word}" if word[0] < "\u2e80" else word


def _merit(folded: Folded, words: tuple[Word, ...]) -> int:
    """How well an article fits: 0 if it lacks a word."""
    merit = 0
    for word in words:
        places = [place for form in word if (place := folded.text.find(form)) >= 0]
        if not places:
            return 0
        first = min(places)
        merit += 4 if first < folded.title_end else 2 if first < folded.summary_end else 1
    return merit
