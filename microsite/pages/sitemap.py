"""Write a sitemap: every page with its URL in each language (sitemaps.org)."""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from xml.sax.saxutils import escape
from xml.sax.saxutils import quoteattr

MAX_SITEMAP_URLS = 50_000
"""The protocol's limit for one file."""
SITEMAP_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page with its absolute URL in each language it exists in.

    default: the language for visitors who speak none of them. modified: time of the last change by
    language, if known.
    """

    urls: Mapping[str, str]
    default: str
    modified: Mapping[str, datetime] = field(default_factory=dict)


def write_sitemap(entries: Iterable[SitemapEntry]) -> str:
    """Return the sitemap as XML; entries beyond the protocol's limit are left out."""
    parts = [SITEMAP_HEAD]
    remaining = MAX_SITEMAP_URLS
    for entry in entries:
        remaining -= len(entry.urls)
        if remaining < 0:
            break
        parts += _url_elements(entry)
    return "".join((*parts, "</urlset>\n"))


def _url_elements(entry: SitemapEntry) -> list[str]:
    """Return an element for each language, each listing all, as search engines need it."""
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(url)}/>\n'
        for tag, url in {**entry.urls, "x-default": entry.urls[entry.default]}.items()
    )
    return [
        f"<url>\n<loc>{escape(url)}</loc>\n{_lastmod(entry.modified.get(tag))}{alternates}</url>\n"
        for tag, url in entry.urls.items()
    ]


def _lastmod(modified: datetime | None) -> str:
    return f"<lastmod>{modified.isoformat(timespec='seconds')}</lastmod>\n" if modified else ""
