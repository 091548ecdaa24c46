"""Characters that XML 1.0 allows, since every text of an article goes into a feed."""

import re

INVALID_XML_CHAR = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Any other character (XML 1.0, 2.2, Char) makes a feed unreadable."""


def is_xml_char(number: int) -> bool:
    """Return True if XML 1.0 allows a code point."""
    return number <= 0x10FFFF and not INVALID_XML_CHAR.match(chr(number))


def describe_invalid_char(number: int) -> str:
    """Return the error message for a code point that XML does not allow."""
    return f"contains a control character or noncharacter (U+{number:04X}); remove it"
