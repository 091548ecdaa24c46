"""A CSV file as people save it from a spreadsheet: bytes -> its records, with their lines.

The encoding is told by decoding strictly, UTF-8 first: text in another encoding is hardly ever
valid UTF-8, while much of it is valid GB18030. The separator is the one that parts the header best.
"""

import csv
import io
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

MOST_BYTES = 16 * 2**20
MOST_RECORDS = 100_000
"""Together they bound the memory that a file takes; a list of 40,000 branches has 3 to 8 MB."""

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
_SAVE_AS = "In the spreadsheet choose “save as”, “CSV UTF-8”."


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line of the file; line 0 stands for the file as a whole."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}" if self.line else self.text


class UnreadableError(Exception):
    """A file, or from some line on the rest of one, in which cells cannot be told."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.problem = Problem(line, text)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of cells, and the physical line it begins on."""

    line: int
    cells: list[str]

    @property
    def is_blank(self) -> bool:
        """Whether nothing is in it: an empty line, or the bare separators of an empty row."""
        return not any(cell.strip() for cell in self.cells)


def encoding_of(data: bytes) -> str:
    """Give the key in ENCODINGS by which `data` can be decoded.

    Raises UnreadableError for what is no CSV file, or too large a one.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableError(
            0,
            f"The file has more than {MOST_BYTES // 2**20} MB; part it, or leave out columns that"
            " are not needed.",
        )
    for start, what in _OTHER_FILES.items():
        if data.startswith(start):
            raise UnreadableError(0, f"The file is {what}, not a CSV file. {_SAVE_AS}")
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableError(0, "The file is empty.")
    failures = []
    for encoding in ENCODINGS:
        try:
            data.decode(encoding)
        except UnicodeDecodeError as error:
            failures.append(error.start)
        else:
            return encoding
    line = data.count(b"\n", 0, max(failures)) + 1
    raise UnreadableError(line, f"cannot be read as {' or '.join(ENCODINGS.values())}. {_SAVE_AS}")


def separator_of(data: bytes, encoding: str, fit: Callable[[list[str]], int]) -> str:
    """Give the key in SEPARATORS under which the header is the best by `fit`, then the longest."""

    def merit(separator: str) -> tuple[int, int]:
        with suppress(UnreadableError):
            for record in records(data, encoding, separator):
                return fit(record.cells), len(record.cells)
        return 0, 0

    return max(SEPARATORS, key=merit)


def records(data: bytes, encoding: str, separator: str) -> Iterator[Record]:
    """Give the records that are not blank, the header first.

    Raises UnreadableError for the first record whose cells cannot be told (RFC 4180, 2), and for
    one too many.
    """
    lines = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    reader = csv.reader(lines, delimiter=separator, strict=True)
    count = 0
    while True:
        line = reader.line_num + 1
        try:
            record = Record(line, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableError(line, _reason(error)) from error
        if record.is_blank:
            continue
        count += 1
        if count > MOST_RECORDS + 1:
            raise UnreadableError(
                line, f"there are more than {MOST_RECORDS:,} rows; part the file."
            )
        yield record


def _reason(error: csv.Error) -> str:
    """What is wrong, as an editor of the file can see it."""
    if "field larger" in str(error):
        return (
            f"a cell has more than {csv.field_size_limit():,} characters, or its quotation mark is"
            " never closed; what follows could not be checked."
        )
    return (
        "a quotation mark is not closed, or not at the end of its cell (one that is part of a cell"
        ' is written twice, ""); what follows could not be checked.'
    )
