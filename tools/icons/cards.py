"""The card that a messenger shows of a link to this site: who it is from, and which app."""

from collections.abc import Callable
from html import escape
from pathlib import Path

from microsite.qr.design.fonts import face
from tools.icons.icons import drawn

WIDTH = 1200
LEFT = 72
MIDDLE = 315
WORDS_WIDTH = 500
LARGEST, SMALL = 76, 36
LEADING = 1.25
GOLD, WHITE = "#e0b75a", "#ffffff"
SCAN = '<g id="scan"'
ASIDE = ' transform="translate(525 132) scale(.58)"'
END = "</svg>"


def card(ground: str, organisation: str, app: str, language: str, fonts: str) -> bytes:
    """A card as PNG, 1200 dots wide. Raises ValueError where the fonts are missing."""
    letters = face(fonts, "Bold", language)
    above = _size([organisation], letters.width, SMALL)
    rows = _rows(app)
    size = _size(rows, letters.width, LARGEST)
    height = above * LEADING + len(rows) * size * LEADING
    y = MIDDLE - height / 2 + above
    words = [_row(organisation, above, y, GOLD)]
    for row in rows:
        y += size * LEADING
        words.append(_row(row, size, y, WHITE))
    group = f'<g font-family="{letters.family}" font-weight="700">{"".join(words)}</g>'
    font = str(Path(fonts) / "NotoSansCJK-Bold.ttc")
    return drawn(ground.replace(SCAN, SCAN + ASIDE).replace(END, group + END), WIDTH, font)


def _rows(text: str) -> list[str]:
    """One row, or two, parted at the blank that makes them most alike."""
    words = text.split()
    parted = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return list(min(parted, key=lambda rows: max(map(len, rows)), default=(text,)))


def _size(rows: list[str], width: Callable[[str], float], largest: float) -> float:
    return min(largest, WORDS_WIDTH / max(map(width, rows)))


def _row(text: str, size: float, baseline: float, colour: str) -> str:
    place = f'x="{LEFT}" y="{baseline:.2f}" font-size="{size:.2f}"'
    return f'<text {place} fill="{colour}">{escape(text)}</text>'
