"""Pages of the news: list, article, search, feed, images."""

import re
from datetime import UTC
from datetime import datetime
from functools import partial

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
from microsite.news.json_ld import build_article_data
from microsite.news.models import Article
from microsite.news.search.highlight import highlight
from microsite.news.search.query import MAX_QUERY_LENGTH
from microsite.news.search.query import parse_query
from microsite.news.search.ranking import search_articles
from microsite.web.cache_headers import cache_publicly
from microsite.web.i18n import current_tag
from microsite.web.pagination import ListPage
from microsite.web.pagination import paginate

MAX_FEED_ENTRIES = 20
IMAGE_MAX_AGE_SECONDS = 86400
"""Not for longer: an editor may replace an image under the same name."""
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")

news = Blueprint("news", __name__)


@news.app_context_processor
def _in_templates() -> dict[str, object]:
    return {"article_url": article_url, "news_list_url": news_list_url}


@news.get("/<language:language>/news/")
@cache_publicly
def index() -> str:
    """Show the list in pages, filtered by `?category=` and `?year=`. 404 for any other value."""
    snapshot, tag = current_news().snapshot(), current_tag()
    category, year = _filters()
    articles = snapshot.list_articles(tag, category, year)
    page = paginate(articles, _number("page", 1), current_config().news.page_size)
    if page is None:
        abort(404)
    return render_template(
        "news/index.html",
        page=page,
        category=category,
        year=year,
        years=snapshot.list_years(tag),
        categories=snapshot.list_categories(tag),
        canonical=news_list_url(category=category, year=year, page=page.number),
        alternates={other: news_list_url(other) for other in current_config().languages}
        if page.number == 1 and not category and not year
        else {},
    )


@news.get("/<language:language>/news/<slug>")
@cache_publicly
def article(slug: str) -> str:
    """Show an article. 404 in a language that it is not available in."""
    snapshot, tag = current_news().snapshot(), current_tag()
    requested = snapshot.find(tag, slug)
    if requested is None:
        abort(404)
    older, newer = snapshot.find_neighbours(requested)
    available = snapshot.available_languages(slug)
    return render_template(
        "news/article.html",
        article=requested,
        body=current_news().render(requested),
        older=older,
        newer=newer,
        language_urls={
            other: article_url(requested, other) if other in available else news_list_url(other)
            for other in current_config().languages
        },
        canonical=article_url(requested, requested.original_tag),
        alternates={
            other: article_url(requested, other) for other in snapshot.original_languages(slug)
        },
        image=_open_graph_image(requested),
        json_ld=build_article_data(requested),
    )


@news.get("/<language:language>/news/search")
def search() -> Response:
    """Show the articles that match `?q=`, the best first, in pages, filtered as the list is."""
    snapshot, tag = current_news().snapshot(), current_tag()
    category, year = _filters()
    query = "".join(filter(str.isprintable, request.args.get("q", "")))[:MAX_QUERY_LENGTH].strip()
    terms = parse_query(query, current_news().lexicon)
    results = search_articles(snapshot, tag, terms, category=category, year=year)
    size = current_config().news.page_size
    page: ListPage[Article] | None = paginate(results.articles, _number("page", 1), size)
    if page is None:
        abort(404)
    return make_response(
        render_template(
            "news/search.html",
            query=query,
            page=page,
            is_partial=results.is_partial,
            category=category,
            year=year,
            years=snapshot.list_years(tag),
            categories=snapshot.list_categories(tag),
            highlight=partial(highlight, terms=results.terms),
        )
    )


@news.get("/<language:language>/news/feed.xml")
@cache_publicly
def feed() -> Response:
    """Return the newest articles of a language as an Atom feed (RFC 4287)."""
    newest = current_news().snapshot().list_in_language(current_tag())[:MAX_FEED_ENTRIES]
    now = datetime.now(UTC)
    entries = [
        (each, min(each.updated or each.published, now), current_news().render(each))
        for each in newest
    ]
    updated = max((time for _, time, _ in entries), default=datetime.fromtimestamp(0, UTC))
    response = make_response(render_template("news/feed.xml", entries=entries, updated=updated))
    response.content_type = "application/atom+xml; charset=utf-8"
    return response


@news.get("/news/<slug>/<name>")
def image(slug: str, name: str) -> Response:
    """Send an image of a public article."""
    path = current_news().image_path(slug, name)
    if path is None:
        abort(404)
    return send_file(path, max_age=IMAGE_MAX_AGE_SECONDS)


def article_url(article: Article, tag: str = "") -> str:
    """Return the path of an article, in its own language or in `tag`."""
    return url_for("news.article", language=tag or article.tag, slug=article.slug)


def news_list_url(tag: str = "", *, category: str = "", year: int = 0, page: int = 1) -> str:
    """Return the path of the list; parameters with their default value are left out."""
    return url_for(
        "news.index",
        language=tag or current_tag(),
        category=category or None,
        year=year or None,
        page=page if page > 1 else None,
    )


def _filters() -> tuple[str, int]:
    """Return the category and the year in the query string. 404 if no article has one of them."""
    snapshot, tag = current_news().snapshot(), current_tag()
    category, year = request.args.get("category", ""), _number("year", 0)
    if category and category not in snapshot.list_categories(tag):
        abort(404)
    if year and year not in snapshot.list_years(tag):
        abort(404)
    return category, year


def _open_graph_image(article: Article) -> dict[str, object] | None:
    """Return the image for shared links (Open Graph), None if the article has none."""
    image = article.image
    if image is None:
        return None
    address = url_for("news.image", slug=article.slug, name=image.name)
    size = {"width": image.width, "height": image.height}
    return {"address": address, "alt": image.alt, **size}


def _number(name: str, default: int) -> int:
    """Return a number from 1 to 9999 in the query string. 404 for any other value."""
    text = request.args.get(name, "")
    if not text:
        return default
    if not _NUMBER.fullmatch(text):
        abort(404)
    return int(text)
