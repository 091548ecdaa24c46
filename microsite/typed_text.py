"""Text as people type it and programs pass it on: dashes of any kind, characters nobody sees."""

import unicodedata

_OTHER_DASHES = "\N{MINUS SIGN}\N{HYPHEN BULLET}\N{KATAKANA-HIRAGANA PROLONGED SOUND MARK}"
"""Typed as dashes, though Unicode counts them as symbol, punctuation and letter."""


def fold_dashes(text: str) -> str:
    """Return the text with every dash as "-": Unicode's category Pd, and the minus sign."""
    if text.isascii():
        return text
    return "".join(
        "-" if unicodedata.category(c) == "Pd" or c in _OTHER_DASHES else c for c in text
    )


def drop_format_characters(text: str) -> str:
    """Return the text without format characters (Cf), such as zero-width spaces and marks.

    Chats and address books add them around addresses and numbers; nobody sees or types them.
    """
    if text.isascii():
        return text
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def strip_marks(text: str) -> str:
    """Return the text without punctuation, symbols, spaces and controls at both ends."""
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return text[start:end]


def fold_word(text: str) -> str:
    """Return a word of an address without what surrounds it, in the usual width and with "-"."""
    return strip_marks(fold_dashes(unicodedata.normalize("NFKC", drop_format_characters(text))))
