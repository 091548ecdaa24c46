"""Characters that no text of an article may contain, written as they are or as references."""

import re

INVALID_CHAR = re.compile(
    "[^\t\n\r\x20-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
"""A character that makes a feed unreadable (anything but Char, XML 1.0, 2.2), or one that reorders
the text around it: with the explicit directional controls of UAX #9, 2, U+202A to U+202E and U+2066
to U+2069, a reader sees other digits or addresses than the file has."""
_DIRECTIONAL_CHAR = re.compile("[\u202a-\u202e\u2066-\u2069]")


def is_valid_char(number: int) -> bool:
    """Return True if an article may contain a code point."""
    return number <= 0x10FFFF and not INVALID_CHAR.match(chr(number))


def describe_invalid_char(number: int) -> str:
    """Return the error message for a code point that an article may not contain."""
    if number <= 0x10FFFF and _DIRECTIONAL_CHAR.match(chr(number)):
        return (
            f"contains an invisible character that changes the direction of text (U+{number:04X});"
            " remove it"
        )
    return f"contains a control character or noncharacter (U+{number:04X}); remove it"
