"""Routing: decides the outcome of a scan from the visitor and the settings.

A scan is redirected to a store only if the store certainly suits the phone's platform and brand.
All others go to the landing page, with the reason, so that the page can help.
"""

from dataclasses import dataclass
from typing import Literal

from microsite.config.schema import Config
from microsite.config.section import ConfigError
from microsite.config.store_schema import LANDING
from microsite.config.store_schema import OTHER_LANGUAGES
from microsite.config.store_schema import InAppRule
from microsite.config.store_schema import RoutingSettings
from microsite.detection.brands import BRANDS
from microsite.detection.in_app import APPS
from microsite.detection.own_app import OWN_APP
from microsite.detection.visitor import Visitor
from microsite.languages import negotiate

Reason = Literal[
    "fetcher",  # a bot, a preview or an app's own request: the page has the preview card
    "own-app",  # the own app is installed: the page is open in it
    "guide",  # an in-app browser that does not open stores
    "desktop",
    "perhaps-ipad",  # a Mac's User-Agent; the page's script recognises an iPad
    "device",  # a television, watch, car …, which have no store
    "unknown",
    "no-store",  # the settings send this brand to the landing page
]

DEVICE_TYPES_WITH_STORE = frozenset(("phone", "tablet"))
DEFAULT_IN_APP_RULE = InAppRule()
CHOOSABLE_PLATFORMS = ("ios", "ipados", "android", "harmonyos")
"""Platforms that a link of the landing page can name."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A store's key, or the reason for the landing page; `parameter` is added to the URL."""

    store: str | None = None
    reason: Reason | None = None
    parameter: str = ""

    @property
    def key(self) -> str:
        """The outcome as one word, for the journal and the scan counts."""
        return self.store or f"{LANDING}:{self.reason}"


def validate_routing(config: Config) -> None:
    """Raise ConfigError for the first brand or app in the settings that detection does not know."""
    settings = [
        *(("routing.brands", brand, BRANDS) for brand in config.routing.brands),
        *(("routing.in_app", app, APPS) for app in config.routing.in_app),
        *(
            (f"stores.{key}.brands", brand, BRANDS)
            for key, store in config.stores.items()
            for brand in store.brands
        ),
    ]
    for setting, name, known in settings:
        if name not in known:
            raise ConfigError(
                f"{setting}: {name!r} is unknown; use one of {', '.join(sorted(known))}."
            )


def phone_language(accept_language: str, languages: tuple[str, ...]) -> str:
    """Return the best of the site's `languages` for a phone; `OTHER_LANGUAGES` if it has none."""
    return negotiate(accept_language, languages, OTHER_LANGUAGES)


def route(visitor: Visitor, settings: RoutingSettings, language: str) -> Outcome:
    """Return the outcome of a scan by this visitor; `language` is its `phone_language`."""
    if visitor.fetcher:
        return Outcome(reason="fetcher")
    if visitor.in_app == OWN_APP:
        return Outcome(reason="own-app")
    if visitor.platform not in CHOOSABLE_PLATFORMS:
        return Outcome(reason=_landing_reason(visitor))
    if visitor.device_type not in DEVICE_TYPES_WITH_STORE:
        return Outcome(reason="desktop" if visitor.device_type == "desktop" else "device")
    rule = rule_for(visitor, settings)
    target = _in_app_target(visitor, rule)
    if target == "guide":
        return Outcome(reason="guide")
    store = store_for(visitor, settings, language) if target == "store" else target
    if store == LANDING:
        return Outcome(reason="no-store")
    return Outcome(store=store, parameter=rule.parameter)


def is_unknown_android(visitor: Visitor, settings: RoutingSettings) -> bool:
    """Return True if `[routing.unknown_android]` decides the outcome of a scan by this visitor."""
    return (
        visitor.platform == "android"
        and visitor.device_type in DEVICE_TYPES_WITH_STORE
        and visitor.brand not in settings.brands
        and visitor.in_app != OWN_APP
        and rule_for(visitor, settings).android == "store"
    )


def store_for(visitor: Visitor, settings: RoutingSettings, language: str) -> str:
    """Return the key of this phone's store in any browser; "landing" if there is none."""
    if visitor.platform in ("ios", "ipados"):
        return settings.ios
    if visitor.platform == "harmonyos":
        return settings.harmonyos_android if visitor.runs_android else settings.harmonyos
    return settings.brands.get(visitor.brand or "") or _unknown_android_store(settings, language)


def rule_for(visitor: Visitor, settings: RoutingSettings) -> InAppRule:
    """Return the rule for the visitor's in-app browser, or the default rule."""
    return settings.in_app.get(visitor.in_app or "", DEFAULT_IN_APP_RULE)


def route_choice(
    platform: str, visitor: Visitor, settings: RoutingSettings, language: str
) -> Outcome:
    """Return the outcome for a platform chosen on the landing page.

    If the visitor's phone has this platform, its brand decides the store as in `route`.
    """
    if visitor.in_app == OWN_APP:
        return Outcome(reason="own-app")
    if platform in ("ios", "ipados"):
        store = settings.ios
    elif platform == visitor.platform or (platform == "android" and visitor.runs_android):
        store = store_for(visitor, settings, language)
    elif platform == "harmonyos":
        store = settings.harmonyos
    else:
        store = _unknown_android_store(settings, language)
    if store == LANDING:
        return Outcome(reason="no-store")
    return Outcome(store=store, parameter=rule_for(visitor, settings).parameter)


def _unknown_android_store(settings: RoutingSettings, language: str) -> str:
    stores = settings.unknown_android
    return stores.get(language) or stores[OTHER_LANGUAGES]


def _landing_reason(visitor: Visitor) -> Reason:
    if visitor.may_be_ipad:
        return "perhaps-ipad"
    if visitor.platform == "desktop":
        return "desktop"
    return "unknown" if visitor.device_type in (*DEVICE_TYPES_WITH_STORE, "other") else "device"


def _in_app_target(visitor: Visitor, rule: InAppRule) -> str:
    """Return the target that the rule names for this visitor's system."""
    if visitor.platform in ("ios", "ipados"):
        return rule.ios
    return rule.android if visitor.runs_android else rule.harmonyos
