"""Rules for the body of an article: Markdown, a few HTML tags, the article's own images."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from microsite.news.loading.errors import SourceError
from microsite.news.loading.images import InspectImage
from microsite.news.loading.invalid_chars import describe_invalid_char
from microsite.news.loading.invalid_chars import is_valid_char
from microsite.news.models import ArticleImage

ALLOWED_HTML_TAGS = frozenset(
    "abbr b br code del dfn em i ins kbd mark q s small strong sub sup var".split()
)
"""HTML that can be written in Markdown text (WHATWG HTML, 4.5)."""
ALLOWED_URL_SCHEMES = frozenset(("http", "https", "mailto", "tel"))
MAX_ERRORS_PER_RULE = 20
"""Errors that are reported of one kind in one file."""
MAX_BODY_IMAGES = 100
MAX_PARAGRAPH_LENGTH = 8 * 1024
"""Characters between two empty lines."""
MAX_MARKS = {
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
"""The limit of each kind of mark in a body, code included, and its pattern. A parser's time can
grow with the product of marks and characters: each kind at its limit takes half a second at most.
"""
MAX_COMBINING_CHARS = 30
"""Combining characters in a row, as in Unicode's stream-safe text (UAX #15, 12.1): the time to
normalize them grows with the square of their number."""

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
_IMAGE = re.compile(r"!\[([^\]\n]{0,500})\](\([ <]{0,9}([^)\s>]{0,200})[^)\n]{0,200}\))?")
_LINK = re.compile(
    r"(?:\]\(|^ {0,3}\[[^\]\n]{1,200}\]:)[\s<]{0,9}"
    r"(?:([A-Za-z][A-Za-z0-9+.-]{0,40}):|([/\\]{2}[^\s/\\)>]{0,40}))",
    re.MULTILINE,
)
"""The target of a link: a scheme, or a host without one (browsers read a backslash as a slash)."""

_ALLOWED_HTML = re.compile(
    rf"<(?:/?(?:{'|'.join(sorted(ALLOWED_HTML_TAGS))})\s*/?"
    r"|abbr\s+title\s*=\s*(?:\"[^\"]*\"|'[^']*'))\s*>",
    re.IGNORECASE,
)
_LINK_TARGET = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/#?]")

Violation = tuple[int, str]
"""An offset in the body, and the error message."""


def is_allowed_html(html: str) -> bool:
    """Return True if a tag is one that articles may contain, without attributes that get lost."""
    return bool(_ALLOWED_HTML.fullmatch(html))


def is_link_target(target: str) -> bool:
    """Return True if a link leads to a URL, to a page of the site or to a place in the page."""
    return bool(_LINK_TARGET.match(target))


def check_body(
    body: str, first_line: int, inspect_image: InspectImage
) -> tuple[list[ArticleImage], list[SourceError]]:
    """Return the valid images of a body and its errors. `first_line`: the body's in its file."""
    if excesses := list(_find_excesses(body)):  # the other rules would take long on such a body
        return [], list(_with_lines(excesses, body, first_line))
    plain = _CODE.sub(lambda code: "\n" * code[0].count("\n"), body)
    images: dict[str, ArticleImage] = {}
    rules = (
        _find_html(plain),
        _find_unsafe_links(plain),
        _find_invalid_references(plain),
        _find_image_errors(plain, inspect_image, images),
    )
    matches = [match for rule in rules for match in islice(rule, MAX_ERRORS_PER_RULE)]
    return list(images.values()), list(_with_lines(matches, plain, first_line))


def _with_lines(matches: list[Violation], text: str, first_line: int) -> Iterator[SourceError]:
    for offset, message in matches:
        yield SourceError(text.count("\n", 0, offset) + first_line, message)


def _find_excesses(body: str) -> Iterator[Violation]:
    """Yield an error for everything that would take long to check or to render."""
    for name, (limit, pattern) in MAX_MARKS.items():
        marks = re.finditer(pattern, body, re.MULTILINE)
        if mark := next(islice(marks, limit, None), None):
            yield mark.start(), f"contains more than {limit} {name} up to here; split the article"
    for paragraph in _PARAGRAPH.finditer(body):
        if len(paragraph[0]) > MAX_PARAGRAPH_LENGTH:
            message = f"contains a paragraph of more than {MAX_PARAGRAPH_LENGTH} characters"
            yield paragraph.start(), f"{message}; split it with empty lines"
            break
    combining = "".join(filter(_is_combining, set(body)))
    if combining and (run := re.search(f"[{combining}]{{{MAX_COMBINING_CHARS + 1}}}", body)):
        message = f"contains more than {MAX_COMBINING_CHARS} combining characters in a row"
        yield run.start(), f"{message}; remove them"


@lru_cache(64 * 1024)
def _is_combining(character: str) -> bool:
    return unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) > 0


def _find_html(plain: str) -> Iterator[Violation]:
    for tag in _TAG.finditer(plain):
        name = (tag[1] or tag[2]).lower()
        if name not in ALLOWED_HTML_TAGS:
            yield tag.start(), f"contains the HTML tag {tag[0]}…>; remove it or write Markdown"
    for tag in _ATTRIBUTE.finditer(plain):
        yield tag.start(), f"contains the HTML attribute {tag[1][:40]}; remove it"


def _find_unsafe_links(plain: str) -> Iterator[Violation]:
    for link in _LINK.finditer(plain):
        if host := link[2]:
            message = f"contains a link to {host} without a scheme; start it with https:// or one /"
            yield link.start(), message
        elif (scheme := link[1].lower()) not in ALLOWED_URL_SCHEMES:
            message = f"contains a {scheme}: link; start it with / or https://, or remove it"
            yield link.start(), message


def _find_invalid_references(plain: str) -> Iterator[Violation]:
    for reference in _REFERENCE.finditer(plain):
        number = int(reference[1], 16) if reference[1] else int(reference[2])
        if not is_valid_char(number):
            yield reference.start(), describe_invalid_char(number)


def _find_image_errors(
    plain: str, inspect_image: InspectImage, images: dict[str, ArticleImage]
) -> Iterator[Violation]:
    """Yield the errors; put the valid images into `images`."""
    for number, match in enumerate(_IMAGE.finditer(plain)):
        if number == MAX_BODY_IMAGES:
            yield match.start(), f"contains more than {MAX_BODY_IMAGES} images; split the article"
            return
        alt, name = match[1].strip(), match[3]
        if not name:
            yield match.start(), "contains an image without a file; write ![description](a.webp)"
            continue
        size = inspect_image(name)
        if isinstance(size, str):
            yield match.start(), size
        elif not alt:
            message = f"image {name!r} has no alternative text; describe it between ![ and ]"
            yield match.start(), message
        else:
            images[name] = ArticleImage(name, alt, *size)
