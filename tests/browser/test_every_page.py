"""The claims of the accessibility statement, checked on every page in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP
from tests.browser.conftest import PHONE
from tests.browser.conftest import Visitor
from tests.support import measures
from tests.support import visitors

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
PAGES = (
    *("", "app", "contact", "verify", "verify?code=K7F3M4", "privacy", "accessibility", "nothing"),
    *("news/", "news/genuine-code", "news/where-to-get-the-app", "news/search?q=95580"),
)
SIZES = {"a phone": (390, 844), "a desktop": (1280, 900), "enlarged to 400 %": (320, 256)}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_violation_in_light_and_dark_on_narrow_and_wide_screens(
    language: str, path: str, visitor: Visitor
) -> None:
    page = visitor(visitors.WINDOWS).open(f"/{language}/{path}")
    violations = []
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            violations += [
                (width, scheme, each["id"]) for each in Axe().run(page).response["violations"]
            ]
        assert page.evaluate(measures.HORIZONTAL_OVERFLOW) == 0
    assert violations == []


@pytest.mark.parametrize("path", PAGES)
def test_every_control_is_reachable_by_keyboard_with_a_visible_focus_ring(
    path: str, visitor: Visitor
) -> None:
    page = visitor(visitors.WINDOWS, reduced_motion="reduce", **DESKTOP).open(f"/en/{path}")
    reached = 0
    for _ in range(page.locator("*").count()):
        page.keyboard.press("Tab")
        ring = page.evaluate(measures.FOCUS_RING)
        if ring is None:
            break
        assert ring["width"] >= 2, ring
        assert ring["contrast"] >= 3, ring
        assert ring["inside"], ring
        reached += 1
    controls = page.locator(
        ":is(a, button, input, textarea, [tabindex='0']):not([type=hidden], [tabindex='-1'])"
    )
    assert reached == controls.count()


def test_a_code_is_checked_without_javascript_and_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor(visitors.IPHONE, **PHONE, java_script_enabled=False).open("/zh-Hant/verify")
    page.locator("#code").focus()
    page.keyboard.type("K7F 3M4")
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_have_text("編號有誤")
    expect(page.locator("#code")).to_have_value("K7F 3M4")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["", "contact", "app"])
def test_each_chinese_script_uses_its_own_font(path: str, language: str, visitor: Visitor) -> None:
    """Characters of both scripts, such as 骨 and 直, have different shapes in each."""
    faces = {"zh-Hans": "Noto Sans CJK SC", "zh-Hant": "Noto Sans CJK TC"}
    page = visitor(visitors.WINDOWS).open(f"/{language}/{path}")
    expected = {f".languages [lang={tag}]": face for tag, face in faces.items()}
    if language in faces:
        expected |= dict.fromkeys(("h1", "h2", ".hotlines span", "footer p"), faces[language])
    browser = page.context.new_cdp_session(page)
    browser.send("DOM.enable")
    browser.send("CSS.enable")
    root = browser.send("DOM.getDocument")["root"]["nodeId"]
    for selector, face in expected.items():
        node = browser.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        fonts = browser.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert {font["familyName"] for font in fonts} == {face}, selector
