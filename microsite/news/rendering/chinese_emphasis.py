"""Emphasis next to Chinese punctuation: `**「新版」**發佈`, which plain CommonMark shows as it is.

CommonMark (0.31, 6.2) lets a delimiter open or close emphasis by the spaces and punctuation around
it. Chinese has no spaces, so there a character of a CJK script counts as a boundary, and CJK
punctuation as a letter.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct
from markdown_it.common.utils import isPunctChar
from markdown_it.common.utils import isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

_SCRIPTS = (
    r"\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    r"\U00020000-\U0003ffff"
)
_CJK = re.compile(f"[{_SCRIPTS}]")
_CJK_OR_SHARED = re.compile(f"[{_SCRIPTS}‘’“”…—·]")
"""With the punctuation that Chinese shares with Latin text."""


class ChineseInlineParser(ParserInline):
    """The inline parser, with the boundaries of emphasis that Chinese text needs."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Append the tokens of a text."""
        state = _ChineseState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _ChineseState(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        """Return if the delimiters at `start` can open or close emphasis, and their number."""
        scanned = super().scanDelims(start, canSplitWord)
        if not canSplitWord or not _CJK.search(self.src):
            return scanned
        end = start + scanned.length
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        return Scanned(_is_bound(after, before), _is_bound(before, after), scanned.length)


def _is_bound(inner: str, outer: str) -> bool:
    """Return True if delimiters between two characters belong to the inner one."""
    if isWhiteSpace(ord(inner)):
        return False
    is_outer_boundary = isWhiteSpace(ord(outer)) or bool(_CJK_OR_SHARED.match(outer))
    return not _is_punctuation(inner) or is_outer_boundary or _is_punctuation(outer)


def _is_punctuation(character: str) -> bool:
    if _CJK_OR_SHARED.match(character):
        return False
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)
