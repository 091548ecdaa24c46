"""Text that a reader would not see: markup that Markdown drops, and targets that lead nowhere.

GFM drops the cells of a row beyond its header, footnotes and definitions that nothing refers to,
and what follows the language of a code block. Each is named with its line.
"""

import re
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from itertools import zip_longest

from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from microsite.news.loading.errors import SourceError
from microsite.news.loading.markdown_rules import ALLOWED_URL_SCHEMES
from microsite.news.loading.markdown_rules import is_link_target
from microsite.news.rendering.parser import ParsedBody
from microsite.news.rendering.parser import inline_children

_CODE_LANGUAGE = re.compile(r"[A-Za-z0-9_+#.-]*")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def find_losses(
    parsed: ParsedBody, body: str, first_line: int, images: Collection[str]
) -> tuple[SourceError, ...]:
    """Return an error for each loss.

    first_line: the body's first line in its file. images: the names of the images in the body.
    """
    lines = body.split("\n")
    losses = (
        _find_forbidden_html(parsed, lines),
        _find_cells(parsed.tokens, lines),
        _find_unused_definitions(parsed),
        _find_unused_footnotes(parsed),
        _find_code_words(parsed.tokens),
        _find_links(parsed.tokens, lines),
        _find_images(parsed.tokens, lines, images),
    )
    errors = [error for each in losses for error in each]
    return tuple(sorted({SourceError(line + first_line, text) for line, text in errors}))


def _find_forbidden_html(parsed: ParsedBody, lines: list[str]) -> Iterator[tuple[int, str]]:
    for token, html in parsed.env["forbidden_html"]:
        message = f"contains the HTML {html[:40]}; remove it or write Markdown"
        yield _line_of(token, html, lines), message


def _find_cells(tokens: list[Token], lines: list[str]) -> Iterator[tuple[int, str]]:
    columns = 0
    for token in tokens:
        if token.type == "thead_open":
            columns = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and token.map and columns:
            cells = escapedSplit(lines[token.map[0]].lstrip("> \t").strip())
            cells = cells[1:] if not cells[0] else cells
            if any(cell.strip() for cell in cells[columns:]):
                message = f"has more cells than the {columns} of the table's header; add a column"
                yield token.map[0], f"{message} or write \\| for a | in a text"


def _find_unused_definitions(parsed: ParsedBody) -> Iterator[tuple[int, str]]:
    used = {
        normalizeReference(child.meta["label"])
        for _, child in inline_children(parsed.tokens)
        if child.type in ("link_open", "image") and child.meta.get("label")
    }
    for label, definition in parsed.env.get("references", {}).items():
        if label not in used:
            name = label[:40].lower()
            message = f"defines the link [{name}], which nothing refers to"
            for line in range(*definition["map"]):  # a title can be in the next one
                yield line, f"{message}; write [text][{name}] or remove it"
    for definition in parsed.env.get("duplicate_refs", ()):
        message = f"defines the link [{definition['label'][:40].lower()}] again; keep one"
        for line in range(*definition["map"]):
            yield line, message


def _find_unused_footnotes(parsed: ParsedBody) -> Iterator[tuple[int, str]]:
    for token, is_used in parsed.env["unused_footnotes"]:
        name = f"[^{token.meta['label'][:40]}]"
        if is_used:
            yield token.map[0], f"defines the footnote {name} again; keep one"
        else:
            message = f"defines the footnote {name}, which nothing refers to"
            yield token.map[0], f"{message}; write {name} in a text"


def _find_code_words(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    for token in tokens:
        if token.type == "fence" and token.map and not _CODE_LANGUAGE.fullmatch(token.info.strip()):
            message = "contains text after the mark of a code block, which is not shown"
            yield token.map[0], f"{message}; move it into the next line"


def _find_links(tokens: list[Token], lines: list[str]) -> Iterator[tuple[int, str]]:
    for token in tokens:
        children = token.children or ()
        for child, following in zip_longest(children, children[1:]):
            if child is None or child.type != "link_open":
                continue
            target = str(child.attrs.get("href", ""))
            line = _line_of(token, following.content if following else "", lines)
            scheme = _SCHEME.match(target)
            if not is_link_target(target):
                message = "contains a link whose target is no address; start it with https:// or /"
                yield line, message
            elif scheme and scheme[1].lower() not in ALLOWED_URL_SCHEMES:
                yield line, f"contains a {scheme[1]}: link; start it with / or https://"
            elif following is None or following.type == "link_close":
                yield line, "contains a link without a text; write one between [ and ]"


def _find_images(
    tokens: list[Token], lines: list[str], images: Collection[str]
) -> Iterator[tuple[int, str]]:
    for token, child in inline_children(tokens):
        if child.type == "image" and child.attrs["src"] not in images:
            message = "contains an image without a file; write ![description](a.webp)"
            yield _line_of(token, child.content, lines), message


def _line_of(token: Token, text: str, lines: list[str]) -> int:
    """Return the line of a piece of a block's text, its first line if that is not found."""
    first, end = token.map or (0, len(lines))
    start = text.split("\n")[0]
    places: Iterable[int] = range(first, end)
    return next((line for line in places if start and start in lines[line]), first)
