"""The brand of an Android phone, which decides the store that a scan is redirected to.

A model is recognised by the brand's name in it ("Redmi Note 12", "vivo 1904"), or by the brand's
numbering scheme ("SM-S9180", "22120RN86H"). The patterns follow the makers' own model lists and
Google's list of devices certified for Play.
"""

import re

from microsite.detection.device_database import find_android_model
from microsite.detection.huawei_honor import brand_of_honor_build
from microsite.detection.numbering import NUMBERING
from microsite.detection.numbering import brand_by_number
from microsite.detection.request_headers import RequestHeaders
from microsite.detection.user_agent import UserAgent

BRAND_NAMES = {
    "samsung": "samsung",
    "galaxy": "samsung",
    "huawei": "huawei",
    "mediapad": "huawei",
    "matepad": "huawei",
    "mate": "huawei",
    "ascend": "huawei",
    "nova": "huawei",
    "xiaomi": "xiaomi",
    "mi": "xiaomi",
    "redmi": "xiaomi",
    "hongmi": "xiaomi",
    "hm": "xiaomi",
    "mix": "xiaomi",
    "poco": "poco",
    "pocophone": "poco",
    "oppo": "oppo",
    "reno": "oppo",
    "oneplus": "oneplus",
    "realme": "realme",
    "vivo": "vivo",
    "iqoo": "vivo",
    "nord": "oneplus",
    "meizu": "meizu",
    "mz": "meizu",
    "mblu": "meizu",
    "lenovo": "lenovo",
    "ideatab": "lenovo",
    "yoga": "lenovo",
    "zuk": "lenovo",
    "vibe": "lenovo",
    "pixel": "google",
    "moto": "motorola",
    "motorola": "motorola",
    "nokia": "nokia",
    "nubia": "nubia",
    "zte": "zte",
    "coolpad": "coolpad",
    "gionee": "gionee",
    "hisense": "hisense",
    "htc": "htc",
    "lg": "lg",
    "tecno": "tecno",
    "infinix": "infinix",
    "itel": "itel",
    "tcl": "tcl",
    "sony": "sony",
    "xperia": "sony",
    "asus": "asus",
    "sharp": "sharp",
    "aquos": "sharp",
    "nothing": "nothing",
    "alcatel": "alcatel",
    "micromax": "micromax",
    "wiko": "wiko",
    "blackview": "blackview",
    "doogee": "doogee",
    "ulefone": "ulefone",
    "oukitel": "oukitel",
    "cubot": "cubot",
    "fairphone": "fairphone",
    "hmd": "hmd",
    "acer": "acer",
    "panasonic": "panasonic",
    "kyocera": "kyocera",
}
"""First word of a model -> brand. Redmi phones have Xiaomi's store, iQOO phones vivo's."""

BRAND_BROWSERS = {
    "miui": "xiaomi",
    "miuibrowser": "xiaomi",
    "huaweibrowser": "huawei",
    "hmscore": "huawei",
    "heytapbrowser": "oppo",
    "oppobrowser": "oppo",
    "vivobrowser": "vivo",
    "samsungbrowser": "samsung",
    "honorbrowser": "honor",
    "silk": "amazon",
}
"""Browser or system of a brand -> brand, for browsers that hide the model."""

BRANDS = (
    frozenset(BRAND_NAMES.values())
    | {brand for brand, _ in NUMBERING}
    | {"honor", "blu"}
    | set(BRAND_BROWSERS.values())
)
"""Every brand that detection can return."""

_FIRST_WORD_PATTERN = re.compile(r"[a-z]{4,}(?![a-z0-9])|[a-z]+(?![a-z0-9-])")
_BLU_PATTERN = re.compile(r"(?:blu[ _])?vivo[ _](?:\d{1,2}[a-z]?\b|one|go\b|x[il](?![a-z]))")
"""BLU's phones called Vivo; vivo's own have four digits or another letter."""
_PREFIX_PATTERN = re.compile(r"^(?:mz|viv|bbg|ob|lnv)-")
"""What Meizu's browser and China Telecom put before any phone's model."""
_FACEBOOK_MAKER_PATTERN = re.compile(r"fb(?:bd|mf)/([a-z]+)")
_BROWSER_WORDS = frozenset(BRAND_BROWSERS)
_BRANDS_BY_WORD = BRAND_NAMES | {"honor": "honor"}
_NAME_PATTERN = re.compile(
    r"(?<![a-z0-9])(?:samsung|huawei|honor|xiaomi|redmi|poco|oppo|oneplus|realme|vivo|iqoo|meizu"
    r"|lenovo)(?![a-z0-9])"
)


def detect_brand(agent: UserAgent, model: str) -> tuple[str | None, str]:
    """Return the brand in lower case, and the rule; None if nothing names it."""
    if model:
        if model.startswith("samsung "):  # Samsung's browser puts this before any phone's model
            brand, rule = _brand_from_model(agent, model[8:])
            return (brand, rule) if brand else ("samsung", "name in the model")
        brand, rule = _brand_from_model(agent, _PREFIX_PATTERN.sub("", model))
        if brand:
            return brand, rule
        if model.startswith("mz-"):
            return "meizu", "name in the model"
    if "fbmf/" in agent.text or "fbbd/" in agent.text:
        for name in _FACEBOOK_MAKER_PATTERN.findall(agent.text):
            if name in _BRANDS_BY_WORD:
                return _BRANDS_BY_WORD[name], "Facebook's fields"
    words = agent.words
    if not words.isdisjoint(_BROWSER_WORDS):
        return BRAND_BROWSERS[min(words & _BROWSER_WORDS)], "maker's browser"
    if agent.build.startswith("huawei"):
        return "huawei", "build"
    if agent.build.startswith("honor"):
        return brand_of_honor_build(agent.android_version), "build"
    name = _NAME_PATTERN.search(agent.text)
    if name:
        return _BRANDS_BY_WORD[name[0]], "name"
    return None, ""


def find_brand_in_database(headers: RequestHeaders, model: str) -> tuple[str | None, str]:
    """Return the brand that the device database gives for a model, and the rule."""
    position = headers.user_agent.lower().find(model)
    sent = headers.user_agent[position : position + len(model)] if position >= 0 else headers.model
    device = find_android_model(sent)
    brand = ((device and device.brand) or "").lower()
    if brand in BRANDS:
        return brand, "device database"
    return None, ""


def _brand_from_model(agent: UserAgent, model: str) -> tuple[str | None, str]:
    if _BLU_PATTERN.match(model):
        return "blu", "name in the model"
    word = _FIRST_WORD_PATTERN.match(model.removeprefix("xiaomi "))  # "Xiaomi POCO F1"
    if word and word[0] in BRAND_NAMES:
        return BRAND_NAMES[word[0]], "name in the model"
    version = agent.android_version if agent.model else 0  # reduced strings always say 10
    brand = brand_by_number(model, agent.build, version)
    return brand, "model number" if brand else ""
