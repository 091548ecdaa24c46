"""What may stand in a body: Markdown, a few harmless tags, the article's own pictures."""

import re
import unicodedata
from collections.abc import Callable
from collections.abc import Iterator
from itertools import islice

from microsite.news.loading.front_matter import Fault
from microsite.news.loading.xml_chars import is_fit
from microsite.news.loading.xml_chars import named

HARMLESS = frozenset(
    "abbr b br code del dfn em i ins kbd mark q s small strong sub sup var".split()
)
"""HTML that can be written in Markdown text (WHATWG HTML, 4.5)."""
SCHEMES = frozenset(("http", "https", "mailto", "tel"))
MOST_FAULTS = 20
"""So many of a kind are named in one file."""
MOST_PICTURES = 100
LONGEST_PARAGRAPH = 8 * 1024
"""Characters between two empty lines."""
MOST = {
    "lines": (2000, r"\n"),
    "headings and rules": (200, r"^[ \t]*+(?=[#>*+_=-])[ \t>*+_=-]*+(?:#|$)"),
    "list items": (2000, r"(?:[-+*]|\d\.)[ \t]"),
    "[": (200, r"\["),
    "<": (80, "<"),
    ">": (500, ">"),
    "&": (500, "&"),
    "*": (2000, r"\*"),
    "_": (2000, "_"),
    "\\": (500, r"\\"),
    "`": (500, "`"),
    "~": (500, "~"),
}
"""What a body may have only so much of, in code too, and how it is found. Python-Markdown takes a
time that grows with the product of marks and characters: each of these, at its limit, at most half
a second."""
MOST_COMBINING = 30
"""Combining characters in a row, as in Unicode's stream-safe text (UAX #15, 12.1): to put them in
order takes a time that grows with the square of their number."""

_CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*\n)*?(?:(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(?P<ticks>`{1,9})(?!`)(?:.|\n(?!\s*\n))+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE,
)
"""Fenced code, or code within a paragraph."""
_PARAGRAPH = re.compile(r"(?:.+\n?)+")
_TAG = re.compile(r"<(?:([A-Za-z][A-Za-z0-9-]{0,40})(?=[\s/>])|(!|\?))")
_ATTRIBUTE = re.compile(r"<[A-Za-z][^<>]*\s(on[A-Za-z]+|style)\s*=")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,20})|([0-9]{1,20}))")
_PICTURE = re.compile(r"!\[([^\]\n]{0,500})\](\([ <]{0,9}([^)\s>]{0,200})[^)\n]{0,200}\))?")
_LINK = re.compile(
    r"(?:\]\(|^ {0,3}\[[^\]\n]{1,200}\]:)[\s<]{0,9}"
    r"(?:([A-Za-z][A-Za-z0-9+.-]{0,40}):|([/\\]{2}[^\s/\\)>]{0,40}))",
    re.MULTILINE,
)
"""Where a link leads: a scheme, or a host without one (browsers read a backslash as a slash)."""

Look = Callable[[str], "tuple[int, int] | str"]
"""Looks at a picture beside the article: width and height in pixels, or what is wrong with it."""
Found = tuple[str, str, int, int]
"""A picture: name, words, width, height."""


def check(body: str, first_line: int, look: Look) -> tuple[list[Found], list[Fault]]:
    """Give the pictures of a body, and what is wrong in it. `first_line`: that of the body."""
    if crowds := list(_crowds(body)):  # nothing else is looked for: that takes its time
        return [], list(_faults(crowds, body, first_line))
    plain = _CODE.sub(lambda code: "\n" * code[0].count("\n"), body)
    pictures: dict[str, Found] = {}
    found = [
        part
        for parts in (
            _markup(plain),
            _links(plain),
            _references(plain),
            _pictures(plain, look, pictures),
        )
        for part in islice(parts, MOST_FAULTS)
    ]
    return list(pictures.values()), list(_faults(found, plain, first_line))


def _faults(found: list[tuple[int, str]], text: str, first_line: int) -> Iterator[Fault]:
    for at, what in found:
        yield Fault(text.count("\n", 0, at) + first_line, what)


def _crowds(body: str) -> Iterator[tuple[int, str]]:
    """Give what would take long to read or to render."""
    for name, (most, pattern) in MOST.items():
        found = re.finditer(pattern, body, re.MULTILINE)
        if crowd := next(islice(found, most, None), None):
            yield crowd.start(), f"has more than {most} {name} up to here; part the article"
    for paragraph in _PARAGRAPH.finditer(body):
        if len(paragraph[0]) > LONGEST_PARAGRAPH:
            what = f"has a paragraph of more than {LONGEST_PARAGRAPH} characters"
            yield paragraph.start(), f"{what}; part it by empty lines"
            break
    combining = "".join(filter(_is_combining, set(body)))
    if combining and (pile := re.search(f"[{combining}]{{{MOST_COMBINING + 1}}}", body)):
        what = f"has more than {MOST_COMBINING} combining characters in a row; remove them"
        yield pile.start(), what


def _is_combining(character: str) -> bool:
    return unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) > 0


def _markup(plain: str) -> Iterator[tuple[int, str]]:
    for tag in _TAG.finditer(plain):
        name = (tag[1] or tag[2]).lower()
        if name not in HARMLESS:
            yield tag.start(), f"has the HTML {tag[0]}…>; remove it, an article is Markdown text"
    for tag in _ATTRIBUTE.finditer(plain):
        yield tag.start(), f"has the HTML attribute {tag[1][:40]}; remove it"


def _links(plain: str) -> Iterator[tuple[int, str]]:
    for link in _LINK.finditer(plain):
        if host := link[2]:
            what = f"has a link to {host}, without scheme; begin it with https:// or with one /"
            yield link.start(), what
        elif (scheme := link[1].lower()) not in SCHEMES:
            what = f"has a link to {scheme}:; begin it with / or https://, or remove it"
            yield link.start(), what


def _references(plain: str) -> Iterator[tuple[int, str]]:
    for reference in _REFERENCE.finditer(plain):
        number = int(reference[1], 16) if reference[1] else int(reference[2])
        if not is_fit(number):
            yield reference.start(), named(number)


def _pictures(plain: str, look: Look, pictures: dict[str, Found]) -> Iterator[tuple[int, str]]:
    """Fill `pictures` with the good ones."""
    for place, found in enumerate(_PICTURE.finditer(plain)):
        if place == MOST_PICTURES:
            yield found.start(), f"is picture {MOST_PICTURES + 1}; part the article"
            return
        alt, name = found[1].strip(), found[3]
        size = look(name) if name else "has a picture without file; write ![what it shows](a.webp)"
        if isinstance(size, str):
            yield found.start(), size
        elif not alt:
            what = f"has no words for the picture {name!r}; write what it shows between ![ and ]"
            yield found.start(), what
        else:
            pictures[name] = (name, alt, *size)
