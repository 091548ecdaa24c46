"""The brand of an Android phone, which decides the store that a scan is redirected to.

A model is recognised by the brand's name in it ("Redmi Note 12", "vivo 1904"), or by the brand's
numbering scheme ("SM-S9180", "22120RN86H"). The patterns follow the makers' own model lists and
Google's list of devices certified for Play.
"""

import re

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
}
"""First word of a model -> brand. Redmi phones have Xiaomi's store, iQOO phones vivo's."""

MODEL_PATTERNS = (
    (
        "samsung",
        r"sm-[a-z]\d|gt-[a-z]?\d|s[gcp]h-|sh[vw]-|sc-\d\d[a-z]|sc[glvt]\d\d|sc5\d[a-z]|samsung",
    ),
    ("huawei", r"honor[ _-]?(?:[1-9][a-z]?\b|[123]0(?!\d)|h\d|note|holly|bee|v\d|view|x10)"),
    ("honor", r"[a-z]{3}\d?-nx\d|honor"),
    (
        "huawei",
        r"(?:[a-z]{3}\d?|[gh]\d{2,3}|y\d{3}|[mt]\d|che[12]|[mg]t\d)-(?:[atcdu][ln]|b[dn]|lx?|n|u|w)\d"
        r"|huawei|hw[v-]|[cu]8\d{3}|u9\d{3}|t1-|m2-|p[678]-|gem-|d-01[ghjk]|mediapad",
    ),
    (
        "poco",
        r"2\d{3,4}[a-f]?[a-z]?pc|2\d{6,7}[a-z]?p[gi]\b|220733sp|21061110ag|22031116ai|21121210"
        r"|22011119|22021211r",
    ),
    (
        "poco",
        r"m20(?:07j20c|10j19c[gi]|12k11ag)|m210(?:2j20s|3k19p)|mzb[08]|poco",
    ),
    ("xiaomi", r"2\d{3}[0-9a-f][0-9a-z]{3,}|m[12]\d{3}[a-z]\d|201\d{4}"),
    ("xiaomi", r"mi\d|mi-|mi ?pad|redmi|xiaomi|hm\d{4}|mde\d\d|xig\d\d"),
    ("xiaomi", r"black ?shark|shark [kmp][a-z]{2}-|sk[rw]-a\d"),
    (
        "oneplus",
        r"one ?plus|a0001|one [ae]\d00\d|(?:ac|be|gm|hd|in|kb)(?:19|20)\d\d"
        r"|(?:de|dn|eb|iv|le|mt|ne)2[12]\d\d"
        r"|cph2(?:381|399|40[19]|41[13579]|423|44[79]|451|46[57]|487|49[13]|51[357]|551|569|573"
        r"|58[135]|609|61[139]|621|64[579]|65[35]|66[13]|691|70[79]|71[79]|723|74[579]|769)"
        r"|p(?:gkm10|(?:gz|gp|hb|hk|hp|ja|jd|je|jf|jx|jz|kg|kr|kx|lc|lf|lk|lq)110)",
    ),
    (
        "oppo",
        r"cph\d{4}|opd\d|opg\d|p[a-m][a-z](?:[mt]\d0|1[1-3]0)(?!\d)|oppo|reno ?\d|find ?[57nx]",
    ),
    ("oppo", r"a(?:160\d|33|37|51|53|57|59)[a-z]{0,2}\b|x9\d{3}\b|n5[12]\d[1-9]\b|r\d{4}\b"),
    ("oppo", r"r8[0-3]\d[a-z]?\b|r(?:7|9|11|15|17)s?(?:plus|pro)?[a-z]{0,2}\b"),
    ("realme", r"rmx\d|rmp\d|realme"),
    ("vivo", r"v[12]\d{3}|vivo|iqoo|i[12]\d{3}\b|i?pa2\d{3}\b|dpd\d{4}"),
    ("meizu", r"meizu|mz-|m[1-6] (?:note|e\b)|m[1356][a-z]?\b|mx\d\b|16(?:th|s|x|t)\b|m18\d\d\b"),
    ("meizu", r"pro [567]\b|m(?:35[1356]|46[0-5])\b"),
    ("meizu", r"m(?:03|04|57|61|62|68|71|72|79|81|82|85|87|88|89|92|97)\d[a-z]{0,2}\b"),
    ("lenovo", r"lenovo|tb\d?-?[a-z]?\d{2,3}|yt\d?-[a-z]?\d|l[3-7]8\d{3}|l[37]\d{4}"),
    ("lenovo", r"idea(?:tab|pad)|zuk|a\d{4}-(?:h|f|g)v?\b|a6020|pb[12]?-\d|tab ?[234] ?a\d"),
    ("google", r"nexus"),
    ("amazon", r"kf[a-z]{2,5}\b|aft[a-z]|aeo[a-z]"),
    ("motorola", r"xt\d{3,4}"),
    ("nubia", r"nx\d{3}j"),
    ("zte", r"zte|blade"),
    ("lg", r"lg-|lm-[a-z]"),
)
"""(brand, pattern that its models start with), tried in this order.

Honor became a separate company in November 2020. Older Honor phones (Honor 9X, 20, 30, X10) count
as Huawei and have Huawei's store.
"""

HONOR_MODEL_PREFIXES = frozenset(
    "agm agt ala ali alt amm anb anp any brp bvl chl clk cma crt dio dnn dnp dny ela eli elp elz"
    " fcp fne fri gdi gfy gia hey hjc jdy jlh jms kkg koz lge lly lsa maa mbh mgi mtn ndl new"
    " nic nla ntn nth pgt ptp rbn rea rep rky rmo rna rod rol sdy tfy tna ver vkj vna vne wdy"
    " yok".split()
)
"""Prefixes of models in Huawei's numbering scheme that were made by Honor as a separate company."""

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
    | {brand for brand, _ in MODEL_PATTERNS}
    | set(BRAND_BROWSERS.values())
)
"""Every brand that detection can return."""

_ANY_MODEL_PATTERN = re.compile(
    "|".join(f"(?P<f{i}>{pattern})" for i, (_, pattern) in enumerate(MODEL_PATTERNS))
)
_FIRST_WORD_PATTERN = re.compile(r"[a-z]+(?![a-z0-9-])")
_HUAWEI_PREFIX_PATTERN = re.compile(r"([a-z]{3})\d?-")
_ANDROID_13_PATTERN = re.compile(r"android (?:1[3-9]|[2-9]\d)")
_BROWSER_WORDS = frozenset(BRAND_BROWSERS)
_BRANDS_BY_WORD = BRAND_NAMES | {"honor": "honor"}
_BRAND_WORDS = frozenset(
    "samsung huawei honor xiaomi redmi poco oppo oneplus realme vivo iqoo meizu lenovo".split()
)


def detect_brand(text: str, words: set[str], model: str) -> str | None:
    """Return the brand in lower case, or None. All arguments are in lower case."""
    if model:
        if model.startswith("samsung "):  # Samsung's browser puts this before any phone's model
            return _brand_from_model(text, model[8:]) or "samsung"
        brand = _brand_from_model(text, model)
        if brand:
            return brand
    elif not words.isdisjoint(_BROWSER_WORDS):
        return BRAND_BROWSERS[min(words & _BROWSER_WORDS)]
    if not words.isdisjoint(_BRAND_WORDS):
        return _BRANDS_BY_WORD[min(words & _BRAND_WORDS)]
    return "huawei" if "build/huawei" in text else None


def _brand_from_model(text: str, model: str) -> str | None:
    word = _FIRST_WORD_PATTERN.match(model.removeprefix("xiaomi "))  # "Xiaomi POCO F1"
    if word and word[0] in BRAND_NAMES:
        return BRAND_NAMES[word[0]]
    match = _ANY_MODEL_PATTERN.match(model)
    if not match or not match.lastgroup:
        return None
    brand = MODEL_PATTERNS[int(match.lastgroup[1:])][0]
    return "honor" if brand == "huawei" and _is_honor(text, model) else brand


def _is_honor(text: str, model: str) -> bool:
    """Return True if a model in Huawei's numbering scheme is an Honor phone.

    Either its prefix is Honor's, or its Android is newer than 12, the last version that Huawei's
    systems report (EMUI 13 and 14, HarmonyOS 3 and 4).
    """
    prefix = _HUAWEI_PREFIX_PATTERN.match(model)
    return prefix is not None and (
        prefix[1] in HONOR_MODEL_PREFIXES or bool(_ANDROID_13_PATTERN.search(text))
    )
