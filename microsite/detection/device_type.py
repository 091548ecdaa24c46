"""The device type: only phones and tablets are redirected to a store.

A television, watch, car, console or headset may send Android and Mobile as a phone does. It is
recognised by the words of its system, a television also by its model number.
"""

import re
from typing import Literal

DeviceType = Literal[
    "phone", "tablet", "tv", "watch", "car", "console", "headset", "speaker", "desktop", "other"
]

SMART_TV_WORDS = frozenset(
    "hbbtv smarttv googletv androidtv appletv tvos atv tvbox mibox mitv crkey chromecast bravia"
    " vidaa viera netcast aquos aftb aftt aftm afts aftn aftr aftka aftmm aftss aftkm".split()
)
"""Words of televisions and TV boxes that may run Android (Fire TV models are AFT…)."""

TV_WORDS = SMART_TV_WORDS | frozenset(
    "tv nettv opentv webtv dtv web0s webos roku boxee kodi xbmc tivo stb settop sonydtv philipstv"
    " netrangemmh espial smartcast inettvbrowser dlnadoc omi maple tbrowser sonycebrowser ekioh"
    " ciscobrowser whaletv".split()
)
WATCH_WORDS = frozenset("watch watchos wearable wearos zenwatch".split())
CONSOLE_WORDS = frozenset("playstation playstation2 nintendo xbox ouya dreampassport".split())
CAR_WORDS = frozenset("qtcarbrowser tesla".split())
HEADSET_WORDS = frozenset("oculusbrowser picobrowser wolvic visionos".split())
SPEAKER_WORDS = frozenset("alexamediaplayer sonos".split())

_TYPE_WORDS: tuple[tuple[frozenset[str], DeviceType], ...] = (
    (TV_WORDS, "tv"),
    (WATCH_WORDS, "watch"),
    (CONSOLE_WORDS, "console"),
    (CAR_WORDS, "car"),
    (HEADSET_WORDS, "headset"),
    (SPEAKER_WORDS, "speaker"),
)
_OTHER_DEVICE_WORDS: frozenset[str] = frozenset().union(
    *(type_words for type_words, _ in _TYPE_WORDS)
)
_ANDROID_OTHER_DEVICE_WORDS = (
    SMART_TV_WORDS | WATCH_WORDS | HEADSET_WORDS | SPEAKER_WORDS | {"ouya"}
)
"""The remaining words are also phone models (Tesla, Echo) or phone features (DTV)."""

_TV_MODEL_PATTERN = re.compile(
    r"(?<!d)tv|box|stb\b|led\d\d|shell\b|^aft[a-z]|^tpm\d"  # Philips and Sony televisions: TPM…
    r"|^(?:2[48]|3[29]|4[0-9]|5[058]|6[05]|7[05]|8[56])[a-z]{1,4}[-_]?\d{3}"  # inches of the screen
    r"|\b(?:x96|x88|h96|a95x|t95|mxq|tx[369]\b|hk1|km9|mk\d\d|ugoos|beelink|zidoo|mecool)"
)
"""Models of televisions and TV boxes, for strings without Mobile."""
_MOBILE_TV_MODEL_PATTERN = re.compile(r"(?:smart|android|google|mi) ?tv|tv ?box")
_SAMSUNG_WATCH_PATTERN = re.compile(r"(?:samsung )?sm-r[789]\d")


def detect_other_type(words: set[str]) -> DeviceType | None:
    """Return the type of a device that is no phone, tablet or computer; None for those."""
    if words.isdisjoint(_OTHER_DEVICE_WORDS):
        return None
    return next(name for type_words, name in _TYPE_WORDS if not words.isdisjoint(type_words))


def detect_harmonyos_type(words: set[str]) -> DeviceType:
    """Return the device type, which HarmonyOS 5 sends first (OpenHarmony's web guide)."""
    if "pc" in words or "2in1" in words:
        return "desktop"
    if "tablet" in words:
        return "tablet"
    if "tv" in words:
        return "tv"
    if "wearable" in words or "watch" in words:
        return "watch"
    return "car" if "car" in words else "phone"


def detect_android_type(model: str, words: set[str]) -> DeviceType:
    """Return the type of an Android device.

    Chrome on Android sends Mobile on phones only (Chrome's developer pages).
    """
    if not words.isdisjoint(_ANDROID_OTHER_DEVICE_WORDS):
        return detect_other_type(words) or "other"
    if "sm-r" in model and _SAMSUNG_WATCH_PATTERN.match(model):
        return "watch"
    if "mobile" in words:
        if "tv" in model and _MOBILE_TV_MODEL_PATTERN.search(model):
            return "tv"
        return "tablet" if "tablet" in words or "pad" in words else "phone"
    return "tv" if "tv" in words or _TV_MODEL_PATTERN.search(model) else "tablet"
