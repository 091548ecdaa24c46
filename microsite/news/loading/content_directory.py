"""The news folder, with a folder for each article, as it was last scanned."""

import os
from collections.abc import Iterator
from math import inf
from pathlib import Path

from microsite.news.loading.article_loader import IGNORED_NAMES
from microsite.news.loading.article_loader import SETTLE_SECONDS
from microsite.news.loading.article_loader import ArticleFiles
from microsite.news.loading.article_loader import ArticleLoader
from microsite.news.loading.article_loader import is_folder
from microsite.news.loading.article_loader import printable_name
from microsite.news.loading.errors import ContentError
from microsite.news.loading.fields import ContentRules
from microsite.news.loading.source_files import is_within
from microsite.news.models import Article
from microsite.slugs import is_slug

MAX_ARTICLE_SLUG_LENGTH = 80


class ContentDirectory:
    """The articles of a folder. Not thread-safe."""

    def __init__(self, path: Path, languages: tuple[str, ...], rules: ContentRules) -> None:
        self._path = path
        self._loader = ArticleLoader(path, languages, rules)
        self._files: dict[str, ArticleFiles] = {}
        self._unexpected_entries: tuple[ContentError, ...] = ()
        self._is_scanned = False

    @property
    def articles(self) -> Iterator[Article]:
        """All valid articles, drafts and future ones included."""
        for files in self._files.values():
            for loaded in files.loaded.values():
                if loaded.article:
                    yield loaded.article

    @property
    def errors(self) -> tuple[ContentError, ...]:
        """The present errors, by path and line."""
        errors = [*self._unexpected_entries]
        for slug, files in self._files.items():
            errors += files.errors
            for tag, loaded in files.loaded.items():
                errors += [ContentError(f"{slug}/{tag}.md", *error) for error in loaded.errors]
        return tuple(sorted(errors))

    def scan(self, now: float) -> bool:
        """Load the files that have changed. Return True if any has. `now`: seconds since 1970."""
        try:
            entries = sorted(os.scandir(self._path), key=lambda entry: entry.name)
        except OSError as error:
            message = f"the folder cannot be listed ({error.strerror}); check news.content"
            return self._update(self._files, (ContentError(str(self._path), 0, message),))
        settled_at = now - SETTLE_SECONDS if self._is_scanned else inf
        self._is_scanned = True
        unexpected, files = [], {}
        names = {entry.name for entry in entries}
        for entry in entries:
            if IGNORED_NAMES.fullmatch(entry.name):
                continue
            if message := self._check_entry(entry, names):
                unexpected.append(ContentError(printable_name(entry.name), 0, message))
            elif is_folder(entry):
                known = self._files.get(entry.name) or ArticleFiles()
                files[entry.name] = self._loader.reload_if_changed(entry.name, known, settled_at)
        return self._update(files, tuple(unexpected))

    def _update(self, files: dict[str, ArticleFiles], unexpected: tuple[ContentError, ...]) -> bool:
        previous = self._files
        changed = unexpected != self._unexpected_entries or files.keys() != previous.keys()
        changed = changed or any(each is not previous[slug] for slug, each in files.items())
        self._files, self._unexpected_entries = files, unexpected
        return changed

    def _check_entry(self, entry: "os.DirEntry[str]", names: set[str]) -> str:
        """Return the error message for an entry that is not an article's folder, else nothing."""
        if not is_folder(entry):
            if not entry.name.endswith(".md"):
                return ""
            return "is not in an article's folder; move it to SLUG/en.md, for example"
        if not is_slug(entry.name, MAX_ARTICLE_SLUG_LENGTH):
            if entry.name.lower() in names - {entry.name}:
                return f"has the same slug as {entry.name.lower()}; rename or remove one of them"
            return (
                "is not a slug; name the folder with a-z, 0-9 and single hyphens, at most"
                f" {MAX_ARTICLE_SLUG_LENGTH} characters"
            )
        if entry.is_symlink() and not is_within(self._path / entry.name, self._path):
            return "is a link out of the news folder; put the folder itself there"
        return ""
