"""Where a scan leads: the visitor and the settings in, the outcome out.

A redirect only when certain: a store of this very platform and maker. Everything else goes to the
landing page, with the reason, so that the page can help.
"""

from dataclasses import dataclass
from typing import Literal

from microsite.config.schema import LANDING
from microsite.config.schema import Config
from microsite.config.schema import ConfigError
from microsite.config.schema import InAppRule
from microsite.config.schema import RoutingSettings
from microsite.detection.brands import BRANDS
from microsite.detection.in_app import APPS
from microsite.detection.visitor import Visitor

Reason = Literal[
    "fetcher",  # a bot or a preview: the page has the preview card
    "guide",  # an in-app browser that lets no store open
    "desktop",
    "perhaps-ipad",  # says Mac; the page's script tells an iPad
    "device",  # a television, watch, car …: no store to send it to
    "unknown",
    "no-store",  # the settings send this maker to the landing page
]

FORMS_WITH_STORE = frozenset(("phone", "tablet"))
ANY_STORE = InAppRule()
CHOICES = ("ios", "ipados", "android", "harmonyos")
"""Platforms that a visitor of the landing page can choose."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A store's name, or the reason for the landing page; `parameter` is added to the link."""

    store: str | None = None
    reason: Reason | None = None
    parameter: str = ""

    @property
    def label(self) -> str:
        """One word for it in the journal and the tally."""
        return self.store or f"{LANDING}:{self.reason}"


def check_names(config: Config) -> None:
    """Raise ConfigError for the first maker or app in the settings that no visitor can be of."""
    named = [
        *(("routing.brands", brand, BRANDS) for brand in config.routing.brands),
        *(("routing.in_app", app, APPS) for app in config.routing.in_app),
        *(
            (f"stores.{key}.brands", brand, BRANDS)
            for key, store in config.stores.items()
            for brand in store.brands
        ),
    ]
    for setting, name, known in named:
        if name not in known:
            raise ConfigError(
                f"{setting}: {name!r} is unknown; it can be {', '.join(sorted(known))}."
            )


def route(visitor: Visitor, settings: RoutingSettings) -> Outcome:
    """Decide where a scan by this visitor leads."""
    if visitor.fetcher:
        return Outcome(reason="fetcher")
    if visitor.platform not in CHOICES:
        return Outcome(reason=_why_no_platform(visitor))
    if visitor.form not in FORMS_WITH_STORE:
        return Outcome(reason="desktop" if visitor.form == "desktop" else "device")
    rule = rule_of(visitor, settings)
    target = _through_app(visitor, rule)
    if target == "guide":
        return Outcome(reason="guide")
    store = store_of(visitor, settings) if target == "store" else target
    if store == LANDING:
        return Outcome(reason="no-store")
    return Outcome(store=store, parameter=rule.parameter)


def store_of(visitor: Visitor, settings: RoutingSettings) -> str:
    """Name the store of this phone, whatever browser it shows; "landing" if there is none."""
    if visitor.platform in ("ios", "ipados"):
        return settings.ios
    if visitor.platform == "harmonyos":
        return settings.harmonyos_android if visitor.runs_android else settings.harmonyos
    return settings.brands.get(visitor.brand or "", settings.unknown_android)


def rule_of(visitor: Visitor, settings: RoutingSettings) -> InAppRule:
    """Give the rule of the in-app browser; that of any browser where there is none."""
    return settings.in_app.get(visitor.in_app or "", ANY_STORE)


def chosen(platform: str, visitor: Visitor, settings: RoutingSettings) -> Outcome:
    """Decide for a platform chosen on the landing page; what the phone adds still counts."""
    if platform in ("ios", "ipados"):
        store = settings.ios
    elif platform == visitor.platform or (platform == "android" and visitor.runs_android):
        store = store_of(visitor, settings)
    else:
        store = settings.harmonyos if platform == "harmonyos" else settings.unknown_android
    if store == LANDING:
        return Outcome(reason="no-store")
    return Outcome(store=store, parameter=rule_of(visitor, settings).parameter)


def _why_no_platform(visitor: Visitor) -> Reason:
    if visitor.may_be_ipad:
        return "perhaps-ipad"
    if visitor.platform == "desktop":
        return "desktop"
    return "unknown" if visitor.form in (*FORMS_WITH_STORE, "other") else "device"


def _through_app(visitor: Visitor, rule: InAppRule) -> str:
    """What the in-app browser lets through."""
    if visitor.platform in ("ios", "ipados"):
        return rule.ios
    return rule.android if visitor.runs_android else rule.harmonyos
