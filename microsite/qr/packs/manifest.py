"""What is in a pack, a line a file, as spreadsheets open it: CSV (RFC 4180) in UTF-8 with its mark.

A spreadsheet runs a cell that begins like a formula, whoever wrote it: an apostrophe before it
makes it text (owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
from collections.abc import Iterable

from microsite.qr.canvas.numbers import plain
from microsite.qr.packs.job import Order
from microsite.qr.packs.producer import Filed

COLUMNS = (
    "row",
    "file",
    "code",
    "label",
    "id",
    "region",
    "payload",
    "sha256",
    "version",
    "level",
    "unused_correction",
    "width_mm",
    "verdict",
    "findings",
)
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def manifest(order: Order, files: Iterable[Filed]) -> bytes:
    """The manifest of an order's files. A refused one has no name, and its form in the findings."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for filed in files:
        writer.writerow(map(harmless, _cells(order, filed)))
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cells(order: Order, filed: Filed) -> tuple[str, ...]:
    placement = order.placements[filed.row - 1]
    known = filed.entry is not None
    return (
        str(filed.row),
        filed.entry.name if filed.entry else "",
        placement.code,
        placement.label,
        placement.external_id,
        placement.region,
        order.payload(placement),
        filed.sha256,
        str(filed.version or ""),
        filed.level,
        plain(filed.unused_correction) if known else "",
        plain(filed.width_mm) if known else "",
        "passed" if known else "refused",
        filed.findings if known else f"{filed.form.upper()}: {filed.findings}",
    )
