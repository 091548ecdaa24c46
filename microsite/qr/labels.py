"""Lines of words under a symbol: as large as they fit, in two rows if need be, or refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from microsite.qr.lettering import Face
from microsite.qr.style import plain

LEAST_SIZE_MM = 1.76
"""Five points: the smallest letters that are printed to be read."""
LEADING = 1.35
"""From one row to the next, in sizes of the letters."""
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


def fitted(lines: Sequence[str], face: Face, width: float, largest: float) -> Rows:
    """Lines set within a width in mm: in the largest letters up to `largest` in which every line
    takes at most two rows, and only the second where one would be under five points.

    Raises ValueError for a line that holds no word, a character the font lacks, or more than fits,
    saying how much does.
    """
    size = largest
    for number, line in enumerate(lines, 1):
        if not line.strip():
            raise ValueError(f"Label line {number} is empty: leave it out.")
        try:
            widest = face.width(line)
        except ValueError as error:
            raise ValueError(f"Label line {number}, {line!r}: {error}: leave it out.") from error
        if widest * LEAST_SIZE_MM > width:
            widest = max(map(face.width, _halves(line, face)))
        if widest * LEAST_SIZE_MM > width:
            raise ValueError(
                f"Label line {number}, {line!r}, is too long for {plain(width)} mm:"
                f" its first {_fitting(line, face, width)} characters fit."
            )
        size = min(size, width / widest)
    rows = (
        row
        for line in lines
        for row in ((line,) if face.width(line) * size <= width * 1.000001 else _halves(line, face))
    )
    return Rows(tuple(rows), size)


def _halves(line: str, face: Face) -> tuple[str, ...]:
    """A line parted where its two rows come out most alike, or whole where it cannot be parted."""
    parted = [
        (line[:at].rstrip(), line[at:].lstrip())
        for at in range(1, len(line))
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


def _fitting(line: str, face: Face, width: float) -> int:
    """How many characters of a line fit in two rows of the smallest letters."""
    return max(
        (
            end
            for end in range(1, len(line))
            if max(map(face.width, _halves(line[:end], face))) * LEAST_SIZE_MM <= width
        ),
        default=0,
    )
