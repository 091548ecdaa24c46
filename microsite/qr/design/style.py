"""How an order's codes look and are printed: one style for all its placements."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Literal
from typing import get_args

from microsite.config.schema import DEFAULT_FONTS
from microsite.qr.canvas.colours import BLACK
from microsite.qr.canvas.colours import WHITE
from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.numbers import format_number
from microsite.qr.canvas.shapes import RasterImage
from microsite.qr.symbol.layout import ERROR_CORRECTION_LEVELS
from microsite.qr.symbol.layout import Level

Frame = Literal["plain", "framed", "sticker"]

DEFAULT_WIDTH_MM = 30.0
MIN_QUIET_ZONE = 4
"""Modules on every side (ISO/IEC 18004:2015, 6.3.8; qrcode.com/en/howto/code.html)."""
MIN_WIDTH_MM = 20.0
"""The printing trade's rule for a code in the hand; at a distance it is a tenth of that."""
MAX_WIDTH_MM = 5_000.0
"""Five metres, the width of large banner presses; a page of PDF ends at 5.08 m (ISO 32000-1, C)."""
DISTANCE_TO_WIDTH_RATIO = 10
MM_PER_INCH = 25.4
MIN_MODULE_DOTS = 4
MAX_EFFECTIVE_DPI = 600
MAX_BLEED_MM = 20.0
LOGO_LEVELS = ("Q", "H")
MAX_LOGO_SHARE = 0.2
"""Of the symbol's width, quiet zone not included: 4 % of its area."""
DEFAULT_CTA: Mapping[str, str] = {
    "en": "Scan to get the app",
    "zh-Hans": "扫一扫，下载手机银行",
    "zh-Hant": "掃一掃，下載行動銀行",
}
"""What a frame asks people to do, by language tag, where a style says nothing else."""


@dataclass(frozen=True, slots=True)
class PrintMethod:
    """A way of printing.

    dpi: dots an inch of its images.
    """

    name: str
    dpi: int

    @property
    def min_module_mm(self) -> float:
        """The narrowest module it prints reliably: four dots, and never under 0.17 mm, the finest
        that is recommended (qrcode.com/en/howto/cell.html).
        """
        return MIN_MODULE_DOTS * MM_PER_INCH / min(self.dpi, MAX_EFFECTIVE_DPI)


PRINT_METHODS: Mapping[str, PrintMethod] = {
    method.name: method
    for method in (
        PrintMethod("offset", 1200),
        PrintMethod("laser", 600),
        PrintMethod("inkjet", 300),
        PrintMethod("thermal", 203),
        PrintMethod("banner", 100),
    )
}
"""Printing presses, office printers, label printers, and large-format inkjet for banners."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How codes look. Raises ValueError, naming what works, for what could not be relied on.

    width_mm: the whole printed width of the symbol, quiet zone included; frames go around it.
    distance_mm: from how far it is scanned; 0 for in the hand.
    dpi: of the printer whose whole dots the modules are snapped to in every form; None for the
        very width (and, in PNG, for the dots of the method).
    method: a name in `METHODS`.
    quiet_zone: modules on every side.
    logo_share: how much of the symbol's width a logo may take, quiet zone not included.
    call: what a frame asks people to do; "" for that of the language in `CALLS`.
    language: tag of the language of call and labels, in whose script glyphs are drawn.
    bleed_mm, crop_marks: in PDF only; the other forms end at the trim.
    fonts: the folder that holds NotoSansCJK-Regular.ttc and NotoSansCJK-Bold.ttc.
    """

    width_mm: float = DEFAULT_WIDTH_MM
    distance_mm: float = 0.0
    dpi: int | None = None
    print_method: str = "laser"
    level: Level = "M"
    quiet_zone: int = MIN_QUIET_ZONE
    foreground: Colour = BLACK
    background: Colour = WHITE
    logo: RasterImage | None = None
    logo_share: float = MAX_LOGO_SHARE
    frame: Frame = "plain"
    cta: str = ""
    language: str = "en"
    bleed_mm: float = 3.0
    crop_marks: bool = True
    fonts: str = DEFAULT_FONTS

    def __post_init__(self) -> None:
        self._check_size()
        self._check_print()
        if self.level not in ERROR_CORRECTION_LEVELS:
            raise ValueError(
                f"There is no error-correction level {self.level!r}: it is L, M, Q or H."
            )
        if self.logo is not None:
            self._check_logo()
        if self.frame not in get_args(Frame):
            raise ValueError(f"There is no frame {self.frame!r}: it is plain, framed or sticker.")
        if self.frame != "plain" and not self.call_to_action:
            raise ValueError(
                f"No call to action is known in the language {self.language!r}: give its words."
            )

    @property
    def call_to_action(self) -> str:
        """The words of the frame."""
        return self.cta or DEFAULT_CTA.get(self.language, "")

    def _check_size(self) -> None:
        if self.quiet_zone < MIN_QUIET_ZONE:
            raise ValueError(
                f"A quiet zone of {self.quiet_zone} modules is too narrow:"
                f" it takes {MIN_QUIET_ZONE} or more."
            )
        if not 0 <= self.distance_mm < inf:
            raise ValueError(
                f"A scan distance of {format_number(self.distance_mm)} mm cannot be: take 300 mm for a code"
                " in the hand."
            )
        least = min_width_for_distance(self.distance_mm)
        if not self.width_mm >= least:
            where = f"from {format_number(self.distance_mm)} mm away" if self.distance_mm else "in the hand"
            raise ValueError(
                f"A code {format_number(self.width_mm)} mm wide cannot be relied on to scan {where}:"
                f" it takes {format_number(least)} mm or more."
            )
        if self.width_mm > MAX_WIDTH_MM:
            raise ValueError(
                f"A code {format_number(self.width_mm)} mm wide is wider than any press prints:"
                f" take {format_number(MAX_WIDTH_MM)} mm or less."
            )

    def _check_print(self) -> None:
        if self.print_method not in PRINT_METHODS:
            raise ValueError(
                f"There is no print method {self.print_method!r}: it is one of {', '.join(PRINT_METHODS)}."
            )
        if self.dpi is not None and self.dpi < 1:
            raise ValueError(
                f"A printer of {self.dpi} dpi cannot be: take {PRINT_METHODS[self.print_method].dpi}."
            )
        if not 0 <= self.bleed_mm <= MAX_BLEED_MM:
            raise ValueError(
                f"A bleed of {format_number(self.bleed_mm)} mm cannot be cut: take 3 mm, or"
                f" {format_number(MAX_BLEED_MM)} mm at the most."
            )

    def _check_logo(self) -> None:
        if self.level not in LOGO_LEVELS:
            raise ValueError(
                f"Level {self.level} has no correction to spare for a logo: take H, or Q."
            )
        if not 0 < self.logo_share <= MAX_LOGO_SHARE:
            raise ValueError(
                f"A logo of {self.logo_share:.0%} of the symbol's width hides too much of it:"
                f" take {MAX_LOGO_SHARE:.0%} or less."
            )


def min_width_for_distance(distance_mm: float) -> float:
    """The least width of a code that is scanned from so far away: a tenth, never under 20 mm."""
    return max(MIN_WIDTH_MM, distance_mm / DISTANCE_TO_WIDTH_RATIO)
