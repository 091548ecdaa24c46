"""Search: every article of a list is looked through for the words, with no index and no service.

A Latin word is found at the beginning of a word, a run of Chinese characters anywhere. Words in the
title count more than those in the summary, and these more than those in the body. Chinese is typed
without spaces: a long run that stands nowhere is looked for by its pairs of characters.
"""

from microsite.news.articles import Article
from microsite.news.edition import Edition
from microsite.news.folding import Folded
from microsite.news.folding import fold_characters
from microsite.news.folding import fold_phrases
from microsite.news.folding import runs

MOST_CHARACTERS = 100
MOST_WORDS = 8
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
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def search(edition: Edition, tag: str, words: tuple[Word, ...]) -> list[Article]:
    """List the articles that have all the words: best first, then the newest.

    If there is none, those that have half of the pairs in which long Chinese runs are taken.
    """
    articles = edition.newest(tag)
    found = _judged(articles, words, misses=0)
    if not found and (pairs := _in_pairs(words)):
        found = _judged(articles, pairs, misses=len(pairs) // 2)
    return found


def _judged(articles: tuple[Article, ...], words: tuple[Word, ...], misses: int) -> list[Article]:
    found = [
        (merit, article) for article in articles if (merit := _merit(article.words, words, misses))
    ]
    found.sort(key=lambda each: -each[0])
    return [article for _, article in found]


def _as_it_stands(word: str) -> str:
    """Have a word of another script than Chinese begin where a word begins."""
    return f" {word}" if word[0] < "\u2e80" else word


def _in_pairs(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Take long runs of Chinese in pairs of characters; nothing if there is none."""
    pairs: list[Word] = []
    for word in words:
        run = word[0]
        if run[0] == " " or len(run) < SHORTEST_IN_PAIRS:
            pairs.append(word)
        else:
            pairs += [(run[start : start + 2],) for start in range(len(run) - 1)]
    return tuple(dict.fromkeys(pairs))[:MOST_WORDS] if len(pairs) > len(words) else ()


def _merit(folded: Folded, words: tuple[Word, ...], misses: int) -> int:
    """How well an article fits: 0 if it lacks more words than it may."""
    merit = 0
    for forms in words:
        first = -1
        for form in forms:
            place = folded.text.find(form)
            if place >= 0 and not 0 <= first < place:
                first = place
        if first < 0:
            misses -= 1
            if misses < 0:
                return 0
            continue
        merit += 4 if first < folded.title_end else 2 if first < folded.summary_end else 1
    return merit
