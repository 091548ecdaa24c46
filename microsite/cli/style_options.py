"""The options that say how codes look, alike for every command that prints some."""

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
from microsite.qr.design.style import PRINT_METHODS
from microsite.qr.design.style import MAX_LOGO_SHARE
from microsite.qr.design.style import Frame
from microsite.qr.design.style import Style
from microsite.qr.design.style import min_width_for_distance
from microsite.qr.symbol.layout import ERROR_CORRECTION_LEVELS
from microsite.qr.symbol.layout import Level


class ColourType(click.ParamType[Colour]):
    """A colour as `colours.colour` reads it."""

    name = "colour"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Colour:
        """Read it, or say which forms there are."""
        if isinstance(value, Colour):
            return value
        try:
            return parse_colour(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


_METHODS = ", ".join(f"{method.name} {method.min_module_mm:.2f}" for method in PRINT_METHODS.values())
_OPTIONS = (
    click.option(
        "--width",
        "width_mm",
        type=float,
        help="Printed width of the code in mm, quiet zone included; a frame goes around it."
        f"  [default: {DEFAULT_WIDTH_MM:g}, or what --distance needs]",
    ),
    click.option(
        "--distance",
        "distance_m",
        type=float,
        default=0.0,
        help="From how many metres it is scanned; the code is a tenth of that wide, or more.",
    ),
    click.option(
        "--dpi",
        type=int,
        help="Dots an inch of the printer: modules then are whole dots of it, which prints them"
        " sharpest.  [default: the very width; in PNG, the dots of --method]",
    ),
    click.option(
        "--method",
        type=click.Choice(list(PRINT_METHODS)),
        default="laser",
        show_default=True,
        help=f"How it is printed, which says how fine a module may be, in mm: {_METHODS}.",
    ),
    click.option(
        "--level",
        type=click.Choice(list(ERROR_CORRECTION_LEVELS)),
        help="Least error correction; more is taken where it makes the code no larger. Beyond that"
        " it makes the modules smaller: M reads best on clean paper, H is for logos and rough"
        " places.  [default: M; H with a logo]",
    ),
    click.option(
        "--quiet-zone",
        type=int,
        default=4,
        show_default=True,
        help="Empty modules around the code; fewer than 4 do not scan reliably.",
    ),
    click.option(
        "--colour",
        "foreground",
        type=ColourType(),
        default=BLACK,
        help="Of the code: black (one black plate), #003366, cmyk(90,60,0,20) or a spot ink with"
        " what stands in for it, PANTONE 349 C=(90,12,95,40).  [default: black]",
    ),
    click.option(
        "--background",
        type=ColourType(),
        default=WHITE,
        help="Behind the code, and lighter than it by far.  [default: white]",
    ),
    click.option(
        "--logo",
        "logo_path",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="A PNG or JPEG for the middle of the code, at level Q or H. Grey ones print with black"
        " alone, CMYK ones (JPEG) in their inks; RGB ones the print shop converts.",
    ),
    click.option(
        "--logo-share",
        type=click.FloatRange(0, 100, min_open=True),
        default=MAX_LOGO_SHARE * 100,
        show_default=True,
        help="How much of the code's width the logo may take, in per cent.",
    ),
    click.option(
        "--frame",
        type=click.Choice(get_args(Frame)),
        default="plain",
        show_default=True,
        help="framed: a line and a call to action around it. sticker: a coloured ground with"
        " rounded corners.",
    ),
    click.option(
        "--call",
        default="",
        help="The frame's call to action.  [default: " + " / ".join(DEFAULT_CTA.values()) + "]",
    ),
    click.option(
        "--language",
        type=click.Choice(list(LANGUAGES)),
        help="Of call to action and label: it also chooses the forms of Chinese characters."
        "  [default: that of the site]",
    ),
    click.option(
        "--bleed",
        "bleed_mm",
        type=float,
        default=3.0,
        show_default=True,
        help="How far the ground goes on past the trim, in mm (PDF).",
    ),
    click.option(
        "--marks/--no-marks",
        "crop_marks",
        default=True,
        help="Crop marks outside the bleed (PDF).  [default: marks]",
    ),
)


def with_style_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a style, and call it with the `style` they make."""

    @wraps(command)
    def with_style(
        width_mm: float | None,
        distance_m: float,
        level: Level | None,
        logo_path: Path | None,
        logo_share: float,
        language: str | None,
        **others: Any,
    ) -> None:
        config = current_config()
        names = Style.__dataclass_fields__.keys() & others.keys()
        chosen = {name: others.pop(name) for name in names}
        default_width = max(DEFAULT_WIDTH_MM, min_width_for_distance(distance_m * 1000))
        try:
            logo = (logo_path and read_logo(logo_path.read_bytes(), chosen["background"])) or None
            style = Style(
                width_mm=default_width if width_mm is None else width_mm,
                distance_mm=distance_m * 1000,
                level=level or ("H" if logo else "M"),
                logo=logo,
                logo_share=logo_share / 100,
                language=language or config.default_language,
                fonts=config.fonts,
                **chosen,
            )
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        command(style=style, **others)

    for option in reversed(_OPTIONS):
        option(with_style)
    return with_style


def warn_if_placeholder_host() -> None:
    """Say so where the codes would lead nowhere."""
    if "host" in placeholder_values(current_config()):
        click.echo("Do not print it: its host is made up. Set `host` first.", err=True)
