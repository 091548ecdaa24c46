"""Who scanned: the visitor, told from a few request headers.

The rules are certain ones first, in the order that the names in User-Agents hide one another:
fetchers, HarmonyOS, Apple's, Android, computers. Client hints (sent by Chromium alone) supplement
them and are never a condition. The `user-agents` package has no part in this; `device_names` alone
asks it, for a name to show. On the few strings that the rules leave open (3 in 1,000) it knows no
store either, and it takes a hundred times as long.
"""

from dataclasses import dataclass

from microsite.detection.bots import Fetcher
from microsite.detection.bots import fetcher_of
from microsite.detection.brands import brand_of
from microsite.detection.device import Platform
from microsite.detection.device import device_of
from microsite.detection.device_type import Form
from microsite.detection.in_app import in_app_of
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.tokens import words_of


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: what routing needs to know, and nothing that tells one person from another."""

    platform: Platform
    """harmonyos is both HarmonyOS 2 to 4 and 5 ("NEXT"); see `runs_android`."""
    form: Form
    brand: str | None = None
    """The maker of an Android or HarmonyOS device, in small letters."""
    in_app: str | None = None
    """The app inside which the page is open."""
    fetcher: Fetcher | None = None
    """None for a person. A fetcher has platform and form "other", whatever it poses as."""
    runs_android: bool = False
    """Android packages can be installed: Android, HarmonyOS 2 to 4."""
    may_be_ipad: bool = False
    """Says Mac, as an iPad does that asks for desktop sites: only a script on the page can tell."""


BOT = Visitor("other", "other", fetcher="bot")
PREVIEW = Visitor("other", "other", fetcher="preview")


def recognise(clues: RequestHeaders) -> Visitor:
    """Tell who asks. Pure; any text is an answer, at worst platform "other"."""
    text = clues.user_agent.lower()
    words = words_of(text)
    fetcher = fetcher_of(text, words)
    if fetcher:
        return BOT if fetcher == "bot" else PREVIEW
    device = device_of(text, words, clues)
    brand = None
    if device.platform == "android":
        brand = brand_of(text, words, device.model)
    elif device.platform == "harmonyos":
        brand = "huawei"
    elif device.platform == "desktop" and "x11" in words:  # a phone asking for desktop sites
        brand = brand_of(text, words, "")
    elif device.platform == "other" and device.form == "other" and text[:8] != "mozilla/":
        return BOT  # no browser: names neither a system nor a device
    return Visitor(
        device.platform,
        device.form,
        brand,
        in_app_of(text, words, clues.requested_with),
        None,
        device.runs_android,
        device.may_be_ipad,
    )
