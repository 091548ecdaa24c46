"""An article and its parts, as immutable values."""

from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime

from microsite.news.search.normalize import NormalizedText


@dataclass(frozen=True, slots=True)
class ArticleImage:
    """An image file in the article's folder, its alternative text and its size in pixels."""

    name: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Source:
    """The publication that the article is taken from, and its date."""

    text: str
    date: date | None


@dataclass(frozen=True, slots=True)
class Article:
    """An article in one language; `body` is Markdown, times are aware and in the site's zone.

    tag: the language it is shown in. original_tag: the language of its file, which differs from
    `tag` after a conversion of script.
    updated_line, body_line: the lines of `updated` and of the body's start in the file.
    body_images: the images in the body, without the leading `image`.
    digest: changes with the file's text and with the size of an image.
    """

    slug: str
    tag: str
    original_tag: str
    title: str
    summary: str
    published: datetime
    updated: datetime | None
    updated_line: int
    source: Source | None
    categories: tuple[str, ...]
    pinned: bool
    draft: bool
    image: ArticleImage | None
    body: str = field(repr=False)
    body_line: int
    body_images: tuple[ArticleImage, ...]
    digest: str
    search_text: NormalizedText = field(repr=False, compare=False)

    @property
    def is_converted(self) -> bool:
        """True if the article was converted from the other Chinese script."""
        return self.tag != self.original_tag
