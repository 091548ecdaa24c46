"""Parsed HTML for assertions: elements, their attributes and their texts."""

from dataclasses import dataclass
from dataclasses import field
from html.parser import HTMLParser

VOID_ELEMENTS = frozenset("area base br col embed hr img input link meta source track wbr".split())


@dataclass
class Element:
    """An HTML element; `text` is all text in it, with single spaces."""

    tag: str
    attributes: dict[str, str]
    parents: tuple["Element", ...]
    texts: list[str] = field(default_factory=list)

    def __getitem__(self, attribute: str) -> str:
        return self.attributes[attribute]

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()


class ParsedHtml(HTMLParser):
    """A parsed page. Raise ValueError if an element is not closed, or closed but not open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()
        if self._open:
            raise ValueError(f"<{self._open[-1].tag}> is not closed.")

    def all(self, tag: str = "", within: str = "", **attributes: str) -> list[Element]:
        """Return elements by tag, attributes (`class_`: one class), ancestor class or tag."""
        class_name = attributes.pop("class_", "")
        return [
            element
            for element in self.elements
            if tag in ("", element.tag)
            and (not class_name or class_name in element.classes)
            and all(element.attributes.get(name) == value for name, value in attributes.items())
            and (not within or any(within in (p.tag, *p.classes) for p in element.parents))
        ]

    def one(self, tag: str = "", within: str = "", **attributes: str) -> Element:
        """Return the only matching element; fail if there is none or more than one."""
        found = self.all(tag, within, **attributes)
        assert len(found) == 1, (tag, within, attributes, [element.attributes for element in found])
        return found[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, tuple(self._open))
        self.elements.append(element)
        if tag not in VOID_ELEMENTS:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID_ELEMENTS:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            raise ValueError(f"</{tag}> without <{tag}>.")
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.texts.append(data)
