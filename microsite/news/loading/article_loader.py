"""Load the files of one article: `<slug>/<language tag>.md`, with its images next to them.

If a file becomes invalid, its last valid text is kept.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from microsite.files import FileStamp
from microsite.files import file_stamp
from microsite.news.loading.article_parser import parse_article
from microsite.news.loading.errors import ContentError
from microsite.news.loading.errors import InvalidArticleError
from microsite.news.loading.errors import SourceError
from microsite.news.loading.fields import ContentRules
from microsite.news.loading.images import inspect_image
from microsite.news.loading.images import is_image
from microsite.news.loading.source_files import is_within
from microsite.news.loading.source_files import read_source
from microsite.news.models import Article

IGNORED_NAMES = re.compile(r"[.#_].*|.*~|README\.md|.*\.(?:swp|tmp|bak)")
"""Hidden files, the copies that text editors leave, notes for authors."""
SETTLE_SECONDS = 1.0
"""A younger file may still be being written; the next scan reads it."""
MAX_CLOCK_SKEW_SECONDS = 60
"""A file from further in the future was written by a wrong clock, and is read."""
_DANGLING_LINK = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """The last valid article of a file, if there was one, and the errors in its present text."""

    article: Article | None
    errors: tuple[SourceError, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleFiles:
    """The files of one article as they were read, and what was loaded from each language's."""

    stamps: dict[str, FileStamp] = field(default_factory=dict)
    loaded: dict[str, LoadedFile] = field(default_factory=dict)
    errors: tuple[ContentError, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleLoader:
    """Loads articles from the folder `root`, by the site's languages and rules."""

    root: Path
    languages: tuple[str, ...]
    rules: ContentRules

    def reload_if_changed(self, slug: str, known: ArticleFiles, settled_at: float) -> ArticleFiles:
        """Return an article's files as they are now, or `known` itself if nothing has changed.

        Files that were changed after `settled_at` (seconds since 1970) are left for the next time.
        """
        try:
            stamps = dict(_list_stamps(self.root / slug))
        except OSError as error:
            message = (
                f"cannot be listed ({error.strerror}); give the user that runs the site permission"
                " to list it"
            )
            errors = (ContentError(f"{slug}/", 0, message),)
            return known if known.errors == errors else ArticleFiles({}, known.loaded, errors)
        changed = {name for name, stamp in stamps.items() if stamp != known.stamps.get(name)}
        removed = known.stamps.keys() - stamps.keys()
        if not (changed or removed or known.errors) and stamps:
            return known
        ages = (settled_at - stamps[name][0] / 1e9 for name in changed)
        if any(-MAX_CLOCK_SKEW_SECONDS < age < 0 for age in ages):
            return known
        if any(is_image(name) for name in changed | removed):
            changed = set(stamps)
        loaded = {
            tag: self._reload(slug, tag, stamps, known.loaded.get(tag), name in changed)
            for tag in self.languages
            if (name := f"{tag}.md") in stamps
        }
        files = ArticleFiles(stamps, loaded, tuple(self._find_unknown_languages(slug, stamps)))
        return known if files == known else files

    def _reload(
        self,
        slug: str,
        tag: str,
        stamps: dict[str, FileStamp],
        previous: LoadedFile | None,
        has_changed: bool,
    ) -> LoadedFile:
        if previous and not has_changed:
            return previous
        loaded = self._load(slug, tag, stamps)
        if _find_stamp(self.root / slug / f"{tag}.md") != stamps[f"{tag}.md"]:  # changed meanwhile
            return previous or LoadedFile(None)
        if loaded.article or not previous:
            return loaded
        return replace(loaded, article=previous.article)

    def _load(self, slug: str, tag: str, stamps: dict[str, FileStamp]) -> LoadedFile:
        folder = self.root / slug
        path = folder / f"{tag}.md"
        try:
            if not is_within(path, self.root):
                message = "is a link out of the news folder; put the file itself there"
                raise InvalidArticleError(SourceError(0, message))
            inspect = partial(inspect_image, folder, stamps)
            return LoadedFile(parse_article(read_source(path), slug, tag, self.rules, inspect))
        except InvalidArticleError as error:
            return LoadedFile(None, error.errors)
        except Exception as error:  # an unforeseen error must not affect other articles
            message = f"cannot be loaded ({type(error).__name__}); simplify it"
            return LoadedFile(None, (SourceError(0, message),))

    def _find_unknown_languages(
        self, slug: str, stamps: dict[str, FileStamp]
    ) -> Iterator[ContentError]:
        names = [f"{tag}.md" for tag in self.languages]
        for name in sorted(stamps):
            if name.lower().endswith(".md") and name not in names:
                close = get_close_matches(name, names, n=1, cutoff=0.7)
                fix = f"did you mean {close[0]}?" if close else f"name it {' or '.join(names)}"
                message = f"is not in a language of the site; {fix}"
                yield ContentError(f"{slug}/{printable_name(name)}", 0, message)


def printable_name(name: str) -> str:
    """Return a file name with U+FFFD for each character that cannot be printed."""
    return "".join(character if character.isprintable() else "\ufffd" for character in name)


def is_folder(entry: "os.DirEntry[str]") -> bool:
    """Return True if an entry is a folder or a link to one."""
    try:
        return entry.is_dir()
    except OSError:  # a symbolic link to itself, for example
        return False


def _list_stamps(folder: Path) -> Iterator[tuple[str, FileStamp]]:
    for entry in os.scandir(folder):
        if IGNORED_NAMES.fullmatch(entry.name) or is_folder(entry):
            continue
        if stamp := _find_stamp(Path(entry.path)):
            yield entry.name, stamp


def _find_stamp(path: Path) -> FileStamp | None:
    """Return the stamp of a file; a dangling link has one, too. None if there is no file."""
    try:
        return file_stamp(path)
    except OSError:
        return _DANGLING_LINK if path.is_symlink() else None
