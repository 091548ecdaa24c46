"""Lines of words under a symbol: as large as they fit, in two rows if need be, or refused."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from microsite.qr.canvas.numbers import plain
from microsite.qr.design.fonts import Face

LEAST_SIZE_MM = 1.76
"""Five points: the smallest letters that are printed to be read."""
LEADING = 1.35
"""From one row to the next, in sizes of the letters."""
MOST_QUOTED = 40
"""Characters of a line that an error quotes."""
NEVER_FIRST = frozenset("，。、；：？！）》」』】”’,.;:?!)]}%／/-")
NEVER_LAST = frozenset("（《「『【“‘([{")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of words in letters of one size."""

    rows: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """How high they stand, leading included."""
        return len(self.rows) * LEADING * self.size


def label_lines(lines: Sequence[str], label: str, address: str) -> tuple[str, ...]:
    """The lines below a placement's code; `auto` stands for its label and the address to type."""
    named = (label, address.removeprefix("https://").lower())
    return tuple(text for line in lines for text in (named if line == "auto" else (line,)))


def fitted(lines: Sequence[str], face: Face, width: float, largest: float, kind: str) -> Rows:
    """Lines set within a width in mm: in the largest letters up to `largest` in which each takes
    one row, or two where one row would be under five points.

    kind: what errors call a line. Raises ValueError for a line that holds no word, a character the
    font lacks, or more than fits, saying how much does.
    """
    parted = [_parted(unicodedata.normalize("NFC", line), face, width, kind) for line in lines]
    rows = tuple(row for line in parted for row in line)
    return Rows(rows, min(largest, width / max(map(face.width, rows))))


def _parted(line: str, face: Face, width: float, kind: str) -> tuple[str, ...]:
    """A line in the one or two rows that it takes."""
    quoted = repr(line if len(line) <= MOST_QUOTED else line[:MOST_QUOTED] + "…")
    if not line.strip():
        raise ValueError(f"The {kind} {quoted} holds no word: leave it out.")
    try:
        whole = face.width(line)
    except ValueError as error:
        raise ValueError(f"The {kind} {quoted} cannot be printed: {error}.") from error
    most = width / LEAST_SIZE_MM
    if whole <= most:
        return (line,)
    if whole <= 2 * most and max(map(face.width, rows := _halves(line, face))) <= most:
        return rows
    raise ValueError(
        f"The {kind} {quoted} is too long for {plain(width)} mm:"
        f" its first {_fitting(line, face, most)} of {len(line)} characters fit."
    )


def _halves(line: str, face: Face) -> tuple[str, ...]:
    """A line parted where its two rows come out most alike (of equals where
    the first is longer), or whole where it cannot be parted."""
    parted = [
        (line[:at].rstrip(), line[at:].lstrip())
        for at in range(len(line) - 1, 0, -1)
        if _may_part(line[at - 1], line[at])
    ]
    return min(parted, key=lambda rows: max(map(face.width, rows)), default=(line,))


def _may_part(before: str, after: str) -> bool:
    """Whether a row may end between two characters: at spaces, after a slash, hyphen or comma,
    and beside Chinese characters, but with no mark alone on the wrong side (UAX 14, in short).
    """
    if after in NEVER_FIRST or before in NEVER_LAST or after == " ":
        return False
    return before in " /-,，·" or max(before, after) >= "\u2e80"


def _fitting(line: str, face: Face, most: float) -> int:
    """How many characters of a line fit in two rows of that width."""
    end = 1
    while face.width(line[:end]) <= 2 * most and end < len(line):
        end += 1
    while end and max(map(face.width, _halves(line[:end], face))) > most:
        end -= 1
    return end
