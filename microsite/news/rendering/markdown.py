"""Render a body as HTML: Python-Markdown, changes to its tree, then the sanitizer nh3."""

import re
from collections.abc import Callable
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from microsite.news.loading.invalid_chars import INVALID_CHAR
from microsite.news.loading.markdown_rules import ALLOWED_HTML_TAGS
from microsite.news.loading.markdown_rules import ALLOWED_URL_SCHEMES
from microsite.news.models import Article

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
RENDERED_TAGS = (
    ALLOWED_HTML_TAGS
    | frozenset(HEADINGS)
    | frozenset("p ul ol li blockquote pre hr a img div table thead tbody tr th td".split())
)
RENDERED_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height", "loading", "decoding"},
    "div": {"class", "role", "tabindex", "aria-labelledby"},
    "ol": {"start"},
    "th": {"scope", "align"},
    "td": {"align"},
    **{heading: {"id"} for heading in HEADINGS},
}
TREE_CHANGES_PRIORITY = 15
"""Between Python-Markdown's own tree processors: after links and emphasis (20), before escaped
characters are restored (0)."""
_CHINESE = r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]"
_LINE_BREAK_IN_CHINESE = re.compile(rf"(?<={_CHINESE})\n(?={_CHINESE})")


def render_body(article: Article, convert: Callable[[str], str] | None) -> str:
    """Return the body of an article as safe HTML; `convert` converts its texts to another script.

    Headings start at h2. Images have their size and load lazily. A table is in a box that scrolls
    and can be focused with the keyboard.
    """
    markdown = Markdown(
        extensions=[
            TableExtension(use_align_attribute=True),
            FencedCodeExtension(),
            SaneListExtension(),
        ]
    )
    tree_changes = _TreeChanges(article, convert)
    markdown.treeprocessors.register(tree_changes, "article", TREE_CHANGES_PRIORITY)
    body = nh3.clean(
        markdown.convert(article.body),
        tags=set(RENDERED_TAGS),
        attributes={tag: set(names) for tag, names in RENDERED_ATTRIBUTES.items()},
        url_schemes=set(ALLOWED_URL_SCHEMES),
        link_rel=None,
    )
    return INVALID_CHAR.sub("", body)  # nh3 replaces references by characters


def image_url(slug: str, name: str) -> str:
    """Return the URL of an image, the same in every language (the route `news.image`)."""
    return f"/news/{slug}/{name}"


class _TreeChanges(Treeprocessor):
    """Changes to the tree of a body: script, images, links, headings, tables."""

    def __init__(self, article: Article, convert: Callable[[str], str] | None) -> None:
        super().__init__()
        self._article = article
        self._convert = convert
        self._images = {image.name: image for image in article.body_images}

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for parent, element in _walk_elements(root):
            self._convert_element(parent, element)
        for image in root.iter("img"):
            self._complete_image(image)
        for link in root.iter("a"):
            self._localize_link(link)
        _renumber_headings(root)
        _wrap_tables(root)

    def _convert_element(self, parent: Element | None, element: Element) -> None:
        if element.tag not in ("code", "pre"):
            element.text = self._convert_text(element.text)
            for name in ("alt", "title"):
                if name in element.attrib:
                    element.set(name, self._convert_text(element.attrib[name]) or "")
        if parent is not None:
            element.tail = self._convert_text(element.tail)

    def _convert_text(self, text: str | None) -> str | None:
        if not text:
            return text
        joined = _LINE_BREAK_IN_CHINESE.sub("", text)
        converted = self._convert(joined) if self._convert else joined
        return AtomicString(converted) if isinstance(text, AtomicString) else converted

    def _complete_image(self, element: Element) -> None:
        image = self._images.get(element.get("src", ""))
        if image is None:
            element.tag, element.text = "em", element.get("alt")
            return
        element.set("src", image_url(self._article.slug, image.name))
        element.set("width", str(image.width))
        element.set("height", str(image.height))
        element.set("loading", "lazy")
        element.set("decoding", "async")

    def _localize_link(self, link: Element) -> None:
        """Change a link to a page of this site to the language that the article is shown in."""
        original_prefix = f"/{self._article.original_tag}/"
        url = link.get("href", "")
        if url.startswith(original_prefix):
            link.set("href", f"/{self._article.tag}/{url.removeprefix(original_prefix)}")


def _walk_elements(root: Element) -> Iterator[tuple[Element | None, Element]]:
    """Yield every element with its parent, except elements within code."""
    yield None, root
    parents = [root]
    while parents:
        parent = parents.pop()
        for element in parent:
            yield parent, element
            if element.tag not in ("code", "pre"):
                parents.append(element)


def _renumber_headings(root: Element) -> None:
    """Start headings at h2 without skipping a level, and give each an id."""
    headings = [element for element in root.iter() if element.tag in HEADINGS]
    top_level = min((HEADINGS.index(element.tag) for element in headings), default=0)
    previous_level = 1
    for number, element in enumerate(headings, 1):
        level = min(HEADINGS.index(element.tag) - top_level + 2, previous_level + 1, 6)
        element.tag = f"h{level}"
        element.set("id", f"section-{number}")
        previous_level = level


def _wrap_tables(root: Element) -> None:
    """Put each table into a box that scrolls, named by the heading above it."""
    heading_id = ""
    for parent in list(root.iter()):
        for index, element in enumerate(list(parent)):
            if element.tag in HEADINGS:
                heading_id = element.get("id", "")
            elif element.tag == "table":
                for cell in element.iter("th"):
                    cell.set("scope", "col")
                box = Element("div", {"class": "table", "tabindex": "0"})
                if heading_id:
                    box.attrib |= {"role": "region", "aria-labelledby": heading_id}
                box.append(element)
                box.tail, element.tail = element.tail, None
                parent[index] = box
