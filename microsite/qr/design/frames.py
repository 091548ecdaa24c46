"""What stands around a symbol: label lines, a frame with a call to action, a sticker.

Measures are parts of the symbol's printed width, so that a frame looks the same at every size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.shapes import Shape
from microsite.qr.canvas.shapes import filled
from microsite.qr.canvas.shapes import rectangle
from microsite.qr.canvas.shapes import window
from microsite.qr.design.captions import LEADING
from microsite.qr.design.captions import Rows
from microsite.qr.design.captions import fitted
from microsite.qr.design.fonts import Weight
from microsite.qr.design.fonts import face
from microsite.qr.design.style import Style

CENTRE = 0.37
"""How high above the baseline the middle of capitals and of Chinese characters lies."""
LABEL = 0.085
"""Letters of labels."""
CALL = 0.115
"""Letters of a call to action."""
SPACE = 0.04
"""Under the last label, and between frame and labels."""
CLEARANCE = 0.02
"""Between quiet zone and frame: rounded corners then leave the quiet zone whole."""
CORNER = 0.06
"""Radius of the panel that the symbol stands on."""
LINE = 0.025
"""The line of a frame."""
BORDER = 0.075
"""The coloured border of a sticker."""


@dataclass(frozen=True, slots=True)
class Surround:
    """A page with room for a symbol.

    origin: how far right and down the symbol's quiet zone begins.
    shapes: what is painted before the symbol.
    """

    origin: float
    width: float
    height: float
    ground: Colour
    shapes: tuple[Shape, ...]
    radius: float = 0.0


def surround(width: float, style: Style, lines: Sequence[str]) -> Surround:
    """What stands around a symbol of that width, quiet zone included.

    Raises ValueError as `fitted` and `face` do.
    """
    match style.frame:
        case "plain":
            return _plain(width, style, lines)
        case "framed":
            return _framed(width, style, lines)
        case "sticker":
            return _sticker(width, style, lines)


def _plain(width: float, style: Style, lines: Sequence[str]) -> Surround:
    labels = _labels(lines, style, width * (1 - SPACE), width)
    height = width + (labels.height + SPACE * width if labels else 0)
    shapes = _set(labels, style, width / 2, width, style.foreground)
    return Surround(0, width, height, style.background, shapes)


def _framed(width: float, style: Style, lines: Sequence[str]) -> Surround:
    panel, line, margin = width * (1 + 2 * CLEARANCE), width * LINE, width * SPACE
    call = _call(style, panel * (1 - 2 * SPACE), width)
    band = call.height + width * SPACE * 1.5
    card = panel + 2 * line, panel + line + band
    outside = margin, margin, *card, width * CORNER + line
    inside = margin + line, margin + line, panel, panel, width * CORNER
    labels = _labels(lines, style, card[0] * (1 - SPACE), width)
    bottom = margin + card[1]
    middle = margin + card[0] / 2
    return Surround(
        origin=margin + line + width * CLEARANCE,
        width=card[0] + 2 * margin,
        height=bottom + margin + (labels.height + margin / 2 if labels else 0),
        ground=style.background,
        shapes=(
            filled(window(outside, inside), style.foreground),
            *_set(
                call, style, middle, bottom - band + width * SPACE * 0.75, style.background, "Bold"
            ),
            *_set(labels, style, middle, bottom + margin / 2, style.foreground),
        ),
    )


def _sticker(width: float, style: Style, lines: Sequence[str]) -> Surround:
    panel, border = width * (1 + 2 * CLEARANCE), width * BORDER
    call = _call(style, panel * (1 - SPACE), width)
    labels = _labels(lines, style, panel * (1 - SPACE), width)
    whole, middle, below = panel + 2 * border, border + panel / 2, border + panel + width * SPACE
    return Surround(
        origin=border + width * CLEARANCE,
        width=whole,
        height=below + call.height + (labels.height if labels else 0) + width * SPACE * 1.5,
        ground=style.foreground,
        shapes=(
            filled(rectangle(border, border, panel, panel, width * CORNER), style.background),
            *_set(call, style, middle, below, style.background, "Bold"),
            *_set(labels, style, middle, below + call.height, style.background),
        ),
        radius=width * CORNER + border,
    )


def _labels(lines: Sequence[str], style: Style, room: float, width: float) -> Rows | None:
    """The label lines fitted into that room, if there are any."""
    if not lines:
        return None
    regular = face(style.fonts, "Regular", style.language)
    return fitted(lines, regular, room, width * LABEL, "label")


def _call(style: Style, room: float, width: float) -> Rows:
    """The call to action fitted into that room."""
    bold = face(style.fonts, "Bold", style.language)
    return fitted([style.call_to_action], bold, room, width * CALL, "call to action")


def _set(
    rows: Rows | None,
    style: Style,
    middle: float,
    top: float,
    colour: Colour,
    weight: Weight = "Regular",
) -> tuple[Shape, ...]:
    """Rows as shapes, each centred on a middle."""
    if rows is None:
        return ()
    drawn = face(style.fonts, weight, style.language)
    return tuple(
        drawn.row(
            row,
            rows.size,
            middle - drawn.width(row) * rows.size / 2,
            top + ((number + 0.5) * LEADING + CENTRE) * rows.size,
            colour,
        )
        for number, row in enumerate(rows.rows)
    )
