"""Conversion between the Chinese scripts, phrase by phrase, by OpenCC."""

from dataclasses import replace
from typing import Literal

from microsite.news.models import Article
from microsite.news.models import ArticleImage
from microsite.news.models import Source
from microsite.news.search.normalize import load_converter

TraditionalVariant = Literal["taiwan", "hong-kong"]
"""The region whose Traditional characters and words are used."""

OPENCC_CONVERSIONS = {
    ("taiwan", "zh-Hant"): "s2twp",
    ("taiwan", "zh-Hans"): "tw2sp",
    ("hong-kong", "zh-Hant"): "s2hk",
    ("hong-kong", "zh-Hans"): "hk2s",
}


def convert_text(text: str, tag: str, variant: TraditionalVariant) -> str:
    """Return text in the script of the language `tag`."""
    return str(load_converter(OPENCC_CONVERSIONS[variant, tag]).convert(text))


def convert_article(article: Article, tag: str, variant: TraditionalVariant) -> Article:
    """Return an article with what lists show in the script of `tag`; its body is unchanged."""

    def convert(text: str) -> str:
        return convert_text(text, tag, variant)

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
