"""An article: what its file says, as values."""

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime
from hashlib import blake2b

from microsite.news.loading import markdown_rules
from microsite.news.loading import scaffold
from microsite.news.loading.fields import Fields
from microsite.news.loading.fields import Rules
from microsite.news.loading.front_matter import Fault
from microsite.news.loading.front_matter import FaultsError
from microsite.news.loading.front_matter import Manuscript
from microsite.news.loading.front_matter import read as read_manuscript
from microsite.news.search.normalize import Folded
from microsite.news.search.normalize import folded

Size = tuple[int, int]
Look = Callable[[str], "Size | str"]
"""Looks at a picture beside the article: width and height in pixels, or what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture beside the article: its file's name, its words, its size in pixels."""

    name: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where the article is taken from, and when that appeared."""

    text: str
    date: date | None


@dataclass(frozen=True, slots=True)
class Article:
    """An article in one language; `body` is Markdown, times are aware and of the site's zone.

    tag: the language it is shown in. written_in: that of its file; another if it is converted.
    pictures: those that the body shows, without the leading `picture`.
    digest: changes when anything of it does, the pictures' bytes left aside.
    """

    slug: str
    tag: str
    written_in: str
    title: str
    summary: str
    published: datetime
    updated: datetime | None
    source: Source | None
    categories: tuple[str, ...]
    pinned: bool
    draft: bool
    picture: Picture | None
    body: str = field(repr=False)
    pictures: tuple[Picture, ...]
    digest: str
    words: Folded = field(repr=False, compare=False)

    @property
    def is_converted(self) -> bool:
        """Whether a program put it into the script that it is shown in."""
        return self.tag != self.written_in


def read(text: str, slug: str, tag: str, rules: Rules, look: Look) -> Article:
    """Read a file's text. Raises FaultsError with everything that is wrong."""
    manuscript = read_manuscript(text)
    fields = Fields(manuscript, rules)
    faults = fields.faults
    title = fields.text("title", required=True)
    summary = fields.text("summary")
    published = fields.moment("published", required=True)
    updated = fields.moment("updated")
    if published and updated and updated.date() < published.date():
        fields.fault("updated", "is before published; correct one of them, or leave it out")
    article_picture = _leading_picture(fields, look)
    pictures, in_body = markdown_rules.check(manuscript.body, manuscript.body_line, look)
    faults += in_body
    source = _source(fields)
    categories = fields.categories()
    pinned, draft = fields.switch("pinned"), fields.switch("draft")
    if not draft:
        _note_template(fields, title, summary, manuscript)
    if faults or published is None:
        raise FaultsError(*sorted(faults))
    shown = tuple(Picture(*picture) for picture in pictures)
    return Article(
        slug=slug,
        tag=tag,
        written_in=tag,
        title=title,
        summary=summary,
        published=published,
        updated=updated,
        source=source,
        categories=categories,
        pinned=pinned,
        draft=draft,
        picture=article_picture,
        body=manuscript.body,
        pictures=shown,
        digest=_digest(text, article_picture, shown),
        words=folded(tag, title, summary, manuscript.body),
    )


def _leading_picture(fields: Fields, look: Look) -> Picture | None:
    name, alt = fields.text("image"), fields.text("image_alt")
    if not name:
        if alt:
            fields.fault("image_alt", "describes no image; add image: or remove it")
        return None
    if not alt:
        fields.fault("image", "has no words for those who do not see it; add image_alt:")
    size = look(name)
    if isinstance(size, str):
        fields.fault("image", size)
        return None
    return Picture(name, alt, *size)


def _source(fields: Fields) -> Source | None:
    text, moment = fields.text("source"), fields.moment("source_date")
    if text:
        return Source(text, moment.date() if moment else None)
    if moment:
        fields.fault("source_date", "is the date of no source; add source: or remove it")
    return None


def _note_template(fields: Fields, title: str, summary: str, manuscript: Manuscript) -> None:
    """Note what is left of the template of a new article."""
    what = "is still the template's; write your own, or add draft: true"
    for key in scaffold.fields_left(title, summary):
        fields.fault(key, what)
    for line in scaffold.lines_left(manuscript.body):
        fields.faults.append(Fault(manuscript.body_line + line, what))


def _digest(text: str, *parts: object) -> str:
    return blake2b(f"{text}{parts}".encode(), digest_size=12).hexdigest()
