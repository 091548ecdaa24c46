"""Clean the text of a cell, and name what a spreadsheet or a conversion has spoilt in it."""

import re
import unicodedata
from typing import NamedTuple

_TEXT_FORMULA = re.compile(r'=\s*"((?:[^"]|"")*)"')
"""A formula that is nothing but a text: the way to keep leading zeros in Excel."""
_FORMULA = re.compile(r"=|[+@-].*(?:[A-Za-z]{2}\(|!\$?[A-Za-z]|\| ?')")
"""Starts with `=`, or starts like a formula and calls a function, another sheet or a program."""
_ERROR = re.compile(
    r"#N/[AVD]|#NV|#DIV/0!|#GETTING_DATA|#[¡¿]?[^\W\d_][\w/ ]{1,20}[!?]|#{3,}|Err:\d{3}",
    re.IGNORECASE,
)
"""An error of Excel, in other languages, too, of LibreOffice, and a column that was too narrow."""
_LOST = re.compile(r"\ufffd|锟斤拷|^\?{2,}(?:[ ?]*)$")
_BLANKS = re.compile(r"[\u00a0\u2007\u202f\u2800\u3164\uffa0]")
_REORDERING = frozenset("\u202b\u202e\u2067")
"""They show text in another order than it is stored in; without them it would read differently."""
_FILLERS = frozenset("\u034f\u115f\u1160\u180e")

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|june|july"
    r"|august|september|october|november|december)"
)
_DATE = re.compile(
    rf"\d{{1,4}}[-/ .]{_MONTH}(?:[-/ .]\d{{2,4}})?|{_MONTH}[-/ .]\d{{1,4}}"
    r"|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年"
    r"|(?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2}(?: \d{1,2}:\d\d(?::\d\d)?)?"
    r"|\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d",
    re.IGNORECASE,
)
_ROUNDED = re.compile(r"[+-]?\d+(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_DECIMAL = re.compile(r"-?\d+[.,]0+")
_GROUPED = re.compile(r"\d{1,3}(?:[,'’\u00a0\u202f]\d{3})+(?:\.\d+)?")
_MISSING = re.compile(r"\(?(?:null|nan|undefined)\)?", re.IGNORECASE)
_QUOTED = re.compile(r"['`´‘’＇｀](?=\w)")


class CleanText(NamedTuple):
    """The text of a cell with single spaces, and the invisible characters taken out of it."""

    text: str
    removed: tuple[str, ...]


def clean_text(cell: str) -> CleanText:
    """Return the text without characters that nobody sees; a no-break space becomes a space.

    Characters that change the order of others, and controls, stay: they are errors.
    """
    if found := _TEXT_FORMULA.fullmatch(cell.strip()):
        cell = found[1].replace('""', '"')
    if cell.isascii():
        return CleanText(" ".join(cell.split()), ())
    removed: dict[str, None] = {}
    kept = []
    for character in cell:
        if _BLANKS.match(character):
            removed[character] = None
            kept.append(" ")
        elif _is_invisible(character):
            removed[character] = None
        else:
            kept.append(character)
    return CleanText(" ".join("".join(kept).split()), tuple(removed))


def _is_invisible(character: str) -> bool:
    if character in _REORDERING:
        return False
    return character in _FILLERS or unicodedata.category(character) == "Cf"


def find_error(text: str) -> str | None:
    """Return what is wrong with the text of any cell: what it is, and the fix; None if nothing."""
    if not text.isprintable():
        odd = next(character for character in text if not character.isprintable())
        return f"has the invisible character U+{ord(odd):04X}; remove it."
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if _ERROR.fullmatch(plain):
        return f"is {text[:20]}, an error of the spreadsheet; enter the value."
    if _FORMULA.match(plain):
        return f"is a formula ({text[:20]!r}); replace it by its value."
    if _LOST.search(text):
        return f"is {text[:20]!r}: characters were lost in a conversion; save the original again."
    return None


def find_spoilt_name(text: str) -> str | None:
    """Return what a spreadsheet or a database made of a name or an id; None if nothing."""
    if _DATE.fullmatch(unicodedata.normalize("NFKC", text)):
        return (
            f"is {text}, a date that the spreadsheet made of it; format the column as text and"
            " enter it again."
        )
    if _MISSING.fullmatch(text):
        return f"is {text}, which stands for a missing value; enter the value."
    return None


def find_spoilt_id(cell: str) -> str | None:
    """Return what a spreadsheet made of an id, as the cell has it; None if nothing."""
    plain = unicodedata.normalize("NFKC", cell.strip())
    again = "format the column as text and enter the numbers again."
    if _ROUNDED.fullmatch(plain):
        return f"is {plain}, a number rounded by the spreadsheet; {again}"
    if _GROUPED.fullmatch(cell.strip()) or _GROUPED.fullmatch(plain):
        return f"is {plain}, a number with a separator of thousands; {again}"
    if _DECIMAL.fullmatch(plain):
        return f"is {plain}, which the spreadsheet took for a decimal number; {again}"
    return find_spoilt_name(plain)


def unquote(text: str) -> str:
    """Return an id without the quotation mark that keeps it a text in a spreadsheet."""
    return text[1:].lstrip() if _QUOTED.match(text) else text
