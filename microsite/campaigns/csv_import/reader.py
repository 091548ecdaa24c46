"""Read a CSV file as spreadsheets save it: bytes -> rows with their line numbers.

The encoding is detected by strict decoding, UTF-8 first: text in another encoding is hardly ever
valid UTF-8, while much UTF-8 is valid GB18030. The separator is the one that splits the header
best.
"""

import csv
import io
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

MAX_CSV_BYTES = 16 * 2**20
MAX_CSV_ROWS = 100_000
"""Together they limit the memory that a file takes; a list of 40,000 branches has 3 to 8 MB."""

ENCODINGS = {"utf-8-sig": "UTF-8", "gb18030": "GB18030"}
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_OTHER_FILES = {
    b"PK\x03\x04": "a spreadsheet (.xlsx, .ods) or a ZIP",
    b"\xd0\xcf\x11\xe0": "an Excel workbook (.xls)",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}
_SAVE_AS = "In the spreadsheet choose “Save as”, “CSV UTF-8”."


@dataclass(frozen=True, slots=True)
class RowError:
    """An error on a line of the file; line 0 stands for the file as a whole."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


class CsvReadError(Exception):
    """A file that cannot be read as CSV, or not beyond a certain line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.error = RowError(line, message)


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row of cells and the physical line it starts on."""

    line: int
    cells: list[str]

    @property
    def is_blank(self) -> bool:
        """True for an empty line and for a row of separators only."""
        return not any(cell.strip() for cell in self.cells)


def detect_encoding(data: bytes) -> str:
    """Return the key in ENCODINGS that `data` decodes with.

    Raise CsvReadError if it is not a CSV file or too large.
    """
    if len(data) > MAX_CSV_BYTES:
        raise CsvReadError(
            0,
            f"The file is larger than {MAX_CSV_BYTES // 2**20} MB; split it, or remove columns that"
            " are not needed.",
        )
    for magic, description in _OTHER_FILES.items():
        if data.startswith(magic):
            raise CsvReadError(0, f"The file is {description}, not a CSV file. {_SAVE_AS}")
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise CsvReadError(0, "The file is empty.")
    failures = []
    for encoding in ENCODINGS:
        try:
            data.decode(encoding)
        except UnicodeDecodeError as error:
            failures.append(error.start)
        else:
            return encoding
    line = data.count(b"\n", 0, max(failures)) + 1
    raise CsvReadError(line, f"cannot be read as {' or '.join(ENCODINGS.values())}. {_SAVE_AS}")


def detect_separator(data: bytes, encoding: str, rate_header: Callable[[list[str]], int]) -> str:
    """Return the key in SEPARATORS with the highest rated header; of equals, with most columns."""

    def score(separator: str) -> tuple[int, int]:
        with suppress(CsvReadError):
            for row in read_rows(data, encoding, separator):
                return rate_header(row.cells), len(row.cells)
        return 0, 0

    return max(SEPARATORS, key=score)


def read_rows(data: bytes, encoding: str, separator: str) -> Iterator[CsvRow]:
    """Yield the rows that are not blank, the header first.

    Raise CsvReadError at the first row that cannot be split into cells (RFC 4180, 2), and after
    MAX_CSV_ROWS rows.
    """
    lines = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    reader = csv.reader(lines, delimiter=separator, strict=True)
    count = 0
    while True:
        line = reader.line_num + 1
        try:
            row = CsvRow(line, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            raise CsvReadError(line, _describe(error)) from error
        if row.is_blank:
            continue
        count += 1
        if count > MAX_CSV_ROWS + 1:
            raise CsvReadError(line, f"there are more than {MAX_CSV_ROWS:,} rows; split the file.")
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
