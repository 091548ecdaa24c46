"""GitHub's dialect as editors write it, in Chinese text."""

from pathlib import Path

import pytest

from tests.news.conftest import Content
from tests.support.markup import ParsedHtml


def render(content: Content, body: str, tag: str = "zh-Hans") -> str:
    """Return a body as HTML; it must have no errors."""
    content.write(f"a/{tag}.md", body)
    html = content.body("a", tag)
    assert content.errors() == []
    return html


def loss(content: Content, body: str) -> str:
    """Return the only error of a body, without path."""
    content.write("a/zh-Hans.md", body)
    if content.news.snapshot().find("zh-Hans", "a"):
        content.body("a", "zh-Hans")
    (error,) = content.errors()
    return error.removeprefix("a/zh-Hans.md:")


def flat(html: str) -> str:
    """Return HTML without line breaks."""
    return html.replace("\n", "")


def test_the_dialect_of_editors_is_rendered(content: Content) -> None:
    text = Path(__file__).with_name("gfm.zh-Hans.md").read_bytes()
    content.write_raw("a/zh-Hans.md", text)
    html = flat(content.body("a", "zh-Hans"))
    assert content.errors() == []
    assert html.startswith("<p><strong>「新版」</strong>發佈,下載<strong>手機銀行。</strong>請見")
    assert '<strong><a href="https://example.com">官網</a></strong>。</p>' in html
    assert "<ol><li>一<ul><li>二</li></ul></li></ol>" in html
    assert "<td>1</td><td>2</td>" in html
    assert '"https://example.com/%E8%B7%AF%E5%BE%84">https://example.com/路径</a>,中文。' in html
    assert 'type="checkbox"> todo</label></li>' in html
    assert "<p><s>del</s></p>" in html
    assert '脚注<sup><a href="#fn1"' in html
    assert '<li id="fn1"><p>内容' in html


def test_lists_and_tables_follow_a_paragraph_directly(content: Content) -> None:
    lists = "请准备：\n- 身份证\n- 银行卡\n\nYou need:\n1. Card\n2. Phone"
    html = flat(render(content, f"{lists}\n\n费率：\n| a |\n|---|\n| b |"))
    assert "<p>请准备：</p><ul><li>身份证</li><li>银行卡</li></ul>" in html
    assert "<p>You need:</p><ol><li>Card</li><li>Phone</li></ol>" in html
    assert "<p>费率：</p><div" in html
    assert "<td>b</td>" in html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("- 一\n  - 甲\n  - 乙\n- 二", "<ul><li>一<ul><li>甲</li><li>乙</li></ul></li><li>二"),
        ("* a\n  1. b\n  2. c", "<ul><li>a<ol><li>b</li><li>c</li></ol></li></ul>"),
        ("1. 一\n  - 甲\n  - 乙\n2. 二", "<ol><li>一<ul><li>甲</li><li>乙</li></ul></li><li>二"),
        ("1. 一\n  - 甲\n    - 子\n  - 乙", "<li>甲<ul><li>子</li></ul></li><li>乙</li>"),
        ("10. 一\n  - 甲\n11. 二", '<ol start="10"><li>一<ul><li>甲</li></ul></li><li>二'),
        ("1) 一\n2) 二", "<ol><li>一</li><li>二</li></ol>"),
        ("```\n1. a\n  - b\n```", "<pre><code>1. a  - b</code></pre>"),
    ],
)
def test_lists_nest_by_two_spaces(content: Content, body: str, html: str) -> None:
    assert html in flat(render(content, body))


def test_a_footnote_is_at_the_end_and_a_note_without_address_stays_a_paragraph(
    content: Content,
) -> None:
    body = (
        "年利率 1.5%[^1]，活动期限[^rate]。\n\n[^1]: 以柜台公告为准。\n[^rate]: 2026 年。\n\n"
        "[注]: 此处为说明\n\n详见[注]。\n\n[说明]:\n多行的说明"
    )
    page = ParsedHtml(render(content, body))
    assert [link["href"] for link in page.all("a")] == ["#fn1", "#fn2", "#fnref1", "#fnref2"]
    texts = [text for element in page.all("p") for text in element.texts]
    assert "[注]: 此处为说明" in texts
    assert "详见[注]。" in texts
    assert "[说明]:多行的说明" in "".join(texts).replace("\n", "")
    assert "以柜台公告为准。" in page.one("li", id="fn1").text


def test_a_task_list_has_labelled_boxes(content: Content) -> None:
    page = ParsedHtml(render(content, "- [ ] 待办\n- [x] 完成\n- [] 其他"))
    boxes = page.all("input", type="checkbox")
    assert ["checked" in box.attributes for box in boxes] == [False, True]
    assert all("disabled" in box.attributes and box.parents[-1].tag == "label" for box in boxes)
    assert page.all("li")[2].text == "[] 其他"


@pytest.mark.parametrize(
    ("text", "address", "href"),
    [
        ("请登录https://www.psbc.com，了解", "https://www.psbc.com", ""),
        ("请登录https://www.psbc.com了解", "https://www.psbc.com", ""),
        ("（https://www.psbc.com/a）。", "https://www.psbc.com/a", ""),
        ("(see https://www.psbc.com/a_(b)).", "https://www.psbc.com/a_(b)", ""),
        ("https://www.psbc.com/app下载", "https://www.psbc.com/app", ""),
        ("https://www.psbc.com/?a=1&b=2,然后", "https://www.psbc.com/?a=1&b=2", ""),
        ("**https://www.psbc.com/__a__/b**。", "https://www.psbc.com/__a__/b", ""),
        ("HTTPS://WWW.PSBC.COM/A", "HTTPS://WWW.PSBC.COM/A", ""),
        ("官网www.psbc.com。", "www.psbc.com", "http://www.psbc.com"),
        ("邮箱service@psbc.com，", "service@psbc.com", "mailto:service@psbc.com"),
        ("<tel:95580>", "tel:95580", "tel:95580"),
        ("<service@psbc.com>", "service@psbc.com", "mailto:service@psbc.com"),
    ],
)
def test_a_bare_address_is_a_link_that_ends_where_chinese_continues(
    content: Content, text: str, address: str, href: str
) -> None:
    link = ParsedHtml(render(content, text)).one("a")
    assert link.text == address
    assert link["href"].lower() == (href or address).lower()


@pytest.mark.parametrize(
    "text",
    [
        "`https://www.psbc.com`",
        "com.yitong.mbank.psbc",
        "README.md",
        "xhttps://a",
        "https://localhost",
        "a@b",
        "://www",
    ],
)
def test_what_is_no_address_is_no_link(content: Content, text: str) -> None:
    assert "<a" not in render(content, text)


def test_an_address_that_is_a_links_text_is_one_link(content: Content) -> None:
    page = ParsedHtml(render(content, "[https://a.example](https://b.example) [www.a.example](/x)"))
    assert [link["href"] for link in page.all("a")] == ["https://b.example", "/x"]


@pytest.mark.parametrize("text", ["#话题# 开业", "#标题", "<姓名>", "5 < 6 & 7 > 3", "[^1] 无注"])
def test_text_that_looks_like_markup_is_shown_as_written(content: Content, text: str) -> None:
    assert ParsedHtml(render(content, text)).one("p").text == text


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("字\n<weixin://dl/x>", "6: contains a weixin: link;"),
        ("a </div> b", "5: contains the HTML </div>; remove it"),
        ("a\nb <b class=x>c</b>", "6: contains the HTML <b class=x>; remove it"),
        ("<card-number>", "5: contains the HTML tag <card-number…>; remove it"),
        ("| a |\n|---|\n| b | c |", "7: has more cells than the 1 of the table's header;"),
        ("> | a | b |\n> |---|---|\n> | b | c | d", "7: has more cells than the 2 of the table's"),
        ("[官网]: /x", "5: defines the link [官网], which nothing refers to;"),
        ("[a]\n\n[a]: /x\n[A]: /y", "8: defines the link [a] again; keep one"),
        ("文\n\n[^注]: 说明", "7: defines the footnote [^注], which nothing refers to;"),
        ("文[^1]\n\n[^1]: 甲\n\n[^1]: 乙", "9: defines the footnote [^1] again; keep one"),
        ("```sh 说明\nx\n```", "5: contains text after the mark of a code block"),
        ("文\n\n[官网](www.psbc.com)", "7: contains a link whose target is no address;"),
        ("[注](以公告为准)", "5: contains a link whose target is no address;"),
        ("[](/x)", "5: contains a link without a text;"),
    ],
)
def test_text_that_no_reader_would_see_is_named(content: Content, body: str, error: str) -> None:
    assert loss(content, body).startswith(error)
