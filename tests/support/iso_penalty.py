"""The penalty of a finished symbol, a literal implementation of ISO/IEC 18004:2015, 7.8.3.1.

Slow and simple on purpose: lines are strings, "1" for dark and "0" for light, and every feature of
table 11 is searched as the standard describes it.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from math import floor

N1, N2, N3, N4 = 3, 3, 40, 10
FINDER = "1011101"
LIGHT_AREA = "0000"


def compute_penalty(modules: Sequence[Sequence[int]]) -> int:
    """Return the sum of the four features over all rows and columns; `modules` are 0 or 1."""
    rows = ["".join("1" if module else "0" for module in row) for row in modules]
    columns = ["".join(column) for column in zip(*rows, strict=True)]
    lines = rows + columns
    return (
        sum(score_runs(line) for line in lines)
        + sum(score_finders(line) for line in lines)
        + score_blocks(rows)
        + score_balance(rows)
    )


def score_runs(line: str) -> int:
    """Return the points of runs of 5 + i modules of one colour: N1 + i each."""
    lengths = (len(list(run)) for _, run in groupby(line))
    return sum(N1 + length - 5 for length in lengths if length >= 5)


def score_blocks(rows: Sequence[str]) -> int:
    """Return the points of blocks of m x n modules of one colour: N2 (m - 1) (n - 1), so N2 for
    each 2 x 2.
    """
    indexes = range(len(rows) - 1)
    squares = ({*rows[y][x : x + 2], *rows[y + 1][x : x + 2]} for y in indexes for x in indexes)
    return N2 * sum(len(colours) == 1 for colours in squares)


def score_finders(line: str) -> int:
    """Return N3 points for each ratio 1:1:3:1:1 next to a light area four modules wide."""
    return N3 * sum(
        line[:start].endswith(LIGHT_AREA) or line[start + len(FINDER) :].startswith(LIGHT_AREA)
        for start in _find_all(FINDER, line)
    )


def score_balance(rows: Sequence[str]) -> int:
    """Return N4 k points for dark modules between 50 +- 5 k % and 50 +- 5 (k + 1) %."""
    dark = Fraction(sum(row.count("1") for row in rows), sum(map(len, rows)))
    return N4 * floor(abs(dark - Fraction(1, 2)) / Fraction(5, 100))


def _find_all(pattern: str, line: str) -> Iterator[int]:
    """Yield the positions of a pattern in a line; they may overlap."""
    return (start for start in range(len(line)) if line.startswith(pattern, start))
