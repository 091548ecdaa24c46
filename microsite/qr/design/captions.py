"""Fit captions and calls to action under a symbol: in one or two rows, as large as possible."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from microsite.qr.canvas.numbers import format_number
from microsite.qr.design.fonts import Face

MIN_LETTER_SIZE_MM = 1.76
"""Five points, the smallest legible print."""
LEADING = 1.35
"""Distance between rows, in letter sizes."""
MAX_QUOTED_CHARACTERS = 40
FORBIDDEN_AT_ROW_START = frozenset("，。、；：？！）》」』】”’,.;:?!)]}%／/-")
FORBIDDEN_AT_ROW_END = frozenset("（《「『【“‘([{")


@dataclass(frozen=True, slots=True)
class TextRows:
    """Rows of text in one letter size."""

    rows: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """The height of the rows, leading included."""
        return len(self.rows) * LEADING * self.size


def caption_lines(lines: Sequence[str], label: str, address: str) -> tuple[str, ...]:
    """Return the captions of a placement; `auto` becomes its label and the address to type."""
    automatic = (label, address.removeprefix("https://").lower())
    return tuple(text for line in lines for text in (automatic if line == "auto" else (line,)))


def fit_caption(
    lines: Sequence[str], face: Face, width: float, max_size: float, description: str
) -> TextRows:
    """Return lines fitted into a width in mm, in the largest letters up to `max_size`.

    Each line takes one row, or two if one row would need letters under five points.

    description: of a line, for error messages. Raise ValueError for a line that is blank, too long
    (with the length that fits), or contains a character that the font lacks.
    """
    split = [
        _split_line(unicodedata.normalize("NFC", line), face, width, description) for line in lines
    ]
    rows = tuple(row for line in split for row in line)
    return TextRows(rows, min(max_size, width / max(map(face.measure, rows))))


def _split_line(line: str, face: Face, width: float, description: str) -> tuple[str, ...]:
    """Return the one or two rows of a line."""
    is_short = len(line) <= MAX_QUOTED_CHARACTERS
    quoted = repr(line if is_short else line[:MAX_QUOTED_CHARACTERS] + "…")
    if not line.strip():
        raise ValueError(f"The {description} {quoted} is blank: remove it.")
    try:
        length = face.measure(line)
    except ValueError as error:
        raise ValueError(f"The {description} {quoted} cannot be printed: {error}.") from error
    max_length = width / MIN_LETTER_SIZE_MM
    if length <= max_length:
        return (line,)
    if length <= 2 * max_length:
        rows = _split_in_two(line, face)
        if max(map(face.measure, rows)) <= max_length:
            return rows
    raise ValueError(
        f"The {description} {quoted} is too long for {format_number(width)} mm:"
        f" its first {_count_fitting(line, face, max_length)} of {len(line)} characters fit."
    )


def _split_in_two(line: str, face: Face) -> tuple[str, ...]:
    """Return the most even split into two rows (the one with the longer first row if two are
    equal), or the whole line if it cannot be split.
    """
    splits = [
        (line[:index].rstrip(), line[index:].lstrip())
        for index in range(len(line) - 1, 0, -1)
        if _can_break(line[index - 1], line[index])
    ]
    return min(splits, key=lambda rows: max(map(face.measure, rows)), default=(line,))


def _can_break(before: str, after: str) -> bool:
    """Return True if a row may end between two characters: at a space, after a slash, hyphen or
    comma, or next to a Chinese character, with no punctuation on the wrong side (a subset of
    UAX 14).
    """
    if after in FORBIDDEN_AT_ROW_START or before in FORBIDDEN_AT_ROW_END or after == " ":
        return False
    return before in " /-,，·" or max(before, after) >= "\u2e80"


def _count_fitting(line: str, face: Face, max_length: float) -> int:
    """Return the number of characters that fit into two rows."""
    end = 1
    while face.measure(line[:end]) <= 2 * max_length and end < len(line):
        end += 1
    while end and max(map(face.measure, _split_in_two(line[:end], face))) > max_length:
        end -= 1
    return end
