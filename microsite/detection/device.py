"""The device that a User-Agent tells of: platform, form, model.

The tests run from the most certain to the least, because newer systems carry the names of older
ones: HarmonyOS may add `Android`, Windows Phone says `Android` and `iPhone`, Tizen `like Android`.
"""

import re
from typing import Literal
from typing import NamedTuple

from microsite.detection.device_type import Form
from microsite.detection.device_type import android_form
from microsite.detection.device_type import form_without_store
from microsite.detection.device_type import harmony_form
from microsite.detection.request_headers import RequestHeaders

Platform = Literal["ios", "ipados", "android", "harmonyos", "desktop", "other"]


class Device(NamedTuple):
    platform: Platform
    form: Form
    runs_android: bool = False
    may_be_ipad: bool = False
    model: str = ""


SYSTEMS_WITHOUT_STORE = frozenset(
    "iemobile wpdesktop osmeta tizen sailfish sailfishbrowser kaios bb10 hpwos fuchsia wds iot"
    " kobo".split()
)
"""Systems without a store of ours whose strings may say Android or iPhone too."""

OLD_PHONES = frozenset(
    "midp cldc blackberry playbook nokia j2me java docomo kddi softbank brew kindle obigo teleca"
    " netfront openwave maui mre up wap wap1 wap2 ucweb mini pda palmos palmsource symbian"
    " symbianos series60 series40 s60 s40 s60v3 s60v5 meego maemo bada pocketbook minimo mobi"
    " mobile".split()
)
"""Words of phones from before the stores; they count only where nothing says Android or iPhone."""

COMPUTERS = frozenset(
    "windows win32 win64 win95 win98 winnt macintosh macos osx mac x11 linux freebsd openbsd netbsd"
    " dragonfly sunos solaris irix aix hp os2 warp amigaos amiga morphos haiku beos risc riscos"
    " ubuntu fedora debian unix vms qnx syllable inferno darwin remixos dillo lynx".split()
)

_APPLE_WITHOUT_STORE = frozenset("watch watchos tvos".split())
_IPAD_PROGRAMS = frozenset("crios fxios edgios opios ddgios mobile".split())
"""What only iPadOS adds to a Mac's string: its browsers' names, and web views' Mobile/15E148."""
_MAC_PROGRAMS = frozenset("x86 i386 ppc power macos osx safari networkingextension mail".split())
_COMPUTERS_HINTED = frozenset(("Windows", "macOS", "Chrome OS", "Chromium OS"))

_IPAD = re.compile(r"(?<![a-z])ipad")
_PUFFIN = re.compile(r"puffin/[\d.]+([ai])([pt])")
_MODEL = re.compile(
    r"(?:android|adr )[^;()]{0,40};"
    r"(?: ?(?:u|wv|k|arm(?:_64)?|harmonyos|[a-z]{2}(?:[-_](?:[a-z]{2}|[a-z]{4}|\d{3})){0,2}) ?;)*"
    r" ?([^;)]{0,60}?) ?(?: build/|/|[;)]|$)"
)
_OLD_PHONE = re.compile(r"nokia|blackberry|sonyericsson|alcatel|obigo|teleca|windows ce|samsung-")


def model_in(text: str) -> str:
    """The model in an Android string in small letters: the field after `Android 13` and language.

    "" where the browser hides it (`K`: Chrome's reduced User-Agent).
    """
    found = _MODEL.search(text)
    model = found[1].strip() if found else ""
    return "" if model == "k" else model


def device_of(text: str, words: set[str], clues: RequestHeaders) -> Device:
    """Tell the device from the User-Agent in small letters, its words and the client hints."""
    if "openharmony" in text or "arkweb" in text:
        return Device("harmonyos", harmony_form(words))
    if not words.isdisjoint(SYSTEMS_WITHOUT_STORE) or "windows phone" in text:
        return Device("other", form_without_store(words) or "phone")
    if "cros" in words:
        return Device("desktop", "desktop")
    android = text.find("android")
    if android < 0:
        apple = _apple(text, words)
    else:  # a phone may be called iPhone; Apple's stands before whatever says Android
        apple = _apple(text[:android], words) if text.find("ip", 0, android) >= 0 else None
    if apple:
        return apple
    if android >= 0:
        if text[android - 5 : android] == "like ":
            return Device("other", "phone")
        return _android(text, words, clues)
    if "harmonyos" in words:
        return Device("harmonyos", form_without_store(words) or harmony_form(words))
    return _without_name(text, words, clues)


def _apple(text: str, words: set[str]) -> Device | None:
    if not words.isdisjoint(_APPLE_WITHOUT_STORE) or "appletv" in text:
        return Device("other", "watch" if "watch" in words or "watchos" in words else "tv")
    if "ipad" in text and _IPAD.search(text):
        return Device("ipados", "tablet")
    if "iphone" in text or "ipod" in text or "ios" in words:
        return Device("ios", "phone")
    if "cfnetwork" in words and words.isdisjoint(_MAC_PROGRAMS):
        return Device("ios", "phone")
    return None


def _android(text: str, words: set[str], clues: RequestHeaders) -> Device:
    if clues.platform in _COMPUTERS_HINTED:
        return Device("desktop", "desktop")  # a computer that poses as a phone
    model = model_in(text) or clues.model.lower()
    harmony = "harmonyos" in words or "hmos" in words
    form = android_form(model, words)
    return Device("harmonyos" if harmony else "android", form, runs_android=True, model=model)


def _without_name(text: str, words: set[str], clues: RequestHeaders) -> Device:
    """Strings with neither Android nor iPhone in them."""
    if "puffin" in words and (puffin := _PUFFIN.search(text)):
        return _puffin(puffin)
    form = form_without_store(words)
    if form:
        return Device("other", form)
    uc_browser = "linux" in words and ("ucweb" in words or "juc" in words)
    if uc_browser or "adr" in words or (" build/" in text and "windows" not in words):
        return Device("android", "phone", runs_android=True, model=model_in(text))
    if text.startswith("dv(iph"):  # UC Browser's own form
        return Device("ios", "phone")
    if clues.platform == "Android":
        mobile = clues.mobile == "?1" or "mobile" in words
        model = clues.model.lower()
        return Device("android", "phone" if mobile else "tablet", runs_android=True, model=model)
    if "macintosh" in words:
        return Device("desktop", "desktop", may_be_ipad=_may_be_ipad(text, words))
    if not words.isdisjoint(OLD_PHONES) or _OLD_PHONE.search(text):
        return Device("other", "phone")
    if not words.isdisjoint(COMPUTERS):
        return Device("desktop", "desktop")
    return Device("other", "other")


def _puffin(found: "re.Match[str]") -> Device:
    """Puffin's servers browse as Linux; the version ends in A or I (system), P or T (form)."""
    form: Form = "phone" if found[2] == "p" else "tablet"
    if found[1] == "a":
        return Device("android", form, runs_android=True)
    return Device("ios", form) if form == "phone" else Device("ipados", form)


def _may_be_ipad(text: str, words: set[str]) -> bool:
    """iPadOS asks for desktop sites by default, with the string of Safari on macOS 10.15."""
    if not words.isdisjoint(_IPAD_PROGRAMS):
        return True
    return "mac os x 10_15" in text and words.isdisjoint(("chrome", "firefox", "electron"))
