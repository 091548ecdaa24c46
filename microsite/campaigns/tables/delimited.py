"""Split text into rows of cells: separators as spreadsheets and bank systems write them."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from microsite.campaigns.tables.header import MAX_HEADER_ROW
from microsite.campaigns.tables.values import MAX_TABLE_ROWS
from microsite.campaigns.tables.values import NeededColumns
from microsite.campaigns.tables.values import TableError
from microsite.campaigns.tables.values import TableRow

SEPARATORS = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    "，": "full-width commas",
    "；": "full-width semicolons",
    "|": "vertical bars",
}
_SEP_LINE = re.compile(r'[\ufeff ]*"?sep=([^\w\s"]|\t)"?[,;\t]*\r?\n?', re.IGNORECASE)
"""The first line by which a file tells Excel its separator; Excel shows no such row."""


def find_separator(data: bytes, encoding: str, needed: NeededColumns) -> tuple[str, bool]:
    """Return the separator, and whether the first line, `sep=`, names it.

    Without such a line it is the one whose first rows have most of the names that are needed, then
    most cells.
    """
    with io.TextIOWrapper(io.BytesIO(data), encoding, newline="") as lines:
        if found := _SEP_LINE.fullmatch(lines.readline(20)):
            return found[1], True

    def rate(separator: str) -> tuple[tuple[bool, int], int]:
        rows = first_rows(data, encoding, separator)
        return max(
            ((needed.rate(row.cells), len(row.cells)) for row in rows), default=((False, 0), 0)
        )

    return max(SEPARATORS, key=rate), False


def first_rows(
    data: bytes, encoding: str, separator: str, skip_first: bool = False
) -> list[TableRow]:
    """Return the rows among which the header may be, up to one that cannot be split."""
    rows: list[TableRow] = []
    with suppress(TableError):
        for row in islice(read_rows(data, encoding, separator, skip_first), MAX_HEADER_ROW):
            rows.append(row)
    return rows


def read_rows(
    data: bytes, encoding: str, separator: str, skip_first: bool = False
) -> Iterator[TableRow]:
    """Yield the rows that are not blank; `skip_first` leaves out a line with `sep=`.

    Raise TableError at the first row that cannot be split into cells (RFC 4180, 2), and after
    MAX_TABLE_ROWS rows.
    """
    lines = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    skipped = 1 if skip_first and lines.readline() else 0
    reader = csv.reader(lines, delimiter=separator, strict=True)
    count = 0
    while True:
        line = reader.line_num + 1 + skipped
        try:
            row = TableRow(line, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            raise TableError(line, _describe(error)) from error
        if row.is_blank:
            continue
        count += 1
        if count > MAX_TABLE_ROWS + MAX_HEADER_ROW:
            raise TableError(line, f"there are more than {MAX_TABLE_ROWS:,} rows; split the file.")
        yield row


def _describe(error: csv.Error) -> str:
    """Return the error in words that help to fix the file."""
    if "field larger" in str(error):
        return (
            f"a cell has more than {csv.field_size_limit():,} characters, or its quotation mark is"
            " never closed; the rest of the file was not checked."
        )
    return (
        "a quotation mark is not closed, or not at the end of its cell (write one that is part of a"
        ' cell twice, ""); the rest of the file was not checked.'
    )
