"""What there is to read at one moment, in each language."""

from collections.abc import Callable
from collections.abc import Iterable
from hashlib import blake2b

from microsite.news.models import Article
from microsite.news.search.sieve import Sieve

OTHER_SCRIPT = {"zh-Hans": "zh-Hant", "zh-Hant": "zh-Hans"}
"""Languages that a program can put into one another."""

Convert = Callable[[Article, str], Article]
"""Puts an article into the language of another script; its body may wait until it is shown."""


class Edition:
    """The articles that are out at a moment. Nothing of it changes.

    version: changes whenever anything that is shown does: a file, or an article that comes out.
    """

    def __init__(
        self, articles: Iterable[Article], languages: tuple[str, ...], convert: Convert
    ) -> None:
        self._languages = languages
        self._written: dict[str, dict[str, Article]] = {}
        for article in articles:
            self._written.setdefault(article.slug, {})[article.tag] = article
        self._offered = {
            slug: _with_conversions(written, languages, convert)
            for slug, written in self._written.items()
        }
        self._newest = {tag: self._list(tag) for tag in languages}
        self._listings = {
            tag: tuple(sorted(articles, key=lambda article: not article.pinned))
            for tag, articles in self._newest.items()
        }
        self._readable = {
            tag: tuple(article for article in articles if article.tag == tag)
            for tag, articles in self._newest.items()
        }
        self._places = {
            (tag, article.slug): place
            for tag, articles in self._readable.items()
            for place, article in enumerate(articles)
        }
        self._sieves = {
            tag: Sieve(article.words.traces for article in articles)
            for tag, articles in self._newest.items()
        }
        self.version = _version(self._written)

    def listing(self, tag: str, category: str = "", year: int = 0) -> tuple[Article, ...]:
        """List every article once, pinned ones first, then by date, the newest first.

        One that cannot be read in this language stands in it in one that it has: its `tag` differs.
        """
        listed = self._listings.get(tag, ())
        if not category and not year:
            return listed
        return tuple(
            article
            for article in listed
            if (not category or category in article.categories)
            and (not year or article.published.year == year)
        )

    def newest(self, tag: str) -> tuple[Article, ...]:
        """List the same articles by date alone, the newest first."""
        return self._newest.get(tag, ())

    def readable(self, tag: str) -> tuple[Article, ...]:
        """List those that can be read in this language, by date alone."""
        return self._readable.get(tag, ())

    def sieve(self, tag: str) -> Sieve:
        """The sieve of the articles that `newest` lists, in their order."""
        return self._sieves[tag]

    def find(self, tag: str, slug: str) -> Article | None:
        """Give the article in exactly this language, written or converted."""
        return self._offered.get(slug, {}).get(tag)

    def languages_of(self, slug: str) -> tuple[str, ...]:
        """The languages that the article was written in, in the site's order."""
        return self._in_order(self._written.get(slug, {}))

    def offered_in(self, slug: str) -> tuple[str, ...]:
        """The languages that it can be read in, conversions among them."""
        return self._in_order(self._offered.get(slug, {}))

    def neighbours(self, article: Article) -> tuple[Article | None, Article | None]:
        """The next older and the next newer article, by date, in its language."""
        row = self.readable(article.tag)
        place = self._places.get((article.tag, article.slug))
        if place is None:
            return None, None
        newer = row[place - 1] if place else None
        older = row[place + 1] if place + 1 < len(row) else None
        return older, newer

    def years(self, tag: str) -> tuple[int, ...]:
        """The years of the articles in the list, the last one first."""
        found = {article.published.year for article in self._listings.get(tag, ())}
        return tuple(sorted(found, reverse=True))

    def categories(self, tag: str) -> tuple[str, ...]:
        """The categories of the articles in the list, in alphabetical order."""
        listed = self._listings.get(tag, ())
        return tuple(sorted({key for article in listed for key in article.categories}))

    def holds_picture(self, slug: str, name: str) -> bool:
        """Whether an article that is out shows this picture."""
        return any(
            picture.name == name
            for article in self._written.get(slug, {}).values()
            for picture in (article.picture, *article.pictures)
            if picture
        )

    def _list(self, tag: str) -> tuple[Article, ...]:
        shown = [
            there.get(tag) or there[self._in_order(there)[0]] for there in self._offered.values()
        ]
        return tuple(sorted(shown, key=_moment, reverse=True))

    def _in_order(self, tags: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(tags, key=self._languages.index))


def _moment(article: Article) -> tuple[float, str]:
    return article.published.timestamp(), article.slug  # numbers compare faster than times in zones


def _with_conversions(
    written: dict[str, Article], languages: tuple[str, ...], convert: Convert
) -> dict[str, Article]:
    converted = {
        other: convert(article, other)
        for tag, article in written.items()
        if (other := OTHER_SCRIPT.get(tag)) in languages and other not in written
    }
    return written | converted


def _version(written: dict[str, dict[str, Article]]) -> str:
    lines = sorted(
        f"{slug} {tag} {article.digest}"
        for slug, there in written.items()
        for tag, article in there.items()
    )
    return blake2b("\n".join(lines).encode(), digest_size=12).hexdigest()
