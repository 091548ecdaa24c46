"""Pages as Chromium prints them."""

from io import BytesIO
from typing import Literal

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
    return [`text ${color}`, `background ${backgroundColor}`];
  })
"""
BLACK_ON_WHITE = {
    "text rgb(0, 0, 0)",
    "background rgb(255, 255, 255)",
    "background rgba(0, 0, 0, 0)",
}


def print_text(page: Page) -> str:
    """Return the text of the printed page."""
    document = pypdfium2.PdfDocument(BytesIO(page.pdf(format="A4")))
    try:
        return "\n".join(sheet.get_textpage().get_text_bounded() for sheet in document)
    finally:
        document.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_printed_black_on_white(
    scheme: Literal["light", "dark"], path: str, visitor: Visitor
) -> None:
    page = visitor(visitors.WINDOWS, color_scheme=scheme).open(f"/zh-Hant/{path}")
    page.emulate_media(media="print", color_scheme=scheme)
    assert set(page.evaluate(COLOURS)) <= BLACK_ON_WHITE


@pytest.mark.parametrize("path", PAGES)
def test_screen_only_elements_are_not_printed(path: str, visitor: Visitor) -> None:
    page = visitor(visitors.WINDOWS).open(f"/en/{path}")
    page.emulate_media(media="print")
    for hidden in page.locator("nav, form, button, input, .skip, .button").all():
        expect(hidden).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("path", ["app", "news/", ARTICLE, "contact", "privacy"])
def test_a_printed_page_has_sender_hotline_and_address(path: str, visitor: Visitor) -> None:
    text = print_text(visitor(visitors.WINDOWS).open(f"/en/{path}"))
    assert "Postal Savings Bank of China" in text
    assert "400-88-95580" in text
    assert f"https://{PRINTED_HOST}/en/{path}" in text
    assert "简体中文" not in text


def test_a_printed_link_shows_its_address(visitor: Visitor) -> None:
    assert "Write to us (/en/contact)" in print_text(visitor(visitors.WINDOWS).open("/en/verify"))
    page = visitor(visitors.WINDOWS).open("/zh-Hans/verify")
    assert "（/zh-Hans/contact）" in print_text(page)
    assert "(/en/verify)" in print_text(visitor(visitors.WINDOWS).open(f"/en/{ARTICLE}"))


def test_the_printed_code_can_be_scanned(visitor: Visitor) -> None:
    page = visitor(visitors.WINDOWS).open("/en/app")
    document = pypdfium2.PdfDocument(BytesIO(page.pdf(format="A4")))
    sheet = document[0].render(scale=200 / 72).to_pil()
    document.close()
    [barcode] = zxingcpp.read_barcodes(sheet)
    assert barcode.text == f"https://{PRINTED_HOST.upper()}/Q"


def test_print_only_elements_are_hidden_on_screen(visitor: Visitor) -> None:
    page = visitor(visitors.WINDOWS).open("/en/contact")
    expect(page.locator(".on-paper")).to_be_hidden()
