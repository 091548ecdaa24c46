"""The manifest of a pack: one row per file, as CSV (RFC 4180) in UTF-8 with a byte order mark.

A cell that starts like a formula is prefixed with an apostrophe, or a spreadsheet would run it
(owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
from collections.abc import Iterable

from microsite.qr.canvas.numbers import format_number
from microsite.qr.packs.job import PrintJob
from microsite.qr.packs.producer import FileResult

MANIFEST_COLUMNS = (
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
    "preflight",
    "issues",
)
_FORMULA_PREFIXES = tuple("=+-@\t\r\n＝＋－＠")


def build_manifest(job: PrintJob, results: Iterable[FileResult]) -> bytes:
    """Return the manifest. A failed file has no filename; its format is named in its issues."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(MANIFEST_COLUMNS)
    for result in results:
        writer.writerow(map(defuse_formula, _build_row(job, result)))
    return text.getvalue().encode("utf-8-sig")


def defuse_formula(cell: str) -> str:
    """Return a cell that no spreadsheet treats as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_PREFIXES) else cell


def _build_row(job: PrintJob, result: FileResult) -> tuple[str, ...]:
    item = job.items[result.row - 1]
    passed = result.entry is not None
    return (
        str(result.row),
        result.entry.name if result.entry else "",
        item.code,
        item.label,
        item.external_id,
        item.region,
        job.build_payload(item),
        result.sha256,
        str(result.version or ""),
        result.level,
        format_number(result.unused_correction) if passed else "",
        format_number(result.width_mm) if passed else "",
        "passed" if passed else "failed",
        result.issues if passed else f"{result.format.upper()}: {result.issues}",
    )
