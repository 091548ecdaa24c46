"""Text as search compares it: one script, one case, one width, words with a space before each.

OpenCC converts Chinese to Simplified, Traditional text with its Taiwan phrases (軟體 as 软件): a
word typed in one script matches text in the other.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

_TRADITIONAL_TAG = "zh-Hant"
_LINK_TARGET = re.compile(r"\]\([^)\n]{0,500}\)")
"""The address of a Markdown link, which is not searched."""
_HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
"""A run of Chinese characters, or of letters and digits."""


@dataclass(frozen=True, slots=True)
class NormalizedText:
    """An article's distinct words: those of the title, then new ones of the summary and the body.

    title_end, summary_end: the offsets at which the words of these parts end.
    """

    text: str
    title_end: int
    summary_end: int


def split_words(text: str) -> list[str]:
    """Return the words of a normalized text."""
    return _WORD.findall(text)


def normalize_characters(text: str) -> str:
    """Return text of any language normalized, Chinese character by character."""
    return _normalize_script(text, "t2s")


def normalize_phrases(text: str) -> str:
    """Return text in Traditional characters normalized, phrase by phrase."""
    return _normalize_script(text, "tw2sp")


def normalize(tag: str, title: str, summary: str, body: str) -> NormalizedText:
    """Return the words of an article in the language `tag`."""
    convert = normalize_phrases if tag == _TRADITIONAL_TAG else normalize_characters
    words: dict[str, None] = {}
    texts = []
    for part in (title, summary, _LINK_TARGET.sub("]", body)):
        words.update(dict.fromkeys(split_words(convert(part))))
        texts.append(" ".join(["", *words]))
    return NormalizedText(texts[-1], len(texts[0]), len(texts[1]))


def _normalize_script(text: str, conversion: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    converted = str(load_converter(conversion).convert(folded))
    return converted.replace("帐", "账")  # Taiwan writes 帳 for 賬, and OpenCC keeps the difference


@cache
def load_converter(conversion: str) -> OpenCC:
    """Return OpenCC's converter of this name. The first one to Traditional takes 50 ms, 40 MB."""
    return OpenCC(conversion)
