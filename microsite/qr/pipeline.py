"""Build the artwork of a code and render it to a file.

The command line, packs, sheets and the landing page all use this module, so that equal input gives
equal bytes everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from microsite.qr.canvas.shapes import Drawing
from microsite.qr.canvas.shapes import DrawingItem
from microsite.qr.canvas.shapes import Modules
from microsite.qr.design.frames import lay_out_frame
from microsite.qr.design.logo_overlay import place_logo
from microsite.qr.design.sizes import compute_module_width
from microsite.qr.design.sizes import snap_to_dots
from microsite.qr.design.style import Style
from microsite.qr.formats import eps
from microsite.qr.formats import pdf
from microsite.qr.formats import png
from microsite.qr.formats import svg
from microsite.qr.symbol.encode import Symbol
from microsite.qr.symbol.encode import encode_strongest

Format = Literal["svg", "png", "pdf", "eps"]
FORMATS: tuple[Format, ...] = ("svg", "png", "pdf", "eps")


@dataclass(frozen=True, slots=True)
class Artwork:
    """One code ready to be printed.

    captions: the lines under the symbol.
    modules: the dark modules that are drawn, without those under a logo.
    """

    symbol: Symbol
    style: Style
    captions: tuple[str, ...]
    modules: Modules
    drawing: Drawing

    @property
    def across(self) -> int:
        """The number of modules along a side of the symbol, quiet zone included."""
        return self.symbol.size + 2 * self.style.quiet_zone

    @property
    def module_mm(self) -> float:
        """The width of a module."""
        return self.modules.scale

    @property
    def width_mm(self) -> float:
        """The printed width of the symbol, quiet zone included."""
        return self.across * self.module_mm


def build_artwork(payload: str, style: Style, captions: Sequence[str] = ()) -> Artwork:
    """Return the artwork of a payload, with captions below.

    Raise ValueError for a payload too long for a symbol, a width too small for its modules, a logo
    or a caption that does not fit, and a character that the font lacks. The message includes a
    value that works.
    """
    symbol = encode_strongest(payload, style.level)
    across = symbol.size + 2 * style.quiet_zone
    module = compute_module_width(across, style)
    page = lay_out_frame(across * module, style, captions)
    corner = page.origin + style.quiet_zone * module
    modules = Modules(symbol.modules, style.foreground, corner, corner, module)
    items: tuple[DrawingItem, ...] = (*page.shapes, modules)
    if style.logo is not None:
        modules, logo = place_logo(modules, style.logo, style.logo_share)
        items = (*page.shapes, modules, logo)
    drawing = Drawing(
        title=payload,
        width=page.width,
        height=page.height,
        background=page.background,
        items=items,
        radius=page.radius,
        bleed=style.bleed_mm,
        crop_marks=style.foreground if style.crop_marks else None,
    )
    return Artwork(symbol, style, tuple(captions), modules, drawing)


def render(artwork: Artwork, file_format: Format) -> bytes:
    """Return the artwork as a file. Equal artwork gives equal bytes.

    A PNG has whole dots per module, so its exact width is that of `sizes.snap_to_dots`. Raise
    ValueError if it would have too few or too many dots; the message includes a value that works.
    """
    match file_format:
        case "svg":
            return svg.write(artwork.drawing)
        case "png":
            raster = snap_to_dots(artwork.across, artwork.style)
            return png.write(artwork.drawing, artwork.modules, raster.module_dots, raster.dpi)
        case "pdf":
            return pdf.write(artwork.drawing)
        case "eps":
            return eps.write(artwork.drawing)
