"""Structured data of an article for search engines: JSON-LD after schema.org."""

from flask import url_for
from flask_babel import gettext

from microsite.news.models import Article
from microsite.web.i18n import site_origin
from microsite.web.json_ld import JsonLd
from microsite.web.json_ld import build_organisation_data


def build_article_data(article: Article) -> JsonLd:
    """Return the article (NewsArticle) and its path from the home page (BreadcrumbList)."""
    url = site_origin() + url_for("news.article", slug=article.slug)
    news_article: JsonLd = {
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.summary,
        "inLanguage": article.tag,
        "datePublished": article.published.isoformat(),
        "dateModified": (article.updated or article.published).isoformat(),
        "mainEntityOfPage": url,
        "author": build_organisation_data(),
        "publisher": build_organisation_data(),
    }
    if article.image:
        image_path = url_for("news.image", slug=article.slug, name=article.image.name)
        news_article["image"] = [site_origin() + image_path]
    trail = [
        (build_organisation_data()["name"], site_origin() + url_for("pages.home")),
        (gettext("News"), site_origin() + url_for("news.index")),
        (article.title, url),
    ]
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": item}
        for position, (name, item) in enumerate(trail, 1)
    ]
    breadcrumbs: JsonLd = {"@type": "BreadcrumbList", "itemListElement": items}
    return {"@context": "https://schema.org", "@graph": [news_article, breadcrumbs]}
