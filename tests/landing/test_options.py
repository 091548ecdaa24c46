"""The options of the landing page: the first store, the order of the others, the guide."""

from dataclasses import replace

import pytest

from microsite.config.schema import Config
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.visitor import detect_visitor
from microsite.landing.options import IN_OWN_APP
from microsite.landing.options import LandingOptions
from microsite.landing.options import landing_options
from microsite.landing.options import store_choice_url
from microsite.redirect.own_app import build_own_app
from microsite.redirect.stores import build_stores
from tests.conftest import Settings
from tests.support import visitors

ANDROID_FIRST = ["android", "ios", "harmonyos"]
IN_ORDER_OF_SITE_TOML = ["ios", "harmonyos", "android"]


@pytest.fixture
def config(settings: Settings) -> Config:
    return settings()


def options_for(user_agent: str, config: Config, language: str = "en") -> LandingOptions:
    visitor = detect_visitor(RequestHeaders(user_agent), build_own_app(config.app))
    return landing_options(visitor, config.routing, language, build_stores(config))


def first_store(user_agent: str, config: Config) -> str | None:
    store = options_for(user_agent, config).first
    return store.key if store else None


def built_in_store(user_agent: str, config: Config) -> str | None:
    store = options_for(user_agent, config).built_in
    return store.key if store else None


@pytest.mark.parametrize(
    ("visitor", "store"),
    [
        ("IPHONE", "app-store"),
        ("IPAD", "app-store"),
        ("HUAWEI", "appgallery"),
        ("HUAWEI_HARMONY_4", "appgallery"),
        ("HARMONY_NEXT", "appgallery-next"),
        ("HONOR", "myapp"),
        ("XIAOMI", "xiaomi"),
        ("POCO", "xiaomi-global"),
        ("OPPO", "myapp"),
        ("VIVO", "vivo"),
        ("SAMSUNG", "samsung"),
        ("PIXEL", "play"),
        ("REDUCED_CHROME", "play"),
        ("WECHAT_XIAOMI", "myapp"),
        ("WECHAT_IPHONE", "app-store"),
        ("WECHAT_HARMONY_NEXT", "appgallery-next"),
        ("QQ_HUAWEI", "myapp"),
        ("FACEBOOK_SAMSUNG", "samsung"),
        ("ALIPAY_XIAOMI", None),
        ("ALIPAY_IPHONE", None),
        ("WINDOWS", None),
        ("IPAD_AS_MAC", None),
        ("WECHAT_WINDOWS", None),
        ("ANDROID_TELEVISION", None),
        ("GOOGLEBOT_SMARTPHONE", None),
        ("UNKNOWN_BROWSER", None),
    ],
)
def test_the_first_store_is_the_store_of_this_phone(
    visitor: str, store: str | None, config: Config
) -> None:
    assert first_store(visitors.USER_AGENTS[visitor], config) == store


def test_the_first_store_of_an_unknown_android_goes_by_the_language(config: Config) -> None:
    in_chinese = options_for(visitors.REDUCED_CHROME, config, "zh-Hans")
    assert in_chinese.first is not None
    assert in_chinese.first.key == "myapp"
    assert in_chinese.guide is None


@pytest.mark.parametrize(
    ("visitor", "families"),
    [
        ("IPHONE", ["harmonyos", "android"]),  # the App Store, alone of its kind, is the button
        ("HARMONY_NEXT", ["ios", "android"]),
        ("ALIPAY_IPHONE", ["ios", "harmonyos", "android"]),
        ("HUAWEI", ANDROID_FIRST),
        ("HUAWEI_HARMONY_4", ANDROID_FIRST),
        ("REDUCED_CHROME", ANDROID_FIRST),
        ("ALIPAY_XIAOMI", ANDROID_FIRST),
        ("WINDOWS", IN_ORDER_OF_SITE_TOML),
        ("IPAD_AS_MAC", IN_ORDER_OF_SITE_TOML),
        ("UNKNOWN_BROWSER", IN_ORDER_OF_SITE_TOML),
    ],
)
def test_the_visitors_family_comes_first_then_the_order_of_site_toml(
    visitor: str, families: list[str], config: Config
) -> None:
    groups = options_for(visitors.USER_AGENTS[visitor], config).groups
    assert [group.family for group in groups] == families


@pytest.mark.parametrize(
    "visitor", [name for name in visitors.USER_AGENTS if not name.startswith("OWN_APP")]
)
def test_every_store_with_an_https_link_is_offered_exactly_once(
    visitor: str, config: Config
) -> None:
    options = options_for(visitors.USER_AGENTS[visitor], config)
    keys = [store.key for group in options.groups for store in group.stores]
    expected = [key for key, store in build_stores(config).items() if store.link]
    assert sorted([*keys, *([options.first.key] if options.first else [])]) == sorted(expected)
    for group in options.groups:
        own = [store.key for store in group.stores]
        assert own == [key for key in expected if key in own], "not the order of site.toml"


@pytest.mark.parametrize(
    ("visitor", "store"),
    [
        ("OPPO", "oppo"),
        ("ONEPLUS", "oppo"),
        ("REALME", "oppo"),
        ("HONOR", "honor"),
        ("XIAOMI", None),
        ("REDUCED_CHROME", None),
        ("WINDOWS", None),
        ("IPHONE", None),
    ],
)
def test_a_scheme_only_store_is_offered_to_phones_of_its_brands(
    visitor: str, store: str | None, config: Config
) -> None:
    assert built_in_store(visitors.USER_AGENTS[visitor], config) == store


def test_the_brands_of_a_scheme_only_store_are_a_setting(settings: Settings) -> None:
    config = settings(stores__oppo__brands="realme")
    assert built_in_store(visitors.REALME, config) == "oppo"
    assert built_in_store(visitors.OPPO, config) is None


def test_no_scheme_is_offered_in_an_in_app_browser(config: Config) -> None:
    assert built_in_store(visitors.WECHAT_OPPO, config) is None
    assert built_in_store(visitors.ALIPAY_OPPO, config) is None


def test_no_scheme_is_offered_to_a_television(config: Config) -> None:
    television = replace(detect_visitor(RequestHeaders(visitors.ANDROID_TELEVISION)), brand="oppo")
    assert landing_options(television, config.routing, "en", build_stores(config)).built_in is None


def test_a_scheme_only_store_is_never_offered_alone(settings: Settings) -> None:
    config = settings(stores__oppo__fallback="")
    assert first_store(visitors.OPPO, config) is None
    assert built_in_store(visitors.OPPO, config) is None


@pytest.mark.parametrize(
    ("visitor", "guide"),
    [
        ("ALIPAY_XIAOMI", "sheet"),  # opens no store
        ("ALIPAY_IPHONE", "sheet"),
        ("DINGTALK_VIVO", "sheet"),
        ("WECHAT_XIAOMI", "sheet"),  # opens MyApp, which is not Xiaomi's store
        ("QQ_HUAWEI", "sheet"),
        ("WECHAT_OPPO", "sheet"),  # opens MyApp, not the store that came with this phone
        ("WECHAT_IPHONE", None),
        ("WECHAT_HARMONY_NEXT", None),
        ("WECHAT_WINDOWS", None),
        ("LINE_IPHONE", None),
        ("FACEBOOK_SAMSUNG", None),
        ("XIAOMI", None),
        ("WINDOWS", None),
        ("GOOGLEBOT_SMARTPHONE", None),
    ],
)
def test_the_guide_is_shown_if_the_in_app_browser_does_not_open_this_phones_store(
    visitor: str, guide: str | None, config: Config
) -> None:
    assert options_for(visitors.USER_AGENTS[visitor], config).guide == guide


def test_the_guide_picture_matches_the_menu_of_the_app(settings: Settings) -> None:
    config = settings(routing__in_app__facebook__android="guide")
    assert options_for(visitors.FACEBOOK_SAMSUNG, config).guide == "menu"
    assert options_for(visitors.WECHAT_XIAOMI, config).guide == "sheet"


@pytest.mark.parametrize(
    ("visitor", "shown"),
    [
        ("WINDOWS", True),
        ("IPAD_AS_MAC", True),
        ("WECHAT_WINDOWS", True),
        ("ANDROID_TELEVISION", True),
        ("UNKNOWN_BROWSER", True),
        ("GOOGLEBOT_SMARTPHONE", True),
        ("IPHONE", False),
        ("IPAD", False),
        ("XIAOMI", False),
        ("ALIPAY_XIAOMI", False),
        ("HARMONY_NEXT", False),
    ],
)
def test_the_symbol_is_shown_on_devices_without_a_store(
    visitor: str, shown: bool, config: Config
) -> None:
    assert options_for(visitors.USER_AGENTS[visitor], config).symbol is shown


@pytest.mark.parametrize(
    "user_agent",
    [
        visitors.OWN_APP_IPHONE,
        visitors.OWN_APP_IPAD,
        visitors.OWN_APP_XIAOMI,
        visitors.OWN_APP_HARMONY_NEXT,
        visitors.IPAD_AS_MAC + " PSBC/9.2.1",
        visitors.OPPO + " PSBC/9.2.1",
        visitors.ALIPAY_XIAOMI + " PSBC/9.2.1",
        visitors.ANDROID_TELEVISION + " PSBC/9.2.1",
    ],
)
def test_the_own_app_is_offered_no_store_no_guide_and_no_symbol(
    user_agent: str, config: Config
) -> None:
    assert options_for(user_agent, config) == IN_OWN_APP


def test_the_url_of_a_store_button_has_the_code(config: Config) -> None:
    play = build_stores(config)["play"]
    assert store_choice_url(play, "K7F3M4") == "/q/K7F3M4?store=play"
    assert store_choice_url(play, "") == "/q?store=play"
