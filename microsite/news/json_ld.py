"""What search engines read of an article: JSON-LD after schema.org."""

from flask import url_for
from flask_babel import gettext

from microsite.news.models import Article
from microsite.web.i18n import origin
from microsite.web.json_ld import Data
from microsite.web.json_ld import organisation_data


def article_data(article: Article) -> Data:
    """The article (NewsArticle) and the way to it from the start page (BreadcrumbList)."""
    address = origin() + url_for("news.article", slug=article.slug)
    told: Data = {
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.summary,
        "inLanguage": article.tag,
        "datePublished": article.published.isoformat(),
        "dateModified": (article.updated or article.published).isoformat(),
        "mainEntityOfPage": address,
        "author": organisation_data(),
        "publisher": organisation_data(),
    }
    if article.picture:
        path = url_for("news.picture", slug=article.slug, name=article.picture.name)
        told["image"] = [origin() + path]
    way = [
        (organisation_data()["name"], origin() + url_for("pages.home")),
        (gettext("News"), origin() + url_for("news.index")),
        (article.title, address),
    ]
    crumbs = [
        {"@type": "ListItem", "position": place, "name": name, "item": item}
        for place, (name, item) in enumerate(way, 1)
    ]
    trail: Data = {"@type": "BreadcrumbList", "itemListElement": crumbs}
    return {"@context": "https://schema.org", "@graph": [told, trail]}
