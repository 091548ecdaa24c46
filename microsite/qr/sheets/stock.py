"""Sheets with labels on them, all alike, in columns and rows: those that are sold, and one's own.

Measures are millimetres. Label stock is cut so that its labels stand in the middle of the sheet,
which gives the margins. Sizes, numbers and gaps are those of the makers' own templates
(avery.co.uk, avery-zweckform.com).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor

from microsite.qr.canvas.numbers import plain

Size = tuple[float, float]
"""Width and height, or the like of something across and down."""

PAGES: Mapping[str, Size] = {
    "A4": (210, 297),
    "A3": (297, 420),
    "SRA3": (320, 450),
    "letter": (215.9, 279.4),
}
UNPRINTED = 5.0
"""How much of a sheet's edges office printers leave white, at the most."""
MOST_PAGE_MM = 5_000.0
_EXACT = 1e-6


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet of labels, numbered from 0 along the rows, from the top left.

    corner: how far in from the left and the top the first label begins.
    die_cut: whether the labels are cut already, so that no crop marks are wanted.
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
        """Labels on a sheet."""
        return self.columns * self.rows

    @property
    def lefts(self) -> list[float]:
        """Where each column begins."""
        return [self.corner[0] + at * (self.label[0] + self.gap[0]) for at in range(self.columns)]

    @property
    def tops(self) -> list[float]:
        """Where each row begins."""
        return [self.corner[1] + at * (self.label[1] + self.gap[1]) for at in range(self.rows)]

    def place(self, number: int) -> Size:
        """Where a label begins, from the left and the top."""
        row, column = divmod(number, self.columns)
        return self.lefts[column], self.tops[row]


def grid(
    page: Size,
    label: Size,
    gap: Size = (0, 0),
    margin: float = UNPRINTED,
    count: Size | None = None,
    corner: Size | None = None,
) -> Grid:
    """A sheet with as many labels as fit, or so many columns and rows, in its middle.

    margin: the least around them. corner: where the first begins instead, for stock that is not
    cut in the middle; nothing is then asked of the margins but to be on the page.
    Raises ValueError, naming what fits, for labels that do not.
    """
    _check(page, label, gap, margin)
    room = [side - 2 * margin for side in page]
    if corner is not None:
        if not all(0 <= start < side for start, side in zip(corner, page, strict=True)):
            raise ValueError(f"The first label begins at {_size(corner)} mm, beyond the page.")
        room = [side - start for side, start in zip(page, corner, strict=True)]
    fitting = [
        floor((side + between) / (wide + between) + _EXACT)
        for side, wide, between in zip(room, label, gap, strict=True)
    ]
    if min(fitting) < 1:
        most = max(room[0], 0.0), max(room[1], 0.0)
        raise ValueError(
            f"A label of {_size(label)} mm does not fit on a page of {_size(page)} mm with"
            f" {plain(margin)} mm around: {_size(most)} mm or less does."
        )
    columns, rows = fitting
    if count is not None:
        if not all(many in range(1, most + 1) for many, most in zip(count, fitting, strict=True)):
            raise ValueError(
                f"{_size(count)} labels of {_size(label)} mm do not fit on a page of"
                f" {_size(page)} mm: 1 x 1 to {columns} x {rows} do."
            )
        columns, rows = int(count[0]), int(count[1])
    block = [
        many * (wide + between) - between
        for many, wide, between in zip((columns, rows), label, gap, strict=True)
    ]
    middle = ((page[0] - block[0]) / 2, (page[1] - block[1]) / 2)
    return Grid(page, label, columns, rows, gap, middle if corner is None else corner)


def _check(page: Size, label: Size, gap: Size, margin: float) -> None:
    """Refuse what is no size."""
    if not all(0 < side <= MOST_PAGE_MM for side in page):
        raise ValueError(f"A page of {_size(page)} mm cannot be printed: A4 is 210x297.")
    if not all(0 < side <= MOST_PAGE_MM for side in label):
        raise ValueError(f"A label of {_size(label)} mm cannot be cut: give its width x height.")
    if not all(0 <= side <= MOST_PAGE_MM for side in (*gap, margin)):
        raise ValueError(
            f"A gap of {_size(gap)} mm and a margin of {plain(margin)} mm cannot be:"
            " take 0 or more."
        )


def holding(width: float, height: float) -> str:
    """The name of the smallest stock whose labels hold that size, "" if none does."""
    found = [
        (stock.label[0] * stock.label[1], name)
        for name, stock in STOCKS.items()
        if width <= stock.label[0] and height <= stock.label[1]
    ]
    return min(found, default=(0, ""))[1]


def _size(size: Size) -> str:
    return " x ".join(map(plain, size))


def _stock(count: Size, label: Size, gap: Size = (0, 0)) -> Grid:
    """Stock on A4, in the middle of the sheet."""
    made = grid(PAGES["A4"], label, gap, 0, count)
    return Grid(made.page, label, made.columns, made.rows, gap, made.corner, die_cut=True)


STOCKS: Mapping[str, Grid] = {
    "avery-l7120": _stock((5, 7), (35, 35), (5, 5)),
    "avery-l7121": _stock((4, 5), (45, 45), (5, 5)),
    "avery-l7159": _stock((3, 8), (63.5, 33.9), (2.5, 0)),
    "avery-l7160": _stock((3, 7), (63.5, 38.1), (2.5, 0)),
    "avery-l7161": _stock((3, 6), (63.5, 46.6), (2.5, 0)),
    "avery-l7163": _stock((2, 7), (99.1, 38.1), (2.5, 0)),
    "avery-l7165": _stock((2, 4), (99.1, 67.7), (2.5, 0)),
    "avery-l7173": _stock((2, 5), (99.1, 57), (2.5, 0)),
    "avery-l7651": _stock((5, 13), (38.1, 21.2), (2.5, 0)),
    "avery-3474": _stock((3, 8), (70, 37)),
    "avery-3425": _stock((2, 5), (105, 57)),
}
"""Self-adhesive labels by the names on their boxes, all on A4. Smaller ones hold no code of 20 mm.
"""
