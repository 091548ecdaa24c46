"""The device of a User-Agent: platform and model.

The tests run from the most certain to the least, because newer systems send the names of older
ones: HarmonyOS may add `Android`, Windows Phone sends `Android` and `iPhone`, Tizen `like Android`.
What is certain on Android beats Apple's words, which its browsers borrow.
"""

import re
from typing import Literal
from typing import NamedTuple

from microsite.detection.android import find_android
from microsite.detection.apple import IPAD_BROWSERS
from microsite.detection.apple import find_ios
from microsite.detection.apple import find_watch_or_tv
from microsite.detection.apple import may_be_ipad
from microsite.detection.device_type import DeviceType
from microsite.detection.device_type import detect_harmonyos_type
from microsite.detection.device_type import detect_other_type
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.user_agent import UserAgent

Platform = Literal["ios", "ipados", "android", "harmonyos", "desktop", "other"]


class Device(NamedTuple):
    """The device that a User-Agent describes, and the rule that recognised it.

    device_type: None on systems with Android, where the maker has to be known first.
    model: in lower case; "" if it is hidden.
    """

    platform: Platform
    device_type: DeviceType | None
    rule: str
    runs_android: bool = False
    may_be_ipad: bool = False
    model: str = ""


SYSTEMS_WITHOUT_STORE = frozenset(
    "iemobile wpdesktop osmeta tizen kaios bb10 hpwos fuchsia playbook".split()
)
"""Systems without a supported store whose strings may contain Android or iPhone too."""

SYSTEMS_WITHOUT_STORE_UNLESS_ANDROID = frozenset("sailfish sailfishbrowser kobo iot wds".split())
"""The same, but also names of apps and models on Android."""

FEATURE_PHONE_WORDS = frozenset(
    "midp cldc blackberry nokia j2me java docomo kddi softbank brew kindle obigo teleca"
    " netfront openwave maui mre up wap wap1 wap2 ucweb mini pda palmos palmsource symbian"
    " symbianos series60 series40 s60 s40 s60v3 s60v5 meego maemo bada pocketbook minimo mobi"
    " mobile sailfish kobo webos".split()
)
"""Words of feature phones; they count only if the string names neither Android nor iPhone."""

COMPUTER_WORDS = frozenset(
    "windows win32 win64 win95 win98 winnt macintosh macos osx mac x11 linux freebsd openbsd netbsd"
    " dragonfly sunos solaris irix aix hp os2 warp amigaos amiga morphos haiku beos risc riscos"
    " ubuntu fedora debian unix vms qnx syllable inferno darwin remixos dillo lynx".split()
)

_COMPUTER_HINTS = frozenset(("Windows", "macOS", "Chrome OS", "Chromium OS"))
_PALM_PRODUCTS = frozenset("pre pixi p160u p160una".split())
_FACEBOOK_MODEL_PATTERN = re.compile(r"fbdv/([^;\]]{1,48})")
_PUFFIN_PATTERN = re.compile(r"puffin/[\d.]+([ai])([pt])")
_FEATURE_PHONE_PATTERN = re.compile(
    r"nokia|blackberry|sonyericsson|alcatel|obigo|teleca|windows ce|samsung-"
)


def detect_device(agent: UserAgent, headers: RequestHeaders) -> Device:
    """Return the device from the User-Agent and the client hints."""
    system, words = agent.system, agent.system_words
    if "openharmony" in system or not agent.words.isdisjoint(("arkweb", "openharmony")):
        return Device("harmonyos", detect_harmonyos_type(agent), "OpenHarmony")
    if not _PALM_PRODUCTS.isdisjoint(agent.products) and agent.is_browser:
        return Device("other", "phone", "Palm")
    if "ohos" in words:
        return Device("harmonyos", "desktop" if "x11" in words else "phone", "OHOS")
    all_words = words | agent.words
    if (
        not all_words.isdisjoint(SYSTEMS_WITHOUT_STORE)
        or "windows phone" in system
        or "windows iot" in system
    ):
        return Device("other", detect_other_type(agent) or "phone", "system without store")
    if "cros" in words:
        return Device("desktop", "desktop", "Chrome OS")
    android = find_android(agent, headers)
    if android:
        return _build_android(agent, headers, android)
    other_apple = find_watch_or_tv(agent)
    if other_apple:
        return Device("other", other_apple, "Apple Watch or TV")
    platform, rule = find_ios(agent)
    if platform:
        return Device(platform, "tablet" if platform == "ipados" else "phone", rule)
    return _detect_unnamed(agent, all_words, headers)


def _build_android(agent: UserAgent, headers: RequestHeaders, rule: str) -> Device:
    if headers.platform in _COMPUTER_HINTS:
        return Device("desktop", "desktop", "computer hint")  # sends a phone's User-Agent
    words = agent.system_words
    harmony = "harmonyos" in words or "hmos" in words or "(harmonyos" in agent.text
    return Device(
        "harmonyos" if harmony else "android",
        None,
        "HarmonyOS" if harmony else rule,
        runs_android=True,
        model=agent.model or headers.model.lower() or _find_facebook_model(agent),
    )


def _find_facebook_model(agent: UserAgent) -> str:
    """Return the model in Facebook's own fields, `FBDV/CPH2663`."""
    match = _FACEBOOK_MODEL_PATTERN.search(agent.text) if "fbdv/" in agent.text else None
    return match[1] if match else ""


def _detect_unnamed(agent: UserAgent, all_words: frozenset[str], headers: RequestHeaders) -> Device:
    """Return the device of a string that names neither Android nor iPhone."""
    text, words = agent.text, agent.system_words
    if "puffin" in agent.words and (puffin := _PUFFIN_PATTERN.search(text)):
        return _detect_puffin(puffin)
    device_type = detect_other_type(agent)
    if device_type:
        return Device("other", device_type, "device without store")
    if "macintosh" in words:
        if not agent.words.isdisjoint(IPAD_BROWSERS):
            return Device("ipados", "tablet", "iOS browser on Macintosh")
        return Device("desktop", "desktop", "Macintosh", may_be_ipad=may_be_ipad(agent))
    if "like android" in text or not all_words.isdisjoint(FEATURE_PHONE_WORDS):
        return Device("other", "phone", "feature phone")
    if _FEATURE_PHONE_PATTERN.search(text):
        return Device("other", "phone", "feature phone")
    if not all_words.isdisjoint(COMPUTER_WORDS):
        return Device("desktop", "desktop", "computer")
    if not all_words.isdisjoint(SYSTEMS_WITHOUT_STORE_UNLESS_ANDROID):
        return Device("other", "phone", "system without store")
    return Device("other", "other", "unknown")


def _detect_puffin(match: "re.Match[str]") -> Device:
    """Return the device behind Puffin, whose servers browse as Linux.

    The version ends in A or I (system) and P or T (phone, tablet).
    """
    device_type: DeviceType = "phone" if match[2] == "p" else "tablet"
    if match[1] == "a":
        return Device("android", device_type, "Puffin", runs_android=True)
    return Device("ios" if device_type == "phone" else "ipados", device_type, "Puffin")
