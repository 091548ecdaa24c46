"""The Markdown of articles: GitHub's dialect (GFM) with footnotes and emphasis in Chinese text.

HTML that is not allowed becomes text, and a definition `[word]: text` whose target is no address
stays a paragraph, so that nothing of them disappears.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import reference
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from microsite.news.loading.markdown_rules import is_allowed_html
from microsite.news.loading.markdown_rules import is_link_target
from microsite.news.rendering.bare_addresses import bare_addresses_plugin
from microsite.news.rendering.chinese_emphasis import ChineseInlineParser
from microsite.news.rendering.list_nesting import list_nesting_plugin

MAX_NESTING = 60
"""Levels of lists and quotations; each list is two. The parser drops what is deeper."""
_NESTING_TYPES = frozenset(("list_item_open", "blockquote_open", "footnote_open"))


class TooDeepError(Exception):
    """Raised for a body whose lists and quotations are nested too deeply."""


@dataclass(frozen=True, slots=True)
class ParsedBody:
    """The tokens of a body, and what the parser noted outside them."""

    tokens: list[Token]
    env: dict[str, Any]


def parse_body(body: str) -> ParsedBody:
    """Return the tokens of a body. Raise TooDeepError."""
    env: dict[str, Any] = {"forbidden_html": [], "unused_footnotes": []}
    tokens = markdown_parser().parse(body, env)
    if any(each.type in _NESTING_TYPES and each.level >= MAX_NESTING - 1 for each in tokens):
        raise TooDeepError("lists or quotations are nested too deeply")
    return ParsedBody(tokens, env)


@cache
def markdown_parser() -> MarkdownIt:
    """Return the parser, which keeps nothing of what it parses."""
    options = {"maxNesting": MAX_NESTING, "store_labels": True}
    parser = MarkdownIt("commonmark", options)
    parser.inline = ChineseInlineParser()
    parser.configure("commonmark", options)
    parser.enable(["table", "strikethrough"])
    parser.disable(["html_block"])  # what is allowed of HTML stands within a text
    parser.use(footnote_plugin, inline=False)
    parser.use(tasklists_plugin, label=True)
    parser.use(bare_addresses_plugin)
    parser.use(list_nesting_plugin)
    parser.block.ruler.at("reference", _reference, {"alt": []})
    parser.core.ruler.after("inline", "unused_footnotes", _show_unused_footnotes)
    parser.core.ruler.after("inline", "forbidden_html", _show_forbidden_html)
    return parser


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read the definition of a link, if its target is the address of a page."""
    references = dict(state.env.get("references", {}))
    duplicates = list(state.env.get("duplicate_refs", ()))
    line = state.line
    if not reference(state, start, end, silent):
        return False
    found = [*state.env["references"].values(), *state.env.get("duplicate_refs", ())]
    if any(each["map"][0] == start and not is_link_target(each["href"]) for each in found):
        state.env.update(references=references, duplicate_refs=duplicates)
        state.line = line
        return False
    return True


def _show_unused_footnotes(state: StateCore) -> None:
    """Leave a footnote where it is written, if nothing refers to it or another has its name."""
    numbers = state.env.get("footnotes", {}).get("refs", {})
    seen: set[str] = set()
    kept: list[Token] = []
    shown_label = ""
    for token in state.tokens:
        if token.type == "footnote_reference_open":
            label = str(token.meta["label"])
            is_used = numbers.get(f":{label}", -1) >= 0
            if label in seen or not is_used:
                shown_label = label
                state.env["unused_footnotes"].append((token, is_used))
                kept += _text_block(f"[^{label}]:")
            seen.add(label)
        is_shown = token.type.startswith("footnote_reference_") and shown_label
        if not is_shown:
            kept.append(token)
        elif token.type == "footnote_reference_close":
            shown_label = ""
    state.tokens = kept


def _text_block(text: str) -> list[Token]:
    children = [Token("text", "", 0, content=text)]
    return [
        Token("paragraph_open", "p", 1, block=True),
        Token("inline", "", 0, content=text, children=children),
        Token("paragraph_close", "p", -1, block=True),
    ]


def _show_forbidden_html(state: StateCore) -> None:
    for token, child in inline_children(state.tokens):
        if child.type == "html_inline" and not is_allowed_html(child.content):
            child.type = "text"
            state.env["forbidden_html"].append((token, child.content))


def inline_children(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    """Yield every token within a text, with the text's own token."""
    for token in tokens:
        for child in token.children or ():
            yield token, child
