"""Files for machines: robots.txt, sitemap.xml, security.txt."""

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
from microsite.news.views import article_url
from microsite.pages.sitemap import SitemapEntry
from microsite.pages.sitemap import write_sitemap
from microsite.web.cache_headers import cache_publicly
from microsite.web.i18n import site_origin

LOCALIZED_ENDPOINTS = (
    "pages.home",
    "landing.show",
    "news.index",
    "contact.page",
    "verify.page",
    "legal.privacy",
    "legal.accessibility",
)
"""Pages in the sitemap that exist in every language."""
LINK_CARD_FETCHERS = (
    "Twitterbot",
    "LinkedInBot",
    "facebookexternalhit",
    "Facebot",
    "Slackbot",
    "Slackbot-LinkExpanding",
    "TelegramBot",
    "Discordbot",
    "WhatsApp",
    "SkypeUriPreview",
    "redditbot",
    "vkShare",
    "Embedly",
    "Iframely",
    "Mastodon",
    "Cardyb",
)
"""Programs that make the card of a shared link, by the names in their own documentation. A scan by
one of them is a preview, which gets the landing page and is not counted as a scan."""
WELL_KNOWN_MAX_AGE_SECONDS = 60 * 60
SECURITY_TXT_LIFETIME = timedelta(days=90)
"""RFC 9116, 2.5.5 recommends less than a year."""

well_known = Blueprint("well_known", __name__)


@well_known.get("/robots.txt")
def robots() -> Response:
    """Allow all pages (RFC 9309), and codes only to programs that make cards of shared links.

    Search engines gain nothing from a code: it only redirects, to another store for each phone.
    """
    return _plain_text(
        *(f"User-agent: {name}" for name in LINK_CARD_FETCHERS),
        "Allow: /q",
        "Allow: /Q",
        "Disallow: /studio",
        "",
        "User-agent: *",
        "Disallow: /q",
        "Disallow: /Q",
        "Disallow: /studio",
        f"Sitemap: {site_origin()}{url_for('.sitemap')}",
    )


@well_known.get("/.well-known/security.txt")
def security() -> Response:
    """Return the contacts for vulnerability reports (RFC 9116); 404 if none is configured."""
    config = current_config()
    if not config.security.contact:
        abort(404)
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return _plain_text(
        *(f"Contact: {contact}" for contact in config.security.contact),
        f"Expires: {today + SECURITY_TXT_LIFETIME:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(config.languages)}",
        f"Canonical: {site_origin()}{url_for('.security')}",
    )


@well_known.get("/sitemap.xml")
@cache_publicly
def sitemap() -> Response:
    """Return the sitemap: every public page in each language it exists in."""
    response: Response = current_app.response_class(
        write_sitemap((*_page_entries(), *_article_entries())), mimetype="application/xml"
    )
    return response


def _page_entries() -> Iterator[SitemapEntry]:
    config = current_config()
    for endpoint in LOCALIZED_ENDPOINTS:
        urls = {tag: site_origin() + url_for(endpoint, language=tag) for tag in config.languages}
        yield SitemapEntry(urls, config.default_language)


def _article_entries() -> Iterator[SitemapEntry]:
    """Yield the articles, each in the languages it was written in, without conversions."""
    config = current_config()
    snapshot = current_news().snapshot()
    for listed in snapshot.list_articles(config.default_language):
        tags = snapshot.original_languages(listed.slug)
        originals = [article for tag in tags if (article := snapshot.find(tag, listed.slug))]
        yield SitemapEntry(
            {article.tag: site_origin() + article_url(article) for article in originals},
            config.default_language if config.default_language in tags else tags[0],
            {article.tag: article.updated or article.published for article in originals},
        )


def _plain_text(*lines: str) -> Response:
    response = current_app.response_class("".join(f"{line}\n" for line in lines))
    response.mimetype = "text/plain"
    return _cacheable(response)


def _cacheable(response: Response) -> Response:
    response.cache_control.public = True
    response.cache_control.max_age = WELL_KNOWN_MAX_AGE_SECONDS
    return response
