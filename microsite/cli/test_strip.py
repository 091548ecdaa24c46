"""`microsite test-strip`: one code in several sizes, to try on paper."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from microsite.campaigns import service
from microsite.cli.param_types import page_option
from microsite.cli.param_types import pdf_output_option
from microsite.cli.style_options import warn_if_placeholder_host
from microsite.context import current_config
from microsite.context import transaction
from microsite.languages import LANGUAGES
from microsite.qr.design.style import DEFAULT_WIDTH_MM
from microsite.qr.design.style import PRINT_METHODS
from microsite.qr.design.style import Style
from microsite.qr.design.style import min_width_for_distance
from microsite.qr.sheets.stock import Size
from microsite.qr.sheets.test_strip import DEFAULT_CONTRASTS
from microsite.qr.sheets.test_strip import DEFAULT_LEVELS
from microsite.qr.sheets.test_strip import DEFAULT_SIZES_MM
from microsite.qr.sheets.test_strip import build_test_strip
from microsite.qr.symbol.encode import build_payload
from microsite.qr.symbol.layout import ERROR_CORRECTION_LEVELS
from microsite.qr.symbol.layout import Level


@click.command("test-strip")
@click.argument("code")
@pdf_output_option
@page_option
@click.option(
    "--size",
    "sizes_mm",
    type=float,
    multiple=True,
    default=DEFAULT_SIZES_MM,
    show_default=True,
    help="Code width in mm, quiet zone included; repeat for several.",
)
@click.option(
    "--level",
    "levels",
    type=click.Choice(list(ERROR_CORRECTION_LEVELS)),
    multiple=True,
    default=DEFAULT_LEVELS,
    show_default=True,
    help="Error-correction level; repeat for several.",
)
@click.option(
    "--contrast",
    "contrasts",
    type=float,
    multiple=True,
    default=DEFAULT_CONTRASTS,
    show_default=True,
    help="Contrast ratio of the ink with white paper (black is 21); repeat for several.",
)
@click.option(
    "--print-method",
    type=click.Choice(list(PRINT_METHODS)),
    default="laser",
    show_default=True,
    help="Print method, which sets the smallest module size.",
)
@click.option(
    "--distance",
    "distance_m",
    type=float,
    default=0.0,
    help="Scan distance in metres, which sets the minimum code width.",
)
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    help="Language of the text.  [default: default language of the site]",
)
@with_appcontext
def test_strip(
    code: str,
    output: Path,
    page: Size,
    sizes_mm: tuple[float, ...],
    levels: tuple[Level, ...],
    contrasts: tuple[float, ...],
    print_method: str,
    distance_m: float,
    language: str | None,
) -> None:
    """Print CODE in several sizes, error-correction levels and contrasts, to test on paper.

    Some of the codes are meant to fail; the settings and the preflight result are printed under
    each. Scans of the strip count as scans of CODE, so use a placement that is only for tests.

    \b
      microsite test-strip K7F3M4 -o strip.pdf
      microsite test-strip K7F3M4 -o strip.pdf --size 30 --size 40 --level M --contrast 7
    """
    config = current_config()
    with transaction() as session:
        placement = service.get_placement(session, code)
    try:
        style = Style(
            width_mm=max(DEFAULT_WIDTH_MM, min_width_for_distance(distance_m * 1000)),
            distance_mm=distance_m * 1000,
            print_method=print_method,
            language=language or config.default_language,
            fonts=config.fonts,
        )
        payload = build_payload(config.host, placement.code)
        content, cells = build_test_strip(payload, style, page, sizes_mm, levels, contrasts)
        output.write_bytes(content)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"cannot write {output}: {error.strerror}.") from error
    passed = sum(cell.results == ("passed",) for cell in cells)
    click.echo(
        f"{output}: {passed} of {len(cells)} codes passed preflight; the others"
        " are meant to fail, for the printed reason. Print at 100 %."
    )
    warn_if_placeholder_host()
