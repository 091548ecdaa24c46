"""Read a table: the one way in for workbooks and CSV files, however a person saved them."""

from collections.abc import Iterator
from itertools import chain

from microsite.campaigns.tables import delimited
from microsite.campaigns.tables import encodings
from microsite.campaigns.tables import workbook
from microsite.campaigns.tables.encodings import ENCODINGS
from microsite.campaigns.tables.header import find_header
from microsite.campaigns.tables.values import MAX_TABLE_BYTES
from microsite.campaigns.tables.values import NeededColumns
from microsite.campaigns.tables.values import RowError
from microsite.campaigns.tables.values import Table
from microsite.campaigns.tables.values import TableError
from microsite.campaigns.tables.values import TableRow

_OTHER_FILES = {
    b"\xd0\xcf\x11\xe0": "an Excel workbook of the old kind (.xls), or one with a password",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_SAVE_AS = "In the spreadsheet choose “Save as”, “Excel workbook (.xlsx)” or “CSV UTF-8”."


def read_table(data: bytes, name: str, needed: NeededColumns, encoding: str | None = None) -> Table:
    """Return the table in the bytes of a file; its rows are read as they are asked for.

    name: the name of the file, for messages; the content says which format it is. encoding: a key
    of ENCODINGS if a person chose it. Raise TableError, also while the rows are read.
    """
    _check_bytes(data, name)
    if data.startswith(workbook.MAGIC):
        sheet, first, rows = workbook.read_sheet(data, needed)
        return _build_table(first, rows, needed, sheet=sheet)
    encoding, notes = find_encoding(data, needed, encoding)
    separator, named = delimited.find_separator(data, encoding, needed)
    rows = delimited.read_rows(data, encoding, separator, skip_first=named)
    first = delimited.first_rows(data, encoding, separator, skip_first=named)
    table = _build_table(
        first,
        rows,
        needed,
        encoding=ENCODINGS[encoding.removesuffix("-sig")],
        separator=delimited.SEPARATORS.get(separator, repr(separator)),
    )
    table.notes.extend(notes)
    return table


def read_lines(data: bytes, name: str, encoding: str | None = None) -> list[str]:
    """Return the lines of a text file, or the first column of a workbook. Raise TableError."""
    _check_bytes(data, name)
    anything = NeededColumns(lambda _: None, frozenset(), "")
    if data.startswith(workbook.MAGIC):
        _, _, rows = workbook.read_sheet(data, anything)
        return [row.cells[0] for row in rows if row.cells]
    encoding, _ = find_encoding(data, anything, encoding)
    return data.decode(encoding).splitlines()


def find_encoding(
    data: bytes, needed: NeededColumns, chosen: str | None = None
) -> tuple[str, list[RowError]]:
    """Return the encoding of a text file, with notes. Raise TableError if more than one fits.

    A byte order mark comes first, then what a person chose, then UTF-8; of the others the only one
    in which the names of the needed columns can be read, or whose text alone is plausible.
    """
    if mark := encodings.find_mark(data):
        encoding = "utf-8-sig" if mark == "utf-8" else mark
        encodings.decode_strictly(data, mark)
        if chosen not in (None, mark):
            return encoding, [RowError(0, f"The file says itself that it is {ENCODINGS[mark]}.")]
        return encoding, []
    if chosen is not None:
        encodings.decode_strictly(data, chosen)
        return chosen, []
    if data[:1000].count(0) * 12 > len(data[:1000]):
        raise TableError(
            0,
            f"The file looks like UTF-16 without a byte order mark; choose it. {_SAVE_AS}",
            ("utf-16",),
        )
    texts = encodings.read_candidates(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _choose_legacy(data, texts, needed, error.start)
    if encodings.is_certain_utf_8(text, texts):
        return "utf-8", []
    raise _uncertain(data, {"utf-8": text, **texts}, needed)


def _choose_legacy(
    data: bytes, texts: dict[str, str], needed: NeededColumns, first_odd: int
) -> tuple[str, list[RowError]]:
    """Return the encoding of text that is no UTF-8. Raise TableError."""
    named = [encoding for encoding in texts if _has_header_of_its_own(data, encoding, needed)]
    encoding = named[0] if len(named) == 1 else encodings.choose(texts)
    if encoding is None and texts:
        raise _uncertain(data, texts, needed)
    if encoding is None:
        line = data.count(b"\n", 0, first_odd) + 1
        names = ", ".join(ENCODINGS.values())
        raise TableError(line, f"cannot be read as any of {names}. {_SAVE_AS}")
    return encoding, []


def _has_header_of_its_own(data: bytes, encoding: str, needed: NeededColumns) -> bool:
    """Return whether all needed names are found in this encoding, one outside ASCII at least."""
    separator, _ = delimited.find_separator(data, encoding, needed)
    rows = delimited.first_rows(data, encoding, separator)
    if not rows:
        return False
    header = rows[find_header(rows, needed)].cells
    known = [name for name in header if needed.match(name)]
    return needed.rate(header)[0] and not all(map(str.isascii, known))


def _uncertain(data: bytes, texts: dict[str, str], needed: NeededColumns) -> TableError:
    """Return the error that shows the first branch in every encoding that can be meant."""
    likely = encodings.list_likely(texts)
    readings = "; ".join(
        f"{ENCODINGS[name]} reads {_first_reading(data, name, needed)!r}" for name in likely
    )
    return TableError(
        0, f"The encoding of the file is not certain: {readings}. Choose the right one.", likely
    )


def _first_reading(data: bytes, encoding: str, needed: NeededColumns) -> str:
    """Return the first shown cell that is not ASCII, or the first such line."""
    separator, named = delimited.find_separator(data, encoding, needed)
    rows = delimited.first_rows(data, encoding, separator, skip_first=named)
    column = None
    if rows:
        header = rows.pop(find_header(rows, needed)).cells
        column = next(
            (i for i, name in enumerate(header) if needed.match(name) == needed.shown), None
        )
    for row in delimited.read_rows(data, encoding, separator):
        cells = row.cells if column is None else row.cells[column : column + 1]
        if odd := next((cell for cell in cells if not cell.isascii()), None):
            return " ".join(odd.split())[:40]
    lines = data.decode(encoding).splitlines()
    return next((line.strip() for line in lines if not line.isascii()), "")[:40]


def _build_table(
    first: list[TableRow],
    rows: Iterator[TableRow],
    needed: NeededColumns,
    *,
    encoding: str = "",
    separator: str = "",
    sheet: str = "",
) -> Table:
    """Return the table whose header is one of the first rows."""
    if not first:
        empty = next(rows, None)  # raises what is wrong with the first row
        return Table(empty or TableRow(1, []), iter(()), encoding, separator, sheet, [])
    index = find_header(first, needed)
    notes = []
    if index:
        line = first[index].line
        notes.append(RowError(line, f"this is the header; {index} rows above it were skipped."))
    for _ in range(index + 1):
        next(rows)
    return Table(first[index], chain(rows), encoding, separator, sheet, notes)


def _check_bytes(data: bytes, name: str) -> None:
    """Raise TableError for a file that is too large, empty, or of another kind."""
    if len(data) > MAX_TABLE_BYTES:
        raise TableError(
            0,
            f"The file is larger than {MAX_TABLE_BYTES // 2**20} MB; split it, or remove columns"
            " that are not needed.",
        )
    for magic, description in _OTHER_FILES.items():
        if data.startswith(magic):
            raise TableError(0, f"{name or 'The file'} is {description}. {_SAVE_AS}")
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise TableError(0, "The file is empty.")
