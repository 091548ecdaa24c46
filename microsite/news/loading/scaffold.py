"""The file of a new article, and what of it an editor has left as it was."""

from collections.abc import Iterable
from collections.abc import Iterator
from datetime import date

from microsite.languages import LANGUAGES

TITLE = "Title ({language})"
SUMMARY = "What the article says, in a sentence or two: for lists and search engines."
FRONT = """\
---
title: "{title}"
summary: "{summary}"
published: {today}   # out from this day on; or from a time on: {today} 09:30
categories: []          # of these: {categories}
draft: true             # remove this line when the article is ready
# updated: {today}
# pinned: true          # stands first in the list
# image: picture.webp   # a file beside this one
# image_alt: What the picture shows, for those who do not see it
# source: Where the text is taken from
# source_date: {today}
---
"""
TEXT = "Text in Markdown. Lists, tables, **emphasis** and [links](/{tag}/contact) are understood."
PICTURE = (
    "A picture beside this file is shown by `![What it shows](picture.webp)`, alone in a paragraph."
)
BODY = f"{TEXT}\n\n## A heading\n\n{PICTURE}\n"

_TITLES = frozenset(TITLE.format(language=language.name) for language in LANGUAGES.values())
_LINES = frozenset((PICTURE, *(TEXT.format(tag=tag) for tag in LANGUAGES)))


def written(tag: str, today: date, categories: Iterable[str]) -> str:
    """Write the file of a new article in the language `tag`, a draft to fill in."""
    front = FRONT.format(
        title=TITLE.format(language=LANGUAGES[tag].name),
        summary=SUMMARY,
        today=today,
        categories=", ".join(categories) or "none; site.toml knows none",
    )
    return front + BODY.format(tag=tag)


def fields_left(title: str, summary: str) -> Iterator[str]:
    """Name the fields that are still the template's."""
    if title in _TITLES:
        yield "title"
    if summary == SUMMARY:
        yield "summary"


def lines_left(body: str) -> Iterator[int]:
    """Number the lines of a body, from 0, that are still the template's."""
    for number, line in enumerate(body.split("\n")):
        if line.strip() in _LINES:
            yield number
