"""Values of the table reader: rows, the columns that a caller needs, errors and notes."""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Literal

CellKind = Literal["number", "date", "error"]
MAX_TABLE_BYTES = 16 * 2**20
MAX_TABLE_ROWS = 100_000
"""Together they limit the memory that a file takes; a list of 40,000 branches has 3 to 8 MB."""


@dataclass(frozen=True, slots=True)
class RowError:
    """An error or a note on a line of the file; line 0 stands for the file as a whole."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


class TableError(Exception):
    """A file that cannot be read as a table, or not beyond a certain line.

    choices: the encodings of which one must be chosen, if that is what is missing.
    """

    def __init__(self, line: int, message: str, choices: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.error = RowError(line, message)
        self.choices = choices


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of cells and the line it starts on; `kinds` has a workbook's cells without text."""

    line: int
    cells: list[str]
    kinds: dict[int, CellKind] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """True for an empty line and for a row of separators only."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class NeededColumns:
    """The columns that a caller knows (`match`: name -> field) and those that it cannot do without.

    shown: the field that a person recognises a row by.
    """

    match: Callable[[str], str | None]
    required: frozenset[str]
    shown: str

    def rate(self, cells: Sequence[str]) -> tuple[bool, int]:
        """Return whether a row has all required names, and how many known names it has."""
        fields = set(map(self.match, cells[:256])) - {None}
        return self.required <= fields, len(fields)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its header, the rows below it (read once) and how it was read.

    encoding, separator: as people call them; "" for a workbook, whose sheet is named instead.
    """

    header: TableRow
    rows: Iterator[TableRow]
    encoding: str
    separator: str
    sheet: str
    notes: list[RowError]
