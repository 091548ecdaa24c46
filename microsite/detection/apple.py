"""Signs of Apple's devices: iPhone, iPad, or a Mac's string that an iPad sends, too."""

import re
from typing import Literal

from microsite.detection.user_agent import UserAgent

IPAD_BROWSERS = frozenset("crios fxios edgios opios ddgios qhbrowser".split())
"""Browsers of iOS. On `Macintosh` only iPadOS writes them (Chromium's and Firefox's sources)."""

IOS_APPS = ("podcasts", "castro", "rssradio", "icatcher", "instacast")
"""Podcast apps of iOS that name only themselves (their own pages)."""

_DEVICE_PATTERN = re.compile(
    r"(?<![a-z])(?<!like )(?<!compatible )(?:(ipad)|iphone|ipod|iph os|iph\d|cpu os \d)"
)
_IOS_PATTERN = re.compile(rf"(?<![a-z])ios(?![a-z])|^(?:{'|'.join(IOS_APPS)})(?![a-z])|podcruncher")
_WATCH_OR_TV_PATTERN = re.compile(r"watch ?os|apple ?tv|tvos|apple watch|^airpodcasts/")
_MAC_WORDS = frozenset("x86 i386 ppc power macos osx safari networkingextension mail".split())


def find_watch_or_tv(agent: UserAgent) -> Literal["watch", "tv"] | None:
    """Return the type of an Apple Watch, an Apple TV or a HomePod, None for other devices."""
    match = _WATCH_OR_TV_PATTERN.search(agent.text)
    if not match:
        return None
    return "tv" if "tv" in match[0] else "watch"


def find_ios(agent: UserAgent) -> tuple[Literal["ios", "ipados"] | None, str]:
    """Return the platform of an iPhone, iPod or iPad, and the rule."""
    words = agent.words | agent.system_words
    if "ppc" in agent.system_words:  # Windows Mobile writes iPhone, too
        return None, ""
    match, rule = _find_device(agent)
    if match:
        ipad = match[1] or "ipad" in agent.system
        return ("ipados" if ipad else "ios"), rule
    if "windows" in words or "linux" in agent.system_words:
        return None, ""
    if not words.isdisjoint(("ios", "fbios")):
        return "ios", "iOS"
    if not words.isdisjoint(_MAC_WORDS):
        return None, ""
    if not agent.is_browser and _IOS_PATTERN.search(agent.text):
        return "ios", "Apple app"
    return ("ios", "CFNetwork") if "cfnetwork" in agent.words else (None, "")


def may_be_ipad(agent: UserAgent) -> bool:
    """Return True if a Mac's string may come from an iPad.

    iPadOS requests desktop sites by default, with the string of Safari on macOS 10.15; a web view
    adds `Mobile/15E148`.
    """
    if "mobile" in agent.words:
        return True
    return "mac os x 10_15" in agent.system and agent.words.isdisjoint(
        ("chrome", "firefox", "electron")
    )


def _find_device(agent: UserAgent) -> tuple["re.Match[str] | None", str]:
    match = _DEVICE_PATTERN.search(agent.system)
    if match:
        return match, "Apple"
    if not agent.is_browser:
        return _DEVICE_PATTERN.search(agent.text), "Apple app"
    for fields in agent.comments:
        for field in fields:
            if match := _DEVICE_PATTERN.match(field):
                return match, "Apple comment"
    return None, ""
