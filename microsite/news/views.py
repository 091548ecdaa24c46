"""The news: list, article, search, feed, pictures."""

import re
from datetime import UTC
from datetime import datetime

from flask import Blueprint
from flask import abort
from flask import make_response
from flask import render_template
from flask import request
from flask import send_file
from flask import url_for
from werkzeug import Response

from microsite.context import current_config
from microsite.context import current_news
from microsite.news.json_ld import article_data
from microsite.news.loading.fields import YEARS
from microsite.news.models import Article
from microsite.news.search.search import search as find
from microsite.news.search.search import words_of
from microsite.web.i18n import current_tag
from microsite.web.pagination import Page
from microsite.web.pagination import page_of
from microsite.web.security_headers import public

ENTRIES_IN_FEED = 20
PICTURES_KEPT = 86400
"""Seconds that a picture may be kept without asking: an editor may replace it under its name."""
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")

news = Blueprint("news", __name__)


@news.app_context_processor
def _in_templates() -> dict[str, object]:
    return {"article_address": article_address, "list_address": list_address}


@news.get("/<language:language>/news/")
@public
def index() -> str:
    """The list, in pages; of one category or one year if the address says so. 404 beyond it."""
    edition, tag = current_news().edition(), current_tag()
    category, year = request.args.get("category", ""), _number("year", 0)
    if category and category not in edition.categories(tag):
        abort(404)
    if year and year not in YEARS:
        abort(404)
    articles = edition.listing(tag, category, year)
    page = page_of(articles, _number("page", 1), current_config().news.page_size)
    if page is None or (year and not articles):
        abort(404)
    return render_template(
        "news/index.html",
        page=page,
        category=category,
        year=year,
        years=edition.years(tag),
        categories=edition.categories(tag),
        canonical=list_address(category=category, year=year, page=page.number),
        alternates={other: list_address(other) for other in current_config().languages}
        if page.number == 1 and not category and not year
        else {},
    )


@news.get("/<language:language>/news/<slug>")
@public
def article(slug: str) -> str:
    """An article. 404 in a language that it can not be read in."""
    edition, tag = current_news().edition(), current_tag()
    found = edition.find(tag, slug)
    if found is None:
        abort(404)
    older, newer = edition.neighbours(found)
    offered = edition.offered_in(slug)
    return render_template(
        "news/article.html",
        article=found,
        body=current_news().body_of(found),
        older=older,
        newer=newer,
        elsewhere={
            other: article_address(found, other) if other in offered else list_address(other)
            for other in current_config().languages
        },
        canonical=article_address(found, found.written_in),
        alternates={other: article_address(found, other) for other in edition.languages_of(slug)},
        image=_shown_with_links(found),
        structured=article_data(found),
    )


@news.get("/<language:language>/news/search")
def search() -> Response:
    """The articles that have the words of `?q=`, best first, in pages."""
    asked = "".join(filter(str.isprintable, request.args.get("q", "")))[:100].strip()
    found = find(current_news().edition(), current_tag(), words_of(asked))
    size = current_config().news.page_size
    page: Page[Article] | None = page_of(found.articles, _number("page", 1), size)
    if page is None:
        abort(404)
    text = render_template("news/search.html", asked=asked, page=page, in_part=found.in_part)
    return make_response(text)


@news.get("/<language:language>/news/feed.xml")
@public
def feed() -> Response:
    """The newest articles of a language as an Atom feed (RFC 4287)."""
    newest = current_news().edition().readable(current_tag())[:ENTRIES_IN_FEED]
    entries = [(each, current_news().body_of(each)) for each in newest]
    changes = [each.updated or each.published for each, _ in entries]
    changed = max(changes, default=datetime.fromtimestamp(0, UTC))
    response = make_response(render_template("news/feed.xml", entries=entries, changed=changed))
    response.content_type = "application/atom+xml; charset=utf-8"
    return response


@news.get("/news/<slug>/<name>")
def picture(slug: str, name: str) -> Response:
    """A picture of an article that is out."""
    path = current_news().picture(slug, name)
    if path is None:
        abort(404)
    return send_file(path, max_age=PICTURES_KEPT)


def article_address(article: Article, tag: str = "") -> str:
    """The address of an article: in its own language, or in that of `tag`."""
    return url_for("news.article", language=tag or article.tag, slug=article.slug)


def list_address(tag: str = "", *, category: str = "", year: int = 0, page: int = 1) -> str:
    """The address of the list; what is left at its default is not in it."""
    return url_for(
        "news.index",
        language=tag or current_tag(),
        category=category or None,
        year=year or None,
        page=page if page > 1 else None,
    )


def _shown_with_links(article: Article) -> dict[str, object] | None:
    """The picture that a shared link shows (Open Graph), if the article has one."""
    picture = article.picture
    if picture is None:
        return None
    address = url_for("news.picture", slug=article.slug, name=picture.name)
    size = {"width": picture.width, "height": picture.height}
    return {"address": address, "alt": picture.alt, **size}


def _number(name: str, default: int) -> int:
    """A number from 1 to 9999 in the query. 404 for anything else."""
    text = request.args.get(name, "")
    if not text:
        return default
    if not _NUMBER.fullmatch(text):
        abort(404)
    return int(text)
