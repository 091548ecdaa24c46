"""The plan of a device: all of an answer that does not depend on the code, to be cached."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace

from microsite.config.store_schema import OTHER_LANGUAGES
from microsite.config.store_schema import RoutingSettings
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.visitor import Visitor
from microsite.redirect.routing import Outcome
from microsite.redirect.routing import is_unknown_android
from microsite.redirect.routing import route
from microsite.scans.journal import build_device_key


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer to a device, independent of the code it scans.

    request_class: the class of its GET requests, except prefetches.
    device_key: the journal's field.
    by_language: None for nearly all devices. An unknown Android has the plans of the languages with
        a store of their own; the plan itself is for all others.
    hint_key: the device key of a request that is asked for the phone's model; empty if asking
        cannot change the outcome.
    """

    visitor: Visitor
    outcome: Outcome
    request_class: str
    device_key: str
    by_language: "Mapping[str, Plan] | None" = None
    hint_key: str = ""


def plan_scan(visitor: Visitor, headers: RequestHeaders, settings: RoutingSettings) -> Plan:
    """Return the plan for the scans of a visitor with these headers."""
    plan = _plan_in_language(visitor, settings, OTHER_LANGUAGES)
    if not is_unknown_android(visitor, settings):
        return plan
    languages = settings.unknown_android.keys() - {OTHER_LANGUAGES}
    return replace(
        plan,
        by_language={tag: _plan_in_language(visitor, settings, tag) for tag in languages},
        hint_key=_build_hint_key(visitor, headers),
    )


def plan_choice(visitor: Visitor, outcome: Outcome) -> Plan:
    """Return the plan for a click on the landing page that has this outcome."""
    return _build_plan(visitor, outcome, "landing_click")


def _plan_in_language(visitor: Visitor, settings: RoutingSettings, language: str) -> Plan:
    return _build_plan(visitor, route(visitor, settings, language), "scan")


def _build_plan(visitor: Visitor, outcome: Outcome, request_class: str) -> Plan:
    brand, in_app = visitor.brand or "", visitor.in_app or ""
    device_key = build_device_key(visitor.platform, brand, in_app, outcome.key)
    return Plan(visitor, outcome, visitor.fetcher or request_class, device_key)


def _build_hint_key(visitor: Visitor, headers: RequestHeaders) -> str:
    """Return the device key without outcome: the request is redirected to no store.

    Only Chromium on Android has the model: it is the one that sends this platform.
    """
    if visitor.brand is not None or headers.platform != "Android":
        return ""
    return build_device_key(visitor.platform, "", visitor.in_app or "", "")
