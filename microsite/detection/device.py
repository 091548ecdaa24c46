"""The device of a User-Agent: platform, device type, model.

The tests run from the most certain to the least, because newer systems send the names of older
ones: HarmonyOS may add `Android`, Windows Phone sends `Android` and `iPhone`, Tizen `like Android`.
"""

import re
from typing import Literal
from typing import NamedTuple

from microsite.detection.device_type import DeviceType
from microsite.detection.device_type import detect_android_type
from microsite.detection.device_type import detect_harmonyos_type
from microsite.detection.device_type import detect_other_type
from microsite.detection.request_headers import RequestHeaders

Platform = Literal["ios", "ipados", "android", "harmonyos", "desktop", "other"]


class Device(NamedTuple):
    """The device that a User-Agent describes; `model` is in lower case."""

    platform: Platform
    device_type: DeviceType
    runs_android: bool = False
    may_be_ipad: bool = False
    model: str = ""


SYSTEMS_WITHOUT_STORE = frozenset(
    "iemobile wpdesktop osmeta tizen sailfish sailfishbrowser kaios bb10 hpwos fuchsia wds iot"
    " kobo".split()
)
"""Systems without a supported store whose strings may contain Android or iPhone too."""

FEATURE_PHONE_WORDS = frozenset(
    "midp cldc blackberry playbook nokia j2me java docomo kddi softbank brew kindle obigo teleca"
    " netfront openwave maui mre up wap wap1 wap2 ucweb mini pda palmos palmsource symbian"
    " symbianos series60 series40 s60 s40 s60v3 s60v5 meego maemo bada pocketbook minimo mobi"
    " mobile".split()
)
"""Words of feature phones; they count only if the string contains neither Android nor iPhone."""

COMPUTER_WORDS = frozenset(
    "windows win32 win64 win95 win98 winnt macintosh macos osx mac x11 linux freebsd openbsd netbsd"
    " dragonfly sunos solaris irix aix hp os2 warp amigaos amiga morphos haiku beos risc riscos"
    " ubuntu fedora debian unix vms qnx syllable inferno darwin remixos dillo lynx".split()
)

_APPLE_WATCH_AND_TV = frozenset("watch watchos tvos".split())
_IPAD_ONLY_WORDS = frozenset("crios fxios edgios opios ddgios mobile".split())
"""Words that only iPadOS adds to a Mac's string: browser names, and Mobile/15E148 in web views."""
_MAC_ONLY_WORDS = frozenset("x86 i386 ppc power macos osx safari networkingextension mail".split())
_COMPUTER_HINTS = frozenset(("Windows", "macOS", "Chrome OS", "Chromium OS"))

_IPAD_PATTERN = re.compile(r"(?<![a-z])ipad")
_PUFFIN_PATTERN = re.compile(r"puffin/[\d.]+([ai])([pt])")
_MODEL_PATTERN = re.compile(
    r"(?:android|adr )[^;()]{0,40};"
    r"(?: ?(?:u|wv|k|arm(?:_64)?|harmonyos|[a-z]{2}(?:[-_](?:[a-z]{2}|[a-z]{4}|\d{3})){0,2}) ?;)*"
    r" ?([^;)]{0,60}?) ?(?: build/|/|[;)]|$)"
)
_FEATURE_PHONE_PATTERN = re.compile(
    r"nokia|blackberry|sonyericsson|alcatel|obigo|teleca|windows ce|samsung-"
)


def extract_model(text: str) -> str:
    """Return the model in a lower-case Android string: the field after `Android 13` and language.

    Return "" if the browser hides it (`K`: Chrome's reduced User-Agent).
    """
    match = _MODEL_PATTERN.search(text)
    model = match[1].strip() if match else ""
    return "" if model == "k" else model


def detect_device(text: str, words: set[str], headers: RequestHeaders) -> Device:
    """Return the device from the lower-case User-Agent, its tokens and the client hints."""
    if "openharmony" in text or "arkweb" in text:
        return Device("harmonyos", detect_harmonyos_type(words))
    if not words.isdisjoint(SYSTEMS_WITHOUT_STORE) or "windows phone" in text:
        return Device("other", detect_other_type(words) or "phone")
    if "cros" in words:
        return Device("desktop", "desktop")
    android = text.find("android")
    if android < 0:
        apple = _detect_apple(text, words)
    else:  # an Android model may be called iPhone; Apple's own comes before the word Android
        apple = _detect_apple(text[:android], words) if text.find("ip", 0, android) >= 0 else None
    if apple:
        return apple
    if android >= 0:
        if text[android - 5 : android] == "like ":
            return Device("other", "phone")
        return _detect_android(text, words, headers)
    if "harmonyos" in words:
        return Device("harmonyos", detect_other_type(words) or detect_harmonyos_type(words))
    return _detect_unnamed(text, words, headers)


def _detect_apple(text: str, words: set[str]) -> Device | None:
    if not words.isdisjoint(_APPLE_WATCH_AND_TV) or "appletv" in text:
        return Device("other", "watch" if "watch" in words or "watchos" in words else "tv")
    if "ipad" in text and _IPAD_PATTERN.search(text):
        return Device("ipados", "tablet")
    if "iphone" in text or "ipod" in text or "ios" in words:
        return Device("ios", "phone")
    if "cfnetwork" in words and words.isdisjoint(_MAC_ONLY_WORDS):
        return Device("ios", "phone")
    return None


def _detect_android(text: str, words: set[str], headers: RequestHeaders) -> Device:
    if headers.platform in _COMPUTER_HINTS:
        return Device("desktop", "desktop")  # a computer that sends a phone's User-Agent
    model = extract_model(text) or headers.model.lower()
    harmony = "harmonyos" in words or "hmos" in words
    platform: Platform = "harmonyos" if harmony else "android"
    return Device(platform, detect_android_type(model, words), runs_android=True, model=model)


def _detect_unnamed(text: str, words: set[str], headers: RequestHeaders) -> Device:
    """Return the device of a string that contains neither Android nor iPhone."""
    if "puffin" in words and (puffin := _PUFFIN_PATTERN.search(text)):
        return _detect_puffin(puffin)
    device_type = detect_other_type(words)
    if device_type:
        return Device("other", device_type)
    uc_browser = "linux" in words and ("ucweb" in words or "juc" in words)
    if uc_browser or "adr" in words or (" build/" in text and "windows" not in words):
        return Device("android", "phone", runs_android=True, model=extract_model(text))
    if text.startswith("dv(iph"):  # UC Browser's own format
        return Device("ios", "phone")
    if headers.platform == "Android":
        mobile = headers.mobile == "?1" or "mobile" in words
        model = headers.model.lower()
        return Device("android", "phone" if mobile else "tablet", runs_android=True, model=model)
    if "macintosh" in words:
        return Device("desktop", "desktop", may_be_ipad=_may_be_ipad(text, words))
    if not words.isdisjoint(FEATURE_PHONE_WORDS) or _FEATURE_PHONE_PATTERN.search(text):
        return Device("other", "phone")
    if not words.isdisjoint(COMPUTER_WORDS):
        return Device("desktop", "desktop")
    return Device("other", "other")


def _detect_puffin(match: "re.Match[str]") -> Device:
    """Return the device behind Puffin, whose servers browse as Linux.

    The version ends in A or I (system) and P or T (phone, tablet).
    """
    device_type: DeviceType = "phone" if match[2] == "p" else "tablet"
    if match[1] == "a":
        return Device("android", device_type, runs_android=True)
    return Device("ios" if device_type == "phone" else "ipados", device_type)


def _may_be_ipad(text: str, words: set[str]) -> bool:
    """Return True if a Mac's string may come from an iPad.

    iPadOS requests desktop sites by default, with the string of Safari on macOS 10.15.
    """
    if not words.isdisjoint(_IPAD_ONLY_WORDS):
        return True
    return "mac os x 10_15" in text and words.isdisjoint(("chrome", "firefox", "electron"))
