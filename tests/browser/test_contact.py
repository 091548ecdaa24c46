"""The contact page in a real browser: by keyboard alone, without scripts, at any width."""

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
LEAST_CONTRAST = 7
LEAST_CONTRAST_OF_A_RING = 3


def send(page: Page) -> None:
    """Press the button, and wait for what comes."""
    with page.expect_navigation():
        page.locator(".write button").click()


def fill_in(page: Page, **typed: str) -> None:
    texts = {"name": "王小明", "reply": "wang@example.com", "subject": "Card", "message": "Lost."}
    for name, text in (texts | typed).items():
        page.locator(f"#{name}").fill(text)
    page.locator("#consent").check()


def is_sound(page: Page) -> None:
    """No fault that axe knows of, nothing to scroll sideways, nothing unreadable."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        texts = page.evaluate(measures.TEXTS_AND_CONTRASTS)
        assert [text for text, contrast in texts if contrast < LEAST_CONTRAST] == []
    assert page.evaluate(measures.SIDEWAYS) == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("device", [NARROW, DESKTOP], ids=["320 px", "desktop"])
def test_page_refusal_and_receipt_are_sound(
    language: str, device: dict[str, Any], visitor: Visitor
) -> None:
    visit = visitor(visitors.WINDOWS, **device)
    page = visit.open(f"/{language}/contact")
    is_sound(page)
    send(page)
    visit.troubles.clear()  # Chromium reports the status 422 on its console
    expect(page.locator(".field-error")).to_have_count(5)
    is_sound(page)
    fill_in(page, subject=f"{language} {device['viewport']['width']}")
    send(page)
    expect(page.locator(".sent dd")).to_be_visible()
    is_sound(page)


def test_without_scripts_a_message_is_corrected_and_sent(visitor: Visitor) -> None:
    visit = visitor(visitors.WINDOWS, **DESKTOP, java_script_enabled=False)
    page = visit.open("/en/contact")
    fill_in(page, reply="nowhere", subject="Without scripts")
    send(page)
    visit.troubles.clear()
    expect(page.locator(".refusal")).to_be_focused()
    expect(page.locator("#message")).to_have_value("Lost.")
    expect(page.locator("#consent")).to_be_checked()
    page.locator("#reply").fill("95580")
    send(page)
    expect(page).to_have_url(re.compile("/en/contact/sent/"))


def test_by_keyboard_alone_a_fault_is_reached_and_mended(visitor: Visitor) -> None:
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
    visit.troubles.clear()
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
    """Press Tab until a field has the focus; every stop on the way shows its ring."""
    for _ in range(30):
        page.keyboard.press("Tab")
        ring = page.evaluate(measures.FOCUS_RING)
        assert ring["width"] >= 2
        assert ring["contrast"] >= LEAST_CONTRAST_OF_A_RING
        if page.evaluate("document.activeElement.id") == name:
            return
    raise AssertionError(f"No key leads to {name}.")


def test_pressing_twice_gives_one_reference(visitor: Visitor) -> None:
    page = visitor(visitors.WINDOWS, **DESKTOP).open("/en/contact")
    fill_in(page, subject="Twice")
    send(page)
    first = page.locator(".sent dd").inner_text()
    page.go_back()
    expect(page.locator("#subject")).to_have_value("Twice")
    send(page)
    expect(page.locator(".sent dd")).to_have_text(first)
