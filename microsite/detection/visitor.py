"""The visitor of a request: device, brand, in-app browser, or bot.

The certain rules come first, in the order in which the names in User-Agents hide one another:
bots, HarmonyOS, Apple, Android, computers. Client hints (sent by Chromium only) supplement them and
are never required. The `user-agents` package is not used here; only `display_name` uses it, for a
name to show. On the few strings that these rules leave open (3 in 1,000) it finds no store either,
and it takes a hundred times as long.
"""

from dataclasses import dataclass

from microsite.detection.bots import Fetcher
from microsite.detection.bots import detect_fetcher
from microsite.detection.brands import detect_brand
from microsite.detection.device import Platform
from microsite.detection.device import detect_device
from microsite.detection.device_type import DeviceType
from microsite.detection.in_app import OWN_APP
from microsite.detection.in_app import OwnApp
from microsite.detection.in_app import detect_in_app
from microsite.detection.in_app import is_own_app
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.tokens import tokenize


@dataclass(frozen=True, slots=True)
class Visitor:
    """The properties of a visitor that routing needs; none of them identifies a person."""

    platform: Platform
    """harmonyos is both HarmonyOS 2 to 4 and 5 ("NEXT"); see `runs_android`."""
    device_type: DeviceType
    brand: str | None = None
    """The brand of an Android or HarmonyOS device, in lower case."""
    in_app: str | None = None
    """The app in which the page is open; OWN_APP for the organisation's own."""
    fetcher: Fetcher | None = None
    """None for a person. A bot and a preview have platform and device type "other"."""
    runs_android: bool = False
    """Android packages can be installed: Android, HarmonyOS 2 to 4."""
    may_be_ipad: bool = False
    """A Mac's User-Agent that an iPad sends too when it requests desktop sites. Only a script on
    the page can tell the two apart."""


BOT = Visitor("other", "other", fetcher="bot")
PREVIEW = Visitor("other", "other", fetcher="preview")


def detect_visitor(headers: RequestHeaders, own_app: OwnApp | None = None) -> Visitor:
    """Return the visitor of a request. Never raises; an unknown string has platform "other".

    The own app takes precedence over every other in-app browser.
    """
    text = headers.user_agent.lower()
    words = tokenize(text)
    fetcher = detect_fetcher(text, words)
    if fetcher:
        return BOT if fetcher == "bot" else PREVIEW
    device = detect_device(text, words, headers)
    brand = None
    if device.platform == "android":
        brand = detect_brand(text, words, device.model)
    elif device.platform == "harmonyos":
        brand = "huawei"
    elif device.platform == "desktop" and "x11" in words:  # a phone that requests desktop sites
        brand = detect_brand(text, words, "")
    elif device.platform == "other" and device.device_type == "other" and text[:8] != "mozilla/":
        return BOT  # no browser, no known system and no known device
    if own_app and is_own_app(text, headers.requested_with, own_app):
        in_app: str | None = OWN_APP
    else:
        in_app = detect_in_app(text, words, headers.requested_with)
    return Visitor(
        device.platform,
        device.device_type,
        brand,
        in_app,
        None,
        device.runs_android,
        device.may_be_ipad,
    )
