"""The penalty of a finished symbol, word for word as ISO/IEC 18004:2015 has it in 7.8.3.1.

Slow and plain on purpose: lines are strings, "1" for dark and "0" for light, and every feature of
table 11 is looked for where the standard says it is.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from math import floor

N1, N2, N3, N4 = 3, 3, 40, 10
FINDER = "1011101"
LIGHT_AREA = "0000"


def penalty(modules: Sequence[Sequence[int]]) -> int:
    """The sum of the four features over all rows and columns; `modules` hold 0 or 1."""
    rows = ["".join("1" if module else "0" for module in row) for row in modules]
    columns = ["".join(column) for column in zip(*rows, strict=True)]
    lines = rows + columns
    return (
        sum(runs(line) for line in lines)
        + sum(finders(line) for line in lines)
        + blocks(rows)
        + balance(rows)
    )


def runs(line: str) -> int:
    """Adjacent modules of one colour, 5 + i of them: N1 + i points."""
    lengths = (len(list(run)) for _, run in groupby(line))
    return sum(N1 + length - 5 for length in lengths if length >= 5)


def blocks(rows: Sequence[str]) -> int:
    """A block of m x n modules of one colour: N2 (m - 1) (n - 1) points, so N2 for each 2 x 2."""
    places = range(len(rows) - 1)
    squares = ({*rows[y][x : x + 2], *rows[y + 1][x : x + 2]} for y in places for x in places)
    return N2 * sum(len(colours) == 1 for colours in squares)


def finders(line: str) -> int:
    """The ratio 1:1:3:1:1, preceded or followed by a light area four modules wide: N3 points."""
    return N3 * sum(
        line[:start].endswith(LIGHT_AREA) or line[start + len(FINDER) :].startswith(LIGHT_AREA)
        for start in _places(FINDER, line)
    )


def balance(rows: Sequence[str]) -> int:
    """Dark modules between 50 +- 5 k % and 50 +- 5 (k + 1) %: N4 k points."""
    dark = Fraction(sum(row.count("1") for row in rows), sum(map(len, rows)))
    return N4 * floor(abs(dark - Fraction(1, 2)) / Fraction(5, 100))


def _places(pattern: str, line: str) -> Iterator[int]:
    """Where a pattern starts in a line; it may overlap itself."""
    return (start for start in range(len(line)) if line.startswith(pattern, start))
