"""The packaged articles."""

import pytest

from microsite.config.loader import PACKAGED_SITE
from microsite.news.service import NewsService
from tests.conftest import Settings

PACKAGED = (
    "fintech-cooperation",
    "genuine-code",
    "phone-safety",
    "what-we-never-ask",
    "where-to-get-the-app",
)
"""A working copy may contain others."""


@pytest.fixture
def news(settings: Settings) -> NewsService:
    return NewsService.from_config(settings())


def test_the_packaged_articles_have_no_errors(news: NewsService) -> None:
    assert news.content_errors() == ()
    for tag in ("en", "zh-Hans", "zh-Hant"):
        articles = [news.snapshot().find(tag, slug) for slug in PACKAGED]
        assert all(article and not article.is_converted for article in articles)


def test_the_first_article_has_its_date_and_source(news: NewsService) -> None:
    article = news.snapshot().find("en", "fintech-cooperation")
    assert article
    assert f"{article.published:%Y-%m-%d}" == "2020-02-11"
    assert article.source
    assert f"{article.source.date}" == "2020-02-11"


def test_every_category_of_the_packaged_articles_has_a_name_in_every_language(
    news: NewsService, settings: Settings
) -> None:
    config = settings()
    for key in news.snapshot().list_categories("en"):
        assert set(config.news.categories[key]) == set(config.languages)


def test_the_packaged_folder_is_the_default(settings: Settings) -> None:
    assert settings().news_path == PACKAGED_SITE.parent.parent / "content" / "news"
