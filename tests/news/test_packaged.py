"""The articles that the program comes with."""

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
"""Who works on a copy may have begun others beside them."""


@pytest.fixture
def newsroom(settings: Settings) -> NewsService:
    return NewsService.of(settings())


def test_nothing_is_wrong_in_the_packaged_articles(newsroom: NewsService) -> None:
    assert newsroom.problems() == ()
    for tag in ("en", "zh-Hans", "zh-Hant"):
        articles = [newsroom.edition().find(tag, slug) for slug in PACKAGED]
        assert all(article and not article.is_converted for article in articles)


def test_the_first_article_has_its_date_and_source(newsroom: NewsService) -> None:
    article = newsroom.edition().find("en", "fintech-cooperation")
    assert article
    assert f"{article.published:%Y-%m-%d}" == "2020-02-11"
    assert article.source
    assert f"{article.source.date}" == "2020-02-11"


def test_every_category_of_the_packaged_articles_has_a_name_in_every_language(
    newsroom: NewsService, settings: Settings
) -> None:
    config = settings()
    for key in newsroom.edition().categories("en"):
        assert set(config.news.categories[key]) == set(config.languages)


def test_the_packaged_folder_is_read_where_none_is_set(settings: Settings) -> None:
    assert settings().news_path == PACKAGED_SITE.parent.parent / "content" / "news"
