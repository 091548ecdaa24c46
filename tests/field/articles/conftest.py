"""The content folder of the news tests, for articles as editors deliver them."""

from tests.news.conftest import content

__all__ = ["content"]
