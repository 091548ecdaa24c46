"""Find the header among the first rows of a table, and totals at its end."""

import re
import unicodedata
from collections.abc import Sequence

from microsite.campaigns.tables.values import NeededColumns
from microsite.campaigns.tables.values import TableRow

MAX_HEADER_ROW = 30
"""Rows among which the header is looked for; titles and dates of an export stand above it."""

_TOTAL = re.compile(
    r"(?:合计|总计|小计|共计|累计|总数|合計|總計|小計|共計|累計|總數|(?:grand |sub-?)?totals?|sum)"
    r"[:：]?[\d,. ]*[个個家间間行]?",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"合[计計]|[总總共][计計]|共 ?\d|制表|製表|填表|[审審]核|[复複]核|[备備]注|備註|注:|註:"
    r"|[说說]明|以[上下]|数据来源|資料來源|第 ?\d+ ?[页頁]|(?:grand |sub-?)?totals?\b"
    r"|\d+ (?:rows?|branches)\b"
    r"|(?:note|remark|prepared|checked|approved|printed|exported|source|page|end of)\b",
    re.IGNORECASE,
)


def find_header(rows: Sequence[TableRow], needed: NeededColumns) -> int:
    """Return the index of the first row with all required names; else of the one with most."""
    ratings = [needed.rate(row.cells) for row in rows]
    return ratings.index(max(ratings))


def is_total(row: TableRow, required: Sequence[int]) -> bool:
    """Return whether a row holds a total or the like instead of data.

    required: the indexes of the required columns. A row in which one of them is empty is also taken
    for a footer if it begins like one, for example with "Prepared by".
    """
    first = next(filter(None, map(_normalize, row.cells)), "")
    values = [_normalize(row.cells[index]) if index < len(row.cells) else "" for index in required]
    if any(_TOTAL.fullmatch(text) for text in (first, *values)):
        return True
    return not all(values) and bool(_FOOTER.match(first))


def _normalize(cell: str) -> str:
    plain = cell if cell.isascii() else unicodedata.normalize("NFKC", cell)
    return " ".join(plain.split())
