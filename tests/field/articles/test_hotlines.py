"""Telephone numbers of the organisation in the text of articles."""

from itertools import pairwise

import pytest
from markdown_it.token import Token

from microsite.news.rendering.hotlines import Hotlines
from microsite.news.rendering.hotlines import link_hotlines
from microsite.news.service import NewsService
from tests.conftest import Settings
from tests.support.markup import ParsedHtml

HOTLINES = Hotlines.from_numbers([("400-88-95580", "+864008895580"), ("95580", "95580")])


def links(text: str) -> list[tuple[str, str]]:
    """Return the target and the text of each link in a text."""
    tokens = list(link_hotlines([Token("text", "", 0, content=text)], HOTLINES))
    assert "".join(token.content for token in tokens) == text
    return [
        (str(token.attrs["href"]), following.content)
        for token, following in pairwise(tokens)
        if token.type == "link_open"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请拨打95580。", [("tel:95580", "95580")]),
        ("Call 95580.", [("tel:95580", "95580")]),
        ("400-88-95580", [("tel:+864008895580", "400-88-95580")]),
        ("400 889 5580", [("tel:+864008895580", "400 889 5580")]),
        ("4008895580或95580", [("tel:+864008895580", "4008895580"), ("tel:95580", "95580")]),
        ("+86 400 8895580", [("tel:+864008895580", "+86 400 8895580")]),
        ("955801", []),
        ("1.95580", []),
        ("95580元", []),
        ("¥95580", []),
        ("95580.50", []),
        ("psbc.com/95580", []),
        ("95580@psbc.com", []),
        ("010-95580", []),
    ],
)
def test_a_number_is_a_link_and_parts_of_others_are_not(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert links(text) == expected


def test_every_hotline_in_the_packaged_articles_can_be_called(settings: Settings) -> None:
    news = NewsService.from_config(settings())
    for tag in ("en", "zh-Hans", "zh-Hant"):
        article = news.snapshot().find(tag, "what-we-never-ask")
        assert article
        page = ParsedHtml(news.render(article))
        calls = {link["href"] for link in page.all("a") if link["href"].startswith("tel:")}
        assert calls == {"tel:95580", "tel:+864008895580"}
    assert news.content_errors() == ()
