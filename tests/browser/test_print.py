"""Pages on paper, as Chromium prints them."""

from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page
from playwright.sync_api import expect

from tests.browser.conftest import PRINTED_HOST
from tests.browser.conftest import Visitor
from tests.support import visitors

pytestmark = pytest.mark.browser

ARTICLE = "news/genuine-code"
PAGES = (
    "",
    "app",
    "news/",
    ARTICLE,
    "contact",
    "verify?code=K7F3M4",
    "privacy",
    "accessibility",
    "nothing",
)
COLOURS = """() => [...document.querySelectorAll("body *")]
  .filter(each => each.checkVisibility() && each.innerText)
  .flatMap(each => {
    const { color, backgroundColor } = getComputedStyle(each);
    return [`ink ${color}`, `ground ${backgroundColor}`];
  })
"""
BLACK_ON_WHITE = {
    "ink rgb(0, 0, 0)",
    "ground rgb(255, 255, 255)",
    "ground rgba(0, 0, 0, 0)",
}


def printed(page: Page) -> str:
    """The text on the sheets."""
    document = pypdfium2.PdfDocument(BytesIO(page.pdf(format="A4")))
    try:
        return "\n".join(sheet.get_textpage().get_text_bounded() for sheet in document)
    finally:
        document.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_printed_black_on_white(scheme: str, path: str, visitor: Visitor) -> None:
    page = visitor(visitors.WINDOWS, color_scheme=scheme).open(f"/zh-Hant/{path}")
    page.emulate_media(media="print", color_scheme=scheme)
    assert set(page.evaluate(COLOURS)) <= BLACK_ON_WHITE


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_printed_that_only_a_screen_can_use(path: str, visitor: Visitor) -> None:
    page = visitor(visitors.WINDOWS).open(f"/en/{path}")
    page.emulate_media(media="print")
    for hidden in page.locator("nav, form, button, input, .skip, .button").all():
        expect(hidden).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("path", ["app", "news/", ARTICLE, "contact", "privacy"])
def test_paper_says_who_it_is_from_whom_to_call_and_where_it_stands(
    path: str, visitor: Visitor
) -> None:
    text = printed(visitor(visitors.WINDOWS).open(f"/en/{path}"))
    assert "Postal Savings Bank of China" in text
    assert "400-88-95580" in text
    assert f"https://{PRINTED_HOST}/en/{path}" in text
    assert "简体中文" not in text


def test_a_printed_link_shows_its_address(visitor: Visitor) -> None:
    assert "Write to us (/en/contact)" in printed(visitor(visitors.WINDOWS).open("/en/verify"))
    page = visitor(visitors.WINDOWS).open("/zh-Hans/verify")
    assert "（/zh-Hans/contact）" in printed(page)
    assert "(/en/verify)" in printed(visitor(visitors.WINDOWS).open(f"/en/{ARTICLE}"))


def test_the_printed_code_can_be_scanned(visitor: Visitor) -> None:
    page = visitor(visitors.WINDOWS).open("/en/app")
    document = pypdfium2.PdfDocument(BytesIO(page.pdf(format="A4")))
    sheet = document[0].render(scale=200 / 72).to_pil()
    document.close()
    [found] = zxingcpp.read_barcodes(sheet)
    assert found.text == f"https://{PRINTED_HOST.upper()}/Q"


def test_the_screen_shows_nothing_that_is_meant_for_paper(visitor: Visitor) -> None:
    page = visitor(visitors.WINDOWS).open("/en/contact")
    expect(page.locator(".on-paper")).to_be_hidden()
