"""An article: what its file says, as values."""

import re
from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime
from datetime import tzinfo
from difflib import get_close_matches
from hashlib import blake2b

from microsite.news import bodies
from microsite.news import template
from microsite.news.folding import Folded
from microsite.news.folding import folded
from microsite.news.front_matter import Fault
from microsite.news.front_matter import FaultsError
from microsite.news.front_matter import Manuscript
from microsite.news.front_matter import Value
from microsite.news.front_matter import read as read_manuscript

LONGEST = {"title": 200, "summary": 500, "source": 200, "image_alt": 500}
"""Characters that fit."""
KEYS = (
    *("title", "summary", "published", "updated", "source", "source_date", "categories"),
    *("pinned", "draft", "image", "image_alt"),
)
SWITCH = {"true": True, "yes": True, "false": False, "no": False, "": False}
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
YEARS = range(1900, 2200)

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


@dataclass(frozen=True, slots=True)
class Rules:
    """What articles are held to: the site's categories, its time zone."""

    categories: tuple[str, ...]
    zone: tzinfo


def read(text: str, slug: str, tag: str, rules: Rules, look: Look) -> Article:
    """Read a file's text. Raises FaultsError with everything that is wrong."""
    manuscript = read_manuscript(text)
    fields = _Fields(manuscript, rules)
    faults = fields.faults
    title = fields.text("title", required=True)
    summary = fields.text("summary")
    published = fields.moment("published", required=True)
    updated = fields.moment("updated")
    if published and updated and updated.date() < published.date():
        fields.fault("updated", "is before published; correct one of them, or leave it out")
    article_picture = _leading_picture(fields, look)
    pictures, in_body = bodies.check(manuscript.body, manuscript.body_line, look)
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


def _leading_picture(fields: "_Fields", look: Look) -> Picture | None:
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


def _source(fields: "_Fields") -> Source | None:
    text, moment = fields.text("source"), fields.moment("source_date")
    if text:
        return Source(text, moment.date() if moment else None)
    if moment:
        fields.fault("source_date", "is the date of no source; add source: or remove it")
    return None


def _note_template(fields: "_Fields", title: str, summary: str, manuscript: Manuscript) -> None:
    """Note what is left of the template of a new article."""
    what = "is still the template's; write your own, or add draft: true"
    for key in template.fields_left(title, summary):
        fields.fault(key, what)
    for line in template.lines_left(manuscript.body):
        fields.faults.append(Fault(manuscript.body_line + line, what))


def _digest(text: str, *parts: object) -> str:
    return blake2b(f"{text}{parts}".encode(), digest_size=12).hexdigest()


class _Fields:
    """The front matter as its fields are read, one after another; collects what is wrong."""

    def __init__(self, manuscript: Manuscript, rules: Rules) -> None:
        self._values: Mapping[str, Value] = manuscript.values
        self._rules = rules
        self.faults: list[Fault] = []
        for key in self._values:
            if key not in KEYS:
                self.fault(key, f"is no field; {_nearest(key, KEYS)}")

    def fault(self, key: str, what: str) -> None:
        """Note that a field is wrong."""
        line = self._values[key].line if key in self._values else 1
        self.faults.append(Fault(line, f"{key[:40]!r} {what}"))

    def text(self, key: str, *, required: bool = False) -> str:
        """A field of one text, on one line."""
        value = self._values.get(key)
        if value is not None and value.is_list:
            self.fault(key, "is a list; write one text, in quotation marks")
            return ""
        text = " ".join(value.texts[0].split()) if value else ""
        if required and not text:
            self.fault(key, f"is {'empty' if value else 'missing'}; write it in the front matter")
        longest = LONGEST.get(key, len(text))
        if len(text) > longest:
            self.fault(key, f"has {len(text)} characters; shorten it to {longest}")
        return text

    def moment(self, key: str, *, required: bool = False) -> datetime | None:
        """A date (its first moment) or a time, in the site's zone where it has none."""
        text = self.text(key, required=required)
        if not text:
            return None
        try:
            if not _MOMENT.fullmatch(text):
                raise ValueError(text)
            moment = datetime.fromisoformat(text)
            if moment.year not in YEARS:
                raise ValueError(text)
        except ValueError:
            self.fault(
                key, f"is no date: {text[:40]!r}; write one like 2026-09-21 or 2026-09-21 09:30"
            )
            return None
        zone = self._rules.zone
        return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)

    def switch(self, key: str) -> bool:
        """A field that is true or false."""
        text = self.text(key).lower()
        if text not in SWITCH:
            self.fault(key, f"is {text[:40]!r}; write true or false")
        return SWITCH.get(text, False)

    def categories(self) -> tuple[str, ...]:
        """The keys of the article's categories."""
        value = self._values.get("categories")
        found = [text for text in value.texts if text] if value else []
        for text in found:
            if text not in self._rules.categories:
                self.fault(
                    "categories",
                    f"names {text[:40]!r}, which site.toml does not know;"
                    f" {_nearest(text, self._rules.categories)}",
                )
        return tuple(dict.fromkeys(found))


def _nearest(word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word[:40], known, n=1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(known) or 'none'}"
