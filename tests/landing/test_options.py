"""What the landing page offers whom: the first store, the others in order, the guide."""

from dataclasses import replace

import pytest

from microsite.config.schema import Config
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.visitor import detect_visitor
from microsite.landing.options import LandingOptions
from microsite.landing.options import store_choice_url
from microsite.landing.options import landing_options
from microsite.redirect.stores import build_stores
from tests.conftest import Settings
from tests.support import visitors

ANDROID_FIRST = ["android", "ios", "harmonyos"]
IN_ORDER_OF_SITE_TOML = ["ios", "harmonyos", "android"]


@pytest.fixture
def config(settings: Settings) -> Config:
    return settings()


def offered(user_agent: str, config: Config) -> LandingOptions:
    return landing_options(detect_visitor(RequestHeaders(user_agent)), config.routing, build_stores(config))


def first(user_agent: str, config: Config) -> str | None:
    store = offered(user_agent, config).first
    return store and store.key


def built_in(user_agent: str, config: Config) -> str | None:
    store = offered(user_agent, config).built_in
    return store and store.key


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
        ("REDUCED_CHROME", "myapp"),
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
        ("NOT_A_BROWSER_WE_KNOW", None),
    ],
)
def test_the_one_big_button_is_the_store_of_this_very_phone(
    visitor: str, store: str | None, config: Config
) -> None:
    assert first(visitors.NAMED[visitor], config) == store


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
        ("NOT_A_BROWSER_WE_KNOW", IN_ORDER_OF_SITE_TOML),
    ],
)
def test_ones_own_kind_of_phone_comes_first_then_the_order_of_site_toml(
    visitor: str, families: list[str], config: Config
) -> None:
    groups = offered(visitors.NAMED[visitor], config).groups
    assert [group.family for group in groups] == families


@pytest.mark.parametrize("user_agent", visitors.NAMED.values(), ids=visitors.NAMED)
def test_every_store_with_an_https_address_is_offered_exactly_once(
    user_agent: str, config: Config
) -> None:
    found = offered(user_agent, config)
    keys = [store.key for group in found.groups for store in group.stores]
    everything = [key for key, store in build_stores(config).items() if store.link]
    assert sorted([*keys, *([found.first.key] if found.first else [])]) == sorted(everything)
    for group in found.groups:
        own = [store.key for store in group.stores]
        assert own == [key for key in everything if key in own], "not the order of site.toml"


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
def test_a_store_with_only_a_scheme_is_for_the_phones_of_its_brands(
    visitor: str, store: str | None, config: Config
) -> None:
    assert built_in(visitors.NAMED[visitor], config) == store


def test_which_brands_a_store_came_with_is_a_setting(settings: Settings) -> None:
    config = settings(stores__oppo__brands="realme")
    assert built_in(visitors.REALME, config) == "oppo"
    assert built_in(visitors.OPPO, config) is None


def test_no_scheme_is_offered_inside_an_app_which_would_open_none(config: Config) -> None:
    assert built_in(visitors.WECHAT_OPPO, config) is None
    assert built_in(visitors.ALIPAY_OPPO, config) is None


def test_no_scheme_is_offered_to_a_television(config: Config) -> None:
    television = replace(detect_visitor(RequestHeaders(visitors.ANDROID_TELEVISION)), brand="oppo")
    assert landing_options(television, config.routing, build_stores(config)).built_in is None


def test_a_store_that_may_show_an_error_never_stands_alone(settings: Settings) -> None:
    config = settings(routing__brands__oppo="landing")
    assert first(visitors.OPPO, config) is None
    assert built_in(visitors.OPPO, config) is None


@pytest.mark.parametrize(
    ("visitor", "guide"),
    [
        ("ALIPAY_XIAOMI", "sheet"),  # lets no store open
        ("ALIPAY_IPHONE", "sheet"),
        ("DINGTALK_VIVO", "sheet"),
        ("WECHAT_XIAOMI", "sheet"),  # opens MyApp, which is not Xiaomi's store
        ("QQ_HUAWEI", "sheet"),
        ("WECHAT_OPPO", None),  # opens MyApp, which is what this phone gets anyway
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
def test_the_guide_shows_where_an_app_keeps_this_phones_store_from_opening(
    visitor: str, guide: str | None, config: Config
) -> None:
    assert offered(visitors.NAMED[visitor], config).guide == guide


def test_the_guide_draws_the_menu_that_the_app_has(settings: Settings) -> None:
    config = settings(routing__in_app__facebook__android="guide")
    assert offered(visitors.FACEBOOK_SAMSUNG, config).guide == "menu"
    assert offered(visitors.WECHAT_XIAOMI, config).guide == "sheet"


@pytest.mark.parametrize(
    ("visitor", "shown"),
    [
        ("WINDOWS", True),
        ("IPAD_AS_MAC", True),
        ("WECHAT_WINDOWS", True),
        ("ANDROID_TELEVISION", True),
        ("NOT_A_BROWSER_WE_KNOW", True),
        ("GOOGLEBOT_SMARTPHONE", True),
        ("IPHONE", False),
        ("IPAD", False),
        ("XIAOMI", False),
        ("ALIPAY_XIAOMI", False),
        ("HARMONY_NEXT", False),
    ],
)
def test_the_symbol_shows_on_what_is_not_the_phone_itself(
    visitor: str, shown: bool, config: Config
) -> None:
    assert offered(visitors.NAMED[visitor], config).symbol is shown


def test_a_choice_keeps_the_code(config: Config) -> None:
    play = build_stores(config)["play"]
    assert store_choice_url(play, "K7F3M4") == "/q/K7F3M4?store=play"
    assert store_choice_url(play, "") == "/q?store=play"
