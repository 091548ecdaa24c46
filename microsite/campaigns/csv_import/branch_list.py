"""A list of branches to print codes for: the bytes of a CSV file -> its branches, or all problems.

A formula is refused, as a branch is never named by one, and whoever opens a list made from it would
run it (owasp.org/www-community/attacks/CSV_Injection). A cell that merely begins like one (a
telephone number, +86 …; a floor, -1) is taken as it is; lists that are written neutralise it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from microsite.campaigns.csv_import import columns
from microsite.campaigns.csv_import import reader as csv_reader
from microsite.campaigns.csv_import.reader import Problem
from microsite.campaigns.csv_import.reader import Record
from microsite.campaigns.csv_import.reader import UnreadableError

MOST_CHARACTERS = {columns.ID: 80, columns.BRANCH: 200, columns.REGION: 100}
MOST_IN_A_NOTE = 1_000
MOST_COLUMNS = 50
MOST_PROBLEMS = 1_000
"""Where more is wrong than that, the list is another one than people think."""

_FORMULA = re.compile(r"=|[+@-].*(?:[A-Za-z]{2}\(|!\$?[A-Za-z]|\| ?')")
"""Begins as a formula and, unless by `=`, calls a function, another sheet or a program."""
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+")


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of the list. `region` is None where the list has no such column.

    notes: what the other columns say, by their names; "" for an empty cell.
    """

    line: int
    external_id: str
    label: str
    region: str | None
    notes: dict[str, str]


@dataclass(frozen=True, slots=True)
class BranchList:
    """The branches of a file, and how it was read; `notes` are the columns kept as such."""

    encoding: str
    separator: str
    notes: list[str]
    branches: list[Branch]


class ListRefusedError(Exception):
    """A list with problems; none of it may be taken."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def parse(data: bytes) -> BranchList:
    """Read a list of branches. Raises ListRefusedError with everything that is wrong with it."""
    try:
        encoding = csv_reader.encoding_of(data)
        separator = csv_reader.separator_of(data, encoding, _recognised)
        records = csv_reader.records(data, encoding, separator)
        reader = _Reader(next(records, Record(1, [])))
    except UnreadableError as error:
        raise ListRefusedError([error.problem]) from error
    try:
        for record in records:
            reader.take(record)
    except UnreadableError as error:
        reader.problems.append(error.problem)
    if not reader.problems and not reader.branches:
        reader.problems.append(Problem(0, "The file has a header and no rows."))
    if reader.problems:
        raise ListRefusedError(reader.problems)
    return BranchList(
        csv_reader.ENCODINGS[encoding],
        csv_reader.SEPARATORS[separator],
        [name for name in reader.names if name and columns.field_of(name) is None],
        reader.branches,
    )


def _recognised(header: list[str]) -> int:
    return sum(columns.field_of(name) is not None for name in header)


class _Reader:
    """Takes record after record, and keeps what is wrong with them."""

    def __init__(self, header: Record) -> None:
        self.names = [" ".join(name.split()) for name in header.cells]
        self.fields = [columns.field_of(name) for name in self.names]
        self.branches: list[Branch] = []
        self.problems = _problems_of_header(header.line, self.names)
        self._lines: dict[str, int] = {}
        if self.problems:
            raise ListRefusedError(self.problems)

    def take(self, record: Record) -> None:
        """Check a record and keep its branch. Raises UnreadableError after too many problems."""
        given, expected = len(record.cells), len(self.names)
        if given != expected:
            self._report(record.line, f"has {given} cells, where the header has {expected}.")
            return
        region = None
        external_id = label = ""
        notes = {}
        for name, field, cell in zip(self.names, self.fields, record.cells, strict=True):
            text = self._checked(record.line, name, field, cell)
            if field == columns.ID:
                external_id = self._new_id(record.line, name, text)
            elif field == columns.BRANCH:
                label = text
            elif field == columns.REGION:
                region = text
            elif name:
                notes[name] = text
        self.branches.append(Branch(record.line, external_id, label, region, notes))

    def _checked(self, line: int, name: str, field: str | None, cell: str) -> str:
        """The text of a cell on one line; what is wrong with it is reported."""
        text = " ".join(cell.split())
        most = MOST_CHARACTERS.get(field or "", MOST_IN_A_NOTE)
        if not text:
            if field in (columns.ID, columns.BRANCH):
                self._report(line, f"{name} is empty.")
        elif not name:
            self._report(line, f"{text[:20]!r} is in a column without a name; give it one.")
        elif len(text) > most:
            self._report(line, f"{name} has {len(text):,} characters; {most:,} fit.")
        elif not text.isprintable():
            odd = next(character for character in text if not character.isprintable())
            self._report(line, f"{name} has the character U+{ord(odd):04X}, which cannot be seen.")
        elif _FORMULA.match(unicodedata.normalize("NFKC", text)):
            self._report(line, f"{name} is a formula ({text[:20]!r}); write its value.")
        return text

    def _new_id(self, line: int, name: str, text: str) -> str:
        if _ROUNDED.fullmatch(text):
            self._report(
                line,
                f"{name} is {text}, a number that the spreadsheet has rounded; make the column"
                " text and fill it again.",
            )
        first = self._lines.setdefault(text, line)
        if text and first != line:
            self._report(line, f"{name} {text[:80]!r} is on line {first} already.")
        return text

    def _report(self, line: int, text: str) -> None:
        self.problems.append(Problem(line, text))
        if len(self.problems) == MOST_PROBLEMS:
            raise UnreadableError(
                line, f"there are {MOST_PROBLEMS:,} problems; what follows was not checked."
            )


def _problems_of_header(line: int, names: list[str]) -> list[Problem]:
    """What is wrong with the header: missing, repeated, unusable or too many columns."""
    if len(names) > MOST_COLUMNS:
        return [Problem(line, f"there are {len(names):,} columns; {MOST_COLUMNS} can be taken.")]
    problems = [
        f"no column has the {what} of a branch; name one, for example {columns.examples(field)}."
        for field, what in ((columns.ID, "number (id)"), (columns.BRANCH, "name"))
        if field not in map(columns.field_of, names)
    ]
    first: dict[str, str] = {}
    for name in filter(None, names):
        if len(name) > MOST_CHARACTERS[columns.ID] or not name.isprintable():
            problems.append(f"{name[:20]!r} cannot name a column: it is too long or unprintable.")
        key = columns.field_of(name) or columns.folded(name) or name
        if key in first:
            problems.append(
                f"the columns {first[key]!r} and {name[:80]!r} mean the same; rename one of them."
            )
        first.setdefault(key, name[:80])
    return [Problem(line, problem) for problem in problems]
