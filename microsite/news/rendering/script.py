"""Conversion of a block to the other Chinese script, as a whole and with its markup.

OpenCC converts phrase by phrase, and a phrase can have markup within it: `头**发**` is 頭髮. So a
block's text is converted in one piece, and its markup is put back to where it was.
"""

import re
from collections.abc import Callable
from itertools import accumulate
from itertools import pairwise

from markdown_it.token import Token

Convert = Callable[[str], str]
MAX_PHRASE_LENGTH = 8
"""Characters; longer ones are split at the markup."""
MAX_CLAUSE_LENGTH = 200
"""Characters; a longer clause is converted piece by piece, which takes bounded time."""
_CLAUSE = re.compile(r"[^，。；：！？\n]+[，。；：！？\n]*|[，。；：！？\n]+")
_BARRIERS = frozenset(("code_inline", "hardbreak", "softbreak", "image"))


def convert_tokens(children: list[Token], convert: Convert) -> None:
    """Convert the tokens of a block in place; code and addresses stay as they are."""
    run: list[Token] = []
    is_address = False
    for child in children:
        _convert_attributes(child, convert)
        if child.type == "link_open" and child.info == "auto":
            is_address = True
        if child.type == "text" and not is_address:
            run.append(child)
        elif child.type in _BARRIERS or is_address or child.content.lower().startswith("<br"):
            _convert_run(run, convert)
            run = []
        if child.type == "link_close":
            is_address = False
    _convert_run(run, convert)


def _convert_attributes(token: Token, convert: Convert) -> None:
    if "title" in token.attrs:
        token.attrs["title"] = convert(str(token.attrs["title"]))
    if token.type == "image":
        token.content = convert(token.content)
        token.children = [Token("text", "", 0, content=token.content)]


def _convert_run(run: list[Token], convert: Convert) -> None:
    for token, text in zip(
        run, convert_pieces([each.content for each in run], convert), strict=True
    ):
        token.content = text


def convert_pieces(pieces: list[str], convert: Convert) -> list[str]:
    """Return pieces of one text, converted as a whole and divided where they were.

    That is done clause by clause, since no phrase has a comma or a full stop within it.
    """
    bounds = [0, *accumulate(map(len, pieces))]
    converted = [""] * len(pieces)
    start = 0
    for clause in _CLAUSE.findall("".join(pieces)):
        end = start + len(clause)
        cuts = [min(max(bound - start, 0), len(clause)) for bound in bounds]
        for index, part in enumerate(_convert_clause(clause, cuts, convert)):
            converted[index] += part
        start = end
    return converted


def _convert_clause(clause: str, cuts: list[int], convert: Convert) -> list[str]:
    """Return the parts of a clause between the cuts, converted."""
    if len(clause) > MAX_CLAUSE_LENGTH:
        return [convert(clause[a:b]) for a, b in pairwise(cuts)]
    converted = convert(clause)
    places = {0: 0, len(clause): len(converted)}
    offsets = [0]
    for cut in cuts:
        if cut not in places:
            places[cut] = _find_offset(clause, cut, converted, convert)
        offsets.append(max(offsets[-1], places[cut]))
    return [converted[a:b] for a, b in pairwise(offsets[1:])]


def _find_offset(text: str, position: int, converted: str, convert: Convert) -> int:
    """Return the place in the converted text of a position in the text.

    That is after what precedes it, or within the shortest phrase around it that converts on its own
    to the same: at the same character, if the phrase keeps its length.
    """
    for length in range(MAX_PHRASE_LENGTH + 1):
        for start in range(max(position - length, 0), position + 1):
            end = start + length
            if end > len(text) or end < position:
                continue
            before, phrase = convert(text[:start]), convert(text[start:end])
            if before + phrase + convert(text[end:]) == converted:
                inner = position - start
                if len(phrase) != length:
                    inner = round(inner * len(phrase) / max(length, 1))
                return len(before) + inner
    return round(position * len(converted) / len(text))
