"""`microsite qr`: artwork of one code."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from microsite.campaigns import service
from microsite.cli.style_options import warn_if_placeholder_host
from microsite.cli.style_options import with_style_options
from microsite.context import current_config
from microsite.context import transaction
from microsite.qr.design.captions import caption_lines
from microsite.qr.design.style import Style
from microsite.qr.pipeline import FORMATS
from microsite.qr.pipeline import Artwork
from microsite.qr.pipeline import Format
from microsite.qr.pipeline import build_artwork
from microsite.qr.pipeline import render
from microsite.qr.preflight.verify import verify_file
from microsite.qr.symbol import terminal
from microsite.qr.symbol.encode import build_payload


@click.command()
@click.argument("code")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write, ending in .svg, .png, .pdf or .eps.  [default: show it in the terminal]",
)
@click.option(
    "--caption",
    "captions",
    multiple=True,
    help="Line of text under the code; repeat for several. `auto` adds the placement's label and"
    " the address to type.",
)
@with_appcontext
@with_style_options
def qr(code: str, output: Path | None, captions: tuple[str, ...], style: Style) -> None:
    """Write the artwork of CODE, the code of a placement, or show it in the terminal.

    The file is read back and checked before it is written; if it would not scan reliably, the error
    names what to change. Checking an EPS needs Ghostscript (gs).

    \b
      microsite qr K7F3M4
      microsite qr K7F3M4 -o counter.svg --width 40
      microsite qr K7F3M4 -o counter.png --width 25 --dpi 300
      microsite qr K7F3M4 -o poster.pdf --distance 2 --print-method offset --caption auto
      microsite qr K7F3M4 -o door.pdf --frame sticker --colour "PANTONE 349 C=(90,12,95,40)"
      microsite qr K7F3M4 -o leaflet.eps --logo logo.png --level H
    """
    with transaction() as session:
        placement = service.get_placement(session, code)
    address = build_payload(current_config().host, placement.code)
    try:
        artwork = build_artwork(address, style, caption_lines(captions, placement.label, address))
        if output is None:
            click.echo(terminal.render_for_terminal(artwork.symbol), color=True)
        else:
            _write_verified(artwork, output)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"cannot write {output}: {error.strerror}.") from error
    symbol = artwork.symbol
    click.echo(f"{placement.label}: {address}, version {symbol.version}-{symbol.level}")
    warn_if_placeholder_host()


def _write_verified(artwork: Artwork, output: Path) -> None:
    """Write the file if it passes preflight. Raise ValueError with every issue if it fails."""
    file_format = _choose_format(output)
    content = render(artwork, file_format)
    report = verify_file(artwork, file_format, content)
    issues = " ".join(map(str, report.issues))
    if not report.passed:
        raise ValueError(f"Not written: {issues}")
    output.write_bytes(content)
    if issues:
        click.echo(f"Warning: {issues}", err=True)
    click.echo(f"Preflight passed; {report.unused_correction:.0%} of error correction is unused.")


def _choose_format(output: Path) -> Format:
    """Return the format for a file name. Raise UsageError for an unknown extension."""
    suffix = output.suffix.lower()
    file_format = next((each for each in FORMATS if suffix == f".{each}"), None)
    if file_format is None:
        raise click.UsageError("--output must end in .svg, .png, .pdf or .eps.")
    return file_format
