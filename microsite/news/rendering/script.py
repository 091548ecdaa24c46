"""Conversion of a block to the other Chinese script, as a whole and with its markup.

OpenCC converts phrase by phrase, and a phrase can have markup within it: `头**发**` is 頭髮. So a
block's text is converted in one piece, and its markup is put back to where it was.
"""

from collections.abc import Callable
from itertools import pairwise

from markdown_it.token import Token

Convert = Callable[[str], str]
MAX_PHRASE_LENGTH = 12
"""Characters; longer ones are split at the markup."""
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
    """Return pieces of one text, converted as a whole and divided where they were."""
    text = "".join(pieces)
    converted = convert(text)
    end = 0
    offsets = [0]
    for piece in pieces[:-1]:
        end += len(piece)
        offsets.append(max(offsets[-1], _find_offset(text, end, converted, convert)))
    offsets.append(len(converted))
    return [converted[a:b] for a, b in pairwise(offsets)][: len(pieces)]


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
