"""The style of codes: how they look and how they are printed."""

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
from microsite.qr.symbol.encode import MIN_QUIET_ZONE
from microsite.qr.symbol.layout import ERROR_CORRECTION_LEVELS
from microsite.qr.symbol.layout import Level

Frame = Literal["plain", "framed", "sticker"]

DEFAULT_WIDTH_MM = 30.0
MIN_WIDTH_MM = 20.0
"""The printing trade's rule for a code in the hand; at a distance see DISTANCE_TO_WIDTH_RATIO."""
MAX_WIDTH_MM = 5_000.0
"""The width of large banner presses; a PDF page is limited to 5.08 m (ISO 32000-1, annex C)."""
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
"""Call to action of a frame by language tag, used when a style sets none."""


@dataclass(frozen=True, slots=True)
class PrintMethod:
    """A printing process and its resolution."""

    name: str
    dpi: int

    @property
    def min_module_mm(self) -> float:
        """The smallest module that prints reliably: four dots, and at least 0.17 mm, the smallest
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
    """The look of codes. Raise ValueError, with a value that works, if codes might not scan.

    width_mm: the printed width of the symbol, quiet zone included; frames are added around it.
    distance_mm: the distance from which it is scanned; 0 for a code in the hand.
    dpi: the printer resolution; modules snap to whole dots in every format. None for the exact
        width (a PNG then uses the resolution of the print method).
    print_method: a key of `PRINT_METHODS`.
    quiet_zone: modules on every side.
    logo_share: the maximum share of the symbol's width that a logo takes, quiet zone not included.
    cta: the call to action of a frame; "" for the default of the language, `DEFAULT_CTA`.
    language: the language tag of call to action and captions; it selects the glyph forms.
    bleed_mm, crop_marks: for PDF only; the other formats end at the trim.
    fonts: the folder with NotoSansCJK-Regular.ttc and NotoSansCJK-Bold.ttc.
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
            raise ValueError(f"Unknown error-correction level {self.level!r}: use L, M, Q or H.")
        if self.logo is not None:
            self._check_logo()
        if self.frame not in get_args(Frame):
            raise ValueError(f"Unknown frame {self.frame!r}: use plain, framed or sticker.")
        if self.frame != "plain" and not self.effective_cta:
            raise ValueError(f"There is no default call to action in {self.language!r}: set one.")

    @property
    def effective_cta(self) -> str:
        """The call to action of the frame."""
        return self.cta or DEFAULT_CTA.get(self.language, "")

    def _check_size(self) -> None:
        if self.quiet_zone < MIN_QUIET_ZONE:
            raise ValueError(
                f"A quiet zone of {self.quiet_zone} modules is too narrow:"
                f" use {MIN_QUIET_ZONE} or more."
            )
        if not 0 <= self.distance_mm < inf:
            raise ValueError(
                f"A scan distance of {format_number(self.distance_mm / 1000)} m is not valid:"
                " use 0.3 m for a code in the hand."
            )
        min_width = min_width_for_distance(self.distance_mm)
        width = format_number(self.width_mm)
        if not self.width_mm >= min_width:
            where = (
                f"from {format_number(self.distance_mm / 1000)} m away"
                if self.distance_mm
                else "in the hand"
            )
            raise ValueError(
                f"A code {width} mm wide does not scan reliably {where}:"
                f" use {format_number(min_width)} mm or more."
            )
        if self.width_mm > MAX_WIDTH_MM:
            raise ValueError(
                f"A code {width} mm wide is too wide to print:"
                f" use {format_number(MAX_WIDTH_MM)} mm or less."
            )

    def _check_print(self) -> None:
        if self.print_method not in PRINT_METHODS:
            raise ValueError(
                f"Unknown print method {self.print_method!r}: use {', '.join(PRINT_METHODS)}."
            )
        if self.dpi is not None and self.dpi < 1:
            raise ValueError(
                f"A resolution of {self.dpi} dpi is not valid:"
                f" use {PRINT_METHODS[self.print_method].dpi}."
            )
        if not 0 <= self.bleed_mm <= MAX_BLEED_MM:
            raise ValueError(
                f"A bleed of {format_number(self.bleed_mm)} mm is not valid: use 3 mm, or at most"
                f" {format_number(MAX_BLEED_MM)} mm."
            )

    def _check_logo(self) -> None:
        if self.level not in LOGO_LEVELS:
            raise ValueError(
                f"Level {self.level} has too little error correction for a logo: use H or Q."
            )
        if not 0 < self.logo_share <= MAX_LOGO_SHARE:
            raise ValueError(
                f"A logo of {self.logo_share:.0%} of the symbol's width hides too much of it:"
                f" use {MAX_LOGO_SHARE:.0%} or less."
            )


def min_width_for_distance(distance_mm: float) -> float:
    """Return the minimum width of a code: a tenth of its scan distance, at least 20 mm."""
    return max(MIN_WIDTH_MM, distance_mm / DISTANCE_TO_WIDTH_RATIO)
