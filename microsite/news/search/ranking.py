"""Search all articles for the terms of a query and rank those that match.

A term in the title counts more than one in the summary, and this more than one in the body.
"""

from typing import NamedTuple

from microsite.news.models import Article
from microsite.news.search.normalize import NormalizedText
from microsite.news.search.query import Term
from microsite.news.search.query import split_into_pairs
from microsite.news.snapshot import NewsSnapshot

MAX_PARTIAL_RESULTS = 100
"""Articles that are listed if none has all the terms."""
TITLE_SCORE = 4
SUMMARY_SCORE = 2
BODY_SCORE = 1


class SearchResults(NamedTuple):
    """Articles, the best first, then the newest, and the terms that they were found by.

    is_partial: none of them has all the terms.
    """

    articles: list[Article]
    terms: tuple[Term, ...]
    is_partial: bool


def search_articles(
    snapshot: NewsSnapshot, tag: str, terms: tuple[Term, ...], *, category: str = "", year: int = 0
) -> SearchResults:
    """Return the articles of a category and a year that have all the terms.

    If there is none, return those that have half of the pairs of characters in long Chinese runs.
    """
    candidates = snapshot.list_by_date(tag, category, year)
    articles = _rank(candidates, terms, max_misses=0)
    if articles or not (pairs := split_into_pairs(terms)):
        return SearchResults(articles, terms, is_partial=False)
    articles = _rank(candidates, pairs, max_misses=len(pairs) // 2)
    return SearchResults(articles[:MAX_PARTIAL_RESULTS], pairs, is_partial=bool(articles))


def _rank(
    candidates: tuple[Article, ...], terms: tuple[Term, ...], max_misses: int
) -> list[Article]:
    scored = [
        (points, article)
        for article in candidates
        if (points := score(article.search_text, terms, max_misses))
    ]
    scored.sort(key=lambda pair: pair[0], reverse=True)  # stable: the newest first among equals
    return [article for _, article in scored]


def score(words: NormalizedText, terms: tuple[Term, ...], max_misses: int) -> int:
    """Return how well an article matches: 0 if more than `max_misses` terms are missing."""
    text, total, misses = words.text, 0, 0
    for term in terms:
        first = -1
        for form in term:
            offset = text.find(form[0])
            for word in form[1:]:
                place = text.find(word)
                offset = max(offset, place) if offset >= 0 and place >= 0 else -1
            if offset >= 0 and not 0 <= first < offset:
                first = offset
        if first < 0:
            misses += 1
            if misses > max_misses:
                return 0
        elif first >= words.summary_end:
            total += BODY_SCORE
        else:
            total += TITLE_SCORE if first < words.title_end else SUMMARY_SCORE
    return total
