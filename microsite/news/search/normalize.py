"""Text as search compares it: one script, one case, one width, words with a space before each.

Chinese is folded to Simplified by OpenCC, Traditional text with its Taiwan phrases (軟體 as 软件):
whoever types in one script finds what is written in the other.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from microsite.news.search.sieve import traces

TRADITIONAL = "zh-Hant"
_ADDRESS = re.compile(r"\]\([^)\n]{0,500}\)")
"""Where a Markdown link leads: nobody searches for that."""
_HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
"""Words: a run of Chinese characters, or of letters and digits."""


@dataclass(frozen=True, slots=True)
class Folded:
    """An article's words, each once where it comes first: those of the title, which end at a
    character, those that the summary adds, which end at another, and those that the body adds.

    traces: what a sieve tells by that the words may be there.
    """

    text: str
    title_end: int
    summary_end: int
    traces: bytes


def runs(text: str) -> list[str]:
    """List the words of a text that is folded already by `fold_characters` or `fold_phrases`."""
    return _RUNS.findall(text)


def fold_characters(text: str) -> str:
    """Fold text of any language, character for character where it is Chinese."""
    return _fold(text, "t2s")


def fold_phrases(text: str) -> str:
    """Fold text that is written in Traditional characters, phrase for phrase."""
    return _fold(text, "tw2sp")


def folded(tag: str, title: str, summary: str, body: str) -> Folded:
    """Fold an article that is written in the language `tag`."""
    fold = fold_phrases if tag == TRADITIONAL else fold_characters
    words: dict[str, None] = {}
    texts = []
    for part in (title, summary, _ADDRESS.sub("]", body)):
        words.update(dict.fromkeys(runs(fold(part))))
        texts.append(" ".join(["", *words]))
    return Folded(texts[-1], len(texts[0]), len(texts[1]), traces(words))


def _fold(text: str, name: str) -> str:
    return str(converter(name).convert(unicodedata.normalize("NFKC", text).casefold()))


@cache
def converter(name: str) -> OpenCC:
    """Give OpenCC's converter of this name; the first use of one that goes to Traditional takes
    50 ms and 40 MB."""
    return OpenCC(name)
