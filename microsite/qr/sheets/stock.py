"""Sheets of equal labels in columns and rows: commercial label stock, and custom grids.

All lengths are millimetres. The labels of stock are centred on the sheet, which gives the margins.
Sizes, counts and gaps come from the manufacturers' templates (avery.co.uk, avery-zweckform.com).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from math import floor

from microsite.qr.canvas.numbers import format_number

Size = tuple[float, float]
"""Width and height, or another pair of horizontal and vertical numbers."""

PAGE_SIZES: Mapping[str, Size] = {
    "A4": (210, 297),
    "A3": (297, 420),
    "SRA3": (320, 450),
    "letter": (215.9, 279.4),
}
UNPRINTABLE_MARGIN_MM = 5.0
"""The widest margin that office printers leave blank."""
MAX_PAGE_MM = 5_000.0
_ROUNDING_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """The labels of a sheet, numbered from 0 along the rows from the top left.

    corner: offset of the first label from the left and the top.
    die_cut: True if the labels are already cut, so that no crop marks are needed.
    """

    page: Size
    label: Size
    columns: int
    rows: int
    gap: Size
    corner: Size
    die_cut: bool = False

    @property
    def count(self) -> int:
        """The number of labels on a sheet."""
        return self.columns * self.rows

    @property
    def lefts(self) -> list[float]:
        """The left edge of each column."""
        return [self.corner[0] + at * (self.label[0] + self.gap[0]) for at in range(self.columns)]

    @property
    def tops(self) -> list[float]:
        """The top edge of each row."""
        return [self.corner[1] + at * (self.label[1] + self.gap[1]) for at in range(self.rows)]

    def label_origin(self, number: int) -> Size:
        """Return the left and top edge of a label."""
        row, column = divmod(number, self.columns)
        return self.lefts[column], self.tops[row]


def build_grid(
    page: Size,
    label: Size,
    gap: Size = (0, 0),
    margin: float = UNPRINTABLE_MARGIN_MM,
    count: Size | None = None,
    corner: Size | None = None,
) -> SheetGrid:
    """Return a grid of labels, centred on the page.

    margin: minimum space around the labels. count: columns and rows, as many as fit by default.
    corner: offset of the first label, for stock that is not centred; the margin is then ignored.
    Raise ValueError for labels that do not fit, with the sizes or counts that do.
    """
    _check_dimensions(page, label, gap, margin)
    room = [side - 2 * margin for side in page]
    if corner is not None:
        if not all(0 <= start < side for start, side in zip(corner, page, strict=True)):
            raise ValueError(
                f"The corner {_format_size(corner)} mm is outside the page of"
                f" {_format_size(page)} mm."
            )
        room = [side - start for side, start in zip(page, corner, strict=True)]
    columns, rows = _count_labels(page, label, gap, margin, room)
    if count is not None:
        limits = (columns, rows)
        if not all(
            number in range(1, limit + 1) for number, limit in zip(count, limits, strict=True)
        ):
            raise ValueError(
                f"{_format_size(count)} labels of {_format_size(label)} mm do not fit on a page of"
                f" {_format_size(page)} mm: 1 x 1 to {columns} x {rows} do."
            )
        columns, rows = int(count[0]), int(count[1])
    if corner is None:
        block = [
            number * (side + space) - space
            for number, side, space in zip((columns, rows), label, gap, strict=True)
        ]
        corner = ((page[0] - block[0]) / 2, (page[1] - block[1]) / 2)
    return SheetGrid(page, label, columns, rows, gap, corner)


def _count_labels(
    page: Size, label: Size, gap: Size, margin: float, room: list[float]
) -> tuple[int, int]:
    """Return how many columns and rows fit into the room. Raise ValueError if none do."""
    columns, rows = (
        floor((length + space) / (side + space) + _ROUNDING_TOLERANCE)
        for length, side, space in zip(room, label, gap, strict=True)
    )
    if min(columns, rows) < 1:
        largest = max(room[0], 0.0), max(room[1], 0.0)
        raise ValueError(
            f"A label of {_format_size(label)} mm does not fit on a page of {_format_size(page)} mm"
            f" with a margin of {format_number(margin)} mm: use at most {_format_size(largest)} mm."
        )
    return columns, rows


def _check_dimensions(page: Size, label: Size, gap: Size, margin: float) -> None:
    """Raise ValueError for dimensions that cannot be printed."""
    if not all(0 < side <= MAX_PAGE_MM for side in page):
        raise ValueError(
            f"Invalid page size of {_format_size(page)} mm: use a width and height such as 210x297."
        )
    if not all(0 < side <= MAX_PAGE_MM for side in label):
        raise ValueError(
            f"Invalid label size of {_format_size(label)} mm: use a width and height such as 70x37."
        )
    if not all(0 <= side <= MAX_PAGE_MM for side in (*gap, margin)):
        raise ValueError(
            f"Invalid gap of {_format_size(gap)} mm or margin of {format_number(margin)} mm:"
            " use 0 or more."
        )


def find_stock(width: float, height: float) -> str:
    """Return the name of the smallest stock that holds an artwork of that size, or ""."""
    candidates = [
        (stock.label[0] * stock.label[1], name)
        for name, stock in STOCKS.items()
        if width <= stock.label[0] and height <= stock.label[1]
    ]
    return min(candidates, default=(0, ""))[1]


def _format_size(size: Size) -> str:
    return " x ".join(map(format_number, size))


def _a4_stock(count: Size, label: Size, gap: Size = (0, 0)) -> SheetGrid:
    """Return label stock centred on A4."""
    return replace(build_grid(PAGE_SIZES["A4"], label, gap, 0, count), die_cut=True)


STOCKS: Mapping[str, SheetGrid] = {
    "avery-l7120": _a4_stock((5, 7), (35, 35), (5, 5)),
    "avery-l7121": _a4_stock((4, 5), (45, 45), (5, 5)),
    "avery-l7159": _a4_stock((3, 8), (63.5, 33.9), (2.5, 0)),
    "avery-l7160": _a4_stock((3, 7), (63.5, 38.1), (2.5, 0)),
    "avery-l7161": _a4_stock((3, 6), (63.5, 46.6), (2.5, 0)),
    "avery-l7163": _a4_stock((2, 7), (99.1, 38.1), (2.5, 0)),
    "avery-l7165": _a4_stock((2, 4), (99.1, 67.7), (2.5, 0)),
    "avery-l7173": _a4_stock((2, 5), (99.1, 57), (2.5, 0)),
    "avery-l7651": _a4_stock((5, 13), (38.1, 21.2), (2.5, 0)),
    "avery-3474": _a4_stock((3, 8), (70, 37)),
    "avery-3425": _a4_stock((2, 5), (105, 57)),
}
"""Self-adhesive labels on A4 by product name. Smaller labels cannot hold a code of 20 mm."""
