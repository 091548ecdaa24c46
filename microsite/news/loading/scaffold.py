"""The files of a new article, and a check that an editor has replaced their placeholder text."""

from collections.abc import Iterable
from collections.abc import Iterator
from datetime import date

from microsite.languages import LANGUAGES

TITLE_TEMPLATE = "Title ({language})"
SUMMARY_TEMPLATE = "One or two sentences that summarise the article, for lists and search engines."
FRONT_MATTER_TEMPLATE = """\
---
title: "{title}"
summary: "{summary}"
published: {today}   # public from this date on, or from a time on: {today} 09:30
categories: []          # any of: {categories}
draft: true             # remove this line when the article is ready
# updated: {today}
# pinned: true          # always at the top of the list
# image: picture.webp   # a file next to this one
# image_alt: Description of the image for screen readers
# source: Publication that the text is taken from
# source_date: {today}
---
"""
TEXT_TEMPLATE = "Text in Markdown, with lists, tables, **emphasis** and [links](/{tag}/contact)."
IMAGE_TEMPLATE = (
    "To show an image next to this file, write `![Description](picture.webp)` as a paragraph of its"
    " own."
)
BODY_TEMPLATE = f"{TEXT_TEMPLATE}\n\n## A heading\n\n{IMAGE_TEMPLATE}\n"

_PLACEHOLDER_TITLES = frozenset(
    TITLE_TEMPLATE.format(language=language.name) for language in LANGUAGES.values()
)
_PLACEHOLDER_LINES = frozenset(
    (IMAGE_TEMPLATE, *(TEXT_TEMPLATE.format(tag=tag) for tag in LANGUAGES))
)


def scaffold_article(tag: str, today: date, categories: Iterable[str]) -> str:
    """Return the file of a new article in the language `tag`: a draft to fill in."""
    front_matter = FRONT_MATTER_TEMPLATE.format(
        title=TITLE_TEMPLATE.format(language=LANGUAGES[tag].name),
        summary=SUMMARY_TEMPLATE,
        today=today,
        categories=", ".join(categories) or "none; site.toml defines none",
    )
    return front_matter + BODY_TEMPLATE.format(tag=tag)


def find_placeholder_fields(title: str, summary: str) -> Iterator[str]:
    """Yield the names of the fields that still have the placeholder text."""
    if title in _PLACEHOLDER_TITLES:
        yield "title"
    if summary == SUMMARY_TEMPLATE:
        yield "summary"


def find_placeholder_lines(body: str) -> Iterator[int]:
    """Yield the numbers, from 0, of the lines of a body that still are placeholder text."""
    for number, line in enumerate(body.split("\n")):
        if line.strip() in _PLACEHOLDER_LINES:
            yield number
