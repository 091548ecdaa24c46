"""Find the encoding of a text file, and never guess where two fit.

A byte order mark leaves no doubt, and text in another encoding is hardly ever valid UTF-8. The
other encodings accept nearly each other's bytes, so every reading is rated by what it says: the
share of characters that are frequent in names of places and banks, and letters that stand where
letters stand. A reading is taken if it fits and no other one comes near it.
"""

import codecs
import re
from collections.abc import Mapping

from microsite.campaigns.tables.frequent import FREQUENT
from microsite.campaigns.tables.values import TableError

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "gb18030": "GB18030",
    "cp950": "Big5",
    "big5hkscs": "Big5-HKSCS",
    "cp1252": "Windows-1252",
}
"""Encodings that may be chosen, and what people call them."""

MIN_FIT = 0.5
MIN_LEAD = 0.35
"""Measured with the names in tests/field/lists/test_encodings.py: none is read wrongly."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SAMPLE = 20_000
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_NEUTRAL = re.compile(r"[\u3000-\u3003\u3005-\u301f\uff01-\uff65\u00b7\u2014\u2018-\u201d\u2026]")
_LONE = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f](?=[A-Za-z])|(?<![^\W\d_])[^\x00-\x7f](?=[a-z])")
"""One character between Latin letters, or before a small one: an accented letter, read wrongly."""
_WESTERN = re.compile(
    r"(?<=[A-Za-z])[ß-öø-ÿšžœ]|[ß-öø-ÿšžœ](?=[a-z])"
    r"|(?<![a-zß-ÿ])[À-ÖØ-ÞŠŽŒ](?=[A-Za-z])|(?<=[A-Z])[À-ÖØ-ÞŠŽŒ](?![a-z])"
    r"|(?<=[A-Za-z])’(?=[A-Za-zÀ-ÿ])|(?<=\s)–(?=\s)"
)
"""Accented letters next to plain ones, an apostrophe and a dash: how they stand in names."""
_LINE = re.compile(r"[^\r\n]+")


def find_mark(data: bytes) -> str | None:
    """Return the encoding that the byte order mark at the start of a file names, or None."""
    return next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)


def read_candidates(data: bytes) -> dict[str, str]:
    """Return the encodings, other than UTF-8, in which `data` is valid, each with its text."""
    texts: dict[str, str] = {}
    for encoding in ("gb18030", "cp950", "big5hkscs", "cp1252"):
        if encoding == "big5hkscs" and "cp950" in texts:
            continue
        try:
            texts[encoding] = data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return texts


def choose(texts: Mapping[str, str]) -> str | None:
    """Return the encoding whose text fits while no other one comes near it, or None."""
    ratings = sorted(
        ((rate(encoding, text), encoding) for encoding, text in texts.items()), reverse=True
    )
    if not ratings or ratings[0][0] < MIN_FIT:
        return None
    if len(ratings) > 1 and ratings[0][0] - ratings[1][0] < MIN_LEAD:
        return None
    return ratings[0][1]


def rate(encoding: str, text: str) -> float:
    """Return from 0 to 1 how well a reading fits: the share of its characters that do."""
    sample = _sample(text)
    if encoding == "cp1252":
        count = sum(not character.isascii() for character in sample)
        return len(_WESTERN.findall(sample)) / count if count else 0.0
    odd = [c for c in sample if not c.isascii() and not _NEUTRAL.match(c)]
    points = sum(map(_weigh, odd)) - sum(map(_weigh, _LONE.findall(sample)))
    return max(0.0, points / len(odd)) if odd else 0.0


def list_likely(texts: Mapping[str, str]) -> list[str]:
    """Return the encodings to choose from, the likeliest first; one without any fit is left out."""
    ratings = {encoding: rate(encoding, text) for encoding, text in texts.items()}
    likely = [encoding for encoding in texts if ratings[encoding] > MIN_FIT / 3]
    return sorted(likely or texts, key=lambda encoding: -ratings[encoding])


def is_certain_utf_8(text: str, others: Mapping[str, str]) -> bool:
    """Return whether valid UTF-8 is certain: not if all of it reads well as two-byte Chinese.

    A few characters of GB18030 and Big5 are valid UTF-8 of two bytes each, such as Cyrillic.
    """
    odd = [character for character in _sample(text) if not character.isascii()]
    if not odd or max(odd) > "\u07ff" or max(odd) <= "\xff":
        return True
    chinese = {name: other for name, other in others.items() if name != "cp1252"}
    return all(rate(name, other) < MIN_FIT for name, other in chinese.items())


def _sample(text: str) -> str:
    """Return the lines with characters outside ASCII, up to _SAMPLE characters."""
    if len(text) <= _SAMPLE:
        return text
    lines: list[str] = []
    length = 0
    for match in _LINE.finditer(text):
        line = match[0]
        if not line.isascii():
            lines.append(line)
            length += len(line)
            if length > _SAMPLE:
                break
    return "\n".join(lines)[: 2 * _SAMPLE]


def _weigh(character: str) -> float:
    """Return 1 for a frequent character, a third for a common one, 0 for what is no ideograph."""
    if character in FREQUENT:
        return 1.0
    if not _IDEOGRAPHS.match(character):
        return 0.0
    return 1 / 3 if _is_common(character) else 0.1


def _is_common(character: str) -> bool:
    """Return whether a character is in level 1 of GB 2312 or of Big5."""
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if first <= character.encode(encoding)[0] <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False


def decode_strictly(data: bytes, encoding: str) -> None:
    """Raise TableError with the line of the first byte that is invalid in an encoding."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableError(
            line,
            f"cannot be read as {ENCODINGS[encoding]}; choose the encoding that the file was saved"
            " in, or save it as a workbook (.xlsx) or as “CSV UTF-8”.",
        ) from error
