"""`microsite test-strip`: one code in several sizes, to try on paper."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from microsite.campaigns import service
from microsite.cli.param_types import SizeType
from microsite.cli.style_options import warn_of_a_made_up_host
from microsite.context import current_config
from microsite.context import transaction
from microsite.languages import LANGUAGES
from microsite.qr.design.style import DEFAULT_WIDTH_MM
from microsite.qr.design.style import METHODS
from microsite.qr.design.style import Style
from microsite.qr.design.style import width_for
from microsite.qr.sheets.stock import Size
from microsite.qr.sheets.test_strip import CONTRASTS
from microsite.qr.sheets.test_strip import LEVELS
from microsite.qr.sheets.test_strip import SIZES_MM
from microsite.qr.sheets.test_strip import strip
from microsite.qr.symbol.encode import payload
from microsite.qr.symbol.layout import CORRECTION
from microsite.qr.symbol.layout import Level


@click.command("test-strip")
@click.argument("code")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the PDF.",
)
@click.option("--page", type=SizeType(), default="A4", show_default=True, help="The paper.")
@click.option(
    "--size",
    "sizes",
    type=float,
    multiple=True,
    default=SIZES_MM,
    show_default=True,
    help="Width in mm, quiet zone included; can be given again.",
)
@click.option(
    "--level",
    "levels",
    type=click.Choice(list(CORRECTION)),
    multiple=True,
    default=LEVELS,
    show_default=True,
    help="Error correction; can be given again.",
)
@click.option(
    "--contrast",
    "contrasts",
    type=float,
    multiple=True,
    default=CONTRASTS,
    show_default=True,
    help="Of the ink with white paper, 21 for black; can be given again.",
)
@click.option(
    "--method",
    type=click.Choice(list(METHODS)),
    default="laser",
    show_default=True,
    help="How it is printed, which says how fine a module may be.",
)
@click.option(
    "--distance",
    "distance_m",
    type=float,
    default=0.0,
    help="From how many metres it is scanned, which says how large a code should be.",
)
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Of the words on it.")
@with_appcontext
def test_strip(
    code: str,
    output: Path,
    page: Size,
    sizes: tuple[float, ...],
    levels: tuple[Level, ...],
    contrasts: tuple[float, ...],
    method: str,
    distance_m: float,
    language: str | None,
) -> None:
    """Put CODE on a page in several sizes, levels and strengths of black, to try on the real paper.

    Some of them are meant to fail: under each stands what it is and what the proof thinks of it.
    They all are the same code, as it will be printed, so scans of the strip are counted as its own:
    take a placement that is made for trials.

    \b
      microsite test-strip K7F3M4 -o strip.pdf
      microsite test-strip K7F3M4 -o strip.pdf --size 30 --size 40 --level M --contrast 7
    """
    config = current_config()
    with transaction() as session:
        placement = service.get_placement(session, code)
    try:
        style = Style(
            width_mm=max(DEFAULT_WIDTH_MM, width_for(distance_m * 1000)),
            distance_mm=distance_m * 1000,
            method=method,
            language=language or config.default_language,
            fonts=config.fonts,
        )
        address = payload(config.host, placement.code)
        content, cells = strip(address, style, page, sizes, levels, contrasts)
        output.write_bytes(content)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"cannot write {output}: {error.strerror}.") from error
    passed = sum(cell.verdict == ("passes",) for cell in cells)
    click.echo(f"{placement.label}: {len(cells)} codes, of which {passed} pass. Print at 100 %.")
    warn_of_a_made_up_host()
