"""What characters a text may have: those of XML 1.0, since each text goes into a feed."""

import re

UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no character of XML 1.0 (2.2, Char): one of them, and no program reads the feed."""


def is_fit(number: int) -> bool:
    """Whether a code point is a character."""
    return number <= 0x10FFFF and not UNFIT.match(chr(number))


def named(number: int) -> str:
    """What is wrong with a text that has this code point, and the mend."""
    return f"has a control character or the like (U+{number:04X}); remove it"
