"""Render a body as HTML: markdown-it, changes to its tokens, then the sanitizer nh3."""

import re

import nh3
from markdown_it.token import Token

from microsite.news.loading.errors import SourceError
from microsite.news.loading.invalid_chars import INVALID_CHAR
from microsite.news.loading.markdown_rules import ALLOWED_HTML_TAGS
from microsite.news.loading.markdown_rules import ALLOWED_URL_SCHEMES
from microsite.news.models import Article
from microsite.news.models import ArticleImage
from microsite.news.rendering.hotlines import Hotlines
from microsite.news.rendering.hotlines import link_hotlines
from microsite.news.rendering.losses import find_losses
from microsite.news.rendering.parser import inline_children
from microsite.news.rendering.parser import markdown_parser
from microsite.news.rendering.parser import parse_body
from microsite.news.rendering.script import Convert
from microsite.news.rendering.script import convert_tokens

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
RENDERED_TAGS = (
    ALLOWED_HTML_TAGS
    | frozenset(HEADINGS)
    | frozenset("p ul ol li blockquote pre hr a img div table thead tbody tr th td".split())
    | frozenset("section label input".split())
)
RENDERED_ATTRIBUTES = {
    "a": {"href", "title", "id"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height", "loading", "decoding"},
    "input": {"type", "checked", "disabled"},
    "div": {"class", "role", "tabindex", "aria-labelledby"},
    "ol": {"start"},
    "li": {"id"},
    "th": {"scope", "align"},
    "td": {"align"},
    **{heading: {"id"} for heading in HEADINGS},
}
_CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")


def render_body(
    article: Article, convert: Convert | None, hotlines: Hotlines
) -> tuple[str, tuple[SourceError, ...]]:
    """Return the body of an article as safe HTML, and an error for what it does not show.

    `convert` converts texts to another script; the numbers of `hotlines` become links. Headings
    start at h2. Images have their size and load lazily. A table is in a box that scrolls and can be
    focused with the keyboard.
    """
    parsed = parse_body(article.body)
    images = {image.name: image for image in article.body_images}
    losses = find_losses(parsed, article.body, article.body_line, images)
    tokens = parsed.tokens
    for token in tokens:
        if token.children:
            token.children = _join_chinese_lines(token.children)
            if convert:
                convert_tokens(token.children, convert)
            token.children = list(link_hotlines(token.children, hotlines))
    _complete_images(tokens, article.slug, images)
    _localize_links(tokens, article)
    _renumber_headings(tokens)
    parser = markdown_parser()
    html = parser.renderer.render(_wrap_tables(tokens), parser.options, parsed.env)
    body = nh3.clean(
        str(html),
        tags=set(RENDERED_TAGS),
        attributes={tag: set(names) for tag, names in RENDERED_ATTRIBUTES.items()},
        url_schemes=set(ALLOWED_URL_SCHEMES),
        link_rel=None,
    )
    return INVALID_CHAR.sub("", body).strip(), losses  # nh3 replaces references by characters


def image_url(slug: str, name: str) -> str:
    """Return the URL of an image, the same in every language (the route `news.image`)."""
    return f"/news/{slug}/{name}"


def _join_chinese_lines(children: list[Token]) -> list[Token]:
    """Drop line breaks between Chinese characters, which browsers would show as spaces."""
    kept: list[Token] = []
    last, break_index = "", -1
    for child in children:
        if child.type == "softbreak":
            break_index = len(kept)
        elif child.content:
            if break_index >= 0 and _CHINESE.match(last) and _CHINESE.match(child.content):
                del kept[break_index]
            last, break_index = child.content[-1], -1
        kept.append(child)
    return kept


def _complete_images(tokens: list[Token], slug: str, images: dict[str, ArticleImage]) -> None:
    for _, token in inline_children(tokens):
        if token.type != "image":
            continue
        image = images.get(str(token.attrs["src"]))
        if image is None:
            token.type, token.tag = "html_inline", ""
            token.content = f"<em>{nh3.clean_text(token.content)}</em>"
            continue
        token.attrs |= {
            "src": image_url(slug, image.name),
            "width": image.width,
            "height": image.height,
            "loading": "lazy",
            "decoding": "async",
        }


def _localize_links(tokens: list[Token], article: Article) -> None:
    """Change links to pages of this site to the language that the article is shown in."""
    original_prefix = f"/{article.original_tag}/"
    for _, token in inline_children(tokens):
        target = str(token.attrs.get("href", ""))
        if token.type == "link_open" and target.startswith(original_prefix):
            token.attrs["href"] = f"/{article.tag}/{target.removeprefix(original_prefix)}"


def _renumber_headings(tokens: list[Token]) -> None:
    """Start headings at h2 without skipping a level, and give each an id."""
    openings = [token for token in tokens if token.type == "heading_open"]
    closings = [token for token in tokens if token.type == "heading_close"]
    top_level = min((HEADINGS.index(token.tag) for token in openings), default=0)
    previous_level = 1
    for number, (opening, closing) in enumerate(zip(openings, closings, strict=True), 1):
        level = min(HEADINGS.index(opening.tag) - top_level + 2, previous_level + 1, 6)
        opening.tag = closing.tag = f"h{level}"
        opening.attrs["id"] = f"section-{number}"
        previous_level = level


def _wrap_tables(tokens: list[Token]) -> list[Token]:
    """Put each table into a box that scrolls, named by the heading above it."""
    wrapped: list[Token] = []
    heading_id = ""
    for token in tokens:
        if token.type == "heading_open":
            heading_id = str(token.attrs["id"])
        elif token.type in ("th_open", "td_open"):
            align = str(token.attrs.pop("style", "")).removeprefix("text-align:")
            token.attrs |= {"scope": "col"} if token.tag == "th" else {}
            token.attrs |= {"align": align} if align else {}
        elif token.type == "table_open":
            region = f' role="region" aria-labelledby="{heading_id}"' if heading_id else ""
            box = f'<div class="table" tabindex="0"{region}>'
            wrapped.append(Token("html_block", "", 0, content=box))
        wrapped.append(token)
        if token.type == "table_close":
            wrapped.append(Token("html_block", "", 0, content="</div>\n"))
    return wrapped
