"""The landing page in a real browser: contents, store links, readability."""

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP
from tests.browser.conftest import PHONE
from tests.browser.conftest import PRINTED_HOST
from tests.browser.conftest import Site
from tests.browser.conftest import Visitor
from tests.support import measures
from tests.support import visitors
from tests.support.browser import SCHEMES

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
MIN_TEXT_CONTRAST = 7
MIN_FOCUS_RING_CONTRAST = 3
END_OF_PHRASE = "，。：；？！"


def low_contrast_texts(page: Page) -> list[tuple[str, float]]:
    """Return the texts with too little contrast; assert that there are texts at all."""
    texts = page.evaluate(measures.TEXTS_AND_CONTRASTS)
    assert len(texts) > 10
    return [(text, contrast) for text, contrast in texts if contrast < MIN_TEXT_CONTRAST]


def assert_opens_store(page: Page, link: str, host: str, visit: Any) -> None:
    """Click a link and assert that the browser requests that store, which is unreachable here."""
    with page.expect_event("requestfailed", lambda request: urlsplit(request.url).netloc == host):
        page.locator(link).click(no_wait_after=True)
    assert [urlsplit(address).hostname for address in visit.external_navigations] == [host]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("user_agent", "device", "symbols"),
    [
        (visitors.IPHONE, PHONE, 0),
        (visitors.WINDOWS, DESKTOP, 1),
        (visitors.OWN_APP_IPHONE, PHONE, 0),
        (visitors.OWN_APP_IPAD, DESKTOP, 0),
    ],
    ids=["phone", "desktop", "own app on a phone", "own app on a tablet"],
)
def test_the_page_is_complete_and_readable_in_light_and_dark(
    language: str, user_agent: str, device: dict[str, Any], symbols: int, visitor: Visitor
) -> None:
    visit = visitor(user_agent, **device)
    page = visit.open(f"/{language}/app")
    expect(page.locator("h1")).to_be_in_viewport()
    expect(page.locator(".symbol img")).to_have_count(symbols)
    expect(page.locator(".first .button")).to_have_count(1 - symbols)
    assert page.evaluate(measures.HORIZONTAL_OVERFLOW) == 0
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert low_contrast_texts(page) == []
    stored = "[document.cookie, localStorage.length, sessionStorage.length]"
    assert page.evaluate(stored) == ["", 0, 0]
    assert visit.external_navigations == []


@pytest.mark.parametrize(
    ("user_agent", "host"),
    [
        (visitors.IPHONE, "apps.apple.com"),
        (visitors.HUAWEI, "appgallery.huawei.com"),
        (visitors.XIAOMI, "app.mi.com"),
        (visitors.WECHAT_XIAOMI, "a.app.qq.com"),
    ],
    ids=["iPhone", "Huawei", "Xiaomi", "WeChat"],
)
def test_the_main_button_opens_the_store_of_this_phone(
    user_agent: str, host: str, visitor: Visitor
) -> None:
    visit = visitor(user_agent, **PHONE)
    page = visit.open("/en/app")
    expect(page.locator(".first .button")).to_be_in_viewport()
    assert_opens_store(page, ".first .button", host, visit)


# An iPad that poses as a Mac


def ipad(visitor: Visitor) -> Any:
    """Start a visit by an iPad as pages see it: Safari on a Mac with five touch points."""
    visit = visitor(visitors.IPAD_AS_MAC, viewport={"width": 820, "height": 1180}, has_touch=True)
    emulation = visit.page.context.new_cdp_session(visit.page)
    touch = {"enabled": True, "maxTouchPoints": 5}
    emulation.send("Emulation.setTouchEmulationEnabled", touch)
    return visit


def test_an_ipad_posing_as_a_mac_is_redirected_to_the_app_store(
    visitor: Visitor, served: Site
) -> None:
    visit = ipad(visitor)
    with visit.page.expect_event("requestfailed"):
        visit.page.goto(f"{served.address}/zh-Hans/app/{served.code}", wait_until="commit")
    assert f"/q/{served.code}?platform=ipados" in visit.requests
    [store] = visit.external_navigations
    assert store.startswith("https://apps.apple.com/")
    assert f"ct={served.code}" in store


def test_an_ipad_is_redirected_only_once(visitor: Visitor, served: Site) -> None:
    visit = ipad(visitor)
    redirect_pattern = "**/q?platform=ipados"
    # The App Store opens as an app; the page stays open.
    visit.page.route(redirect_pattern, lambda route: route.fulfill(status=204))
    with visit.page.expect_response(redirect_pattern):
        visit.page.goto(f"{served.address}/en/app", wait_until="commit")
    expect(visit.page.locator("h1")).to_be_visible()
    visit.page.reload()
    assert [address for address in visit.requests if address.startswith("/static/js/ipad.js")]
    assert visit.requests.count("/q?platform=ipados") == 1


def test_a_mac_stays_on_the_page(visitor: Visitor) -> None:
    visit = visitor(visitors.IPAD_AS_MAC, **DESKTOP)
    visit.open("/en/app").wait_for_load_state("networkidle")
    assert [address for address in visit.requests if address.startswith("/static/js/ipad.js")]
    assert not [address for address in visit.requests if address.startswith("/q")]


# Inside an app


@pytest.mark.parametrize(
    ("name", "language", "buttons"),
    [
        ("WECHAT_XIAOMI", "zh-Hans", 1),
        ("WECHAT_XIAOMI", "zh-Hant", 1),
        ("ALIPAY_XIAOMI", "zh-Hans", 0),
        ("ALIPAY_IPHONE", "en", 0),
        ("FACEBOOK_SAMSUNG", "zh-Hant", 0),
    ],
)
def test_the_guide_is_visible_and_readable(
    name: str, language: str, buttons: int, visitor: Visitor
) -> None:
    page = visitor(visitors.USER_AGENTS[name], **PHONE).open(f"/{language}/app")
    expect(page.locator(".first .button")).to_have_count(buttons)
    expect(page.locator("#guide")).to_be_visible()
    expect(page.locator(".guide ol li")).to_have_count(2)
    expect(page.locator(".guide .picture")).to_be_visible()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert low_contrast_texts(page) == []


@pytest.mark.parametrize("clipboard", [True, False], ids=["clipboard", "old web view"])
def test_the_address_can_be_copied(clipboard: bool, visitor: Visitor, served: Site) -> None:
    visit = visitor(visitors.ALIPAY_XIAOMI, **PHONE)
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if not clipboard:
        visit.page.add_init_script("Clipboard.prototype.writeText = undefined")
    page = visit.open(f"/en/app/{served.code}")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_have_text(
        "Copied. Paste it into the address bar of your browser."
    )
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"https://{PRINTED_HOST}/q/{served.code}?platform=android"


def test_an_address_that_cannot_be_copied_is_selected(visitor: Visitor) -> None:
    visit = visitor(visitors.ALIPAY_XIAOMI, **PHONE)
    visit.page.add_init_script(
        "Clipboard.prototype.writeText = undefined; document.execCommand = () => false"
    )
    page = visit.open("/en/app")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_contain_text("press and hold it to copy")
    selected = "document.activeElement.selectionEnd - document.activeElement.selectionStart"
    assert page.evaluate(selected) == len(f"https://{PRINTED_HOST}/q?platform=android")


# Without JavaScript


def test_the_store_is_one_click_away_without_javascript(visitor: Visitor) -> None:
    visit = visitor(visitors.XIAOMI, java_script_enabled=False, **PHONE)
    page = visit.open("/zh-Hans/app")
    expect(page.locator(".group a")).to_have_count(8)
    assert_opens_store(page, ".first .button", "app.mi.com", visit)


def test_the_guide_has_no_copy_button_without_javascript(visitor: Visitor) -> None:
    page = visitor(visitors.ALIPAY_XIAOMI, java_script_enabled=False, **PHONE).open("/en/app")
    expect(page.locator(".copy button")).to_be_hidden()
    expect(page.locator("#address")).to_have_value(f"https://{PRINTED_HOST}/q?platform=android")


def test_a_computer_shows_the_symbol_without_javascript(visitor: Visitor, served: Site) -> None:
    visit = visitor(visitors.IPAD_AS_MAC, java_script_enabled=False, **DESKTOP)
    page = visit.open(f"/en/app/{served.code}")
    assert read_symbol(page) == [f"https://{PRINTED_HOST.upper()}/Q/{served.code}"]


# The symbol


def read_symbol(page: Page) -> list[str]:
    """Return the codes that a decoder reads from a screenshot."""
    expect(page.locator(".symbol img")).to_be_in_viewport(ratio=1)
    screen = Image.open(BytesIO(page.screenshot()))
    return [barcode.text for barcode in zxingcpp.read_barcodes(screen)]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_symbol_on_the_screen_can_be_scanned(
    scheme: str, visitor: Visitor, served: Site
) -> None:
    visit = visitor(visitors.WINDOWS, color_scheme=scheme, **DESKTOP)
    visit.open(f"/zh-Hant/app/{served.code}")
    assert read_symbol(visit.page) == [f"https://{PRINTED_HOST.upper()}/Q/{served.code}"]
    visit.open("/en/app")
    assert read_symbol(visit.page) == [f"https://{PRINTED_HOST.upper()}/Q"]


# Small screens, keyboards, Chinese


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways_at_320_pixels(language: str, visitor: Visitor) -> None:
    for name, path in (
        ("OPPO", "app"),
        ("WECHAT_XIAOMI", "app"),
        ("OWN_APP_XIAOMI", "app"),
        ("WINDOWS", "app"),
        ("WINDOWS", "nothing"),
    ):
        visit = visitor(visitors.USER_AGENTS[name], viewport={"width": 320, "height": 640})
        page = visit.open(f"/{language}/{path}")
        assert page.evaluate(measures.HORIZONTAL_OVERFLOW) == 0, (name, path)


def test_an_error_page_is_readable_and_links_to_the_app(visitor: Visitor) -> None:
    page = visitor(visitors.IPHONE, **PHONE).open("/zh-Hant/nothing")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert low_contrast_texts(page) == []
    page.locator(".message .button").click()
    expect(page).to_have_url(page.url.replace("/nothing", "/app"))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["OPPO", "ALIPAY_XIAOMI", "OWN_APP_XIAOMI"])
def test_every_control_has_a_visible_focus_ring(name: str, scheme: str, visitor: Visitor) -> None:
    page = visitor(visitors.USER_AGENTS[name], color_scheme=scheme, reduced_motion="reduce").open(
        "/en/app"
    )
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        ring = page.evaluate(measures.FOCUS_RING)
        if ring is None:
            break
        seen.append(ring["name"].strip())
        assert ring["width"] >= 2, ring
        assert ring["contrast"] >= MIN_FOCUS_RING_CONTRAST, ring
        assert ring["inside"], ring
    assert seen[0] == "Skip to main content"
    assert len(seen) == page.locator("a, button, input").count()


def test_the_skip_link_jumps_past_the_header(visitor: Visitor) -> None:
    page = visitor(visitors.OPPO, **DESKTOP).open("/en/app")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".first .button").first).to_be_focused()


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("name", ["WECHAT_XIAOMI", "ALIPAY_XIAOMI", "OWN_APP_XIAOMI", "WINDOWS"])
def test_a_chinese_heading_breaks_at_its_punctuation(
    name: str, language: str, visitor: Visitor
) -> None:
    page = visitor(visitors.USER_AGENTS[name]).open(f"/{language}/app")
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        for heading in page.locator("h1, h2").all():
            *lines, last = heading.evaluate(measures.LINES)
            assert last
            assert all(line.endswith(tuple(END_OF_PHRASE)) for line in lines), [*lines, last]
        for lead in page.locator(".lead").all():
            *lines, last = lead.evaluate(measures.LINES)
            assert not lines or len(last) >= len(lines[0]) / 2, [*lines, last]


@pytest.mark.parametrize(
    ("agent", "device", "shown"),
    [(visitors.WINDOWS, DESKTOP, True), (visitors.IPHONE, PHONE, False)],
    ids=["computer", "phone"],
)
def test_the_home_page_shows_a_code_on_computers_only(
    agent: str, device: dict[str, Any], shown: bool, visitor: Visitor
) -> None:
    page = visitor(agent, **device).open("/en/")
    expect(page.locator(".symbol")).to_be_visible(visible=shown)
    expect(page.get_by_text("Scan the code with your phone’s camera.")).to_be_visible(visible=shown)
    expect(page.get_by_text("that came with your phone")).to_be_visible(visible=not shown)
