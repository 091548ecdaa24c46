"""Conversion between the Chinese scripts: the organisation's own words, then OpenCC's phrases."""

import re
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Literal

from microsite.news.models import Article
from microsite.news.models import ArticleImage
from microsite.news.models import Source
from microsite.news.rendering.bare_addresses import ADDRESS_PATTERN
from microsite.news.rendering.script import Convert
from microsite.news.search.normalize import load_converter

TraditionalVariant = Literal["taiwan", "hong-kong"]
"""The region whose Traditional characters and words are used."""

OPENCC_CONVERSIONS = {
    ("taiwan", "zh-Hant"): "s2twp",
    ("taiwan", "zh-Hans"): "tw2sp",
    ("hong-kong", "zh-Hant"): "s2hk",
    ("hong-kong", "zh-Hans"): "hk2s",
}
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"


class ScriptConverter:
    """Converts text between the scripts.

    variant: the region of Traditional text. words: the Traditional word for each Simplified one.
    They are found first, the longest first, and nothing else is made of them: OpenCC, which knows
    no sentences, reads 被发放 as 被髮|放 and 境内存款 as 境|記憶體|款. Addresses stay as they are.
    """

    def __init__(self, variant: TraditionalVariant, words: Mapping[str, str]) -> None:
        self._variant: TraditionalVariant = variant
        simplified = {word: other for word, other in words.items() if word and other}
        traditional: dict[str, str] = {}
        for word, other in simplified.items():
            traditional.setdefault(other, word)
        self._words = {"zh-Hant": simplified, "zh-Hans": traditional}
        self._patterns = {tag: _compile_words(table) for tag, table in self._words.items()}

    def to(self, tag: str) -> Convert:
        """Return the conversion to the language `tag`."""
        return partial(self.convert_text, tag=tag)

    def convert_text(self, text: str, tag: str) -> str:
        """Return text in the script of the language `tag`."""
        convert = load_converter(OPENCC_CONVERSIONS[self._variant, tag]).convert
        parts: list[str] = []
        end = 0
        for match in self._patterns[tag].finditer(text):
            parts.append(str(convert(text[end : match.start()])))
            if word := match["word"]:
                other = self._words[tag][word]
                parts.append(_space(other, match, text) if other != word else match[0])
            else:
                parts.append(match[0])
            end = match.end()
        parts.append(str(convert(text[end:])))
        return "".join(parts)


def convert_article(article: Article, tag: str, converter: ScriptConverter) -> Article:
    """Return an article with what lists show in the script of `tag`; its body is unchanged."""
    convert = converter.to(tag)

    def convert_image(image: ArticleImage) -> ArticleImage:
        return replace(image, alt=convert(image.alt))

    source = article.source
    return replace(
        article,
        tag=tag,
        title=convert(article.title),
        summary=convert(article.summary),
        source=source and Source(convert(source.text), source.date),
        image=article.image and convert_image(article.image),
    )


def _compile_words(words: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of addresses and words; of a word in Latin letters, with its spaces."""
    longest_first = sorted(words, key=len, reverse=True)
    alternatives = "|".join(map(re.escape, longest_first)) or r"(?!)"
    return re.compile(
        rf"(?P<address>{ADDRESS_PATTERN})"
        rf"|(?:(?<={_HAN}) (?=[A-Za-z]))?(?P<word>{alternatives})(?:(?<=[A-Za-z]) (?={_HAN}))?"
    )


def _space(other: str, match: re.Match[str], text: str) -> str:
    """Return a word with a space between its Latin letters and Chinese text (`掃描 QR Code`)."""
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    if other[0].isascii() and re.match(_HAN, before):
        other = f" {other}"
    if other[-1].isascii() and re.match(_HAN, after):
        other = f"{other} "
    return other
