"""Parse a branch list: the bytes of a CSV file -> its branches, or every error in it.

A formula is rejected: no branch is named by one, and a spreadsheet would run it
(owasp.org/www-community/attacks/CSV_Injection). A cell that merely starts like a formula (a
telephone number, +86 …; a floor, -1) is accepted unchanged; the CSV files we write neutralise it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from microsite.campaigns.csv_import import columns
from microsite.campaigns.csv_import import reader
from microsite.campaigns.csv_import.reader import CsvReadError
from microsite.campaigns.csv_import.reader import CsvRow
from microsite.campaigns.csv_import.reader import RowError

MAX_FIELD_LENGTHS = {columns.ID: 80, columns.BRANCH: 200, columns.REGION: 100}
MAX_EXTRA_LENGTH = 1_000
MAX_COLUMNS = 50
MAX_ROW_ERRORS = 1_000
"""A file with more errors is most likely the wrong file."""

_FORMULA = re.compile(r"=|[+@-].*(?:[A-Za-z]{2}\(|!\$?[A-Za-z]|\| ?')")
"""Starts with `=`, or starts like a formula and calls a function, another sheet or a program."""
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+")


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of the list; `region` is None if the list has no such column.

    extra: the other columns, by name; "" for an empty cell.
    """

    line: int
    external_id: str
    label: str
    region: str | None
    extra: dict[str, str]


@dataclass(frozen=True, slots=True)
class BranchList:
    """The branches of a file and how it was read; `extra` lists the names of the extra columns."""

    encoding: str
    separator: str
    extra: list[str]
    branches: list[Branch]


class BranchListError(Exception):
    """A list with errors; nothing of it may be imported."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        super().__init__(f"{len(errors)} problems")
        self.errors = errors


def parse_branch_list(data: bytes) -> BranchList:
    """Return the branches of a CSV file. Raise BranchListError with every error in it."""
    try:
        encoding = reader.detect_encoding(data)
        separator = reader.detect_separator(data, encoding, _count_known_columns)
        rows = reader.read_rows(data, encoding, separator)
        parser = _Parser(next(rows, CsvRow(1, [])))
    except CsvReadError as error:
        raise BranchListError([error.error]) from error
    try:
        for row in rows:
            parser.add(row)
    except CsvReadError as error:
        parser.errors.append(error.error)
    if not parser.errors and not parser.branches:
        parser.errors.append(RowError(0, "The file has a header but no rows."))
    if parser.errors:
        raise BranchListError(parser.errors)
    return BranchList(
        reader.ENCODINGS[encoding],
        reader.SEPARATORS[separator],
        [name for name in parser.names if name and columns.match_column(name) is None],
        parser.branches,
    )


def _count_known_columns(header: list[str]) -> int:
    return sum(columns.match_column(name) is not None for name in header)


class _Parser:
    """Converts rows to branches and collects the errors in them."""

    def __init__(self, header: CsvRow) -> None:
        self.names = [" ".join(name.split()) for name in header.cells]
        self.fields = [columns.match_column(name) for name in self.names]
        self.branches: list[Branch] = []
        self.errors = _check_header(header.line, self.names)
        self._first_lines: dict[str, int] = {}
        if self.errors:
            raise BranchListError(self.errors)

    def add(self, row: CsvRow) -> None:
        """Check a row and store its branch. Raise CsvReadError after too many errors."""
        cells, expected = len(row.cells), len(self.names)
        if cells != expected:
            self._report(row.line, f"the row has {cells} cells, the header has {expected}.")
            return
        region = None
        external_id = label = ""
        extra = {}
        for name, field, cell in zip(self.names, self.fields, row.cells, strict=True):
            text = self._check_cell(row.line, name, field, cell)
            if field == columns.ID:
                external_id = self._check_id(row.line, name, text)
            elif field == columns.BRANCH:
                label = text
            elif field == columns.REGION:
                region = text
            elif name:
                extra[name] = text
        self.branches.append(Branch(row.line, external_id, label, region, extra))

    def _check_cell(self, line: int, name: str, field: str | None, cell: str) -> str:
        """Return the text of a cell with single spaces; report an error in it."""
        text = " ".join(cell.split())
        limit = MAX_FIELD_LENGTHS.get(field or "", MAX_EXTRA_LENGTH)
        if not text:
            if field in (columns.ID, columns.BRANCH):
                self._report(line, f"{name} is empty.")
        elif not name:
            self._report(line, f"{text[:20]!r} is in a column without a name; name the column.")
        elif len(text) > limit:
            self._report(line, f"{name} has {len(text):,} characters; the limit is {limit:,}.")
        elif not text.isprintable():
            odd = next(character for character in text if not character.isprintable())
            self._report(line, f"{name} has the invisible character U+{ord(odd):04X}; remove it.")
        elif _FORMULA.match(unicodedata.normalize("NFKC", text)):
            self._report(line, f"{name} is a formula ({text[:20]!r}); replace it by its value.")
        return text

    def _check_id(self, line: int, name: str, text: str) -> str:
        """Return the id; report one that is rounded or appears twice."""
        if _ROUNDED.fullmatch(text):
            self._report(
                line,
                f"{name} is {text}, a number rounded by the spreadsheet; format the column as text"
                " and enter the numbers again.",
            )
        first = self._first_lines.setdefault(text, line)
        if text and first != line:
            self._report(line, f"{name} {text[:80]!r} is already on line {first}.")
        return text

    def _report(self, line: int, message: str) -> None:
        self.errors.append(RowError(line, message))
        if len(self.errors) == MAX_ROW_ERRORS:
            raise CsvReadError(
                line,
                f"there are {MAX_ROW_ERRORS:,} problems; the rest of the file was not checked.",
            )


def _check_header(line: int, names: list[str]) -> list[RowError]:
    """Return the errors of the header: missing, repeated, unusable or too many columns."""
    if len(names) > MAX_COLUMNS:
        return [RowError(line, f"there are {len(names):,} columns; the limit is {MAX_COLUMNS}.")]
    messages = [
        f"no column has the branch {content}; name one, for example"
        f" {columns.example_headers(field)}."
        for field, content in ((columns.ID, "number (id)"), (columns.BRANCH, "name"))
        if field not in map(columns.match_column, names)
    ]
    first: dict[str, str] = {}
    for name in filter(None, names):
        if len(name) > MAX_FIELD_LENGTHS[columns.ID] or not name.isprintable():
            messages.append(f"the column name {name[:20]!r} is too long or not printable.")
        key = columns.match_column(name) or columns.normalize_header(name) or name
        if key in first:
            messages.append(
                f"the columns {first[key]!r} and {name[:80]!r} mean the same; rename one of them."
            )
        first.setdefault(key, name[:80])
    return [RowError(line, message) for message in messages]
