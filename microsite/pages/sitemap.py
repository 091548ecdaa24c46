"""Writes a sitemap: every page with its address in each language (sitemaps.org)."""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from xml.sax.saxutils import escape
from xml.sax.saxutils import quoteattr

MOST_ADDRESSES = 50_000
"""What the protocol allows in one file."""
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


@dataclass(frozen=True, slots=True)
class Place:
    """A page, by its whole address in each language that it is written in.

    default: the language of who speaks none of them. changed: when the text of each language did,
    where that is known.
    """

    addresses: Mapping[str, str]
    default: str
    changed: Mapping[str, datetime] = field(default_factory=dict)


def write(places: Iterable[Place]) -> str:
    """The sitemap as XML; places beyond what the protocol allows are left out."""
    parts = [HEAD]
    room = MOST_ADDRESSES
    for place in places:
        room -= len(place.addresses)
        if room < 0:
            break
        parts += _elements(place)
    return "".join((*parts, "</urlset>\n"))


def _elements(place: Place) -> list[str]:
    """One for each language, each naming all languages, as search engines want it."""
    languages = {**place.addresses, "x-default": place.addresses[place.default]}
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(address)}/>\n'
        for tag, address in languages.items()
    )
    return [
        f"<url>\n<loc>{escape(address)}</loc>\n{_lastmod(place.changed.get(tag))}{alternates}</url>\n"
        for tag, address in place.addresses.items()
    ]


def _lastmod(changed: datetime | None) -> str:
    return f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>\n" if changed else ""
