"""Rendering a body as HTML."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.news.conftest import Content
from tests.support.markup import ParsedHtml

Render = Callable[..., str]


@pytest.fixture
def render(content: Content) -> Render:
    """A function that renders a body which must have no errors."""

    def render(body: str, tag: str = "en") -> str:
        content.write(f"article/{tag}.md", body)
        assert content.errors() == []
        return content.body("article", tag)

    return render


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
def test_emphasis_works_next_to_chinese_punctuation(render: Render, text: str) -> None:
    words = text.partition("*")[2].rpartition("*")[0].strip("*")
    page = ParsedHtml(render(text, "zh-Hant"))
    assert page.one("strong" if "**" in text else "em").text == words
    assert "*" not in page.one("p").text


def test_a_line_break_between_chinese_characters_adds_no_space(render: Render) -> None:
    assert ParsedHtml(render("一行，\n又一行\nand\nEnglish。", "zh-Hans")).one("p").texts == [
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
def test_headings_start_at_h2_and_skip_no_level(
    render: Render, body: str, levels: list[str]
) -> None:
    page = ParsedHtml(render(body))
    headings = [element for element in page.elements if element.tag[1:].isdigit()]
    assert [heading.tag for heading in headings] == levels
    assert len({heading["id"] for heading in headings}) == len(headings)


def test_an_image_has_its_size_and_loads_lazily(content: Content, render: Render) -> None:
    content.write_image("article/a.webp", (80, 60))
    page = ParsedHtml(render('Text.\n\n![A good "code"](a.webp)'))
    assert page.one("img").attributes == {
        "src": "/news/article/a.webp",
        "alt": 'A good "code"',
        "width": "80",
        "height": "60",
        "loading": "lazy",
        "decoding": "async",
    }


def test_a_table_is_in_a_focusable_box_that_its_heading_names(render: Render) -> None:
    page = ParsedHtml(render("## Stores\n\n| Phone | Store |\n| --- | --: |\n| a | b |"))
    box = page.one("div", class_="table")
    assert page.one("table").parents[-1] is box
    assert (box["tabindex"], box["role"]) == ("0", "region")
    assert page.one(id=box["aria-labelledby"]).text == "Stores"
    assert [cell["scope"] for cell in page.all("th")] == ["col", "col"]
    assert page.one("td", align="right").text == "b"
    assert "style" not in box.attributes


def test_a_table_without_a_heading_above_is_not_a_region(render: Render) -> None:
    box = ParsedHtml(render("| A |\n| --- |\n| a |")).one("div", class_="table")
    assert "role" not in box.attributes


def test_links_stay_as_written(render: Render) -> None:
    page = ParsedHtml(
        render("[a](/en/verify) [b](https://elsewhere.example/?a=1&b=2) <https://c.example/>")
    )
    assert [link["href"] for link in page.all("a")] == [
        "/en/verify",
        "https://elsewhere.example/?a=1&b=2",
        "https://c.example/",
    ]
    assert all(set(link.attributes) == {"href"} for link in page.all("a"))


def test_allowed_html_is_kept(render: Render) -> None:
    assert render("H<sub>2</sub>O<br>x") == "<p>H<sub>2</sub>O<br>x</p>"


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
def test_the_sanitizer_needs_no_check_before_it(content: Content, body: str) -> None:
    content.write("article/en.md")
    article = content.news.snapshot().find("en", "article")
    assert article
    page = ParsedHtml(content.news.render(replace(article, body=body)))
    assert page.elements
    for element in page.elements:
        assert not {"onmouseover", "cite", "class", "id", "style"} & set(element.attributes)
        url = "".join(element.attributes.get("href", "").split()).lower()
        assert not url.startswith(("javascript:", "data:"))


def test_a_body_too_deep_for_markdown_is_shown_as_text_and_reported(content: Content) -> None:
    content.write("deep/en.md", "- " * 1900 + "the end")
    assert content.body("deep").startswith("<p>- - -")
    assert content.errors() == [
        "deep/en.md: cannot be rendered as Markdown (lists or quotations are nested too deeply);"
        " simplify it"
    ]
    content.write("deep/en.md", "- the end")
    content.settle()
    assert content.body("deep").startswith("<ul>")
    assert content.errors() == []


@pytest.mark.parametrize("change", ["removed", "replaced"])
def test_a_render_error_is_dropped_with_its_article(change: str, content: Content) -> None:
    path = content.write("deep/zh-Hans.md", "- " * 2000 + "x")
    for tag in ("zh-Hans", "zh-Hant"):
        assert content.body("deep", tag).startswith("<p>- - -")
    assert len(content.errors()) == 1
    if change == "removed":
        path.unlink()
        path.parent.rmdir()
    else:
        content.write("deep/zh-Hans.md", "- x")
    content.settle()
    assert content.errors() == []
