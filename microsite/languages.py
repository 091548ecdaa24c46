"""Languages of the site: tags and negotiation.

A language *tag* (BCP 47, `zh-Hant`) is used in URLs and `lang` attributes; a *locale* (Babel,
`zh_Hant`) names a catalog and is internal.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """A language that pages can be offered in; `name` is its own name for itself."""

    tag: str
    name: str

    @property
    def locale(self) -> str:
        """Babel's name of the language, which is also the folder of its catalog."""
        return self.tag.replace("-", "_")


LANGUAGES = {
    language.tag: language
    for language in (
        Language("en", "English"),
        Language("zh-Hans", "简体中文"),
        Language("zh-Hant", "繁體中文"),
    )
}
"""All languages of the program. A new one needs a row here, a catalog, and its texts and its tag in
site.toml; no other code."""

CHINESE_LANGUAGES = frozenset(
    "zh cdo cjy cmn cpx csp czh czo gan hak hnm hsn luh lzh mnp nan sjc wuu yue".split()
)
"""Chinese, and the languages of its macrolanguage (ISO 639-3, `zho`): people who write them read
Chinese."""
TRADITIONAL_REGIONS = frozenset(("tw", "hk", "mo"))
"""Regions that write Traditional characters. So does Cantonese (yue), except in China. CLDR's
likelySubtags maps Chinese in other regions (zh-US) to Hant, too; but most browsers that send it are
on phones from China set to another region, so here it is Hans."""
SCRIPTS = {"hans": "Hans", "chs": "Hans", "hant": "Hant", "cht": "Hant"}
"""Script subtags, with the older ones of Windows (zh-CHS, zh-CHT)."""

MAX_ACCEPT_LANGUAGE_LENGTH = 512
MAX_RANGES = 20

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_]+#?[A-Za-z0-9]{1,8})*(?:[.@][\w.@-]*)?", re.ASCII)
_LOCALE_ENDING = re.compile(r"[.@].*")


def canonical_tag(text: str) -> str | None:
    """Return the tag that equals `text` in any letter case, or None."""
    return next((tag for tag in LANGUAGES if tag.lower() == text.lower()), None)


def nearest_tag(text: str, offered: tuple[str, ...]) -> str | None:
    """Return the offered tag of the language that `text` names, in its script if there is one.

    `text` is any spelling of a tag or a locale: zh-TW, zh_hant, en-GB. Return None if it is none,
    or if its language is not offered.
    """
    if not _TAG.fullmatch(text):
        return None
    language, script = _split_range(text)
    return _choose_script(language, script, [tag for tag in offered if _language(tag) == language])


def negotiate(accept_language: str, offered: tuple[str, ...], default: str) -> str:
    """Return the best of the `offered` tags for an Accept-Language header.

    Q-values follow RFC 9110, 12.5.4; a language with q=0 is only chosen if no other is left. The
    script of a range is the likely one of Unicode CLDR: zh-TW, zh-HK and zh-MO are Traditional, zh
    and all others Simplified. The other script of the same language is better than another
    language. Some programs send their locale instead, such as zh_TW or zh_CN.UTF-8.
    """
    ranges = _parse_ranges(accept_language)
    excluded = {tag for name, quality in ranges if not quality for tag in _match(name, offered)}
    for name, quality in ranges:
        if not quality or name == "*":
            break
        language, script = _split_range(name)
        named = _match(name, offered) if name.lower() != "zh" else []  # "zh" names no script
        left = [tag for tag in _match(language, offered) if tag in named or tag not in excluded]
        if chosen := _choose_script(language, script, left):
            return chosen
    return next((tag for tag in (default, *offered) if tag not in excluded), default)


def _parse_ranges(header: str) -> list[tuple[str, float]]:
    """Return the valid language ranges of the header with their quality, the best first."""
    ranges: list[tuple[str, float]] = []
    for part in header[:MAX_ACCEPT_LANGUAGE_LENGTH].split(",")[:MAX_RANGES]:
        tag, _, parameter = part.partition(";")
        try:
            quality = float(parameter.strip().lower().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            continue
        if tag.strip() and 0 <= quality <= 1:
            ranges.append((tag.strip(), quality))
    return sorted(ranges, key=lambda item: -item[1])


def _match(name: str, offered: tuple[str, ...]) -> list[str]:
    """Return the offered tags that a range stands for: all scripts if it names a language alone."""
    language, script = _split_range(name)
    every_script = name.lower() == language
    return [
        tag
        for tag in offered
        if _language(tag) == language
        and (every_script or not script or tag.lower().endswith(script.lower()))
    ]


def _choose_script(language: str, script: str, tags: list[str]) -> str | None:
    """Return the tag of this script, or the first of the language's tags; None if there is none."""
    exact = f"{language}-{script}"
    return exact if exact in tags else next(iter(tags), None)


def _language(tag: str) -> str:
    return tag.partition("-")[0]


def _split_range(tag: str) -> tuple[str, str]:
    """Return the language of a range (RFC 5646) and, for Chinese, its explicit or likely script.

    Of a locale, its encoding and modifier are left out (POSIX), and the # before its script (Java).
    """
    plain = _LOCALE_ENDING.sub("", tag.lower()).replace("_", "-").replace("#", "")
    language, *others = plain.split("-")
    if language not in CHINESE_LANGUAGES:
        return language, ""
    script = next((SCRIPTS[subtag] for subtag in others if subtag in SCRIPTS), None)
    if script is None:
        cantonese = "yue" in (language, *others) and "cn" not in others
        script = "Hant" if cantonese or TRADITIONAL_REGIONS.intersection(others) else "Hans"
    return "zh", script
