"""The newsroom: the folder, the time and the caches behind an edition. The edge of the news."""

import logging
import threading
import time
from collections.abc import Callable
from collections.abc import Iterable
from functools import lru_cache
from functools import partial
from html import escape
from math import inf
from pathlib import Path
from zoneinfo import ZoneInfo

from microsite.config.schema import Config
from microsite.news.loading.article_loader import Problem
from microsite.news.loading.content_directory import Folder
from microsite.news.loading.fields import Rules
from microsite.news.loading.files import is_within
from microsite.news.models import Article
from microsite.news.rendering.conversion import Tradition
from microsite.news.rendering.conversion import convert
from microsite.news.rendering.conversion import convert_text
from microsite.news.rendering.markdown import Address
from microsite.news.rendering.markdown import render
from microsite.news.snapshot import Edition

SECONDS_BETWEEN_LOOKS = 1.0
LEAST_REST = 50
"""After a look comes a rest of so many times its length: looking takes 2 % of the time at most."""
BODIES_KEPT = 512

Report = Callable[[str], None]

log = logging.getLogger(__name__)


def default_address(slug: str, name: str) -> str:
    """The address of a picture, the same in every language."""
    return f"/news/{slug}/{name}"


class NewsService:
    """The news of a content folder, for any number of threads.

    clock: gives seconds since 1970. drafts: have drafts and articles of the future, too. report: is
    told once of each problem, and once of each file that is good again.
    """

    def __init__(
        self,
        content: Path,
        categories: Iterable[str],
        languages: Iterable[str],
        conversion: Tradition,
        timezone: str,
        *,
        drafts: bool = False,
        clock: Callable[[], float] = time.time,
        picture_address: Address = default_address,
        report: Report = log.warning,
    ) -> None:
        self.content = content
        self._languages = tuple(languages)
        self._conversion: Tradition = conversion
        self._folder = Folder(
            content, self._languages, Rules(tuple(categories), ZoneInfo(timezone))
        )
        self._drafts = drafts
        self._clock = clock
        self._address = picture_address
        self._report = report
        self._edition = Edition((), self._languages, self._converted)
        self._looked_at = self._next_look = -inf
        self._next_article = inf
        self._is_behind = False
        self._problems: tuple[Problem, ...] = ()
        self._unshown: dict[Article, Problem] = {}
        self._conversions: dict[tuple[str, str], tuple[Article, Article]] = {}
        self._looking = threading.Lock()
        self._rendering = threading.Lock()
        self._body = lru_cache(BODIES_KEPT)(self._render)

    @classmethod
    def of(cls, config: Config, *, report: Report = log.warning) -> "NewsService":
        """The newsroom of the site with these settings."""
        return cls(
            config.news_path,
            config.news.categories,
            config.languages,
            config.news.conversion,
            config.timezone,
            drafts=config.news.drafts,
            report=report,
        )

    def edition(self) -> Edition:
        """What there is to read now. Whatever is wrong, the last good state is given."""
        if self._is_due() and self._looking.acquire(blocking=self._next_look == -inf):
            try:
                if self._is_due():
                    self._look()
            except Exception:  # a page is shown all the same
                log.exception("The news folder could not be looked at.")
            finally:
                self._looking.release()
        return self._edition

    def body_of(self, article: Article) -> str:
        """The body as safe HTML, in the script that the article is shown in.

        One is made at a time, so that whoever asks for the same one meanwhile finds it made.
        """
        with self._rendering:
            return self._body(article)

    def picture(self, slug: str, name: str) -> Path | None:
        """The file of a picture that an article which is out shows; None for any other name."""
        if not self.edition().holds_picture(slug, name):
            return None
        folder = self.content / slug
        path = folder / name
        return path.resolve() if is_within(path, folder) and path.is_file() else None

    def problems(self) -> tuple[Problem, ...]:
        """What in the folder needs an editor, by path and line."""
        edition = self.edition()
        for article in tuple(self._unshown):
            if edition.find(article.tag, article.slug) != article:
                self._unshown.pop(article, None)
        return tuple(sorted({*self._problems, *self._unshown.values()}))

    def _is_due(self) -> bool:
        now = self._clock()
        return now >= min(self._next_look, self._next_article) or now < self._looked_at

    def _look(self) -> None:
        now, began = self._clock(), time.perf_counter()
        self._looked_at = now
        self._next_look = now + SECONDS_BETWEEN_LOOKS
        if now >= self._next_article:
            self._is_behind, self._next_article = True, inf
        self._is_behind |= self._folder.look(now)
        if self._is_behind:
            self._publish(now)
            self._is_behind = False  # not before: what fails is tried again at the next look
        spent = time.perf_counter() - began
        self._next_look = now + max(SECONDS_BETWEEN_LOOKS, spent * LEAST_REST)

    def _publish(self, now: float) -> None:
        out, next_article = [], inf
        for article in self._folder.articles:
            due = article.published.timestamp()
            if self._drafts or (not article.draft and due <= now):
                out.append(article)
            elif not article.draft:
                next_article = min(next_article, due)
        self._edition = edition = Edition(out, self._languages, self._converted)
        self._next_article = next_article
        for key, (source, _) in tuple(self._conversions.items()):
            if edition.find(source.tag, source.slug) is not source:
                del self._conversions[key]
        problems = self._folder.problems
        for problem in problems:
            if problem not in self._problems:
                self._report(f"News: {problem}.")
        for path in {problem.path for problem in self._problems} - {each.path for each in problems}:
            self._report(f"News: {path} is good again.")
        self._problems = problems

    def _converted(self, article: Article, tag: str) -> Article:
        """Convert an article, unless it was converted for an edition before."""
        source, converted = self._conversions.get((article.slug, tag), (None, None))
        if source is not article or converted is None:
            converted = convert(article, tag, self._conversion)
            self._conversions[article.slug, tag] = article, converted
        return converted

    def _render(self, article: Article) -> str:
        put = partial(convert_text, tag=article.tag, tradition=self._conversion)
        try:
            body = render(article, self._address, put if article.is_converted else None)
        except Exception as error:  # the text can be read all the same
            what = f"cannot be shown as Markdown ({type(error).__name__}); make it simpler"
            problem = Problem(f"{article.slug}/{article.written_in}.md", 0, what)
            self._unshown[article] = problem
            self._report(f"News: {problem}.")
            return "".join(f"<p>{escape(part)}</p>" for part in article.body.split("\n\n"))
        self._unshown.pop(article, None)
        return body
