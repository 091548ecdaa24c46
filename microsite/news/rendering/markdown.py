"""A body as HTML: Markdown by Python-Markdown, finished as a tree, then what nh3 lets through."""

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

from microsite.news.loading.markdown_rules import HARMLESS
from microsite.news.loading.markdown_rules import SCHEMES
from microsite.news.loading.xml_chars import UNFIT
from microsite.news.models import Article

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TAGS = (
    HARMLESS
    | frozenset(HEADINGS)
    | frozenset("p ul ol li blockquote pre hr a img div table thead tbody tr th td".split())
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height", "loading", "decoding"},
    "div": {"class", "role", "tabindex", "aria-labelledby"},
    "ol": {"start"},
    "th": {"scope", "align"},
    "td": {"align"},
    **{heading: {"id"} for heading in HEADINGS},
}
FINISH_AFTER_INLINE = 15
"""Between Python-Markdown's own tree processors: links and emphasis are there (20), escaped
characters not yet back (0)."""
_CHINESE = r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]"
_BROKEN_LINE = re.compile(rf"(?<={_CHINESE})\n(?={_CHINESE})")

Address = Callable[[str, str], str]
"""Gives the address of a picture by slug and name."""


def render(article: Article, address: Address, convert: Callable[[str], str] | None) -> str:
    """Give the body of an article as safe HTML; `convert` puts its texts into another script.

    Headings begin at h2. Pictures have their size and wait until they come into sight. A table
    stands in a box that scrolls and takes the keyboard's focus.
    """
    markdown = Markdown(
        extensions=[
            TableExtension(use_align_attribute=True),
            FencedCodeExtension(),
            SaneListExtension(),
        ]
    )
    finish = _Finish(article, address, convert)
    markdown.treeprocessors.register(finish, "finish", FINISH_AFTER_INLINE)
    body = nh3.clean(
        markdown.convert(article.body),
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    return UNFIT.sub("", body)  # nh3 puts characters in the place of references


class _Finish(Treeprocessor):
    """The tree as it is shown."""

    def __init__(
        self, article: Article, address: Address, convert: Callable[[str], str] | None
    ) -> None:
        super().__init__()
        self._article = article
        self._address = address
        self._convert = convert
        self._pictures = {picture.name: picture for picture in article.pictures}

    def run(self, root: Element) -> None:
        """Finish the tree in place."""
        for parent, element in _text_elements(root):
            self._finish_text(parent, element)
        for image in root.iter("img"):
            self._finish_picture(image)
        for link in root.iter("a"):
            self._finish_link(link)
        _number_headings(root)
        _box_tables(root)

    def _finish_text(self, parent: Element | None, element: Element) -> None:
        if element.tag not in ("code", "pre"):
            element.text = self._finished(element.text)
            for name in ("alt", "title"):
                if name in element.attrib:
                    element.set(name, self._finished(element.attrib[name]) or "")
        if parent is not None:
            element.tail = self._finished(element.tail)

    def _finished(self, text: str | None) -> str | None:
        if not text:
            return text
        joined = _BROKEN_LINE.sub("", text)
        converted = self._convert(joined) if self._convert else joined
        return AtomicString(converted) if isinstance(text, AtomicString) else converted

    def _finish_picture(self, image: Element) -> None:
        picture = self._pictures.get(image.get("src", ""))
        if picture is None:
            image.tag, image.text = "em", image.get("alt")
            return
        image.set("src", self._address(self._article.slug, picture.name))
        image.set("width", str(picture.width))
        image.set("height", str(picture.height))
        image.set("loading", "lazy")
        image.set("decoding", "async")

    def _finish_link(self, link: Element) -> None:
        """Have a page of this site in the language that is being read."""
        start = f"/{self._article.written_in}/"
        address = link.get("href", "")
        if address.startswith(start):
            link.set("href", f"/{self._article.tag}/{address.removeprefix(start)}")


def _text_elements(root: Element) -> Iterator[tuple[Element | None, Element]]:
    """Give every element whose text is read, with its parent; nothing within code."""
    yield None, root
    open_ = [root]
    while open_:
        parent = open_.pop()
        for element in parent:
            yield parent, element
            if element.tag not in ("code", "pre"):
                open_.append(element)


def _number_headings(root: Element) -> None:
    """Let headings begin at h2, skip no level on the way down, and be reached by an address."""
    found = [element for element in root.iter() if element.tag in HEADINGS]
    highest = min((HEADINGS.index(element.tag) for element in found), default=0)
    before = 1
    for number, element in enumerate(found, 1):
        level = min(HEADINGS.index(element.tag) - highest + 2, before + 1, 6)
        element.tag = f"h{level}"
        element.set("id", f"section-{number}")
        before = level


def _box_tables(root: Element) -> None:
    heading = ""
    for parent in list(root.iter()):
        for place, element in enumerate(list(parent)):
            if element.tag in HEADINGS:
                heading = element.get("id", "")
            elif element.tag == "table":
                for cell in element.iter("th"):
                    cell.set("scope", "col")
                box = Element("div", {"class": "table", "tabindex": "0"})
                if heading:
                    box.attrib |= {"role": "region", "aria-labelledby": heading}
                box.append(element)
                box.tail, element.tail = element.tail, None
                parent[place] = box
