"""A body as HTML."""

import pytest

from tests.news.conftest import Content
from tests.support.markup import Markup


@pytest.fixture
def shown(content: Content):
    """Show a body."""

    def show(body: str, tag: str = "en", **fields: str) -> str:
        content.write(f"article/{tag}.md", body, **fields)
        assert content.problems() == []
        return content.body("article", tag)

    return show


@pytest.mark.parametrize(
    "text",
    [
        "**「新版」**發佈",
        "这是**“新版”**发布",
        "请看**重要：**这里",
        "與**（新）**版",
        "*「新版」*發佈",
    ],
)
def test_emphasis_holds_beside_chinese_punctuation(shown, text: str) -> None:
    words = text.partition("*")[2].rpartition("*")[0].strip("*")
    page = Markup(shown(text, "zh-Hant"))
    assert page.one("strong" if "**" in text else "em").text == words
    assert "*" not in page.one("p").text


def test_a_line_broken_between_chinese_characters_leaves_no_space(shown) -> None:
    assert Markup(shown("一行，\n又一行\nand\nEnglish。", "zh-Hans")).one("p").texts == [
        "一行，又一行\nand\nEnglish。"
    ]


@pytest.mark.parametrize(
    ("body", "levels"),
    [
        ("# A\n\n## B\n\n# C", ["h2", "h3", "h2"]),
        ("## A\n\n### B", ["h2", "h3"]),
        ("### A\n\n### B", ["h2", "h2"]),
        ("## A\n\n##### B\n\n## C", ["h2", "h3", "h2"]),
    ],
)
def test_headings_begin_at_h2_and_skip_no_level(shown, body: str, levels: list[str]) -> None:
    page = Markup(shown(body))
    found = [element for element in page.elements if element.tag[1:].isdigit()]
    assert [element.tag for element in found] == levels
    assert len({element["id"] for element in found}) == len(found)


def test_a_picture_has_its_size_and_waits_until_it_is_seen(content: Content, shown) -> None:
    content.draw("article/a.webp", (80, 60))
    page = Markup(shown('Text.\n\n![A good "code"](a.webp)'))
    assert page.one("img").attributes == {
        "src": "/news/article/a.webp",
        "alt": 'A good "code"',
        "width": "80",
        "height": "60",
        "loading": "lazy",
        "decoding": "async",
    }


def test_a_table_scrolls_in_a_box_that_the_keyboard_reaches_and_its_heading_names(shown) -> None:
    page = Markup(shown("## Stores\n\n| Phone | Store |\n| --- | --: |\n| a | b |"))
    box = page.one("div", class_="table")
    assert page.one("table").parents[-1] is box
    assert (box["tabindex"], box["role"]) == ("0", "region")
    assert page.one(id=box["aria-labelledby"]).text == "Stores"
    assert [cell["scope"] for cell in page.all("th")] == ["col", "col"]
    assert page.one("td", align="right").text == "b"
    assert "style" not in box.attributes


def test_a_table_below_no_heading_is_no_region(shown) -> None:
    box = Markup(shown("| A |\n| --- |\n| a |")).one("div", class_="table")
    assert "role" not in box.attributes


def test_links_stay_as_they_are_written(shown) -> None:
    page = Markup(
        shown("[a](/en/verify) [b](https://elsewhere.example/?a=1&b=2) <https://c.example/>")
    )
    assert [link["href"] for link in page.all("a")] == [
        "/en/verify",
        "https://elsewhere.example/?a=1&b=2",
        "https://c.example/",
    ]
    assert all(set(link.attributes) == {"href"} for link in page.all("a"))


def test_harmless_html_is_let_through(shown) -> None:
    assert shown("H<sub>2</sub>O<br>x") == "<p>H<sub>2</sub>O<br>x</p>"


@pytest.mark.parametrize(
    "body",
    [
        "<b\nonmouseover=alert(1)>x</b>",
        "<q cite=javascript:alert(1)>x</q>",
        "[x](java&Tab;script:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data&colon;text/html;base64,PHNjcmlwdD4=)",
        "<sup class=main id=content>x</sup>",
    ],
)
def test_what_the_check_does_not_see_the_sanitiser_takes_out(content: Content, body: str) -> None:
    content.write("article/en.md", body)
    article = content.newsroom.edition().find("en", "article")
    html = content.newsroom.body_of(article) if article else ""
    page = Markup(html)
    for element in page.elements:
        assert not {"onmouseover", "cite", "class", "id", "style"} & set(element.attributes)
        address = "".join(element.attributes.get("href", "").split()).lower()
        assert not address.startswith(("javascript:", "data:"))


def test_a_body_too_deep_for_markdown_is_still_text_and_named(content: Content) -> None:
    content.write("deep/en.md", "- " * 1900 + "the end")
    assert content.body("deep").startswith("<p>- - -")
    assert content.problems() == [
        "deep/en.md: cannot be shown as Markdown (RecursionError); make it simpler"
    ]
    content.write("deep/en.md", "- the end")
    content.settle()
    assert content.body("deep").startswith("<ul>")
    assert content.problems() == []


@pytest.mark.parametrize("then", ["removed", "replaced"])
def test_a_body_that_could_not_be_shown_is_forgotten_with_its_article(
    then: str, content: Content
) -> None:
    path = content.write("deep/zh-Hans.md", "- " * 2000 + "x")
    for tag in ("zh-Hans", "zh-Hant"):
        assert content.body("deep", tag).startswith("<p>- - -")
    assert len(content.problems()) == 1
    if then == "removed":
        path.unlink()
        path.parent.rmdir()
    else:
        content.write("deep/zh-Hans.md", "- x")
    content.settle()
    assert content.problems() == []
