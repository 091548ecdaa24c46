"""The folder of articles, one folder each, as it was last looked at."""

import os
import re
from collections.abc import Iterator
from math import inf
from pathlib import Path

from microsite.news.loading.article_loader import PASSED_OVER
from microsite.news.loading.article_loader import SECONDS_TO_SETTLE
from microsite.news.loading.article_loader import Librarian
from microsite.news.loading.article_loader import Problem
from microsite.news.loading.article_loader import Shelf
from microsite.news.loading.article_loader import shown
from microsite.news.loading.fields import Rules
from microsite.news.loading.files import is_within
from microsite.news.models import Article

SLUG = re.compile(r"(?=.{1,80}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")


class Folder:
    """The articles of a folder. Not for several threads at once."""

    def __init__(self, path: Path, languages: tuple[str, ...], rules: Rules) -> None:
        self._path = path
        self._librarian = Librarian(path, languages, rules)
        self._shelves: dict[str, Shelf] = {}
        self._strays: tuple[Problem, ...] = ()
        self._looked = False

    @property
    def articles(self) -> Iterator[Article]:
        """All good ones, drafts and those of the future among them."""
        for shelf in self._shelves.values():
            for reading in shelf.readings.values():
                if reading.article:
                    yield reading.article

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong at present, by path and line."""
        found = [*self._strays]
        for slug, shelf in self._shelves.items():
            found += shelf.problems
            for tag, reading in shelf.readings.items():
                found += [Problem(f"{slug}/{tag}.md", *fault) for fault in reading.faults]
        return tuple(sorted(found))

    def look(self, now: float) -> bool:
        """Read what has changed; tell whether anything has. `now`: seconds since 1970."""
        try:
            entries = sorted(os.scandir(self._path), key=lambda entry: entry.name)
        except OSError as error:
            what = f"the folder cannot be listed ({error.strerror}); look at news.content"
            return self._put(self._shelves, (Problem(str(self._path), 0, what),))
        settled_at = now - SECONDS_TO_SETTLE if self._looked else inf
        self._looked = True
        strays, shelves = [], {}
        names = {entry.name for entry in entries}
        for entry in entries:
            if PASSED_OVER.fullmatch(entry.name):
                continue
            if what := self._stray(entry, names):
                strays.append(Problem(shown(entry.name), 0, what))
            elif _is_folder(entry):
                known = self._shelves.get(entry.name) or Shelf()
                shelves[entry.name] = self._librarian.look(entry.name, known, settled_at)
        return self._put(shelves, tuple(strays))

    def _put(self, shelves: dict[str, Shelf], strays: tuple[Problem, ...]) -> bool:
        before = self._shelves
        changed = strays != self._strays or shelves.keys() != before.keys()
        changed = changed or any(shelf is not before[slug] for slug, shelf in shelves.items())
        self._shelves, self._strays = shelves, strays
        return changed

    def _stray(self, entry: "os.DirEntry[str]", names: set[str]) -> str:
        """Tell what is wrong with an entry that can be no article's folder; else nothing."""
        if not _is_folder(entry):
            if not entry.name.endswith(".md"):
                return ""
            return "is in no article's folder; move it into SLUG/en.md or the like"
        if not SLUG.fullmatch(entry.name):
            if entry.name.lower() in names - {entry.name}:
                return f"is the slug {entry.name.lower()} a second time; rename or remove one"
            return "is no slug; name the folder with a-z, 0-9 and single hyphens, 80 at most"
        if entry.is_symlink() and not is_within(self._path / entry.name, self._path):
            return "leads out of the news folder; put the folder itself there"
        return ""


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a symbolic link to itself, or the like
        return False
