"""Signs that a device runs Android, from the most certain to the least.

Android's browsers borrow Apple's words and a computer's, so that these tests come before Apple's.
"""

import re

from microsite.detection.request_headers import RequestHeaders
from microsite.detection.user_agent import UserAgent

ANDROID_BROWSERS = frozenset(
    "samsungbrowser silk heytapbrowser miuibrowser vivobrowser oppobrowser honorbrowser"
    " aphone skyfire".split()
)
"""Browsers that exist on Android only. They send X11 or Macintosh when desktop sites are requested
(the makers' own browsers; Amazon's Silk documentation)."""

ANDROID_APPS = ("podcastaddict", "antennapod", "podkicker")
"""Podcast apps of Android that name only themselves (their own pages)."""

_SYSTEM_PATTERN = re.compile(r"(?<!like )(?<![a-z-])andr[o0]id")
_BROWSER_PATTERN = re.compile(r"(?:android|aphone)[\w.\n -]{0,20}browser")
_APP_PATTERN = re.compile(rf"(?<!like )(?<![a-z])android|{'|'.join(ANDROID_APPS)}")
_PACKAGE_PATTERN = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
_DESKTOP_MODE_WORDS = frozenset(("x11", "macintosh", "linux"))
"""What the system comment says where a phone's browser requests desktop sites."""


def find_android(agent: UserAgent, headers: RequestHeaders) -> str:
    """Return the rule that says that the device runs Android, or ""."""
    return _find_in_system(agent) or _find_in_names(agent, headers) or _find_weak(agent, headers)


def _find_in_system(agent: UserAgent) -> str:
    system = agent.system
    if "andr" in system and _SYSTEM_PATTERN.search(system):
        apple = system.startswith(("iphone", "ipad")) and "build" not in agent.text
        return "" if apple else "Android"
    if "adr" in agent.system_words:
        return "Adr"
    if agent.build and "windows" not in agent.system_words:
        return "Android build"
    return ""


def _find_in_names(agent: UserAgent, headers: RequestHeaders) -> str:
    if "android" in agent.products and not agent.is_browser:
        return "Android product"
    if "browser" in agent.names and _BROWSER_PATTERN.search(agent.names):
        return "Android browser"
    if headers.requested_with and _PACKAGE_PATTERN.fullmatch(headers.requested_with.lower()):
        return "Android package"
    desktop_mode = not _DESKTOP_MODE_WORDS.isdisjoint(agent.system_words)
    if desktop_mode and not ANDROID_BROWSERS.isdisjoint(agent.words):
        return "Android-only browser"
    if "linux" in agent.system_words and not agent.words.isdisjoint(("ucweb", "juc")):
        return "UC Browser"
    if "fb4a" in agent.words or "fban/fb4a" in agent.text or "fbpn/com.facebook" in agent.text:
        return "Facebook"
    return ""


def _find_weak(agent: UserAgent, headers: RequestHeaders) -> str:
    if "like android" in agent.text:
        return ""
    if headers.platform == "Android" and "macintosh" not in agent.system_words:
        return "platform hint"
    if not agent.is_browser and _APP_PATTERN.search(agent.text):
        return "Android app"
    return ""
