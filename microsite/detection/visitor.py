"""The visitor of a request: device, brand, in-app browser, or program.

The certain rules come first, in the order in which the names in User-Agents hide one another:
bots, HarmonyOS, Android, Apple, computers. Client hints (sent by Chromium only) supplement them and
are never required.
"""

from dataclasses import dataclass
from dataclasses import field

from microsite.detection.app_requests import is_app_request
from microsite.detection.bots import Fetcher
from microsite.detection.bots import detect_fetcher
from microsite.detection.bots import sends_a_page
from microsite.detection.brands import detect_brand
from microsite.detection.brands import find_brand_in_database
from microsite.detection.device import Device
from microsite.detection.device import Platform
from microsite.detection.device import detect_device
from microsite.detection.device_type import DeviceType
from microsite.detection.device_type import detect_android_type
from microsite.detection.in_app import detect_in_app
from microsite.detection.own_app import OwnApp
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.user_agent import UserAgent
from microsite.detection.user_agent import parse_user_agent


@dataclass(frozen=True, slots=True)
class Rules:
    """The rule that decided each property of a visitor; "" where none applied."""

    fetcher: str = ""
    platform: str = ""
    device_type: str = ""
    brand: str = ""
    in_app: str = ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """The properties of a visitor that routing needs; none of them identifies a person."""

    platform: Platform
    """harmonyos is both HarmonyOS 2 to 4 and 5 ("NEXT"); see `runs_android`."""
    device_type: DeviceType
    brand: str | None = None
    """The brand of an Android or HarmonyOS device, in lower case."""
    in_app: str | None = None
    """The app in which the page is open."""
    fetcher: Fetcher | None = None
    """None for a person. A bot and a preview have platform and device type "other"."""
    runs_android: bool = False
    """Android packages can be installed: Android, HarmonyOS 2 to 4."""
    may_be_ipad: bool = False
    """A Mac's User-Agent that an iPad sends too when it requests desktop sites. Only a script on
    the page can tell the two apart."""
    rules: Rules = field(default=Rules(), compare=False)


def detect_visitor(headers: RequestHeaders, own_app: OwnApp | None = None) -> Visitor:
    """Return the visitor of a request. Never raises; an unknown string has platform "other"."""
    agent = parse_user_agent(headers.user_agent)
    fetcher, fetcher_rule = detect_fetcher(agent)
    if fetcher:
        return _build_fetcher(fetcher, fetcher_rule)
    device = detect_device(agent, headers)
    if is_app_request(agent, device):
        fetcher, fetcher_rule = "app", "app request"
    elif sends_a_page(agent):
        return _build_fetcher("bot", "page")
    elif not agent.is_browser and device.platform == "other" and device.device_type == "other":
        return _build_fetcher("bot", "no browser")
    brand, brand_rule = _detect_brand(agent, device)
    device_type, type_rule = device.device_type, device.rule
    if device_type is None:
        device_type, type_rule = detect_android_type(
            agent,
            device.model,
            numbered=brand_rule == "model number",
            mobile_hint=headers.mobile == "?1" or device.rule == "Facebook",
        )
    if brand is None and device.model and device_type in ("phone", "tablet"):
        brand, brand_rule = find_brand_in_database(headers, device.model)
    in_app, in_app_rule = detect_in_app(agent, headers.requested_with, own_app)
    return Visitor(
        device.platform,
        device_type,
        brand,
        in_app,
        fetcher,
        device.runs_android,
        device.may_be_ipad,
        Rules(fetcher_rule, device.rule, type_rule, brand_rule, in_app_rule),
    )


def _detect_brand(agent: UserAgent, device: Device) -> tuple[str | None, str]:
    if device.platform == "android":
        return detect_brand(agent, device.model)
    if device.platform == "harmonyos":
        return "huawei", device.rule
    return None, ""


def _build_fetcher(fetcher: Fetcher, rule: str) -> Visitor:
    return Visitor("other", "other", fetcher=fetcher, rules=Rules(fetcher=rule))
