"""The folder of articles, `<slug>/<language tag>.md` with pictures beside, as it was last read.

Looking again reads only what has changed. A file that is wrong leaves its last good text standing.
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from microsite.news.articles import Article
from microsite.news.articles import Rules
from microsite.news.articles import read
from microsite.news.files import KINDS
from microsite.news.files import is_within
from microsite.news.files import look_at_picture
from microsite.news.files import read_text
from microsite.news.front_matter import Fault
from microsite.news.front_matter import FaultsError

SLUG = re.compile(r"(?=.{1,80}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
SECONDS_TO_SETTLE = 0.5
"""A file younger than that may still be being written; it is read by the next look."""
_PICTURE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_OF_AN_EDITOR = re.compile(r"[.#_].*|.*~|README\.md|.*\.(?:swp|tmp|bak)")
"""Names that are passed over: hidden files, an editor's copies, a word to other editors."""

Stamp = tuple[int, int, int]
"""Time of change (ns), size and inode: another one is another file."""


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """What is wrong, and the mend; the file's path in the folder, and the line (0: all of it)."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}" if self.line else f"{self.path}: {self.what}"


@dataclass(frozen=True, slots=True)
class _Reading:
    """What came of a file: the last good article, if there was one, and what is wrong now."""

    article: Article | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The files of one article: what they were when they were read, and what came of it."""

    stamps: dict[str, Stamp] = field(default_factory=dict)
    readings: dict[str, _Reading] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


class Folder:
    """The articles of a folder. Not for several threads at once."""

    def __init__(self, path: Path, languages: tuple[str, ...], rules: Rules) -> None:
        self._path = path
        self._languages = languages
        self._rules = rules
        self._shelves: dict[str, _Shelf] = {}
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
            return self._replace(self._shelves, (Problem(str(self._path), 0, what),))
        strays, shelves = [], {}
        names = {entry.name for entry in entries}
        for entry in entries:
            if _OF_AN_EDITOR.fullmatch(entry.name):
                continue
            if problem := self._stray(entry, names):
                strays.append(problem)
            elif entry.is_dir():
                known = self._shelves.get(entry.name)
                shelves[entry.name] = self._shelf(entry.name, known or _Shelf(), now)
        self._looked = True
        return self._replace(shelves, tuple(strays))

    def _replace(self, shelves: dict[str, _Shelf], strays: tuple[Problem, ...]) -> bool:
        changed = strays != self._strays or shelves.keys() != self._shelves.keys()
        changed = changed or any(
            shelf is not self._shelves[slug] for slug, shelf in shelves.items()
        )
        self._shelves, self._strays = shelves, strays
        return changed

    def _stray(self, entry: "os.DirEntry[str]", names: set[str]) -> Problem | None:
        """Tell what is wrong with an entry that is no article's folder."""
        name = entry.name.encode(errors="surrogateescape").decode(errors="replace")
        if not entry.is_dir():
            if not name.endswith(".md") and not entry.is_symlink():
                return None
            return Problem(
                name, 0, "is in no article's folder; move it into SLUG/en.md or the like"
            )
        if not SLUG.fullmatch(entry.name):
            if entry.name.lower() in names:
                what = (
                    f"is the slug {entry.name.lower()} a second time; remove or rename the folder"
                )
            else:
                what = "is no slug; name the folder with a-z, 0-9 and single hyphens (at most 80)"
            return Problem(f"{name}/", 0, what)
        if not is_within(self._path / entry.name, self._path):
            return Problem(
                f"{name}/", 0, "leads out of the news folder; put the folder itself there"
            )
        return None

    def _shelf(self, slug: str, known: _Shelf, now: float) -> _Shelf:
        """Look at an article's files; give what is known already if none has changed."""
        folder = self._path / slug
        try:
            stamps = dict(_stamps(folder))
        except OSError as error:
            what = f"cannot be listed ({error.strerror}); let the user that the site runs as do so"
            problems = (Problem(f"{slug}/", 0, what),)
            return known if known.problems == problems else replace(known, problems=problems)
        if stamps == known.stamps and not known.problems:
            return known
        changed = {name for name in stamps if stamps[name] != known.stamps.get(name)}
        unsettled = any(0 <= now - stamps[name][0] / 1e9 < SECONDS_TO_SETTLE for name in changed)
        if self._looked and unsettled:
            return known
        again = {
            name for name in stamps.keys() ^ known.stamps.keys() | changed if _is_picture(name)
        }
        readings = {}
        for name in sorted(stamps):
            tag = name.removesuffix(".md")
            if name.endswith(".md") and tag in self._languages:
                before = known.readings.get(tag)
                if before is None or again or name in changed:
                    before = self._read(slug, tag, stamps, before)
                readings[tag] = before
        return _Shelf(stamps, readings, tuple(self._unknown(slug, stamps)))

    def _read(
        self, slug: str, tag: str, stamps: dict[str, Stamp], before: _Reading | None
    ) -> _Reading:
        folder = self._path / slug
        try:
            if not is_within(folder / f"{tag}.md", self._path):
                raise FaultsError(
                    Fault(0, "leads out of the news folder; put the file itself there")
                )
            text = read_text(folder / f"{tag}.md")
            return _Reading(read(text, slug, tag, self._rules, partial(_look, folder, stamps)))
        except FaultsError as error:
            faults = error.faults
        except Exception as error:  # whatever it is, no other article is to suffer
            what = f"cannot be taken in ({type(error).__name__}); make it simpler"
            faults = (Fault(0, what),)
        return _Reading(before.article if before else None, faults)

    def _unknown(self, slug: str, stamps: dict[str, Stamp]) -> Iterator[Problem]:
        names = [f"{tag}.md" for tag in self._languages]
        for name in sorted(stamps):
            if name.lower().endswith(".md") and name not in names:
                near = get_close_matches(name, names, n=1, cutoff=0.7)
                mend = f"did you mean {near[0]}?" if near else f"name it {' or '.join(names)}"
                yield Problem(f"{slug}/{name}", 0, f"is in no language of the site; {mend}")


def _stamps(folder: Path) -> Iterator[tuple[str, Stamp]]:
    for entry in os.scandir(folder):
        if _OF_AN_EDITOR.fullmatch(entry.name):
            continue
        try:
            status = entry.stat()
        except OSError:  # a link to nowhere; or gone since
            if entry.is_symlink():
                yield entry.name, (0, 0, 0)
            continue
        if not stat.S_ISDIR(status.st_mode):
            yield entry.name, (status.st_mtime_ns, status.st_size, status.st_ino)


def _is_picture(name: str) -> bool:
    return Path(name).suffix.lower() in KINDS


def _look(folder: Path, stamps: dict[str, Stamp], name: str) -> tuple[int, int] | str:
    """Look at a picture that an article names."""
    shown = repr(name[:80])
    if name.lower().endswith(".svg"):
        return f"names {shown}, and SVG can hold programs; export it as WebP or PNG"
    if not _PICTURE_NAME.fullmatch(name):
        return (
            f"names the picture {shown}; put the file beside the article and name it with A-Z, 0-9,"
            " hyphens and dots"
        )
    if not _is_picture(name):
        return f"names {shown}, which is no picture; there can be {', '.join(KINDS)}"
    if name not in stamps:
        near = get_close_matches(name, [known for known in stamps if _is_picture(known)], n=1)
        mend = f"did you mean {near[0]}?" if near else "put the file beside the article"
        return f"names {shown}, which is not there; {mend}"
    if not is_within(folder / name, folder):
        return f"names {shown}, which leads out of the folder; put the file itself there"
    return look_at_picture(folder / name)
