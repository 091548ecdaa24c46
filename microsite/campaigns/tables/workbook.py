"""Read a sheet of an Excel workbook (.xlsx, ECMA-376) after its sizes are checked.

What is unpacked here, within limits, is packed again without compression for calamine: it reads
nothing else. A document type and cells far outside the list are refused before, since entities and
the area between far cells would fill the memory.
"""

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

import python_calamine
from python_calamine import CalamineWorkbook
from python_calamine import SheetVisibleEnum

from microsite.campaigns.tables.header import MAX_HEADER_ROW
from microsite.campaigns.tables.values import MAX_TABLE_ROWS
from microsite.campaigns.tables.values import CellKind
from microsite.campaigns.tables.values import NeededColumns
from microsite.campaigns.tables.values import TableError
from microsite.campaigns.tables.values import TableRow

MAGIC = b"PK\x03\x04"
MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 96 * 2**20
MAX_RATIO = 250
"""Unpacked to packed bytes of an entry of more than a megabyte; sheets have 5 to 50."""
MAX_CELLS = 3_000_000
"""Cells of the rectangle from A1 to the last cell of a sheet; 40,000 rows of 20 have 800,000."""

_NEEDED_ENTRIES = re.compile(
    r"\[Content_Types\]\.xml|_rels/.*|xl/(?:workbook|sharedStrings|styles)\.xml|xl/_rels/.*"
    r"|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\s[^<>]*\bt=)(?:"e"|'e')""")
"""An error such as #N/A: calamine reads it as an empty cell, so it becomes a text before."""
_SAVE_AGAIN = "Save the list as a new workbook (.xlsx), or as “CSV UTF-8”."


class _TooFarError(Exception):
    """A sheet with a document type, or with cells too far away."""


def read_sheet(
    data: bytes, needed: NeededColumns
) -> tuple[str, list[TableRow], Iterator[TableRow]]:
    """Return name, first rows and rows of the sheet that has the needed columns.

    If several visible sheets have them, the first one is taken. Raise TableError.
    """
    packed = _repack(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(packed))
        sheets = [
            book.get_sheet_by_name(sheet.name)
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible
        ]
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise TableError(0, f"The workbook cannot be read. {_SAVE_AGAIN}") from error
    tables = [(sheet.name, _convert(sheet)) for sheet in sheets]
    tables = [(name, rows) for name, rows in tables if rows]
    if not tables:
        raise TableError(0, "The workbook has no sheet with cells.")

    def rate(table: tuple[str, list[TableRow]]) -> tuple[bool, int]:
        return max(needed.rate(row.cells) for row in table[1][:MAX_HEADER_ROW])

    name, rows = max(tables, key=rate)
    if len(rows) > MAX_TABLE_ROWS + MAX_HEADER_ROW:
        raise TableError(0, f"There are more than {MAX_TABLE_ROWS:,} rows; split the file.")
    return name, rows[:MAX_HEADER_ROW], iter(rows)


def _repack(data: bytes) -> bytes:
    """Return the needed entries as a ZIP without compression. Raise TableError."""
    target = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as packed:
            entries = source.infolist()
            _check_sizes(entries)
            for entry in entries:
                if _NEEDED_ENTRIES.fullmatch(entry.filename):
                    content = source.read(entry)
                    if entry.filename.lower().startswith("xl/worksheets/"):
                        _check_sheet(content)
                        content = _ERROR_CELL.sub(rb'\1"str"', content)
                    packed.writestr(entry.filename, content)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise TableError(0, f"The workbook is damaged or has a password. {_SAVE_AGAIN}") from error
    except (expat.ExpatError, _TooFarError) as error:
        raise TableError(0, f"The workbook cannot be read: {error}. {_SAVE_AGAIN}") from error
    return target.getvalue()


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    """Raise TableError if an archive is no workbook, or would unpack to too much."""
    names = {entry.filename.lower() for entry in entries}
    if "xl/workbook.xml" not in names:
        raise TableError(0, f"The file is a ZIP archive, not an Excel workbook. {_SAVE_AGAIN}")
    needed = [entry for entry in entries if _NEEDED_ENTRIES.fullmatch(entry.filename)]
    unpacked = sum(entry.file_size for entry in needed)
    dense = any(
        entry.file_size > 2**20 and entry.file_size > MAX_RATIO * entry.compress_size
        for entry in needed
    )
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES or dense:
        raise TableError(0, f"The workbook holds too much to be a list of branches. {_SAVE_AGAIN}")


def _check_sheet(content: bytes) -> None:
    """Raise _TooFarError for a document type, and for cells too far from each other."""
    columns = rows = 1

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal columns, rows
        if not tag.endswith(("c", "row", "mergeCell")):
            return
        reference = attributes.get("ref", attributes.get("r", "")).partition(":")[2]
        reference = reference or attributes.get("r", "")
        if found := _REFERENCE.fullmatch(reference):
            columns = max(columns, _column_number(found[1]))
            rows = max(rows, int(found[2]))
        elif reference.isdecimal():
            rows = max(rows, int(reference[:8]))
        if tag.endswith("c") and columns * rows > MAX_CELLS:
            raise _TooFarError(f"it has cells as far as {reference}")

    def refuse_doctype(*_: object) -> None:
        raise _TooFarError("it has a document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.Parse(content, True)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _convert(sheet: python_calamine.CalamineSheet) -> list[TableRow]:
    """Return the rows of a sheet that are not blank; a merged cell has its value in every row."""
    table = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if left == right and top < len(table):
            for values in table[top + 1 : bottom + 1]:
                values[left] = table[top][left]
    rows = []
    for line, values in enumerate(table, 1):
        while values and values[-1] == "":
            values.pop()
        kinds = {index: kind for index, value in enumerate(values) if (kind := _kind(value))}
        row = TableRow(line, [_text(value) for value in values], kinds)
        if not row.is_blank:
            rows.append(row)
    return rows


def _kind(value: object) -> CellKind | None:
    """Return what a cell holds if it is no text."""
    if isinstance(value, str | bool):
        return None
    return "number" if isinstance(value, int | float) else "date"


def _text(value: object) -> str:
    """Return a cell as text: whole numbers without a point, dates as ISO 8601."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
