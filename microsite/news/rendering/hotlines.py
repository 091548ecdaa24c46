"""The organisation's telephone numbers in a text become links that phones dial.

A phone finds no numbers by itself here: `format-detection` switches that off, since it takes dates
and amounts for numbers, too.
"""

import re
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from microsite.news.rendering.bare_addresses import link_tokens

_SEPARATOR = r"[ \u00a0\u2010\u2011-]?"
_NOT_BEFORE = r"(?<![A-Za-z0-9.,@/_+¥￥$-])"
_NOT_AFTER = r"(?![A-Za-z0-9@_/-]|[.,][0-9]|\s?[%％元万萬亿億])"
"""A number within another one, an address or an amount is no telephone number."""


@dataclass(frozen=True, slots=True)
class Hotlines:
    """The numbers to look for, and the number to dial for the digits of each."""

    pattern: re.Pattern[str]
    targets: dict[str, str]

    @classmethod
    def from_numbers(cls, numbers: Iterable[tuple[str, str]]) -> "Hotlines":
        """Return the hotlines of numbers as people write them, and as phones dial them."""
        targets: dict[str, str] = {}
        for number, tel in numbers:
            targets |= {digits: tel for digits in (_digits(number), _digits(tel)) if digits}
        longest_first = sorted(targets, key=len, reverse=True)
        alternatives = "|".join(_SEPARATOR.join(digits) for digits in longest_first)
        pattern = rf"{_NOT_BEFORE}\+?(?:{alternatives or '(?!)'}){_NOT_AFTER}"
        return cls(re.compile(pattern), targets)


def link_hotlines(tokens: Iterable[Token], hotlines: Hotlines) -> Iterator[Token]:
    """Yield the tokens of a block, with links for telephone numbers outside links."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type != "text" or depth:
            yield token
            continue
        end = 0
        for match in hotlines.pattern.finditer(token.content):
            if before := token.content[end : match.start()]:
                yield Token("text", "", 0, content=before)
            yield from link_tokens(f"tel:{hotlines.targets[_digits(match[0])]}", match[0])
            end = match.end()
        if after := token.content[end:]:
            yield Token("text", "", 0, content=after)


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
