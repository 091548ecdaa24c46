"""The privacy statement and the accessibility statement."""

import pytest
from flask import Flask

from tests.support.markup import ParsedHtml

TITLES = {
    "/en/privacy": "Privacy statement",
    "/zh-Hans/privacy": "隐私声明",
    "/zh-Hant/privacy": "隱私權聲明",
    "/en/accessibility": "Accessibility statement",
    "/zh-Hans/accessibility": "无障碍声明",
    "/zh-Hant/accessibility": "無障礙聲明",
}


@pytest.mark.parametrize("path", TITLES)
def test_a_statement_exists_in_each_language(path: str, app: Flask) -> None:
    page = ParsedHtml(app.test_client().get(path).text)
    assert page.one("h1").text == TITLES[path]
    assert page.one("title").text.startswith(TITLES[path])


@pytest.mark.parametrize("path", TITLES)
def test_the_footer_links_to_the_statements_in_the_page_language(path: str, app: Flask) -> None:
    tag = path.split("/")[1]
    footer = ParsedHtml(app.test_client().get(f"/{tag}/app").text).all("a", within="site-footer")
    assert path in [link["href"] for link in footer]
