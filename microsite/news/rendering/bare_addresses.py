"""Addresses without markup become links: `https://…`, `www.…` and email addresses (GFM, 6.9).

Chinese is written without spaces, so an address also ends where Chinese text continues: at Chinese
punctuation, at a comma before a Chinese character, and between a letter and a Chinese character
(`https://bank.example/app下载`).
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?"
_PATH_CHAR = (
    r"[A-Za-z0-9!#$%&'()*+,./:;=?@~^_-]"
    r"(?:(?<![,;:!?.])|(?=[\x00-\x7f])|(?=\Z))"
    r"|(?<![A-Za-z0-9])[^\W\x00-\x7f]"
)
_HOST_AND_PATH = rf"{_LABEL}(?:\.{_LABEL})+(?::[0-9]{{1,5}})?(?:(?=[/?#])(?:{_PATH_CHAR})*)?"
_WEB = re.compile(rf"https?://{_HOST_AND_PATH}", re.IGNORECASE)
ADDRESS_PATTERN = (
    rf"https?://{_HOST_AND_PATH}|(?<![A-Za-z0-9._/@+-])www\.{_HOST_AND_PATH}"
    rf"|(?<![A-Za-z0-9._/@+-])[A-Za-z0-9._+-]+@{_LABEL}(?:\.{_LABEL})+"
)
"""An address within a text of one line."""
_SCHEME_BEFORE = re.compile(r"(?<![A-Za-z0-9+.-])https?\Z", re.IGNORECASE)
_WWW_OR_EMAIL = re.compile(
    rf"(?<![A-Za-z0-9._/@+-])(?:(?P<www>www\.{_HOST_AND_PATH})"
    rf"|(?P<email>[A-Za-z0-9._+-]+@{_LABEL}(?:\.{_LABEL})+))",
    re.IGNORECASE,
)
_TRAILING = "?!.,:;*_~'"


def bare_addresses_plugin(md: MarkdownIt) -> None:
    """Add the rules to a parser."""
    md.inline.ruler.before("newline", "web_address", _web_address)
    md.core.ruler.after("text_join", "www_and_email", _www_and_email)


def _web_address(state: StateInline, silent: bool) -> bool:
    """Read an address where its `://` is; before it, the scheme is pending text."""
    if state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME_BEFORE.search(state.src[max(state.pos - 6, 0) : state.pos])
    if scheme is None or not (silent or state.pending.endswith(scheme[0])):
        return False
    start = state.pos - len(scheme[0])
    match = _WEB.match(state.src, start, state.posMax)
    if match is None:
        return False
    address = _trim(match[0])
    href = state.md.normalizeLink(address)
    if len(address) <= len(scheme[0]) + 3 or not state.md.validateLink(href):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme[0])]
        opening = state.push("link_open", "a", 1)
        opening.attrs, opening.info = {"href": href}, "auto"
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1).info = "auto"
    state.pos = start + len(address)
    return True


def _www_and_email(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_link_texts(state.md, token.children))


def _link_texts(md: MarkdownIt, tokens: list[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "text" and not depth:
            yield from _link_text(md, token)
        else:
            yield token


def _link_text(md: MarkdownIt, token: Token) -> Iterator[Token]:
    end = 0
    for match in _WWW_OR_EMAIL.finditer(token.content):
        address = _trim(match[0])
        prefix = "http://" if match["www"] else "mailto:"
        yield from _text_tokens(token.content[end : match.start()])
        yield from link_tokens(md.normalizeLink(prefix + address), address)
        end = match.start() + len(address)
    if end:
        yield from _text_tokens(token.content[end:])
    else:
        yield token


def link_tokens(href: str, text: str) -> Iterator[Token]:
    """Yield the tokens of a link that a text without markup became."""
    yield Token("link_open", "a", 1, attrs={"href": href}, info="auto")
    yield Token("text", "", 0, content=text)
    yield Token("link_close", "a", -1, info="auto")


def _text_tokens(text: str) -> Iterator[Token]:
    if text:
        yield Token("text", "", 0, content=text)


def _trim(address: str) -> str:
    """Return an address without the punctuation of the sentence around it (GFM, 6.9)."""
    while address:
        if address[-1] in _TRAILING or (
            address.endswith(")") and address.count(")") > address.count("(")
        ):
            address = address[:-1]
        else:
            break
    return address
