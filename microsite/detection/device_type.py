"""The device type: only phones and tablets are redirected to a store.

A television, watch, car, console or headset may send Android and Mobile as a phone does. It is
recognised by the words of its system, or by its model where no maker's numbering rule says that the
model is a phone or a tablet (BTV-W09 is a tablet by Huawei).
"""

import re
from typing import Literal
from typing import cast

from microsite.detection.user_agent import UserAgent

DeviceType = Literal[
    "phone", "tablet", "tv", "watch", "car", "console", "headset", "speaker", "desktop", "other"
]

SMART_TV_WORDS = frozenset(
    "hbbtv smarttv googletv androidtv tvos atv tvbox crkey vidaa netcast".split()
)
"""Words of televisions that may run Android."""

TV_WORDS = SMART_TV_WORDS | frozenset(
    "tv appletv mibox chromecast bravia viera nettv opentv webtv dtv web0s webos roku boxee kodi"
    " xbmc tivo stb settop sonydtv philipstv netrangemmh espial smartcast inettvbrowser dlnadoc omi"
    " maple tbrowser sonycebrowser ekioh whaletv aquos mitv".split()
)
"""Words of televisions, for strings that name neither Android nor iPhone."""

WATCH_WORDS = frozenset("watch watchos wearable wearos zenwatch".split())
CONSOLE_WORDS = frozenset("playstation playstation2 nintendo xbox ouya dreampassport".split())
CAR_WORDS = frozenset("qtcarbrowser tesla".split())
HEADSET_WORDS = frozenset("oculusbrowser picobrowser wolvic visionos quest glasses".split())
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
_WORDS_OF_APPS = frozenset("tv atv dtv watch wearable xbox quest glasses omi maple".split())
"""Words that are names of apps, too: they count in the system comment only."""
_TV_BROWSER_PATTERN = re.compile(r" tv safari/|\(lite\) tv ")
"""What browsers of televisions write (Opera TV, Yandex)."""
_ANDROID_SYSTEM_WORDS: tuple[tuple[frozenset[str], DeviceType], ...] = (
    (SMART_TV_WORDS | {"tv"}, "tv"),
    (WATCH_WORDS, "watch"),
    (frozenset(("ouya",)), "console"),
    (frozenset(("automotive",)), "car"),
)
"""Words in the system comment of Android, outside the model."""
_ANDROID_PRODUCTS: tuple[tuple[frozenset[str], DeviceType], ...] = (
    (frozenset("hbbtv crkey googletv vidaa omi netcast".split()), "tv"),
    (HEADSET_WORDS - {"quest", "glasses"}, "headset"),
    (SPEAKER_WORDS, "speaker"),
)
"""Products of browsers that exist on one kind of device only."""
_ANDROID_WORDS: frozenset[str] = frozenset().union(
    *(type_words for type_words, _ in (*_ANDROID_SYSTEM_WORDS, *_ANDROID_PRODUCTS))
)

HARMONYOS_TYPES: dict[str, DeviceType] = {
    "phone": "phone",
    "mobile": "phone",
    "tablet": "tablet",
    "pc": "desktop",
    "2in1": "desktop",
    "tv": "tv",
    "wearable": "watch",
    "watch": "watch",
    "car": "car",
    "glasses": "headset",
    "headset": "headset",
    "speaker": "speaker",
}
"""The device type that HarmonyOS 5 sends as the first field (OpenHarmony's web guide)."""

_HARMONYOS_SYSTEM_FIELDS = frozenset("linux android openharmony harmonyos u x khtml".split())

SURE_TV_MODEL_PATTERN = re.compile(
    r"(?:smart|android|google|mi|fire|hd|ip)[ _-]?tv(?![a-z])|tv[ _-]?(?:box|stick|4k)|mi ?box"
    r"|opentv|chromecast|bravia|^aft(?:[a-z]{1,3}|[a-z]{3,6}\d*)$|nexus player|^shield android tv"
)
"""Models of televisions and TV boxes, with or without Mobile."""

TV_MODEL_PATTERN = re.compile(
    r"(?<![a-z])tv(?![a-z])|(?<![a-z])box(?![a-z])|[a-z]box\b|stb\b|led[ _-]?\d\d|shell\b|^tpm\d"
    r"|aquos|viera|\b\d?[a-z]*smarttv"
    r"|(?<![a-z0-9.])(?:2[48]|3[29]|4[0-9]|5[058]|6[05]|7[05]|8[56])[a-z]{1,4}[-_]?\d{3}"  # inches
    r"|\b(?:x96|x88|h96|a95x|t95|mxq|tx[369]\b|hk1|km9|mk\d\d|ugoos|beelink|zidoo|mecool)"
)
"""Models of televisions and TV boxes, for strings without Mobile (Chrome's developer pages: phones
send it, other devices do not)."""

OTHER_MODELS: dict[DeviceType, str] = {
    "watch": r"(?:samsung )?sm-[rl][789]\d|.*\bwatch\b|ticwatch|.*zenwatch",
    "headset": (r"(?:samsung )?sm-i6\d|quest (?:[2-9]s?\b|pro)|pico \w|glass \d|vive focus"),
    "car": r"dilink|.*\bbyd auto|porsche|polestar \d|.*rear seat",
    "console": r"ouya",
    "desktop": (
        r".*(?:chromebook|pixelbook|chromebox|lifebook|elitebook|probook|thinkcentre|macbook"
        r"|netbook)"
        r"|(?:aspire|inspiron|latitude|vostro|satellite|travelmate|easynote|optiplex|swift s"
        r"|hp (?:compaq|engage|pavilion|laptop)|nuc\d|vmware|virtualbox|standard pc|waydroid"
        r"|remix mini|to be filled)"
    ),
}
"""How models of watches (Samsung's SM-R7 to 9, SM-L), headsets, cars, consoles and computers begin
that run Android (Android-x86 sends the computer's name as its model)."""

_OTHER_MODEL_PATTERN = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in OTHER_MODELS.items())
)


def detect_other_type(agent: UserAgent) -> DeviceType | None:
    """Return the type of a device that is no phone, tablet or computer; None for those."""
    words = agent.system_words | (agent.words - _WORDS_OF_APPS)
    if words.isdisjoint(_OTHER_DEVICE_WORDS):
        return "tv" if _TV_BROWSER_PATTERN.search(agent.text) else None
    return next(name for type_words, name in _TYPE_WORDS if not words.isdisjoint(type_words))


def detect_harmonyos_type(agent: UserAgent) -> DeviceType:
    """Return the device type of HarmonyOS 5, by its field; an unknown field is another device."""
    names = [field.partition(" ")[0] for field in agent.system.split("\n")]
    for name in names:
        if name in HARMONYOS_TYPES:
            return HARMONYOS_TYPES[name]
    if names[0].isalpha() and names[0] not in _HARMONYOS_SYSTEM_FIELDS:
        return "other"
    return "phone"


def detect_android_type(
    agent: UserAgent, model: str, numbered: bool, mobile_hint: bool
) -> tuple[DeviceType, str]:
    """Return the type of an Android device, and the rule.

    `numbered`: a maker's numbering rule says that the model is a phone or a tablet. `mobile_hint`:
    the client hint says Mobile, which Chrome on Android sends on phones only (Chrome's developer
    pages), as the word in the User-Agent.
    """
    words, system_words = agent.words, agent.system_words
    if not _ANDROID_WORDS.isdisjoint(system_words | words):
        for type_words, name in _ANDROID_SYSTEM_WORDS:
            if not type_words.isdisjoint(system_words):
                return name, "system words"
        for type_words, name in _ANDROID_PRODUCTS:
            if not type_words.isdisjoint(words):
                return name, "browser of its kind"
    other_model = _OTHER_MODEL_PATTERN.match(model)
    if other_model:
        return cast(DeviceType, other_model.lastgroup), "model of its kind"
    if " tv " in agent.text and _TV_BROWSER_PATTERN.search(agent.text):
        return "tv", "browser of its kind"
    mobile = mobile_hint or "mobile" in words or "mobile" in system_words
    if SURE_TV_MODEL_PATTERN.search(model) or (
        not mobile and not numbered and TV_MODEL_PATTERN.search(model)
    ):
        return "tv", "model of its kind"
    if mobile:
        if "tablet" in system_words or " pad" in f" {model}":
            return "tablet", "tablet"
        return "phone", "Mobile"
    return "tablet", "no Mobile"
