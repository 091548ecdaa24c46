"""Structured data of an article for search engines: JSON-LD after schema.org."""

from flask import url_for
from flask_babel import gettext

from microsite.news.models import Article
from microsite.web.i18n import origin
from microsite.web.json_ld import Data
from microsite.web.json_ld import organisation_data


def article_data(article: Article) -> Data:
    """Return the article (NewsArticle) and its path from the home page (BreadcrumbList)."""
    url = origin() + url_for("news.article", slug=article.slug)
    news_article: Data = {
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.summary,
        "inLanguage": article.tag,
        "datePublished": article.published.isoformat(),
        "dateModified": (article.updated or article.published).isoformat(),
        "mainEntityOfPage": url,
        "author": organisation_data(),
        "publisher": organisation_data(),
    }
    if article.image:
        image_path = url_for("news.image", slug=article.slug, name=article.image.name)
        news_article["image"] = [origin() + image_path]
    trail = [
        (organisation_data()["name"], origin() + url_for("pages.home")),
        (gettext("News"), origin() + url_for("news.index")),
        (article.title, url),
    ]
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": item}
        for position, (name, item) in enumerate(trail, 1)
    ]
    breadcrumbs: Data = {"@type": "BreadcrumbList", "itemListElement": items}
    return {"@context": "https://schema.org", "@graph": [news_article, breadcrumbs]}
