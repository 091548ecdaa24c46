"""Phones whose own store opens only by its scheme, and apps that may block stores."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from microsite.config.section import ConfigError
from tests.conftest import Settings
from tests.conftest import site
from tests.support import visitors
from tests.support.markup import ParsedHtml

OPPO_SCHEME = "oppomarket://details?packagename=com.yitong.mbank.psbc"
HONOR_SCHEME = "honormarket://details?id=com.yitong.mbank.psbc"
MYAPP = "/q?store=myapp"
IPHONE = visitors.LINE_IPHONE.removesuffix("Safari Line/14.18.1/IAB")
WEB_VIEW = visitors.FACEBOOK_SAMSUNG.partition("[FB")[0]
IN_APP = {
    "Douyin on an iPhone": (f"{IPHONE} aweme_340500 BytedanceWebview/d8a21c6", "Douyin"),
    "Douyin on a Samsung": (f"{WEB_VIEW} aweme_34.4.0 JsSdk/1.0", "Douyin"),
    "Weibo on an iPhone": (f"{IPHONE} Weibo (iPhone16,2__weibo__15.7.3__iphone__os18.5)", "Weibo"),
    "Xiaohongshu on a Samsung": (f"{WEB_VIEW} XHSDiscover/8.79 Language/zh-CN", "Xiaohongshu"),
    "UnionPay on an iPhone": (f"{IPHONE} (UnionPay/1.0 CloudPay)", "UnionPay"),
    "UnionPay on HarmonyOS 5": (f"{visitors.HARMONY_NEXT} (CloudPay 10.1.6)", "UnionPay"),
}


def get_page(client: FlaskClient, user_agent: str, tag: str = "en") -> ParsedHtml:
    answer = client.get(f"/{tag}/app", headers={"User-Agent": user_agent})
    assert answer.status_code == 200
    return ParsedHtml(answer.text)


def buttons(page: ParsedHtml) -> list[tuple[str, bool]]:
    """Return the address of each large button, and True if it is filled."""
    return [
        (button["href"], "quiet" not in button["class"]) for button in page.all("a", within="first")
    ]


@pytest.mark.parametrize(
    ("visitor", "scheme"),
    [
        ("OPPO", OPPO_SCHEME),
        ("ONEPLUS", OPPO_SCHEME),
        ("REALME", OPPO_SCHEME),
        ("HONOR", HONOR_SCHEME),
    ],
)
def test_the_phones_own_store_is_filled_and_myapp_outlined(
    visitor: str, scheme: str, app: Flask
) -> None:
    client, user_agent = app.test_client(), visitors.USER_AGENTS[visitor]
    scan = client.get("/q", headers={"User-Agent": user_agent})
    assert scan.headers["Location"] == "/en/app"
    page = get_page(client, user_agent)
    assert buttons(page) == [(scheme, True), (MYAPP, False)]
    links = [link["href"] for link in page.all("a", within="stores")]
    assert MYAPP not in links, "offered twice"


def test_an_in_app_browser_gets_the_fallback_and_the_way_to_the_phones_own_store(
    app: Flask,
) -> None:
    facebook = visitors.FACEBOOK_SAMSUNG.replace("SM-S9180", "PHM110")
    for user_agent in (visitors.WECHAT_OPPO, facebook):
        page = get_page(app.test_client(), user_agent)
        assert buttons(page) == [(MYAPP, True)]
        assert page.one("input", id="address")["value"].endswith("/q?platform=android")


def test_the_copied_address_leads_to_the_phones_own_store(app: Flask) -> None:
    answer = app.test_client().get("/q?platform=android", headers={"User-Agent": visitors.OPPO})
    assert answer.headers["Location"] == "/en/app"


def test_a_fallback_that_is_no_store_with_a_link_is_an_error(settings: Settings) -> None:
    for wrong in ("oppo", "nothing", "onelink."):
        with pytest.raises(ConfigError, match=r"stores\.honor\.fallback: "):
            settings(stores__honor__fallback=wrong)


def test_another_fallback_is_a_setting(settings: Settings) -> None:
    with site(settings(stores__honor__fallback="play")) as app:
        page = get_page(app.test_client(), visitors.HONOR)
    assert buttons(page) == [(HONOR_SCHEME, True), ("/q?store=play", False)]


@pytest.mark.parametrize(("user_agent", "name"), IN_APP.values(), ids=IN_APP.keys())
def test_an_app_that_may_block_stores_gets_the_store_and_a_visible_way_out(
    user_agent: str, name: str, app: Flask
) -> None:
    client = app.test_client()
    scan = client.get("/q", headers={"User-Agent": user_agent})
    assert scan.headers["Location"].startswith("https://")
    page = get_page(client, user_agent)
    assert [filled for _, filled in buttons(page)] == [True]
    assert f"{name} may block app stores" in page.one(class_="guide").text
    assert page.one("input", id="address")["value"].startswith("https://app.psbc.example/q")


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("zh-Hans", "小红书可能会拦截应用商店，手机浏览器则可正常打开。"),
        ("zh-Hant", "小紅書可能會攔截應用程式商店，手機瀏覽器則可正常開啟。"),
    ],
)
def test_the_way_out_names_the_app_in_chinese(tag: str, text: str, app: Flask) -> None:
    user_agent, _ = IN_APP["Xiaohongshu on a Samsung"]
    assert text in get_page(app.test_client(), user_agent, tag).one(class_="guide").text


def test_an_app_that_blocks_stores_gets_the_guide_by_setting(settings: Settings) -> None:
    with site(settings(routing__in_app__douyin__ios="guide")) as app:
        user_agent, _ = IN_APP["Douyin on an iPhone"]
        page = get_page(app.test_client(), user_agent)
    assert buttons(page) == []
    assert "Douyin cannot open app stores" in page.one(class_="guide").text


@pytest.mark.parametrize(
    "app_words", ["AliApp(AP/10.6.30.6000) AlipayClient/10.6.30", "AliApp(DingTalk/7.6.0)"]
)
def test_apps_without_stores_get_the_guide_on_harmonyos_5_too(app_words: str, app: Flask) -> None:
    client, user_agent = app.test_client(), f"{visitors.HARMONY_NEXT} {app_words}"
    assert client.get("/q", headers={"User-Agent": user_agent}).headers["Location"] == "/en/app"
    page = get_page(client, user_agent)
    assert buttons(page) == []
    assert page.one("input", id="address")["value"].endswith("/q?platform=harmonyos")
