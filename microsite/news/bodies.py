"""What may stand in a body: Markdown, a few harmless tags, the article's own pictures."""

import re
from collections.abc import Callable
from collections.abc import Iterator

from microsite.news.front_matter import Fault

HARMLESS = frozenset(
    "abbr b br code del dfn em i ins kbd mark q s small strong sub sup var".split()
)
"""HTML that can be written in Markdown text (WHATWG HTML, 4.5)."""
SCHEMES = frozenset(("http", "https", "mailto", "tel"))

_CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)|(?P<ticks>`+).+?(?P=ticks)",
    re.DOTALL | re.MULTILINE,
)
_TAG = re.compile(r"<(?:/?([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])|(!|\?))")
_HANDLER = re.compile(r"<[A-Za-z][^<>]*\s(on[A-Za-z]+|style)\s*=")
_PICTURE = re.compile(r"!\[([^\]\n]*)\](\(\s*<?([^)\s>]*)>?[^)\n]*\))?")
_LINK = re.compile(
    r"\]\(\s*<?\s*([A-Za-z][A-Za-z0-9+.-]*):|^\[[^\]\n]+\]:\s*<?([A-Za-z+.-]+):", re.M
)

Found = tuple[str, str, int, int]
"""A picture: name, words, width, height."""


def check(
    body: str, first_line: int, look: Callable[[str], tuple[int, int] | str]
) -> tuple[list[Found], list[Fault]]:
    """Give the pictures of a body, and what is wrong in it. `first_line`: that of the body."""
    plain = _CODE.sub(lambda found: "\n" * found[0].count("\n"), body)
    pictures: dict[str, Found] = {}
    faults = [Fault(plain.count("\n", 0, at) + first_line, what) for at, what in _markup(plain)]
    for found in _PICTURE.finditer(plain):
        complaint = _complaint(found, look, pictures)
        if complaint:
            faults.append(Fault(plain.count("\n", 0, found.start()) + first_line, complaint))
    return list(pictures.values()), faults


def _markup(plain: str) -> Iterator[tuple[int, str]]:
    for tag in _TAG.finditer(plain):
        name = (tag[1] or tag[2]).lower()
        if name not in HARMLESS:
            yield tag.start(), f"has the HTML {tag[0]}…>; remove it, an article is Markdown text"
    for tag in _HANDLER.finditer(plain):
        yield tag.start(), f"has the HTML attribute {tag[1]}; remove it"
    for link in _LINK.finditer(plain):
        scheme = (link[1] or link[2]).lower()
        if scheme not in SCHEMES:
            yield (
                link.start(),
                f"has a link to {scheme[:40]}:; begin it with / or https://, or remove it",
            )


def _complaint(
    found: re.Match[str],
    look: Callable[[str], tuple[int, int] | str],
    pictures: dict[str, Found],
) -> str:
    alt, name = found[1].strip(), found[3]
    if found[2] is None:
        return "has a picture without a file; write ![what it shows](file.webp)"
    if not alt:
        return f"has no words for the picture {name[:80]!r}; write what it shows between ![ and ]"
    size = look(name)
    if isinstance(size, str):
        return size
    pictures[name] = (name, alt, *size)
    return ""
