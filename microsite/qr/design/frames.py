"""Lay out a symbol with its captions, and with a frame or a sticker with a call to action.

All sizes are shares of the symbol's printed width, so that a frame looks the same at every size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.shapes import Shape
from microsite.qr.canvas.shapes import fill_outline
from microsite.qr.canvas.shapes import outline_frame
from microsite.qr.canvas.shapes import outline_rectangle
from microsite.qr.design.captions import LEADING
from microsite.qr.design.captions import TextRows
from microsite.qr.design.captions import fit_caption
from microsite.qr.design.fonts import Weight
from microsite.qr.design.fonts import load_face
from microsite.qr.design.style import Style

LETTER_CENTRE = 0.37
"""Height of the middle of capitals and Chinese characters above the baseline, in letter sizes."""
CAPTION_SIZE = 0.085
CTA_SIZE = 0.115
SPACING = 0.04
"""Space under the last caption, and between frame and captions."""
PANEL_CLEARANCE = 0.02
"""Space between quiet zone and frame, so that rounded corners do not cut into the quiet zone."""
PANEL_RADIUS = 0.06
FRAME_LINE = 0.025
STICKER_BORDER = 0.075


@dataclass(frozen=True, slots=True)
class FrameLayout:
    """A page with room for a symbol.

    origin: the distance of the symbol's quiet zone from the left and the top.
    shapes: painted before the symbol.
    """

    origin: float
    width: float
    height: float
    background: Colour
    shapes: tuple[Shape, ...]
    radius: float = 0.0


def lay_out_frame(width: float, style: Style, captions: Sequence[str]) -> FrameLayout:
    """Return the layout around a symbol of this width, quiet zone included.

    Raise ValueError as `fit_caption` and `load_face` do.
    """
    match style.frame:
        case "plain":
            return _lay_out_plain(width, style, captions)
        case "framed":
            return _lay_out_framed(width, style, captions)
        case "sticker":
            return _lay_out_sticker(width, style, captions)


def _lay_out_plain(width: float, style: Style, captions: Sequence[str]) -> FrameLayout:
    text = _fit_captions(captions, style, width * (1 - SPACING), width)
    height = width + (text.height + SPACING * width if text else 0)
    shapes = _draw_rows(text, style, width / 2, width, style.foreground)
    return FrameLayout(0, width, height, style.background, shapes)


def _lay_out_framed(width: float, style: Style, captions: Sequence[str]) -> FrameLayout:
    panel, line = width * (1 + 2 * PANEL_CLEARANCE), width * FRAME_LINE
    margin = width * SPACING
    cta = _fit_cta(style, panel * (1 - 2 * SPACING), width)
    band = cta.height + width * SPACING * 1.5
    frame = panel + 2 * line, panel + line + band
    outer = margin, margin, *frame, width * PANEL_RADIUS + line
    inner = margin + line, margin + line, panel, panel, width * PANEL_RADIUS
    text = _fit_captions(captions, style, frame[0] * (1 - SPACING), width)
    bottom = margin + frame[1]
    middle = margin + frame[0] / 2
    cta_top = bottom - band + width * SPACING * 0.75
    return FrameLayout(
        origin=margin + line + width * PANEL_CLEARANCE,
        width=frame[0] + 2 * margin,
        height=bottom + margin + (text.height + margin / 2 if text else 0),
        background=style.background,
        shapes=(
            fill_outline(outline_frame(outer, inner), style.foreground),
            *_draw_rows(cta, style, middle, cta_top, style.background, "Bold"),
            *_draw_rows(text, style, middle, bottom + margin / 2, style.foreground),
        ),
    )


def _lay_out_sticker(width: float, style: Style, captions: Sequence[str]) -> FrameLayout:
    panel, border = width * (1 + 2 * PANEL_CLEARANCE), width * STICKER_BORDER
    cta = _fit_cta(style, panel * (1 - SPACING), width)
    text = _fit_captions(captions, style, panel * (1 - SPACING), width)
    middle, cta_top = border + panel / 2, border + panel + width * SPACING
    square = outline_rectangle(border, border, panel, panel, width * PANEL_RADIUS)
    return FrameLayout(
        origin=border + width * PANEL_CLEARANCE,
        width=panel + 2 * border,
        height=cta_top + cta.height + (text.height if text else 0) + width * SPACING * 1.5,
        background=style.foreground,
        shapes=(
            fill_outline(square, style.background),
            *_draw_rows(cta, style, middle, cta_top, style.background, "Bold"),
            *_draw_rows(text, style, middle, cta_top + cta.height, style.background),
        ),
        radius=width * PANEL_RADIUS + border,
    )


def _fit_captions(
    captions: Sequence[str], style: Style, available: float, width: float
) -> TextRows | None:
    """Return the captions fitted into the available width, or None without captions."""
    if not captions:
        return None
    regular = load_face(style.fonts, "Regular", style.language)
    return fit_caption(captions, regular, available, width * CAPTION_SIZE, "caption")


def _fit_cta(style: Style, available: float, width: float) -> TextRows:
    """Return the call to action fitted into the available width."""
    bold = load_face(style.fonts, "Bold", style.language)
    return fit_caption([style.effective_cta], bold, available, width * CTA_SIZE, "call to action")


def _draw_rows(
    text: TextRows | None,
    style: Style,
    middle: float,
    top: float,
    colour: Colour,
    weight: Weight = "Regular",
) -> tuple[Shape, ...]:
    """Return rows as shapes, each centred on `middle`."""
    if text is None:
        return ()
    face = load_face(style.fonts, weight, style.language)
    return tuple(
        face.draw_text(
            row,
            text.size,
            middle - face.measure(row) * text.size / 2,
            top + ((number + 0.5) * LEADING + LETTER_CENTRE) * text.size,
            colour,
        )
        for number, row in enumerate(text.rows)
    )
