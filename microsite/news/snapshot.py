"""The articles that are public at one moment, in each language."""

from collections.abc import Callable
from collections.abc import Iterable
from hashlib import blake2b

from microsite.news.models import Article

OTHER_SCRIPT = {"zh-Hans": "zh-Hant", "zh-Hant": "zh-Hans"}
"""Languages that can be converted into each other."""

ConvertArticle = Callable[[Article, str], Article]
"""Converts an article to the language of another script; the body may be left to the renderer."""


class NewsSnapshot:
    """The public articles at one moment. Immutable.

    version: changes with anything visible: a file changes, or an article's time comes.
    """

    def __init__(
        self, articles: Iterable[Article], languages: tuple[str, ...], convert: ConvertArticle
    ) -> None:
        self._languages = languages
        self._originals: dict[str, dict[str, Article]] = {}
        for article in articles:
            self._originals.setdefault(article.slug, {})[article.tag] = article
        self._available = {
            slug: _add_conversions(originals, languages, convert)
            for slug, originals in self._originals.items()
        }
        self._by_date = {tag: self._sort_by_date(tag) for tag in languages}
        self._pinned_first = {
            tag: tuple(sorted(articles, key=lambda article: not article.pinned))
            for tag, articles in self._by_date.items()
        }
        self._in_language = {
            tag: tuple(article for article in articles if article.tag == tag)
            for tag, articles in self._by_date.items()
        }
        self._indices = {
            (tag, article.slug): index
            for tag, articles in self._in_language.items()
            for index, article in enumerate(articles)
        }
        self.version = _compute_version(self._originals)

    def list_articles(self, tag: str, category: str = "", year: int = 0) -> tuple[Article, ...]:
        """Return every article once, pinned ones first, then the newest first.

        An article that is not available in this language is in another one: its `tag` differs.
        """
        return _filter(self._pinned_first.get(tag, ()), category, year)

    def list_by_date(self, tag: str, category: str = "", year: int = 0) -> tuple[Article, ...]:
        """Return the same articles by date alone, the newest first."""
        return _filter(self._by_date.get(tag, ()), category, year)

    def list_in_language(self, tag: str) -> tuple[Article, ...]:
        """Return the articles that are available in this language, by date alone."""
        return self._in_language.get(tag, ())

    def find(self, tag: str, slug: str) -> Article | None:
        """Return the article in exactly this language, original or converted."""
        return self._available.get(slug, {}).get(tag)

    def original_languages(self, slug: str) -> tuple[str, ...]:
        """Return the languages that the article was written in, in the site's order."""
        return self._sort_tags(self._originals.get(slug, {}))

    def available_languages(self, slug: str) -> tuple[str, ...]:
        """Return the languages that it can be read in, conversions included."""
        return self._sort_tags(self._available.get(slug, {}))

    def find_neighbours(self, article: Article) -> tuple[Article | None, Article | None]:
        """Return the next older and the next newer article in its language."""
        articles = self.list_in_language(article.tag)
        index = self._indices.get((article.tag, article.slug))
        if index is None:
            return None, None
        newer = articles[index - 1] if index else None
        older = articles[index + 1] if index + 1 < len(articles) else None
        return older, newer

    def list_years(self, tag: str) -> tuple[int, ...]:
        """Return the years of the listed articles, the latest first."""
        years = {article.published.year for article in self.list_by_date(tag)}
        return tuple(sorted(years, reverse=True))

    def list_categories(self, tag: str) -> tuple[str, ...]:
        """Return the categories of the listed articles, in alphabetical order."""
        articles = self.list_by_date(tag)
        return tuple(sorted({key for article in articles for key in article.categories}))

    def has_image(self, slug: str, name: str) -> bool:
        """Return True if a public article shows this image."""
        return any(
            image.name == name
            for article in self._originals.get(slug, {}).values()
            for image in (article.image, *article.body_images)
            if image
        )

    def _sort_by_date(self, tag: str) -> tuple[Article, ...]:
        articles = [
            by_tag.get(tag) or by_tag[self._sort_tags(by_tag)[0]]
            for by_tag in self._available.values()
        ]
        return tuple(sorted(articles, key=_sort_key, reverse=True))

    def _sort_tags(self, tags: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(tags, key=self._languages.index))


def _filter(articles: tuple[Article, ...], category: str, year: int) -> tuple[Article, ...]:
    if not category and not year:
        return articles
    return tuple(
        article
        for article in articles
        if (not category or category in article.categories)
        and (not year or article.published.year == year)
    )


def _sort_key(article: Article) -> tuple[float, str]:
    return article.published.timestamp(), article.slug  # numbers compare faster than zoned times


def _add_conversions(
    originals: dict[str, Article], languages: tuple[str, ...], convert: ConvertArticle
) -> dict[str, Article]:
    converted = {
        other: convert(article, other)
        for tag, article in originals.items()
        if (other := OTHER_SCRIPT.get(tag)) in languages and other not in originals
    }
    return originals | converted


def _compute_version(originals: dict[str, dict[str, Article]]) -> str:
    lines = sorted(
        f"{slug} {tag} {article.digest}"
        for slug, by_tag in originals.items()
        for tag, article in by_tag.items()
    )
    return blake2b("\n".join(lines).encode(), digest_size=12).hexdigest()
