"""The card that messengers show for a link to this site: organisation and app name."""

from collections.abc import Callable
from html import escape
from pathlib import Path

from microsite.qr.design.fonts import load_face
from tools.icons.icons import render_png

CARD_WIDTH = 1200
LEFT = 72
CENTRE_Y = 315
MAX_TEXT_WIDTH = 500
MAX_APP_SIZE, ORGANISATION_SIZE = 76, 36
LINE_HEIGHT = 1.25
GOLD, WHITE = "#e0b75a", "#ffffff"
SCAN_GROUP = '<g id="scan"'
SCAN_TRANSFORM = ' transform="translate(525 132) scale(.58)"'
SVG_END = "</svg>"


def draw_card(plain_card: str, organisation: str, app: str, language: str, fonts: str) -> bytes:
    """Return a card as PNG, 1200 pixels wide. Raise ValueError if the fonts are missing."""
    face = load_face(fonts, "Bold", language)
    organisation_size = _fit_size([organisation], face.measure, ORGANISATION_SIZE)
    rows = _break_lines(app)
    size = _fit_size(rows, face.measure, MAX_APP_SIZE)
    height = organisation_size * LINE_HEIGHT + len(rows) * size * LINE_HEIGHT
    y = CENTRE_Y - height / 2 + organisation_size
    texts = [_format_row(organisation, organisation_size, y, GOLD)]
    for row in rows:
        y += size * LINE_HEIGHT
        texts.append(_format_row(row, size, y, WHITE))
    group = f'<g font-family="{face.family}" font-weight="700">{"".join(texts)}</g>'
    font = str(Path(fonts) / "NotoSansCJK-Bold.ttc")
    svg = plain_card.replace(SCAN_GROUP, SCAN_GROUP + SCAN_TRANSFORM)
    return render_png(svg.replace(SVG_END, group + SVG_END), CARD_WIDTH, font)


def _break_lines(text: str) -> list[str]:
    """Return one line, or two if there is a space, broken where they are most alike in length."""
    words = text.split()
    candidates = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return list(min(candidates, key=lambda rows: max(map(len, rows)), default=(text,)))


def _fit_size(rows: list[str], width: Callable[[str], float], max_size: float) -> float:
    return min(max_size, MAX_TEXT_WIDTH / max(map(width, rows)))


def _format_row(text: str, size: float, baseline: float, colour: str) -> str:
    position = f'x="{LEFT}" y="{baseline:.2f}" font-size="{size:.2f}"'
    return f'<text {position} fill="{colour}">{escape(text)}</text>'
