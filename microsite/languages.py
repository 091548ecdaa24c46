"""Languages of the site: tags, negotiation and alternates.

A language *tag* is BCP 47's (`zh-Hant`) and stands in addresses and `lang` attributes; a *locale*
is Babel's (`zh_Hant`) and names a catalog. The one is public, the other is not.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """A language that pages can be offered in; `name` is its name in itself."""

    tag: str
    name: str

    @property
    def locale(self) -> str:
        """Babel's name for it, which is that of its catalog's folder."""
        return self.tag.replace("-", "_")


LANGUAGES = {
    language.tag: language
    for language in (
        Language("en", "English"),
        Language("zh-Hans", "简体中文"),
        Language("zh-Hant", "繁體中文"),
    )
}
"""Every language the program knows. A new one is a row here, a catalog, and in site.toml its texts
and its tag among `languages`; no other code."""

CHINESE = ("zh", "cmn", "yue")
TRADITIONAL = frozenset(("tw", "hk", "mo"))
"""Regions that write Traditional characters. Cantonese (yue) is written in them, too, but in China.
CLDR's likelySubtags takes Chinese abroad (zh-US) for Hant as well; it is mostly sent by phones from
China that are set for another region, so here it is Hans."""

LONGEST_HEADER = 512
MOST_RANGES = 20


def canonical_tag(text: str) -> str | None:
    """Give the tag that `text` spells in any letter case, or None."""
    return next((tag for tag in LANGUAGES if tag.lower() == text.lower()), None)


def negotiate(accept_language: str, offered: tuple[str, ...], default: str) -> str:
    """Choose among the `offered` tags the one that an Accept-Language header asks for.

    Follows RFC 9110 section 12.5.4 for q-values and, for what each range means, the likely script
    of Unicode CLDR: zh-TW, zh-HK and zh-MO are written in Traditional characters, zh and all
    others in Simplified. Another form of the same language is better than another language.
    """
    for wanted in _ranges(accept_language):
        if wanted == "*":
            return default
        language, script = _language_and_script(wanted)
        same = [tag for tag in offered if tag.partition("-")[0] == language]
        if same:
            exact = f"{language}-{script}"
            return exact if exact in same else same[0]
    return default


def _ranges(header: str) -> list[str]:
    """List the language ranges of the header, best first; what cannot be read is left out."""
    found: list[tuple[float, str]] = []
    for part in header[:LONGEST_HEADER].split(",")[:MOST_RANGES]:
        tag, _, parameter = part.partition(";")
        try:
            quality = float(parameter.strip().lower().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            continue
        if tag.strip() and 0 < quality <= 1:
            found.append((quality, tag.strip()))
    return [tag for _, tag in sorted(found, key=lambda item: -item[0])]


def _language_and_script(tag: str) -> tuple[str, str]:
    """Tell language and, of Chinese, script of a range (RFC 5646); unnamed, the likely script."""
    language, *others = tag.lower().split("-")
    if language not in CHINESE:
        return language, ""
    script = next((subtag for subtag in others if subtag in ("hans", "hant")), None)
    if script is None:
        cantonese = language == "yue" and "cn" not in others
        script = "hant" if cantonese or TRADITIONAL.intersection(others) else "hans"
    return "zh", script.capitalize()
