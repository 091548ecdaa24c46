"""What the landing page offers a visitor: which stores, in which order, and which guide."""

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
from microsite.redirect.routing import route_choice
from microsite.redirect.routing import store_for
from microsite.redirect.stores import Store

Family = Literal["ios", "harmonyos", "android"]
"""Phones that take their apps from the same kind of store."""

GuidePicture = Literal["sheet", "menu"]
"""How an app opens its own menu: a sheet from below, or a list under the button."""

FAMILIES: Mapping[str, Family] = {
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
"""In-app browsers whose "⋯" opens a sheet of icons from below."""


@dataclass(frozen=True, slots=True)
class StoreGroup:
    """Stores for one family of phones, in the order of site.toml."""

    family: Family
    stores: tuple[Store, ...]


@dataclass(frozen=True, slots=True)
class LandingOptions:
    """The landing page's contents for one visitor.

    first: this phone's store, the one big button.
    built_in: the store that came with this phone and opens by its scheme only; since a phone
        without it shows an error it never stands without another.
    groups: all other stores that have an https address, this phone's family before the rest.
    guide: how to leave the in-app browser that lets no store, or only one, open.
    symbol: whether to show the code, to be scanned with a phone.
    ipad: whether the App Store awaits what the page's script finds to be an iPad.
    """

    first: Store | None
    built_in: Store | None
    groups: tuple[StoreGroup, ...]
    guide: GuidePicture | None
    symbol: bool
    ipad: bool


def landing_options(visitor: Visitor, settings: RoutingSettings, stores: Mapping[str, Store]) -> LandingOptions:
    """Decide what the landing page offers this visitor."""
    first = stores.get(route(visitor, settings).store or LANDING)
    return LandingOptions(
        first=first,
        built_in=_built_in_store(visitor, stores.values()) if first else None,
        groups=_group_stores(
            (store for store in stores.values() if store is not first), _visitor_family(visitor)
        ),
        guide=_guide_picture(visitor, settings),
        symbol=visitor.device_type not in DEVICE_TYPES_WITH_STORE,
        ipad=visitor.may_be_ipad and route_choice("ipados", visitor, settings).store is not None,
    )


def store_choice_url(store: Store, code: str) -> str:
    """The address that leads to a store with an https link as a choice, not as another scan."""
    return f"/q/{quote(code)}?store={quote(store.key)}" if code else f"/q?store={quote(store.key)}"


def _built_in_store(visitor: Visitor, stores: Iterable[Store]) -> Store | None:
    """The scheme-only store of this phone's maker. In-app browsers open no scheme."""
    if not visitor.runs_android or visitor.in_app:
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
            members.setdefault(FAMILIES[store.platforms[0]], []).append(store)
    return tuple(StoreGroup(family, tuple(group)) for family, group in members.items() if group)


def _visitor_family(visitor: Visitor) -> Family | None:
    return "android" if visitor.runs_android else FAMILIES.get(visitor.platform)


def _guide_picture(visitor: Visitor, settings: RoutingSettings) -> GuidePicture | None:
    """The guide out of an in-app browser that lets no store open, or not this phone's."""
    outcome = route(visitor, settings)
    if visitor.in_app is None or outcome.reason not in (None, "guide"):
        return None
    if outcome.store == store_for(visitor, settings):
        return None
    return "sheet" if visitor.in_app in APPS_WITH_SHEET else "menu"
