"""Options for the style of codes, shared by every command that prints codes."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from typing import get_args

import click

from microsite.config.loader import placeholder_values
from microsite.context import current_config
from microsite.languages import LANGUAGES
from microsite.qr.canvas.colours import BLACK
from microsite.qr.canvas.colours import WHITE
from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.colours import parse_colour
from microsite.qr.design.logo import read_logo
from microsite.qr.design.style import DEFAULT_CTA
from microsite.qr.design.style import DEFAULT_WIDTH_MM
from microsite.qr.design.style import MAX_LOGO_SHARE
from microsite.qr.design.style import PRINT_METHODS
from microsite.qr.design.style import Frame
from microsite.qr.design.style import Style
from microsite.qr.design.style import min_width_for_distance
from microsite.qr.symbol.layout import ERROR_CORRECTION_LEVELS
from microsite.qr.symbol.layout import Level


class ColourType(click.ParamType[Colour]):
    """A colour in the notations of `colours.parse_colour`."""

    name = "colour"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Colour:
        """Return the colour, or fail with the list of notations."""
        if isinstance(value, Colour):
            return value
        try:
            return parse_colour(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


_MIN_MODULES = ", ".join(
    f"{method.name} {method.min_module_mm:.2f}" for method in PRINT_METHODS.values()
)
_OPTIONS = (
    click.option(
        "--width",
        "width_mm",
        type=float,
        help="Printed width of the code in mm, with quiet zone but without frame."
        f"  [default: {DEFAULT_WIDTH_MM:g}, or more if --distance needs it]",
    ),
    click.option(
        "--distance",
        "distance_m",
        type=float,
        default=0.0,
        help="Scan distance in metres; the code must be at least a tenth of it wide.",
    ),
    click.option(
        "--dpi",
        type=int,
        help="Printer resolution in dpi; modules snap to whole dots."
        "  [default: no snapping; for PNG the resolution of --print-method]",
    ),
    click.option(
        "--print-method",
        type=click.Choice(list(PRINT_METHODS)),
        default="laser",
        show_default=True,
        help=f"Print method, which sets the minimum module size in mm: {_MIN_MODULES}.",
    ),
    click.option(
        "--level",
        type=click.Choice(list(ERROR_CORRECTION_LEVELS)),
        help="Minimum error correction; raised automatically where the symbol stays the same size."
        "  [default: M; H with a logo]",
    ),
    click.option(
        "--quiet-zone",
        type=int,
        default=4,
        show_default=True,
        help="Width of the quiet zone in modules, at least 4.",
    ),
    click.option(
        "--colour",
        "foreground",
        type=ColourType(),
        default=BLACK,
        help="Colour of the code: black, #003366, cmyk(90,60,0,20) or a spot ink with its CMYK"
        " substitute, PANTONE 349 C=(90,12,95,40).  [default: black]",
    ),
    click.option(
        "--background",
        type=ColourType(),
        default=WHITE,
        help="Colour behind the code, much lighter than the code.  [default: white]",
    ),
    click.option(
        "--logo",
        "logo_path",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="PNG or JPEG file for the middle of the code; needs level Q or H.",
    ),
    click.option(
        "--logo-share",
        type=click.FloatRange(0, 100, min_open=True),
        default=MAX_LOGO_SHARE * 100,
        show_default=True,
        help="Maximum share of the code's width for the logo, in per cent.",
    ),
    click.option(
        "--frame",
        type=click.Choice(get_args(Frame)),
        default="plain",
        show_default=True,
        help="plain: no frame; framed: a line with a call to action; sticker: a coloured background"
        " with rounded corners and a call to action.",
    ),
    click.option(
        "--cta",
        default="",
        help="Call to action in the frame.  [default: " + " / ".join(DEFAULT_CTA.values()) + "]",
    ),
    click.option(
        "--language",
        type=click.Choice(list(LANGUAGES)),
        help="Language of the call to action and of Chinese glyph forms."
        "  [default: default language of the site]",
    ),
    click.option(
        "--bleed",
        "bleed_mm",
        type=float,
        default=3.0,
        show_default=True,
        help="Bleed in mm (PDF only).",
    ),
    click.option(
        "--crop-marks/--no-crop-marks",
        default=True,
        show_default=True,
        help="Add crop marks outside the bleed (PDF only).",
    ),
)


def with_style_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the style options to a command, and call it with the resulting `style`."""

    @wraps(command)
    def command_with_style(
        width_mm: float | None,
        distance_m: float,
        level: Level | None,
        logo_path: Path | None,
        logo_share: float,
        language: str | None,
        **options: Any,
    ) -> None:
        config = current_config()
        names = Style.__dataclass_fields__.keys() & options.keys()
        fields = {name: options.pop(name) for name in names}
        default_width = max(DEFAULT_WIDTH_MM, min_width_for_distance(distance_m * 1000))
        try:
            logo = (logo_path and read_logo(logo_path.read_bytes(), fields["background"])) or None
            style = Style(
                width_mm=default_width if width_mm is None else width_mm,
                distance_mm=distance_m * 1000,
                level=level or ("H" if logo else "M"),
                logo=logo,
                logo_share=logo_share / 100,
                language=language or config.default_language,
                fonts=config.fonts,
                **fields,
            )
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        command(style=style, **options)

    for option in reversed(_OPTIONS):
        option(command_with_style)
    return command_with_style


def warn_if_placeholder_host() -> None:
    """Print a warning if the codes would point to a placeholder host."""
    if "host" in placeholder_values(current_config()):
        click.echo(
            "Do not print these codes: `host` is a placeholder. Set it in site.toml first.",
            err=True,
        )
