"""The artwork of one code: the symbol, what stands around it, and the file that prints it.

The command line, packs, sheets and the landing page all come through here, so that the same order
gives the same bytes wherever it is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from microsite.qr.canvas.shapes import Drawing
from microsite.qr.canvas.shapes import Modules
from microsite.qr.canvas.shapes import Picture
from microsite.qr.canvas.shapes import Shape
from microsite.qr.design.frames import surround
from microsite.qr.design.logo_overlay import overlaid
from microsite.qr.design.sizes import module_width
from microsite.qr.design.sizes import snapped
from microsite.qr.design.style import Style
from microsite.qr.formats import eps
from microsite.qr.formats import pdf
from microsite.qr.formats import png
from microsite.qr.formats import svg
from microsite.qr.symbol.encode import Symbol
from microsite.qr.symbol.encode import strongest

Form = Literal["svg", "png", "pdf", "eps"]
FORMS: tuple[Form, ...] = ("svg", "png", "pdf", "eps")


@dataclass(frozen=True, slots=True)
class Artwork:
    """One code as it is to be printed.

    lines: the label's lines.
    modules: the dark modules as they are drawn, those under a logo left out.
    """

    symbol: Symbol
    style: Style
    lines: tuple[str, ...]
    modules: Modules
    drawing: Drawing

    @property
    def across(self) -> int:
        """Modules along a side of the symbol, quiet zone included."""
        return self.symbol.size + 2 * self.style.quiet_zone

    @property
    def module_mm(self) -> float:
        """The width of a module."""
        return self.modules.scale

    @property
    def width_mm(self) -> float:
        """The printed width of the symbol, quiet zone included."""
        return self.across * self.module_mm


def artwork(payload: str, style: Style, lines: Sequence[str] = ()) -> Artwork:
    """The artwork of a payload, with label lines below.

    Raises ValueError, naming what works, for a payload that no symbol holds, a width too small for
    its modules, a logo or a label that does not fit, and a character that the font lacks.
    """
    made = strongest(payload, style.level)
    across = made.size + 2 * style.quiet_zone
    module = module_width(across, style)
    page = surround(across * module, style, lines)
    corner = page.origin + style.quiet_zone * module
    modules = Modules(made.modules, style.foreground, corner, corner, module)
    painted: tuple[Shape | Modules | Picture, ...] = (*page.shapes, modules)
    if style.logo is not None:
        modules, logo = overlaid(modules, style.logo, style.logo_share)
        painted = (*page.shapes, modules, logo)
    drawing = Drawing(
        title=payload,
        width=page.width,
        height=page.height,
        ground=page.ground,
        shapes=painted,
        radius=page.radius,
        bleed=style.bleed_mm,
        marks=style.foreground if style.crop_marks else None,
    )
    return Artwork(made, style, tuple(lines), modules, drawing)


def render(artwork: Artwork, form: Form) -> bytes:
    """The artwork as a file: the same artwork gives the same bytes.

    A PNG is in whole dots a module: its true width is that of `sizes.snapped`. Raises ValueError,
    naming what works, where it would have too few or too many dots.
    """
    match form:
        case "svg":
            return svg.write(artwork.drawing)
        case "png":
            raster = snapped(artwork.across, artwork.style)
            return png.write(artwork.drawing, artwork.modules, raster.module_dots, raster.dpi)
        case "pdf":
            return pdf.write(artwork.drawing)
        case "eps":
            return eps.write(artwork.drawing)
