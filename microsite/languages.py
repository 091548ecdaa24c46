"""Languages of the site: tags and negotiation.

A language *tag* (BCP 47, `zh-Hant`) is used in URLs and `lang` attributes; a *locale* (Babel,
`zh_Hant`) names a catalog and is internal.
"""

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

CHINESE_LANGUAGES = ("zh", "cmn", "yue")
TRADITIONAL_REGIONS = frozenset(("tw", "hk", "mo"))
"""Regions that write Traditional characters. So does Cantonese (yue), except in China. CLDR's
likelySubtags maps Chinese in other regions (zh-US) to Hant, too; but most browsers that send it are
on phones from China set to another region, so here it is Hans."""

MAX_ACCEPT_LANGUAGE_LENGTH = 512
MAX_RANGES = 20


def canonical_tag(text: str) -> str | None:
    """Return the tag that equals `text` in any letter case, or None."""
    return next((tag for tag in LANGUAGES if tag.lower() == text.lower()), None)


def negotiate(accept_language: str, offered: tuple[str, ...], default: str) -> str:
    """Return the best of the `offered` tags for an Accept-Language header.

    Q-values follow RFC 9110, 12.5.4. The script of a range is the likely one of Unicode CLDR:
    zh-TW, zh-HK and zh-MO are Traditional, zh and all others Simplified. The other script of the
    same language is better than another language.
    """
    for language_range in _parse_ranges(accept_language):
        if language_range == "*":
            return default
        language, script = _split_range(language_range)
        same = [tag for tag in offered if tag.partition("-")[0] == language]
        if same:
            exact = f"{language}-{script}"
            return exact if exact in same else same[0]
    return default


def _parse_ranges(header: str) -> list[str]:
    """Return the language ranges of the header, best first, without invalid ones."""
    ranges: list[tuple[float, str]] = []
    for part in header[:MAX_ACCEPT_LANGUAGE_LENGTH].split(",")[:MAX_RANGES]:
        tag, _, parameter = part.partition(";")
        try:
            quality = float(parameter.strip().lower().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            continue
        if tag.strip() and 0 < quality <= 1:
            ranges.append((quality, tag.strip()))
    return [tag for _, tag in sorted(ranges, key=lambda item: -item[0])]


def _split_range(tag: str) -> tuple[str, str]:
    """Return the language of a range (RFC 5646) and, for Chinese, its explicit or likely script."""
    language, *others = tag.lower().split("-")
    if language not in CHINESE_LANGUAGES:
        return language, ""
    script = next((subtag for subtag in others if subtag in ("hans", "hant")), None)
    if script is None:
        cantonese = language == "yue" and "cn" not in others
        script = "hant" if cantonese or TRADITIONAL_REGIONS.intersection(others) else "hans"
    return "zh", script.capitalize()
