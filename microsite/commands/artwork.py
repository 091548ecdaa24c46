"""`microsite qr`: a code as artwork."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from microsite.campaigns import register
from microsite.commands import extensions
from microsite.config import demo_values
from microsite.qr import artwork
from microsite.qr import terminal
from microsite.qr.symbol import payload
from microsite.qr.symbol import symbol


@click.command()
@click.argument("code")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write; .svg or .png.  [default: draw it in the terminal]",
)
@click.option(
    "--width",
    "width_mm",
    default=30.0,
    show_default=True,
    help="Printed width in mm, quiet zone included.",
)
@click.option("--dpi", default=600, show_default=True, help="Printer dots an inch (PNG).")
@click.option(
    "--level",
    type=click.Choice(["L", "M", "Q", "H"]),
    default="M",
    show_default=True,
    help="Error correction. More makes the modules smaller: M reads best on clean paper.",
)
@with_appcontext
def qr(code: str, output: Path | None, width_mm: float, dpi: int, level: str) -> None:
    """Make the artwork of CODE, which must be a placement's.

    \b
      microsite qr K7F3M4
      microsite qr K7F3M4 -o counter.svg --width 40
      microsite qr K7F3M4 -o counter.png --width 25 --dpi 300
    """
    with extensions.transaction() as session:
        placement = register.find_placement(session, code)
    if placement is None:
        raise register.RegisterError(
            f"{code!r} is no placement's code; `microsite placements list CAMPAIGN` shows them."
        )
    try:
        drawn = symbol(payload(extensions.config().host, placement.code), level)  # type: ignore[arg-type]
        if output is None:
            click.echo(terminal.draw(drawn), color=True)
        elif output.suffix.lower() == ".svg":
            output.write_bytes(artwork.svg(drawn, width_mm))
        elif output.suffix.lower() == ".png":
            output.write_bytes(artwork.png(drawn, width_mm, dpi))
        else:
            raise click.UsageError("--output must end in .svg or .png.")
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"cannot write {output}: {error.strerror}.") from error
    click.echo(f"{placement.label}: {drawn.payload}, version {drawn.version}-{level}")
    if "host" in demo_values(extensions.config()):
        click.echo("Do not print it: its host is made up. Set `host` first.", err=True)
