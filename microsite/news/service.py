"""The news service: scans the news folder regularly and caches snapshots and bodies."""

import logging
import threading
import time
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from math import inf
from pathlib import Path
from zoneinfo import ZoneInfo

from microsite.config.conversion_words import conversion_words
from microsite.config.schema import Config
from microsite.news.loading.content_directory import ContentDirectory
from microsite.news.loading.errors import ContentError
from microsite.news.loading.fields import ContentRules
from microsite.news.loading.source_files import is_within
from microsite.news.models import Article
from microsite.news.rendering.conversion import ScriptConverter
from microsite.news.rendering.conversion import TraditionalVariant
from microsite.news.rendering.conversion import convert_article
from microsite.news.rendering.hotlines import Hotlines
from microsite.news.rendering.markdown import render_body
from microsite.news.search.lexicon import Lexicon
from microsite.news.snapshot import NewsSnapshot
from microsite.news.update_times import find_future_update
from microsite.news.update_times import hide_future_update
from microsite.news.update_times import is_update_due

SCAN_INTERVAL_SECONDS = 1.0
MIN_PAUSE_FACTOR = 50
"""The pause after a scan is this many times its duration: scans take 2 % of the time at most."""
BODY_CACHE_SIZE = 512
"""Rendered articles."""

Report = Callable[[str], None]

log = logging.getLogger(__name__)


class NewsService:
    """The news of a content folder. Thread-safe.

    words: the Traditional word for Simplified ones of the organisation. synonyms: groups
    of words that find each other. hotlines: telephone
    numbers as people write them, and as phones dial them.
    clock: returns seconds since 1970. drafts: include drafts and articles of the future. report:
    called with one line for each new error and for each file that is valid again.
    """

    def __init__(
        self,
        content: Path,
        categories: Iterable[str],
        languages: Iterable[str],
        conversion: TraditionalVariant,
        timezone: str,
        *,
        words: Mapping[str, str] | None = None,
        synonyms: Iterable[Iterable[str]] = (),
        hotlines: Iterable[tuple[str, str]] = (),
        drafts: bool = False,
        clock: Callable[[], float] = time.time,
        report: Report = log.warning,
    ) -> None:
        self.content = content
        self._languages = tuple(languages)
        self.lexicon = Lexicon([*(words or {}).items(), *synonyms])
        self._hotlines = Hotlines.from_numbers(hotlines)
        self._converter = ScriptConverter(conversion, words or {})
        rules = ContentRules(tuple(categories), ZoneInfo(timezone))
        self._directory = ContentDirectory(content, self._languages, rules)
        self._drafts = drafts
        self._clock = clock
        self._report = report
        self._snapshot = NewsSnapshot((), self._languages, self._convert)
        self._scanned_at = self._next_scan = -inf
        self._next_publication = inf
        self._is_outdated = False
        self._errors: tuple[ContentError, ...] = ()
        self._render_errors: dict[Article, tuple[ContentError, ...]] = {}
        self._conversions: dict[tuple[str, str], tuple[Article, Article]] = {}
        self._scan_lock = threading.Lock()
        self._render_lock = threading.Lock()
        self._cached_body = lru_cache(BODY_CACHE_SIZE)(self._render)

    @classmethod
    def from_config(cls, config: Config, *, report: Report = log.warning) -> "NewsService":
        """Return the news service of a site."""
        return cls(
            config.news_path,
            config.news.categories,
            config.languages,
            config.news.conversion,
            config.timezone,
            words=conversion_words(config),
            synonyms=config.news.synonyms,
            hotlines=[(hotline.number, hotline.tel) for hotline in config.hotlines],
            drafts=config.news.drafts,
            report=report,
        )

    def snapshot(self) -> NewsSnapshot:
        """Return the articles that are public now; after any error, the last valid state."""
        if self._is_scan_due() and self._scan_lock.acquire(blocking=self._next_scan == -inf):
            try:
                if self._is_scan_due():
                    self._scan()
            except Exception:  # pages are served from the last snapshot
                log.exception("Scanning the news folder failed, will retry")
            finally:
                self._scan_lock.release()
        return self._snapshot

    def render(self, article: Article) -> str:
        """Return the body as safe HTML, in the script that the article is shown in.

        One body is rendered at a time, so that simultaneous requests render the same one once.
        """
        with self._render_lock:
            return self._cached_body(article)

    def image_path(self, slug: str, name: str) -> Path | None:
        """Return the file of an image that a public article shows; None for any other name."""
        if not self.snapshot().has_image(slug, name):
            return None
        folder = self.content / slug
        path = folder / name
        return path.resolve() if is_within(path, folder) and path.is_file() else None

    def content_errors(self) -> tuple[ContentError, ...]:
        """Return the errors that an editor has to fix, by path and line."""
        snapshot = self.snapshot()
        for article in tuple(self._render_errors):
            if snapshot.find(article.tag, article.slug) != article:
                self._render_errors.pop(article, None)
        render_errors = {error for errors in self._render_errors.values() for error in errors}
        return tuple(sorted({*self._errors, *render_errors}))

    def _is_scan_due(self) -> bool:
        now = self._clock()
        return now >= min(self._next_scan, self._next_publication) or now < self._scanned_at

    def _scan(self) -> None:
        now, started = self._clock(), time.perf_counter()
        self._scanned_at = now
        self._next_scan = now + SCAN_INTERVAL_SECONDS
        if now >= self._next_publication:
            self._is_outdated, self._next_publication = True, inf
        self._is_outdated |= self._directory.scan(now)
        if self._is_outdated:
            self._publish(now)
            self._is_outdated = False  # only now: after an error the next scan publishes again
        duration = time.perf_counter() - started
        self._next_scan = now + max(SCAN_INTERVAL_SECONDS, duration * MIN_PAUSE_FACTOR)

    def _publish(self, now: float) -> None:
        public, next_publication = [], inf
        errors = [*self._directory.errors]
        for article in self._directory.articles:
            publication = article.published.timestamp()
            if error := find_future_update(article, now):
                errors.append(error)
            if self._drafts or (not article.draft and publication <= now):
                public.append(hide_future_update(article, now))
                if article.updated and not is_update_due(article, now):
                    next_publication = min(next_publication, article.updated.timestamp())
            elif not article.draft:
                next_publication = min(next_publication, publication)
        self._snapshot = snapshot = NewsSnapshot(public, self._languages, self._convert)
        self._next_publication = next_publication
        for key, (original, _) in tuple(self._conversions.items()):
            if snapshot.find(original.tag, original.slug) is not original:
                del self._conversions[key]
        self._report_changes(tuple(sorted(errors)))

    def _report_changes(self, errors: tuple[ContentError, ...]) -> None:
        for error in errors:
            if error not in self._errors:
                self._report(f"News: {error}.")
        for path in {error.path for error in self._errors} - {error.path for error in errors}:
            self._report(f"News: {path} is valid again.")
        self._errors = errors

    def _convert(self, article: Article, tag: str) -> Article:
        """Return an article converted to the language `tag`, from an earlier snapshot if known."""
        original, converted = self._conversions.get((article.slug, tag), (None, None))
        if original is not article or converted is None:
            converted = convert_article(article, tag, self._converter)
            self._conversions[article.slug, tag] = article, converted
        return converted

    def _render(self, article: Article) -> str:
        convert = self._converter.to(article.tag) if article.is_converted else None
        path = f"{article.slug}/{article.original_tag}.md"
        try:
            body, losses = render_body(article, convert, self._hotlines)
            errors = tuple(ContentError(path, *loss) for loss in losses)
        except Exception as error:  # the article is then shown as plain text
            reason = str(error) or type(error).__name__
            message = f"cannot be rendered as Markdown ({reason}); simplify it"
            errors = (ContentError(path, 0, message),)
            body = "".join(f"<p>{escape(part)}</p>" for part in article.body.split("\n\n"))
        self._render_errors.pop(article, None)
        if errors:
            self._render_errors[article] = errors
        for each in errors:
            self._report(f"News: {each}.")
        return body
