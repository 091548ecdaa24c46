"""`microsite qr`: a code as artwork."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from microsite.campaigns import service
from microsite.cli.style_options import styled
from microsite.cli.style_options import warn_of_a_made_up_host
from microsite.context import current_config
from microsite.context import transaction
from microsite.qr.design.captions import label_lines
from microsite.qr.design.style import Style
from microsite.qr.pipeline import FORMS
from microsite.qr.pipeline import Artwork
from microsite.qr.pipeline import Form
from microsite.qr.pipeline import artwork
from microsite.qr.pipeline import render
from microsite.qr.preflight.verify import prove
from microsite.qr.symbol import terminal
from microsite.qr.symbol.encode import payload


@click.command()
@click.argument("code")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write; .svg, .png, .pdf or .eps.  [default: draw it in the terminal]",
)
@click.option(
    "--label",
    "lines",
    multiple=True,
    help="A line below the code; can be given again. `auto` stands for two: the placement's label,"
    " and the address to type.",
)
@with_appcontext
@styled
def qr(code: str, output: Path | None, lines: tuple[str, ...], style: Style) -> None:
    """Make the artwork of CODE, which must be a placement's.

    A file is read back and judged before it is written; one that cannot be relied on to scan is
    refused with what to change. An EPS is read back by Ghostscript (gs).

    \b
      microsite qr K7F3M4
      microsite qr K7F3M4 -o counter.svg --width 40
      microsite qr K7F3M4 -o counter.png --width 25 --dpi 300
      microsite qr K7F3M4 -o poster.pdf --distance 2 --method offset --label auto
      microsite qr K7F3M4 -o door.pdf --frame sticker --colour "PANTONE 349 C=(90,12,95,40)"
      microsite qr K7F3M4 -o leaflet.eps --logo logo.png --level H
    """
    with transaction() as session:
        placement = service.get_placement(session, code)
    address = payload(current_config().host, placement.code)
    label = label_lines(lines, placement.label, address)
    try:
        made = artwork(address, style, label)
        if output is None:
            click.echo(terminal.draw(made.symbol), color=True)
        else:
            _write_proved(made, output)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"cannot write {output}: {error.strerror}.") from error
    click.echo(f"{placement.label}: {address}, version {made.symbol.version}-{made.symbol.level}")
    warn_of_a_made_up_host()


def _write_proved(made: Artwork, output: Path) -> None:
    """Write the file if it passes its proof. Raises ValueError with every reason if it does not."""
    form = _form(output)
    content = render(made, form)
    verdict = prove(made, form, content)
    findings = " ".join(map(str, verdict.findings))
    if not verdict.passed:
        raise ValueError(f"Not written: {findings}")
    output.write_bytes(content)
    if findings:
        click.echo(f"Take care: {findings}", err=True)
    click.echo(f"Read back; {verdict.unused_correction:.0%} of its error correction is unused.")


def _form(output: Path) -> Form:
    """The form of file that a name asks for."""
    form = next((form for form in FORMS if output.suffix.lower() == f".{form}"), None)
    if form is None:
        raise click.UsageError("--output must end in .svg, .png, .pdf or .eps.")
    return form
