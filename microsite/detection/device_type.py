"""The kind of device: only phones and tablets are sent to a store.

A television, watch, car, console or headset may say Android and Mobile as a phone does; it is known
by the words of its makers' systems, a television also by the numbering of its models.
"""

import re
from typing import Literal

Form = Literal[
    "phone", "tablet", "tv", "watch", "car", "console", "headset", "speaker", "desktop", "other"
]

SMART_TELEVISIONS = frozenset(
    "hbbtv smarttv googletv androidtv appletv tvos atv tvbox mibox mitv crkey chromecast bravia"
    " vidaa viera netcast aquos aftb aftt aftm afts aftn aftr aftka aftmm aftss aftkm".split()
)
"""Words of televisions and their boxes, which may say Android (Fire TV's models are AFT…)."""

TELEVISIONS = SMART_TELEVISIONS | frozenset(
    "tv nettv opentv webtv dtv web0s webos roku boxee kodi xbmc tivo stb settop sonydtv philipstv"
    " netrangemmh espial smartcast inettvbrowser dlnadoc omi maple tbrowser sonycebrowser ekioh"
    " ciscobrowser whaletv".split()
)
WATCHES = frozenset("watch watchos wearable wearos zenwatch".split())
CONSOLES = frozenset("playstation playstation2 nintendo xbox ouya dreampassport".split())
CARS = frozenset("qtcarbrowser tesla".split())
HEADSETS = frozenset("oculusbrowser picobrowser wolvic visionos".split())
SPEAKERS = frozenset("alexamediaplayer sonos".split())

_FORMS: tuple[tuple[frozenset[str], Form], ...] = (
    (TELEVISIONS, "tv"),
    (WATCHES, "watch"),
    (CONSOLES, "console"),
    (CARS, "car"),
    (HEADSETS, "headset"),
    (SPEAKERS, "speaker"),
)
_NO_PHONE: frozenset[str] = frozenset().union(*(table for table, _ in _FORMS))
_ANDROID_NO_PHONE = SMART_TELEVISIONS | WATCHES | HEADSETS | SPEAKERS | {"ouya"}
"""The others are also names of phones (Tesla, Echo) or of what a phone can do (DTV)."""

_TV_MODEL = re.compile(
    r"(?<!d)tv|box|stb\b|led\d\d|shell\b|^aft[a-z]|^tpm\d"  # Philips and Sony televisions: TPM…
    r"|^(?:2[48]|3[29]|4[0-9]|5[058]|6[05]|7[05]|8[56])[a-z]{1,4}[-_]?\d{3}"  # inches of the screen
    r"|\b(?:x96|x88|h96|a95x|t95|mxq|tx[369]\b|hk1|km9|mk\d\d|ugoos|beelink|zidoo|mecool)"
)
"""Televisions and boxes by their models, where the string does not say Mobile."""
_PHONE_TV_MODEL = re.compile(r"(?:smart|android|google|mi) ?tv|tv ?box")
_SAMSUNG_WATCH = re.compile(r"(?:samsung )?sm-r[789]\d")


def form_without_store(words: set[str]) -> Form | None:
    """The kind of a device that is neither phone, tablet nor computer; None for those."""
    if words.isdisjoint(_NO_PHONE):
        return None
    return next(form for table, form in _FORMS if not words.isdisjoint(table))


def harmony_form(words: set[str]) -> Form:
    """The kind of device, with which HarmonyOS 5's strings begin (OpenHarmony's web guide)."""
    if "pc" in words or "2in1" in words:
        return "desktop"
    if "tablet" in words:
        return "tablet"
    if "tv" in words:
        return "tv"
    if "wearable" in words or "watch" in words:
        return "watch"
    return "car" if "car" in words else "phone"


def android_form(model: str, words: set[str]) -> Form:
    """Phone or tablet: Chrome on Android says Mobile on phones alone (Chrome's developer pages)."""
    if not words.isdisjoint(_ANDROID_NO_PHONE):
        return form_without_store(words) or "other"
    if "sm-r" in model and _SAMSUNG_WATCH.match(model):
        return "watch"
    if "mobile" in words:
        if "tv" in model and _PHONE_TV_MODEL.search(model):
            return "tv"
        return "tablet" if "tablet" in words or "pad" in words else "phone"
    return "tv" if "tv" in words or _TV_MODEL.search(model) else "tablet"
