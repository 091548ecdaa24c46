"""Routing: named visitors and their outcomes."""

import pytest

from microsite.config.section import ConfigError
from microsite.config.store_schema import OTHER_LANGUAGES
from microsite.config.store_schema import RoutingSettings
from microsite.detection.device_type import DeviceType
from microsite.detection.own_app import OWN_APP
from microsite.detection.visitor import Visitor
from microsite.redirect.routing import CHOOSABLE_PLATFORMS
from microsite.redirect.routing import Outcome
from microsite.redirect.routing import is_unknown_android
from microsite.redirect.routing import phone_language
from microsite.redirect.routing import route
from microsite.redirect.routing import route_choice
from microsite.redirect.routing import store_for
from microsite.redirect.routing import validate_routing
from tests.conftest import Settings


@pytest.fixture
def packaged(settings: Settings) -> RoutingSettings:
    """The routing settings of the packaged site.toml."""
    return settings().routing


def android(
    brand: str | None = None, in_app: str | None = None, device_type: DeviceType = "phone"
) -> Visitor:
    return Visitor("android", device_type, brand, in_app, runs_android=True)


IPHONE = Visitor("ios", "phone")
IPAD = Visitor("ipados", "tablet")
HARMONY = Visitor("harmonyos", "phone", "huawei")
HARMONY_ANDROID = Visitor("harmonyos", "phone", "huawei", runs_android=True)

OUTCOMES = {
    "iPhone": (IPHONE, Outcome("app-store")),
    "iPad": (IPAD, Outcome("app-store")),
    "HarmonyOS 5 phone": (HARMONY, Outcome("appgallery-next")),
    "HarmonyOS 5 tablet": (Visitor("harmonyos", "tablet", "huawei"), Outcome("appgallery-next")),
    "HarmonyOS 5 computer": (Visitor("harmonyos", "desktop", "huawei"), Outcome(reason="desktop")),
    "HarmonyOS 5 television": (Visitor("harmonyos", "tv", "huawei"), Outcome(reason="device")),
    "HarmonyOS 2 to 4 phone": (HARMONY_ANDROID, Outcome("appgallery")),
    "Mac that may be an iPad": (
        Visitor("desktop", "desktop", may_be_ipad=True),
        Outcome(reason="perhaps-ipad"),
    ),
    "Windows": (Visitor("desktop", "desktop"), Outcome(reason="desktop")),
    "Xiaomi requesting desktop sites": (
        Visitor("desktop", "desktop", "xiaomi"),
        Outcome(reason="desktop"),
    ),
    "WeChat on Windows": (Visitor("desktop", "desktop", None, "wechat"), Outcome(reason="desktop")),
    "Huawei with Android": (android("huawei"), Outcome("appgallery")),
    "Honor": (android("honor"), Outcome(reason="no-store")),
    "WeChat on Honor": (android("honor", "wechat"), Outcome("myapp")),
    "Xiaomi": (android("xiaomi"), Outcome("xiaomi")),
    "POCO": (android("poco"), Outcome("xiaomi-global")),
    "OPPO": (android("oppo"), Outcome(reason="no-store")),
    "OnePlus": (android("oneplus"), Outcome(reason="no-store")),
    "realme": (android("realme"), Outcome(reason="no-store")),
    "vivo": (android("vivo"), Outcome("vivo")),
    "Samsung": (android("samsung"), Outcome("samsung")),
    "Samsung tablet": (android("samsung", device_type="tablet"), Outcome("samsung")),
    "Pixel": (android("google"), Outcome("play")),
    "Android of a brand without a rule": (android("meizu"), Outcome("play")),
    "Android that hides its brand": (android(), Outcome("play")),
    "Android television": (android("xiaomi", device_type="tv"), Outcome(reason="device")),
    "Android watch": (android("samsung", device_type="watch"), Outcome(reason="device")),
    "Android car": (android(device_type="car"), Outcome(reason="device")),
    "Android headset": (android(device_type="headset"), Outcome(reason="device")),
    "Android on a desktop": (android(device_type="desktop"), Outcome(reason="desktop")),
    "iPhone in a car": (Visitor("ios", "car"), Outcome(reason="device")),
    "Windows Phone": (Visitor("other", "phone"), Outcome(reason="unknown")),
    "unknown device": (Visitor("other", "other"), Outcome(reason="unknown")),
    "games console": (Visitor("other", "console"), Outcome(reason="device")),
    "bot": (Visitor("other", "other", fetcher="bot"), Outcome(reason="fetcher")),
    "preview": (Visitor("other", "other", fetcher="preview"), Outcome(reason="fetcher")),
    "request of an app on an iPhone": (
        Visitor("ios", "phone", fetcher="app"),
        Outcome(reason="fetcher"),
    ),
    "request of an app on Android": (
        Visitor("android", "phone", "vivo", fetcher="app", runs_android=True),
        Outcome(reason="fetcher"),
    ),
    "request of the own app": (
        Visitor("ios", "phone", None, OWN_APP, fetcher="app"),
        Outcome(reason="fetcher"),
    ),
    "own app on an iPhone": (
        Visitor("ios", "phone", None, OWN_APP),
        Outcome(reason="own-app"),
    ),
    "own app on an iPad": (
        Visitor("ipados", "tablet", None, OWN_APP),
        Outcome(reason="own-app"),
    ),
    "own app on an iPad as a Mac": (
        Visitor("desktop", "desktop", None, OWN_APP, may_be_ipad=True),
        Outcome(reason="own-app"),
    ),
    "own app on Android": (android("vivo", OWN_APP), Outcome(reason="own-app")),
    "own app on an Android tablet": (
        android("samsung", OWN_APP, device_type="tablet"),
        Outcome(reason="own-app"),
    ),
    "own app on HarmonyOS 5": (
        Visitor("harmonyos", "phone", "huawei", OWN_APP),
        Outcome(reason="own-app"),
    ),
    "own app on HarmonyOS 2 to 4": (
        Visitor("harmonyos", "phone", "huawei", OWN_APP, runs_android=True),
        Outcome(reason="own-app"),
    ),
    "WeChat on Android": (android("samsung", "wechat"), Outcome("myapp")),
    "WeChat on HarmonyOS 2 to 4": (
        Visitor("harmonyos", "phone", "huawei", "wechat", runs_android=True),
        Outcome("myapp"),
    ),
    "WeChat on HarmonyOS 5": (
        Visitor("harmonyos", "phone", "huawei", "wechat"),
        Outcome("appgallery-next"),
    ),
    "WeChat on an iPhone": (Visitor("ios", "phone", None, "wechat"), Outcome("app-store")),
    "QQ on Android": (android("vivo", "qq"), Outcome("myapp")),
    "QQ on an iPhone": (Visitor("ios", "phone", None, "qq"), Outcome("app-store")),
    "Weibo on an iPhone": (Visitor("ios", "phone", None, "weibo"), Outcome("app-store")),
    "Weibo on Android": (android("vivo", "weibo"), Outcome("vivo")),
    "Alipay on Android": (android("vivo", "alipay"), Outcome(reason="guide")),
    "Alipay on an iPhone": (Visitor("ios", "phone", None, "alipay"), Outcome(reason="guide")),
    "Alipay on HarmonyOS 5": (
        Visitor("harmonyos", "phone", "huawei", "alipay"),
        Outcome(reason="guide"),
    ),
    "DingTalk on HarmonyOS 5": (
        Visitor("harmonyos", "tablet", "huawei", "dingtalk"),
        Outcome(reason="guide"),
    ),
    "Douyin on an iPhone": (Visitor("ios", "phone", None, "douyin"), Outcome("app-store")),
    "Xiaohongshu on Android": (android("vivo", "xiaohongshu"), Outcome("vivo")),
    "UnionPay on HarmonyOS 5": (
        Visitor("harmonyos", "phone", "huawei", "unionpay"),
        Outcome("appgallery-next"),
    ),
    "DingTalk on Android": (android("vivo", "dingtalk"), Outcome(reason="guide")),
    "DingTalk on an iPhone": (Visitor("ios", "phone", None, "dingtalk"), Outcome(reason="guide")),
    "LINE on Android": (
        android("google", "line"),
        Outcome("play", parameter="openExternalBrowser=1"),
    ),
    "LINE on an iPhone": (
        Visitor("ios", "phone", None, "line"),
        Outcome("app-store", parameter="openExternalBrowser=1"),
    ),
    "Facebook on Android": (android("samsung", "facebook"), Outcome("samsung")),
    "Instagram on an iPhone": (Visitor("ios", "phone", None, "instagram"), Outcome("app-store")),
    "an app without a rule": (android("vivo", "bilibili"), Outcome("vivo")),
}


@pytest.mark.parametrize(("visitor", "outcome"), OUTCOMES.values(), ids=OUTCOMES.keys())
def test_the_outcome_of_a_visitor(
    packaged: RoutingSettings, visitor: Visitor, outcome: Outcome
) -> None:
    assert route(visitor, packaged, OTHER_LANGUAGES) == outcome


@pytest.mark.parametrize(
    ("changes", "visitor", "outcome"),
    [
        ({"routing__unknown_android__default": "myapp"}, android(), Outcome("myapp")),
        (
            {"routing__unknown_android__default": "landing"},
            android(),
            Outcome(reason="no-store"),
        ),
        ({"routing__ios": "landing"}, IPHONE, Outcome(reason="no-store")),
        ({"routing__harmonyos": "landing"}, HARMONY, Outcome(reason="no-store")),
        ({"routing__harmonyos_android": "myapp"}, HARMONY_ANDROID, Outcome("myapp")),
        ({"routing__brands__oppo": "landing"}, android("oppo"), Outcome(reason="no-store")),
        (
            {"routing__in_app__wechat__android": "guide"},
            android("oppo", "wechat"),
            Outcome(reason="guide"),
        ),
        (
            {"routing__in_app__wechat__android": "landing"},
            android("oppo", "wechat"),
            Outcome(reason="no-store"),
        ),
        (
            {"routing__in_app__wechat__ios": "guide"},
            Visitor("ios", "phone", None, "wechat"),
            Outcome(reason="guide"),
        ),
        (
            {"routing__in_app__alipay__harmonyos": "guide"},
            Visitor("harmonyos", "phone", "huawei", "alipay"),
            Outcome(reason="guide"),
        ),
        (
            {
                "routing__in_app__alipay__harmonyos": "guide",
                "routing__in_app__alipay__android": "play",
            },
            Visitor("harmonyos", "phone", "huawei", "alipay", runs_android=True),
            Outcome("play"),
        ),
        (
            {"routing__in_app__bilibili__android": "guide"},
            android("vivo", "bilibili"),
            Outcome(reason="guide"),
        ),
    ],
)
def test_the_settings_decide_the_store_of_a_phone(
    settings: Settings, changes: dict[str, str], visitor: Visitor, outcome: Outcome
) -> None:
    assert route(visitor, settings(**changes).routing, OTHER_LANGUAGES) == outcome


@pytest.mark.parametrize(
    ("platform", "visitor", "outcome"),
    [
        ("ios", Visitor("desktop", "desktop", may_be_ipad=True), Outcome("app-store")),
        ("ipados", Visitor("desktop", "desktop", may_be_ipad=True), Outcome("app-store")),
        ("ios", android("xiaomi"), Outcome("app-store")),
        ("android", Visitor("desktop", "desktop"), Outcome("play")),
        ("android", android("xiaomi"), Outcome("xiaomi")),
        ("android", android("xiaomi", "alipay"), Outcome("xiaomi")),
        ("android", HARMONY, Outcome("play")),
        ("harmonyos", Visitor("desktop", "desktop"), Outcome("appgallery-next")),
        ("harmonyos", HARMONY, Outcome("appgallery-next")),
        ("harmonyos", HARMONY_ANDROID, Outcome("appgallery")),
        ("harmonyos", android("huawei"), Outcome("appgallery-next")),
        ("android", HARMONY_ANDROID, Outcome("appgallery")),
        (
            "android",
            android("google", "line"),
            Outcome("play", parameter="openExternalBrowser=1"),
        ),
    ],
)
def test_a_chosen_platform_is_redirected_to_its_store(
    packaged: RoutingSettings, platform: str, visitor: Visitor, outcome: Outcome
) -> None:
    assert route_choice(platform, visitor, packaged, OTHER_LANGUAGES) == outcome


@pytest.mark.parametrize("platform", CHOOSABLE_PLATFORMS)
def test_a_chosen_platform_redirects_to_no_store_in_the_own_app(
    packaged: RoutingSettings, platform: str
) -> None:
    outcome = route_choice(platform, Visitor("ios", "phone", None, OWN_APP), packaged, "en")
    assert outcome == Outcome(reason="own-app")


def test_a_rule_for_the_own_app_is_an_error(settings: Settings) -> None:
    config = settings(routing__in_app__own__ios="guide")
    with pytest.raises(ConfigError, match=r"^routing\.in_app: 'own' is unknown; use one of "):
        validate_routing(config)


def test_a_chosen_platform_without_store_gets_the_landing_page(settings: Settings) -> None:
    no_stores = settings(
        routing__ios="landing",
        routing__unknown_android__default="landing",
        routing__harmonyos="landing",
    ).routing
    for platform in CHOOSABLE_PLATFORMS:
        outcome = route_choice(platform, Visitor("desktop", "desktop"), no_stores, "en")
        assert outcome == Outcome(reason="no-store")


def test_the_store_of_a_phone_does_not_depend_on_the_in_app_browser(
    packaged: RoutingSettings,
) -> None:
    assert store_for(android("vivo", "alipay"), packaged, OTHER_LANGUAGES) == "vivo"
    assert store_for(android("vivo"), packaged, OTHER_LANGUAGES) == "vivo"


LANGUAGES = ("en", "zh-Hans", "zh-Hant")


@pytest.mark.parametrize(
    ("accept_language", "language", "store"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans", "myapp"),
        ("zh", "zh-Hans", "myapp"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant", "play"),
        ("en-US,en;q=0.9", "en", "play"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en", "play"),
        ("fr-FR,fr;q=0.9", "default", "play"),
        ("fr-FR,zh-CN;q=0.5", "zh-Hans", "myapp"),
        ("*", "default", "play"),
        ("", "default", "play"),
        (";;,q=", "default", "play"),
    ],
)
def test_the_store_of_an_unknown_android_goes_by_the_language_of_the_phone(
    packaged: RoutingSettings, accept_language: str, language: str, store: str
) -> None:
    assert phone_language(accept_language, LANGUAGES) == language
    assert route(android(), packaged, language) == Outcome(store)
    assert route(android("meizu"), packaged, language) == Outcome(store)
    assert store_for(android(), packaged, language) == store
    assert route_choice("android", android(), packaged, language) == Outcome(store)
    assert route_choice("android", Visitor("desktop", "desktop"), packaged, language) == Outcome(
        store
    )


def test_the_default_is_no_language_of_the_site(settings: Settings) -> None:
    chinese = settings(default_language="zh-Hans")
    language = phone_language("fr", tuple(chinese.languages))
    assert route(android(), chinese.routing, language) == Outcome("play")


@pytest.mark.parametrize(("visitor", "outcome"), OUTCOMES.values(), ids=OUTCOMES.keys())
def test_the_language_decides_only_for_unknown_androids(
    packaged: RoutingSettings, visitor: Visitor, outcome: Outcome
) -> None:
    in_chinese = route(visitor, packaged, "zh-Hans")
    if is_unknown_android(visitor, packaged):
        assert (outcome, in_chinese) == (Outcome("play"), Outcome("myapp"))
    else:
        assert in_chinese == outcome


@pytest.mark.parametrize(
    ("outcome", "key"),
    [
        (Outcome("play"), "play"),
        (Outcome("play", parameter="openExternalBrowser=1"), "play"),
        (Outcome(reason="perhaps-ipad"), "landing:perhaps-ipad"),
        (Outcome(reason="desktop"), "landing:desktop"),
    ],
)
def test_an_outcome_is_one_word_in_the_journal(outcome: Outcome, key: str) -> None:
    assert outcome.key == key
