"""The numbering rules of phone makers: which brand a model code belongs to.

Browsers send the code of a phone (`SM-S9180`, `22120RN86H`), not its name. Makers number by rule,
so that a rule also knows the phones of next year. Sources: the makers' model lists, Google's list
of devices certified for Play, the catalogs of Japan's carriers. A code that fits no rule is left to
the device database.
"""

import re

from microsite.detection.huawei_honor import huawei_or_honor

NUMBERING: tuple[tuple[str, str], ...] = (
    # Samsung: two or three letters of the kind, a letter of the series, digits.
    ("samsung", r"sm-[a-z]?\d|gt-[a-z]?\d|s[gcp]h-|sh[vw]-|samsung"),
    ("samsung", r"sc-\d\d[a-z]|sc[glvt]\d\d|sc5\d[a-z]|\d{3}sc\b"),  # Japan
    # Honor, a separate company since November 2020. Older ones have Huawei's store.
    (
        "huawei",
        r"honor[ _-]?(?:[1-9][a-z]?\b|[123]0(?!\d)|h\d|note|holly|bee|v\d|view|x10"
        r"|play ?(?:3e?|4t?|8a?|9a)\b|magic ?2?\b(?! ?\d)|magic 2)",
    ),
    ("honor", r"honor"),
    # Huawei: three or four letters or a code name, a hyphen, the kind of network and a number.
    (
        "huawei",
        r"(?!(?:dcg|hpp|lcd|movic|tab|tecno|zte)-)[a-z]{3,10}\d?[krz]?-(?:[atcdu][ln]|b[dn]|[ln]x?|la|n|u|w)\d\d?"
        r"|(?:fdr|bla)-a\d"
        r"|(?:[gh]\d{2,3}s?|y\d{3}|[mt]\d|m\d00|g7|p[e678]|che[12]|hn3|bg2|[mg]t\d)-?"
        r"(?:[atcdu][ln]|l|u|w|t|c)\d\d",
    ),
    (
        "huawei",
        r"huawei|hw[v-]|hwt\d|[cu]8\d{3}|u9\d{3}(?!\d)|t1-|m2-|p[678]-|gem-|mediapad|mate\d\d",
    ),
    ("huawei", r"enjoy (?:\d\d|z)|maimang|p ?smart|h1[67]11|\d{3}hw\b|d-0[12][ghjk]"),
    # POCO sells many of Xiaomi's phones under its name: the code says which.
    (
        "poco",
        r"2\d{3}[0-9a-z]{1,4}?p(?:c[0-9a-z]{2,3}|[ghi])\b|mzb(?:07z|08w|0e6|874|9965)|poco",
    ),
    (
        "poco",
        r"21061110ag|21091116ag|21121210g|211033mi|22021211r[gi]|22031116ai|22041216u?g"
        r"|22071219c[gi]|22101320[gi]|2311drk48[gi]|23113rkc6g|2312frafdi|24117rk2cg|24122rkc7g",
    ),
    (
        "poco",
        r"m20(?:04j1(?:1g|9pi)|06c3mi\b|07j20c|10j19(?:c[gi]|gc)|12k11ag)"
        r"|m210(?:2j20s[gi]|3k19p|4k10i)",
    ),
    # Xiaomi and Redmi: year and month, a running number, letters of series and market.
    ("xiaomi", r"2\d{3}[0-9a-f][0-9a-z]{3,}|m[12]\d{3}[a-z]\d|201\d{4}|mzb[0-9a-z]{4}in"),
    ("xiaomi", r"mi\d|mi-|mi[ _]?pad|mi[ _](?:\d|note|max|mix|play|cc|a\d)|redmi|xiaomi|hm\d{4}"),
    ("xiaomi", r"m(?:ae|ce|ct|dt|de|dg|ei|ee|et)\d|m\d{3}d[a-z]\b|xig\d\d|a\d{3}xm\b"),
    ("xiaomi", r"black ?shark|shark [a-z]{3,4}-|(?:sk[rw]|awm|dlt|kle|ksr|mbu|prs|par)-[ah][0o]\b"),
    (
        "xiaomi",  # code names, which custom systems send
        r"(?:angelican?|begonia|biloba|cannon|capricorn|cattail|cepheus|cezanne|chiron|clover|curtana"
        r"|dandelion|davinci|dipper|equuleus|galahad|gauguin|ginkgo|haydn|hydrogen|joyeuse|kenzo"
        r"|lancelot|laurel_sprout|laurus|lavender|lithium|lmi|maltose|markw|merlin|mido|mojito"
        r"|olivewood|onc|oxygen|platina|pomelo|pyxis|raphael|riva|rolex|rosemary|rosy|rubyplus"
        r"|sagit|sakura|santoni|scorpio|sirius|thyme|tissot|toco|tucana|ugglite|umi|vayu|vince|wayne"
        r"|whyred|willow|ysl)$",
    ),
    ("poco", r"(?:alioth|beryllium|bhima|camellia|karna|munch|surya)$"),
    # OnePlus: numbers of its own, later OPPO's numbers.
    (
        "oneplus",
        r"one ?plus|a0001|one [ae]\d00\d|(?:ac|be|gm|hd|in|kb)(?:19|20)\d\d|gn2200"
        r"|(?:de|dn|eb|iv|le|mt|ne)2[12]\d\d",
    ),
    (
        "oneplus",
        r"cph2(?:381|389|399|40[19]|41[13579]|423|44[79]|45[19]|46[579]|487|49[13]|51[357]|551|569"
        r"|573|58[135]|60[59]|61[139]|621|64[579]|65[35]|66[13]|691|70[79]|71[79]|723|74[579]|769)"
        r"|opd2(?:203|304|403|404|405|415|480|481)",
    ),
    (
        "oneplus",
        r"p(?:gkm10|(?:gp|gz|hb|hk|hp|ja|jd|je|jf|jx|jz|kg|kr|kx|lc|lf|lk|lq|lr|lu|ly|lz)110)",
    ),
    ("realme", r"rmx\d|rmp\d|realme|cph1861"),
    # OPPO: CPH and a number outside China, P and two letters in China.
    ("oppo", r"cph\d{4}|opd\d|opg\d|p[a-z][a-z](?:[mt]\d[01]|1[1-3]0)(?![0-9a-z])|a\d{3}op\b|oppo"),
    ("oppo", r"reno ?\d|find ?[57nx]|a160\d|a(?:33|37|51|53|57|59)(?:fw?|m|t|w|kt?|st?)\b"),
    ("oppo", r"(?:11\d\d|120[16]|300\d)$|x90(?:9t?|\d\d)\b|r830s?\b|rx?17(?:neo|pro)"),
    (
        "oppo",
        r"n5[12]\d[1-9]\b|r\d{4}\b|r8[0-3][1-9][a-z]?\b|r(?:7|9|11|15|17)s?(?:plus|pro)?[a-z]{0,2}\b",
    ),
    # vivo and iQOO: V or I, the year, a number.
    (
        "vivo",
        r"v[12]\d{3}(?!\d)|19\d\d_\d\d\b|vivo|iqoo|i[12]\d{3}\b|i?pa2\d{3}\b|dpd\d{4}|j2[4-9]\d\d\b",
    ),
    ("vivo", r"nex 3s?\b|x21i?a?\b|y(?:20t|30g|3[13]s|5[0125][ast]|71[at]?|76s|8[35]a?)\b"),
    (
        "meizu",
        r"meizu|mz-|m[1-6] (?:note|e\b)|m(?:3[ex]|5c|6t)\b|mx\d\b|16(?:th|s|x|t)\b|m18\d\d\b",
    ),
    ("meizu", r"pro [567]\b|m(?:35[1356]|46[0-5])\b"),
    ("meizu", r"m(?:03|04|57|61|62|68|71|72|79|81|82|85|87|88|89|92|97)\d[a-z]{0,2}\b"),
    ("lenovo", r"lenovo|tb\d?-?[a-z]?\d{2,3}|yt\d?-[a-z]?\d|l(?:[3-7]8|1[89])\d{3}|l[37]\d{4}"),
    ("lenovo", r"idea(?:tab|pad)|zuk|a\d{4}-(?:h|f|g)v?\b|a6020|pb[12]?-\d|tab ?[234] ?a\d"),
    ("lenovo", r"\d{3}lv\b|a\d{3}lv\b|d-42a"),  # Japan
    ("google", r"nexus"),
    ("amazon", r"kf[a-z]{2,5}\b|aft[a-z]|aeo[a-z]"),
    ("motorola", r"xt\d{3,4}(?!\d)"),
    ("nubia", r"nx\d{3}j"),
    ("zte", r"zte|blade"),
    ("haier", r"hm-[gin]\d{3}"),
    ("lg", r"lg-|lm-[a-z]"),
)
"""(brand, pattern that its models start with), tried in this order."""

_MODEL_PATTERN = re.compile(
    "|".join(f"(?P<f{i}>{pattern})" for i, (_, pattern) in enumerate(NUMBERING))
)


def brand_by_number(model: str, build: str, android_version: int) -> str | None:
    """Return the brand by the number of a model, or None.

    All in lower case; `build` is what follows `Build/`, `android_version` 0 if it is not known.
    """
    match = _MODEL_PATTERN.match(model)
    if not match or not match.lastgroup:
        return None
    brand = NUMBERING[int(match.lastgroup[1:])][0]
    if brand == "huawei":
        return huawei_or_honor(model, build, android_version)
    return brand
