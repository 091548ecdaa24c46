"""`microsite pack`: the artwork of a whole campaign."""

import os
import sys
from concurrent.futures.process import BrokenProcessPool
from itertools import starmap
from pathlib import Path
from shutil import get_terminal_size
from typing import NoReturn

import click
from flask.cli import with_appcontext
from tqdm import tqdm

from microsite.campaigns import service
from microsite.cli.style_options import styled
from microsite.cli.style_options import warn_of_a_made_up_host
from microsite.context import current_config
from microsite.context import current_engine
from microsite.context import transaction
from microsite.qr.design.style import Style
from microsite.qr.packs import pack as packs
from microsite.qr.packs.checkpoint import PackError
from microsite.qr.packs.filenames import DEFAULT_NAMES
from microsite.qr.packs.filenames import FIELDS
from microsite.qr.packs.job import Order
from microsite.qr.packs.job import Placement
from microsite.qr.packs.process_pool import give_way
from microsite.qr.packs.summary import Summary
from microsite.qr.pipeline import FORMS
from microsite.qr.pipeline import Form

_FIELDS = "; ".join(f"{{{name}}} {meaning}" for name, meaning in FIELDS.items())


@click.command()
@click.argument("campaign")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The ZIP to write.",
)
@click.option(
    "--form",
    "forms",
    type=click.Choice(FORMS),
    multiple=True,
    default=["pdf"],
    show_default=True,
    help="Of the files; can be given again for more than one.",
)
@click.option(
    "--names",
    default=DEFAULT_NAMES,
    show_default=True,
    help=f"What the files are called, without their ends; / makes folders. Fields: {_FIELDS}.",
)
@click.option(
    "--label",
    "lines",
    multiple=True,
    help="A line below each code; can be given again. `auto` stands for two: the placement's label,"
    " and the address to type.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: len(os.sched_getaffinity(0)),
    show_default="one for each core",
    help="Processes that make files. They give way to all others on the machine.",
)
@with_appcontext
@styled
def pack(
    campaign: str,
    output: Path,
    forms: tuple[Form, ...],
    names: str,
    lines: tuple[str, ...],
    jobs: int,
    style: Style,
) -> None:
    """Make the artwork of every placement of CAMPAIGN, in one ZIP with a manifest for the shop.

    \b
      microsite pack spring-2027 -o spring.zip --width 40 --label auto
      microsite pack spring-2027 -o spring.zip --form pdf --form svg --names "{id}_{code}"

    Every file is read back and judged before it is packed; what cannot be relied on to scan is left
    out, and the manifest says why. The same order gives the same bytes.

    Interrupted in any way, run it again: it goes on where it stopped (what is done so far is in
    FILE.part and FILE.progress). FILE itself is only ever complete.

    Exit code: 0 if all files are in the ZIP, 1 if some were refused, 2 if there is none.
    """
    give_way()
    with transaction() as session:
        found = service.list_labels(session, service.find_campaign(session, campaign))
        placements = tuple(starmap(Placement, found))
    del found  # before processes are forked, which would each be as large
    if not placements:
        raise service.RegisterError(
            f"The campaign {campaign!r} has no placements yet: `microsite placements add` or"
            " `import` some."
        )
    current_engine().dispose()  # before processes are forked
    host = current_config().host
    order = Order(campaign, host, style, tuple(dict.fromkeys(forms)), names, lines, placements)
    try:
        summary = _write(order, output, jobs)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise PackError(
            f"cannot write {output}: {error.strerror}. Mend it and run this again: it goes on from"
            " what is done."
        ) from error
    except KeyboardInterrupt as error:
        raise PackError("stopped. Run this again: it goes on from what is done.") from error
    except BrokenProcessPool as error:
        raise PackError(
            "a process was killed, perhaps for want of memory. Run this again, with fewer --jobs:"
            " it goes on from what is done."
        ) from error
    _report(summary, order, output)
    warn_of_a_made_up_host()
    sys.exit(1 if summary.refused else 0)


def _write(order: Order, output: Path, jobs: int) -> Summary:
    """Write the pack, with a bar of progress where someone looks at it."""
    names = order.file_names()
    tqdm.monitor_interval = 0  # its thread would be there when processes are forked
    with packs.begun(order, output) as part:
        if part.restarted:
            click.echo(f"{output}.part is begun anew: {part.restarted}.", err=True)
        elif part.rows:
            click.echo(f"Going on after {part.rows:,} placements.", err=True)
        with _bar(len(order.placements), part.rows) as bar:
            for count in packs.fill(part, order, names, jobs):
                bar.update(count)
        return packs.finish(part, order)


def _bar(total: int, done: int) -> "tqdm[NoReturn]":
    """A bar of progress, where someone looks at it; it is drawn anew with each batch.

    A terminal that does not know its size says 0 by 0, where tqdm would draw nothing at all.
    """
    columns, lines = get_terminal_size()
    return tqdm(
        total=total,
        initial=done,
        unit=" placements",
        disable=None,
        miniters=1,
        ncols=columns,
        nrows=lines,
    )


def _report(summary: Summary, order: Order, output: Path) -> None:
    """What came of it; of refusals the first, since the manifest has them all."""
    for filed in summary.refusals:
        placement = order.placements[filed.row - 1]
        what = f"{placement.label} ({placement.code}), {filed.form.upper()}"
        click.echo(f"Refused: {what}: {filed.findings}", err=True)
    if summary.refused > len(summary.refusals):
        rest = summary.refused - len(summary.refusals)
        click.echo(f"… and {rest:,} more, which manifest.csv lists.", err=True)
    if summary.doubtful:
        click.echo(f"Take care: manifest.csv has findings on {summary.doubtful:,} files.", err=True)
    packed = sum(summary.packed.values())
    click.echo(f"{output}: {packed:,} files, all read back; {summary.refused:,} refused.")
