"""From one Chinese script into the other, phrase for phrase, by OpenCC."""

from dataclasses import replace
from typing import Literal

from microsite.news.models import Article
from microsite.news.models import Picture
from microsite.news.models import Source
from microsite.news.search.normalize import converter

Tradition = Literal["taiwan", "hong-kong"]
"""Whose Traditional characters and words they are."""

CONVERTERS = {
    ("taiwan", "zh-Hant"): "s2twp",
    ("taiwan", "zh-Hans"): "tw2sp",
    ("hong-kong", "zh-Hant"): "s2hk",
    ("hong-kong", "zh-Hans"): "hk2s",
}


def convert_text(text: str, tag: str, tradition: Tradition) -> str:
    """Put text into the script of the language `tag`."""
    return str(converter(CONVERTERS[tradition, tag]).convert(text))


def convert(article: Article, tag: str, tradition: Tradition) -> Article:
    """Put what lists show of an article into the script of `tag`; its body stays as written."""

    def put(text: str) -> str:
        return convert_text(text, tag, tradition)

    def picture(one: Picture) -> Picture:
        return replace(one, alt=put(one.alt))

    source = article.source
    return replace(
        article,
        tag=tag,
        title=put(article.title),
        summary=put(article.summary),
        source=source and Source(put(source.text), source.date),
        picture=article.picture and picture(article.picture),
    )
