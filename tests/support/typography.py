"""Rules of Chinese typography as patterns of their violations."""

import re

_HAN = r"\u3400-\u9fff"
_FULL_WIDTH = "，。、；：？！（）「」『』“”‘’《》…—"
TYPOGRAPHY_ERRORS = {
    "half-width punctuation": re.compile(f"[{_HAN}{_FULL_WIDTH}][,.:;?!()]|[,.:;?!()][{_HAN}]"),
    "a space next to full-width punctuation": re.compile(f"[{_FULL_WIDTH}] | [{_FULL_WIDTH}]"),
    "two spaces": re.compile(r"\S {2}"),
    "dots for an ellipsis": re.compile(r"\.\.|。。|(?<!…)…(?!…)"),
    "Chinese that touches Latin text": re.compile(f"[A-Za-z0-9][{_HAN}]|[{_HAN}][A-Za-z0-9]"),
    "a space between Chinese characters": re.compile(f"[{_HAN}] [{_HAN}]"),
}
