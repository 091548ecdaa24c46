"""The files of one article, `<slug>/<language tag>.md` with pictures beside, as last read.

A file that is wrong leaves its last good text standing.
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

from microsite.news.loading.fields import Rules
from microsite.news.loading.files import KINDS
from microsite.news.loading.files import is_within
from microsite.news.loading.files import look_at_picture
from microsite.news.loading.files import read_text
from microsite.news.loading.front_matter import Fault
from microsite.news.loading.front_matter import FaultsError
from microsite.news.models import Article
from microsite.news.models import read

PASSED_OVER = re.compile(r"[.#_].*|.*~|README\.md|.*\.(?:swp|tmp|bak)")
"""Names that are not looked at: hidden files, an editor's copies, a word to other editors."""
SECONDS_TO_SETTLE = 1.0
"""A file younger than that may still be being written; the next look reads it."""
SECONDS_OF_DOUBT = 60
"""A file from further in the future was written by a clock that is wrong, and is read."""
_PICTURE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

Stamp = tuple[int, int, int, int]
"""Times of change (ns) of content and file, size, inode: another stamp is another file."""


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """What is wrong, and the mend; the file's path in the news folder, and the line (0: all)."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}" if self.line else f"{self.path}: {self.what}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a file: the last good article, if there was one, and what is wrong now."""

    article: Article | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the files of one article were when they were read, and what came of each language."""

    stamps: dict[str, Stamp] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Librarian:
    """Reads the files of the folder `root` by the site's languages and rules."""

    root: Path
    languages: tuple[str, ...]
    rules: Rules

    def look(self, slug: str, known: Shelf, settled_at: float) -> Shelf:
        """Give what there is on an article's shelf: the `known` one itself if nothing has changed.

        Files changed after `settled_at` (seconds since 1970) can wait.
        """
        try:
            stamps = dict(_stamps(self.root / slug))
        except OSError as error:
            what = f"cannot be listed ({error.strerror}); let the user that the site runs as do so"
            problems = (Problem(f"{slug}/", 0, what),)
            return known if known.problems == problems else Shelf({}, known.readings, problems)
        changed = {name for name, stamp in stamps.items() if stamp != known.stamps.get(name)}
        gone = known.stamps.keys() - stamps.keys()
        if not (changed or gone or known.problems) and stamps:
            return known
        after = (stamps[name][0] / 1e9 - settled_at for name in changed)
        if any(0 < each < SECONDS_OF_DOUBT for each in after):
            return known
        if any(_is_picture(name) for name in changed | gone):
            changed = set(stamps)
        readings = {
            tag: self._reading(slug, tag, stamps, known.readings.get(tag), name in changed)
            for tag in self.languages
            if (name := f"{tag}.md") in stamps
        }
        shelf = Shelf(stamps, readings, tuple(self._unknown(slug, stamps)))
        return known if shelf == known else shelf

    def _reading(
        self,
        slug: str,
        tag: str,
        stamps: dict[str, Stamp],
        before: Reading | None,
        has_changed: bool,
    ) -> Reading:
        if before and not has_changed:
            return before
        reading = self._read(slug, tag, stamps)
        if _stamp_of(self.root / slug / f"{tag}.md") != stamps[f"{tag}.md"]:  # changed meanwhile
            return before or Reading(None)
        return (
            reading if reading.article or not before else replace(reading, article=before.article)
        )

    def _read(self, slug: str, tag: str, stamps: dict[str, Stamp]) -> Reading:
        folder = self.root / slug
        path = folder / f"{tag}.md"
        try:
            if not is_within(path, self.root):
                raise FaultsError(Fault(0, "leads out of the news folder; put the file there"))
            look = partial(_look, folder, stamps)
            return Reading(read(read_text(path), slug, tag, self.rules, look))
        except FaultsError as error:
            return Reading(None, error.faults)
        except Exception as error:  # whatever it is, no other article is to suffer
            what = f"cannot be taken in ({type(error).__name__}); make it simpler"
            return Reading(None, (Fault(0, what),))

    def _unknown(self, slug: str, stamps: dict[str, Stamp]) -> Iterator[Problem]:
        names = [f"{tag}.md" for tag in self.languages]
        for name in sorted(stamps):
            if name.lower().endswith(".md") and name not in names:
                near = get_close_matches(name, names, n=1, cutoff=0.7)
                mend = f"did you mean {near[0]}?" if near else f"name it {' or '.join(names)}"
                what = f"is in no language of the site; {mend}"
                yield Problem(f"{slug}/{shown(name)}", 0, what)


def shown(name: str) -> str:
    """A file's name as it can be written anywhere, whatever bytes it has."""
    return "".join(character if character.isprintable() else "\ufffd" for character in name)


def _stamps(folder: Path) -> Iterator[tuple[str, Stamp]]:
    for entry in os.scandir(folder):
        if PASSED_OVER.fullmatch(entry.name):
            continue
        if stamp := _stamp_of(Path(entry.path)):
            yield entry.name, stamp


def _stamp_of(path: Path) -> Stamp | None:
    """Give the stamp of what is no folder; a link to nowhere has one, too."""
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0, 0) if path.is_symlink() else None
    if stat.S_ISDIR(status.st_mode):
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _is_picture(name: str) -> bool:
    return Path(name).suffix.lower() in KINDS


def _look(folder: Path, stamps: dict[str, Stamp], name: str) -> tuple[int, int] | str:
    """Look at a picture that an article names."""
    named = f"names {name[:80]!r}"
    if name.lower().endswith(".svg"):
        return f"{named}, and SVG can hold programs; export it as WebP or PNG"
    if not _PICTURE_NAME.fullmatch(name):
        return (
            f"{named}; put the picture beside the article and name it with A-Z, 0-9, hyphens and"
            " dots"
        )
    if not _is_picture(name):
        return f"{named}, which is no picture; there can be {', '.join(KINDS)}"
    if name not in stamps:
        near = get_close_matches(name, [known for known in stamps if _is_picture(known)], n=1)
        mend = f"did you mean {near[0]}?" if near else "put the file beside the article"
        return f"{named}, which is not there; {mend}"
    if not is_within(folder / name, folder):
        return f"{named}, which leads out of the folder; put the file itself there"
    return look_at_picture(folder / name)
