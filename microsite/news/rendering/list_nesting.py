"""Lists nested by two spaces, below numbered items, too.

CommonMark (0.31, 5.2) wants a nested list to start below the text of its item: three spaces below
`1. `. Editors indent by two as they do below `- `, and would see a second list next to the first.
Such lines are moved to the right before they are parsed.
"""

import re
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

_NUMBERED = re.compile(r"\d{1,9}[.)] {1,4}(?=\S)")
_NESTED = re.compile(r"(?:[-+*]|1[.)])[ \t]")
_FENCE = re.compile(r"`{3,}|~{3,}")
MIN_INDENT = 2


class _Shift(NamedTuple):
    """Spaces that are added to lines from an indentation on."""

    indent: int
    spaces: int


def list_nesting_plugin(md: MarkdownIt) -> None:
    """Add the rule to a parser."""
    md.core.ruler.before("block", "list_nesting", _move_lists)


def _move_lists(state: StateCore) -> None:
    state.src = "\n".join(_move_lines(state.src.split("\n")))


def _move_lines(lines: list[str]) -> list[str]:
    moved: list[str] = []
    shifts: list[_Shift] = []
    item_indent, text_indent = 0, 0  # of the last numbered item
    fence = ""
    for line in lines:
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        if fence:
            fence = "" if text.startswith(fence) and not text.strip(fence[0] + " ") else fence
        elif text:
            while shifts and indent < shifts[-1].indent:
                shifts.pop()
            nests_at = item_indent + MIN_INDENT
            is_shifted = bool(shifts) and shifts[-1].indent == nests_at
            if not is_shifted and nests_at <= indent < text_indent and _NESTED.match(text):
                shifts.append(_Shift(nests_at, text_indent - indent))
            elif indent < nests_at:
                item_indent = text_indent = 0
            if numbered := _NUMBERED.match(text):
                item_indent, text_indent = indent, indent + len(numbered[0])
            if opening := _FENCE.match(text):
                fence = opening[0]
        moved.append(" " * sum(shift.spaces for shift in shifts) + line if text else line)
    return moved
