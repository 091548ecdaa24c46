"""What machines read of the site: robots.txt, the sitemap, security.txt."""

from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta

from flask import Blueprint
from flask import abort
from flask import current_app
from flask import url_for
from werkzeug import Response

from microsite.context import current_config
from microsite.context import current_news
from microsite.news.views import article_address
from microsite.pages.sitemap import SitemapEntry
from microsite.pages.sitemap import write_sitemap
from microsite.web.i18n import origin
from microsite.web.security_headers import public

LOCALIZED_ENDPOINTS = (
    "pages.home",
    "landing.show",
    "news.index",
    "contact.page",
    "verify.show",
    "legal.privacy",
    "legal.accessibility",
)
"""The pages of the sitemap that are there in every language."""
WELL_KNOWN_MAX_AGE_SECONDS = 60 * 60
SECURITY_TXT_LIFETIME = timedelta(days=90)
"""RFC 9116, 2.5.5 wants less than a year: who reads it later must fetch it anew."""

well_known = Blueprint("well_known", __name__)


@well_known.get("/robots.txt")
def robots() -> Response:
    """Pages may be read by all (RFC 9309); codes only lead on, and would be counted."""
    return _text(
        "User-agent: *",
        "Disallow: /q",
        "Disallow: /Q",
        "Disallow: /studio",
        f"Sitemap: {origin()}{url_for('.sitemap')}",
    )


@well_known.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell of a vulnerability (RFC 9116); 404 if site.toml names nobody."""
    config = current_config()
    if not config.security.contact:
        abort(404)
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return _text(
        *(f"Contact: {contact}" for contact in config.security.contact),
        f"Expires: {today + SECURITY_TXT_LIFETIME:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(config.languages)}",
        f"Canonical: {origin()}{url_for('.security')}",
    )


@well_known.get("/sitemap.xml")
@public
def sitemap() -> Response:
    """Every page for visitors, in each language in which that very page exists."""
    response: Response = current_app.response_class(
        write_sitemap((*_pages(), *_articles())), mimetype="application/xml"
    )
    return response


def _pages() -> Iterator[SitemapEntry]:
    config = current_config()
    for page in LOCALIZED_ENDPOINTS:
        addresses = {tag: origin() + url_for(page, language=tag) for tag in config.languages}
        yield SitemapEntry(addresses, config.default_language)


def _articles() -> Iterator[SitemapEntry]:
    """The articles, each in the languages in which it was written: no conversions."""
    config = current_config()
    newsroom = current_news()
    edition = newsroom.snapshot()
    for listed in edition.list_articles(config.default_language):
        tags = edition.original_languages(listed.slug)
        written = [article for tag in tags if (article := edition.find(tag, listed.slug))]
        yield SitemapEntry(
            {article.tag: origin() + article_address(article) for article in written},
            config.default_language if config.default_language in tags else tags[0],
            {article.tag: article.updated or article.published for article in written},
        )


def _text(*lines: str) -> Response:
    response = current_app.response_class("".join(f"{line}\n" for line in lines))
    response.mimetype = "text/plain"
    return _kept(response)


def _kept(response: Response) -> Response:
    response.cache_control.public = True
    response.cache_control.max_age = WELL_KNOWN_MAX_AGE_SECONDS
    return response
