"""The options that the landing page shows to a visitor: stores, their order, and the guide."""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from microsite.config.store_schema import LANDING
from microsite.config.store_schema import RoutingSettings
from microsite.detection.visitor import Visitor
from microsite.redirect.routing import DEVICE_TYPES_WITH_STORE
from microsite.redirect.routing import route
from microsite.redirect.routing import rule_for
from microsite.redirect.routing import store_for
from microsite.redirect.stores import Store

Family = Literal["ios", "harmonyos", "android"]
"""Phones that share the same kind of stores."""

GuidePicture = Literal["sheet", "menu"]
"""The picture in the guide: the app's menu opens as a bottom sheet, or as a list at the button."""

PLATFORM_FAMILIES: Mapping[str, Family] = {
    "ios": "ios",
    "ipados": "ios",
    "harmonyos": "harmonyos",
    "android": "android",
}
"""The family of each platform that a store can serve."""

APPS_WITH_SHEET = frozenset(
    (
        "alipay",
        "dingtalk",
        "douyin",
        "feishu",
        "qq",
        "taobao",
        "unionpay",
        "wechat",
        "wecom",
        "weibo",
    )
)
"""In-app browsers whose "⋯" opens a bottom sheet of icons."""


@dataclass(frozen=True, slots=True)
class StoreGroup:
    """Stores for one family of phones, in the order of site.toml."""

    family: Family
    stores: tuple[Store, ...]


@dataclass(frozen=True, slots=True)
class LandingOptions:
    """The content of the landing page for one visitor.

    first: a store with an https link for this phone, shown as the large button.
    built_in: the preinstalled store of this phone, which opens only by its scheme. Then it is the
        large button. A phone without it shows an error, so it is only offered with `first`, which
        is outlined.
    groups: all other stores with an https link, this phone's family first.
    guide: the picture of how to leave an in-app browser that opens no store or only one.
    may_block: True if the in-app browser may block `first`; the guide says so.
    symbol: True if the page shows the QR code, to be scanned with a phone.
    ipad: True if the page's script redirects to the App Store when it recognises an iPad.
    own_app: True if the page is open in the own app. It then offers nothing of the above.
    """

    first: Store | None
    built_in: Store | None
    groups: tuple[StoreGroup, ...]
    guide: GuidePicture | None
    symbol: bool
    ipad: bool
    own_app: bool = False
    may_block: bool = False


IN_OWN_APP = LandingOptions(
    first=None, built_in=None, groups=(), guide=None, symbol=False, ipad=False, own_app=True
)
"""The content for everybody who has the app already: no stores."""


def landing_options(
    visitor: Visitor, settings: RoutingSettings, language: str, stores: Mapping[str, Store]
) -> LandingOptions:
    """Return the content of the landing page for this visitor and the phone's own language."""
    outcome = route(visitor, settings, language)
    if outcome.reason == "own-app":
        return IN_OWN_APP
    built_in = _built_in_store(visitor, stores.values())
    fallback = built_in.fallback if built_in and outcome.reason == "no-store" else LANDING
    first = stores.get(outcome.store or fallback)
    opens_own_store = outcome.store == store_for(visitor, settings, language)
    offers_store = first is not None or outcome.reason == "guide"
    guide = _guide_picture(visitor, settings, opens_own_store) if offers_store else None
    return LandingOptions(
        first=first,
        built_in=built_in if first and not visitor.in_app else None,
        groups=_group_stores(
            (store for store in stores.values() if store is not first), _visitor_family(visitor)
        ),
        guide=guide,
        symbol=visitor.device_type not in DEVICE_TYPES_WITH_STORE,
        ipad=visitor.may_be_ipad and settings.ios != LANDING,
        may_block=bool(guide and first) and rule_for(visitor, settings).offer_browser,
    )


def store_choice_url(store: Store, code: str) -> str:
    """Return the URL of a store's button; a request to it counts as a landing click."""
    return f"/q/{quote(code)}?store={quote(store.key)}" if code else f"/q?store={quote(store.key)}"


def _built_in_store(visitor: Visitor, stores: Iterable[Store]) -> Store | None:
    """Return this brand's store that opens by its scheme only. In-app browsers open no schemes."""
    if not visitor.runs_android:
        return None
    return next(
        (
            store
            for store in stores
            if store.scheme and not store.link and visitor.brand in store.brands
        ),
        None,
    )


def _group_stores(stores: Iterable[Store], own: Family | None) -> tuple[StoreGroup, ...]:
    members: dict[Family, list[Store]] = {own: []} if own else {}
    for store in stores:
        if store.link:
            members.setdefault(PLATFORM_FAMILIES[store.platforms[0]], []).append(store)
    return tuple(StoreGroup(family, tuple(group)) for family, group in members.items() if group)


def _visitor_family(visitor: Visitor) -> Family | None:
    return "android" if visitor.runs_android else PLATFORM_FAMILIES.get(visitor.platform)


def _guide_picture(
    visitor: Visitor, settings: RoutingSettings, opens_own_store: bool
) -> GuidePicture | None:
    """Return the guide's picture if the in-app browser may not open this phone's own store."""
    if visitor.in_app is None:
        return None
    if opens_own_store and not rule_for(visitor, settings).offer_browser:
        return None
    return "sheet" if visitor.in_app in APPS_WITH_SHEET else "menu"
