"""Updates that are dated in the future: named for editors, and not published before their time.

A feed's `updated` says when something last changed (RFC 4287, 4.2.15): it is never later than now.
"""

from dataclasses import replace

from microsite.news.loading.errors import ContentError
from microsite.news.models import Article


def is_update_due(article: Article, now: float) -> bool:
    """Return True if an article's update is not in the future. `now`: seconds since 1970."""
    return article.updated is None or article.updated.timestamp() <= now


def hide_future_update(article: Article, now: float) -> Article:
    """Return an article without the time of its update, if that is in the future."""
    if is_update_due(article, now):
        return article
    return replace(article, updated=None, digest=f"{article.digest}-original")


def find_future_update(article: Article, now: float) -> ContentError | None:
    """Return an error if an update is dated in the future, other than on the day of publication."""
    updated = article.updated
    if updated is None or is_update_due(article, now):
        return None
    if updated.date() == article.published.date():
        return None
    message = f"'updated' is in the future ({updated:%Y-%m-%d}); correct the date or remove it"
    path = f"{article.slug}/{article.original_tag}.md"
    return ContentError(path, article.updated_line, message)
