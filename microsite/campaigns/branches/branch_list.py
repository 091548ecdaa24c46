"""Parse a branch list: the bytes of a file -> its branches, or every error in it.

A formula is rejected: no branch is named by one, and a spreadsheet would run it
(owasp.org/www-community/attacks/CSV_Injection). A cell that merely starts like a formula (a
telephone number, +86 …; a floor, -1) is accepted unchanged; the CSV files we write neutralise it.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

from microsite.campaigns.branches import columns
from microsite.campaigns.branches.header import MAX_FIELD_LENGTHS
from microsite.campaigns.branches.header import check_header
from microsite.campaigns.branches.ids import find_lost_digits
from microsite.campaigns.branches.ids import fold_id
from microsite.campaigns.tables import cells
from microsite.campaigns.tables.header import is_total
from microsite.campaigns.tables.reader import read_table
from microsite.campaigns.tables.values import MAX_TABLE_ROWS
from microsite.campaigns.tables.values import NeededColumns
from microsite.campaigns.tables.values import RowError
from microsite.campaigns.tables.values import Table
from microsite.campaigns.tables.values import TableError
from microsite.campaigns.tables.values import TableRow

MAX_EXTRA_LENGTH = 1_000
MAX_ROW_ERRORS = 1_000
"""A file with more errors is most likely the wrong file."""

NEEDED = NeededColumns(
    columns.match_column, frozenset((columns.ID, columns.BRANCH)), columns.BRANCH
)


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
    """The branches of a file and how it was read; `extra` lists the names of the extra columns.

    source: encoding and separator, or the sheet. notes: what was skipped or changed on the way.
    """

    source: str
    extra: list[str]
    branches: list[Branch]
    notes: list[RowError] = field(default_factory=list)


class BranchListError(Exception):
    """A list with errors; nothing of it may be imported.

    choices: the encodings of which one must be chosen, if that is what is missing.
    """

    def __init__(self, errors: Sequence[RowError], choices: Sequence[str] = ()) -> None:
        super().__init__(f"{len(errors)} problems")
        self.errors = errors
        self.choices = choices


def parse_branch_list(
    data: bytes, name: str = "", encoding: str | None = None, *, ids_as_written: bool = False
) -> BranchList:
    """Return the branches of a workbook or a CSV file.

    name: the name of the file. encoding: the one that a person chose. ids_as_written: accept ids
    that seem to have lost zeros. Raise BranchListError with every error in the file.
    """
    try:
        table = read_table(data, name, NEEDED, encoding)
    except TableError as error:
        raise BranchListError([error.error], error.choices) from error
    parser = _Parser(table.header)
    try:
        for row in table.rows:
            parser.add(row)
    except TableError as error:
        parser.errors.append(error.error)
    parser.finish(ids_as_written)
    if parser.errors:
        raise BranchListError(parser.errors)
    return BranchList(
        _describe_source(table),
        [name for name in parser.names if name and columns.match_column(name) is None],
        parser.branches,
        table.notes + parser.notes,
    )


def _describe_source(table: Table) -> str:
    if table.sheet:
        return f"sheet {table.sheet}"
    return f"{table.encoding}, separated by {table.separator}"


class _Parser:
    """Converts rows to branches and collects the errors and notes on them."""

    def __init__(self, header: TableRow) -> None:
        self.names = [cells.clean_text(name).text for name in header.cells]
        while self.names and not self.names[-1]:
            self.names.pop()
        self.fields = [columns.match_column(name) for name in self.names]
        self.branches: list[Branch] = []
        self.notes: list[RowError] = []
        self.errors = check_header(header.line, self.names)
        self._lines: dict[str, int] = {}
        self._totals: list[TableRow] = []
        if self.errors:
            raise BranchListError(self.errors)
        self._required = [self.fields.index(name) for name in (columns.ID, columns.BRANCH)]

    def add(self, row: TableRow) -> None:
        """Check a row and store its branch. Raise TableError after too many errors."""
        if is_total(row, self._required):
            self._totals.append(row)
            return
        for total in self._totals:
            self._report(total.line, "this row is a total; delete it, or move it to the end.")
        self._totals = []
        if len(self.branches) == MAX_TABLE_ROWS:
            raise TableError(
                row.line, f"there are more than {MAX_TABLE_ROWS:,} rows; split the file."
            )
        expected, found = len(self.names), len(row.cells)
        if any(cell.strip() for cell in row.cells[expected:]):
            self._report(row.line, f"the row has {found} cells, the header has {expected}.")
            return
        texts = row.cells[:expected] + [""] * (expected - found)
        branch = Branch(row.line, "", "", None, {})
        values: dict[str, str] = {}
        for index, (name, field_, cell) in enumerate(
            zip(self.names, self.fields, texts, strict=True)
        ):
            text = self._check_cell(row.line, name, field_, cell)
            if field_ == columns.ID:
                text = self._check_id(row, index, cell, text)
            elif field_ == columns.BRANCH and index in row.kinds:
                self._report(row.line, f"{name} is {text}, no text; enter the name of the branch.")
            if field_ is not None:
                values[field_] = text
            elif name:
                branch.extra[name] = text
        external_id, label = values[columns.ID], values[columns.BRANCH]
        self.branches.append(
            Branch(row.line, external_id, label, values.get(columns.REGION), branch.extra)
        )

    def finish(self, ids_as_written: bool) -> None:
        """Check the list as a whole after the last row."""
        self.notes.extend(
            RowError(row.line, "this row at the end is a total and no branch; it was skipped.")
            for row in self._totals
        )
        if not self.errors and not self.branches:
            self.errors.append(RowError(0, "The file has a header but no rows."))
        if not ids_as_written and len(self.errors) < MAX_ROW_ERRORS:
            self.errors.extend(find_lost_digits(self._lines)[:MAX_ROW_ERRORS])

    def _check_cell(self, line: int, name: str, field_: str | None, cell: str) -> str:
        """Return the text of a cell with single spaces; report an error in it."""
        text, removed = cells.clean_text(cell)
        limit = MAX_FIELD_LENGTHS.get(field_ or "", MAX_EXTRA_LENGTH)
        if removed and text:
            characters = ", ".join(f"U+{ord(character):04X}" for character in removed)
            self._note(line, f"{name} had the invisible {characters}; it was taken out.")
        if not text:
            if field_ in (columns.ID, columns.BRANCH):
                self._report(line, f"{name} is empty.")
        elif not name:
            self._report(line, f"{text[:20]!r} is in a column without a name; name the column.")
        elif len(text) > limit:
            self._report(line, f"{name} has {len(text):,} characters; the limit is {limit:,}.")
        elif (error := cells.find_error(text)) or (
            field_ == columns.BRANCH and (error := cells.find_spoilt_name(text))
        ):
            self._report(line, f"{name} {error}")
        return text

    def _check_id(self, row: TableRow, index: int, cell: str, text: str) -> str:
        """Return the id; report one that a spreadsheet has spoilt, or that appears twice."""
        name = self.names[index]
        number = row.kinds.get(index) == "number"
        if row.kinds.get(index) == "date":
            self._report(row.line, f"{name} is a date ({text}); format the column as text.")
        elif number and not text.isdecimal():
            self._report(row.line, f"{name} is {text}, no whole number; format it as text.")
        elif not number and (error := cells.find_spoilt_id(cell)):
            self._report(row.line, f"{name} {error}")
        if (bare := cells.unquote(text)) != text:
            self._note(row.line, f"{name} began with {text[0]}; it was taken out.")
            text = bare
        if not text:
            return text
        text = unicodedata.normalize("NFKC", text)
        first = self._lines.setdefault(fold_id(text), row.line)
        if first != row.line:
            self._report(row.line, f"{name} {text[:80]!r} is already on line {first}.")
        return text

    def _note(self, line: int, message: str) -> None:
        if len(self.notes) < MAX_ROW_ERRORS:
            self.notes.append(RowError(line, message))

    def _report(self, line: int, message: str) -> None:
        self.errors.append(RowError(line, message))
        if len(self.errors) == MAX_ROW_ERRORS:
            raise TableError(
                line,
                f"there are {MAX_ROW_ERRORS:,} problems; the rest of the file was not checked.",
            )
