"""The contact page in a real browser: by keyboard alone, without JavaScript, at any width."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP
from tests.browser.conftest import Visitor
from tests.support import measures
from tests.support import visitors

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}
MIN_TEXT_CONTRAST = 7
MIN_FOCUS_RING_CONTRAST = 3


def submit(page: Page) -> None:
    """Submit the form and wait for the next page."""
    with page.expect_navigation():
        page.locator(".write button").click()


def fill_in(page: Page, **values: str) -> None:
    texts = {"name": "王小明", "reply": "wang@example.com", "subject": "Card", "message": "Lost."}
    for name, text in (texts | values).items():
        page.locator(f"#{name}").fill(text)
    page.locator("#consent").check()


def assert_accessible(page: Page) -> None:
    """Assert no axe violation, enough contrast and no sideways scrolling."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        result = Axe().run(page)
        assert result.violations_count == 0, result.generate_report()
        texts = page.evaluate(measures.TEXTS_AND_CONTRASTS)
        assert [text for text, contrast in texts if contrast < MIN_TEXT_CONTRAST] == []
    assert page.evaluate(measures.HORIZONTAL_OVERFLOW) == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("device", [NARROW, DESKTOP], ids=["320 px", "desktop"])
def test_form_errors_and_receipt_are_accessible(
    language: str, device: dict[str, Any], visitor: Visitor
) -> None:
    visit = visitor(visitors.WINDOWS, **device)
    page = visit.open(f"/{language}/contact")
    assert_accessible(page)
    submit(page)
    visit.problems.clear()  # Chromium reports the status 422 on its console
    expect(page.locator(".field-error")).to_have_count(5)
    assert_accessible(page)
    fill_in(page, subject=f"{language} {device['viewport']['width']}")
    submit(page)
    expect(page.locator(".sent dd")).to_be_visible()
    assert_accessible(page)


def test_a_message_is_corrected_and_sent_without_javascript(visitor: Visitor) -> None:
    visit = visitor(visitors.WINDOWS, **DESKTOP, java_script_enabled=False)
    page = visit.open("/en/contact")
    fill_in(page, reply="nowhere", subject="Without JavaScript")
    submit(page)
    visit.problems.clear()
    expect(page.locator(".refusal")).to_be_focused()
    expect(page.locator("#message")).to_have_value("Lost.")
    expect(page.locator("#consent")).to_be_checked()
    page.locator("#reply").fill("95580")
    submit(page)
    expect(page).to_have_url(re.compile("/en/contact/sent/"))


def test_an_error_is_reached_and_fixed_by_keyboard_alone(visitor: Visitor) -> None:
    visit = visitor(visitors.WINDOWS, **DESKTOP)
    page = visit.open("/zh-Hans/contact")
    tab_to(page, "name")
    for text in ("王小明", "wang@example.com", "", "卡片\n丢失"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(page.locator("#consent")).to_be_focused()  # the hidden field is passed over
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visit.problems.clear()
    expect(page.locator(".refusal")).to_be_focused()
    expect(page.locator(".refusal")).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#subject")).to_be_focused()
    page.keyboard.type("卡片")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".sent dd")).to_be_visible()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until a field has the focus; assert a visible focus ring at every stop."""
    for _ in range(30):
        page.keyboard.press("Tab")
        ring = page.evaluate(measures.FOCUS_RING)
        assert ring["width"] >= 2
        assert ring["contrast"] >= MIN_FOCUS_RING_CONTRAST
        if page.evaluate("document.activeElement.id") == name:
            return
    raise AssertionError(f"{name} is not reachable with Tab")


def test_submitting_twice_returns_the_same_reference(visitor: Visitor) -> None:
    page = visitor(visitors.WINDOWS, **DESKTOP).open("/en/contact")
    fill_in(page, subject="Twice")
    submit(page)
    first = page.locator(".sent dd").inner_text()
    page.go_back()
    expect(page.locator("#subject")).to_have_value("Twice")
    submit(page)
    expect(page.locator(".sent dd")).to_have_text(first)
