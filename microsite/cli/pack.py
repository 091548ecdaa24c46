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
from microsite.cli.style_options import warn_if_placeholder_host
from microsite.cli.style_options import with_style_options
from microsite.context import current_config
from microsite.context import current_engine
from microsite.context import transaction
from microsite.qr.design.style import Style
from microsite.qr.packs.checkpoint import PackError
from microsite.qr.packs.filenames import DEFAULT_FILENAME_TEMPLATE
from microsite.qr.packs.filenames import FILENAME_FIELDS
from microsite.qr.packs.job import PrintJob
from microsite.qr.packs.job import PrintJobItem
from microsite.qr.packs.pack import fill_pack
from microsite.qr.packs.pack import finish_pack
from microsite.qr.packs.pack import open_pack
from microsite.qr.packs.process_pool import lower_priority
from microsite.qr.packs.summary import Summary
from microsite.qr.pipeline import FORMATS
from microsite.qr.pipeline import Format

_FIELDS_HELP = "; ".join(f"{{{name}}} {meaning}" for name, meaning in FILENAME_FIELDS.items())


@click.command()
@click.argument("campaign")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="ZIP file to write.",
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    default=["pdf"],
    show_default=True,
    help="File format; repeat for several.",
)
@click.option(
    "--filename-template",
    default=DEFAULT_FILENAME_TEMPLATE,
    show_default=True,
    help=f"Filename template, without extension; / separates folders. Fields: {_FIELDS_HELP}.",
)
@click.option(
    "--caption",
    multiple=True,
    help="Line of text under each code; repeat for several. `auto` adds the placement's label and"
    " the address to type.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: len(os.sched_getaffinity(0)),
    show_default="number of cores",
    help="Number of worker processes; they run at the lowest priority.",
)
@with_appcontext
@with_style_options
def pack(
    campaign: str,
    output: Path,
    formats: tuple[Format, ...],
    filename_template: str,
    caption: tuple[str, ...],
    jobs: int,
    style: Style,
) -> None:
    """Write the artwork of every placement of CAMPAIGN to one ZIP, with a manifest.

    \b
      microsite pack spring-2027 -o spring.zip --width 40 --caption auto
      microsite pack spring-2027 -o spring.zip --format pdf --format svg \\
        --filename-template "{id}_{code}"

    Every file is read back and checked before it is packed. Files that fail are left out, and the
    manifest gives the reason. The same job gives the same bytes.

    If the command is interrupted, run it again: it resumes from FILE.part and FILE.progress. FILE
    itself is only written when complete.

    Exit code: 0 if all files are in the ZIP, 1 if some failed, 2 if no ZIP was written.
    """
    lower_priority()
    items = _list_items(campaign)
    current_engine().dispose()  # before processes are forked
    job = PrintJob(
        campaign,
        current_config().host,
        style,
        tuple(dict.fromkeys(formats)),
        filename_template,
        caption,
        items,
    )
    summary = _run_job(job, output, jobs)
    _print_summary(summary, job, output)
    warn_if_placeholder_host()
    sys.exit(1 if summary.failed else 0)


def _list_items(campaign: str) -> tuple[PrintJobItem, ...]:
    """Return the placements of a campaign. Raise CampaignError if there are none."""
    with transaction() as session:
        rows = service.list_placement_rows(session, service.get_campaign(session, campaign))
        items = tuple(starmap(PrintJobItem, rows))
    if not items:
        raise service.CampaignError(
            f"The campaign {campaign!r} has no placements: add some with `microsite placements"
            " add` or `import`."
        )
    return items


def _run_job(job: PrintJob, output: Path, jobs: int) -> Summary:
    """Write the pack. Raise UsageError or PackError with the reason if that fails."""
    try:
        return _write_pack(job, output, jobs)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        path = str(error.filename or output)
        if path.startswith(str(output)):  # its partial file, or the progress of it
            path = str(output)
        raise PackError(
            f"cannot write {path}: {error.strerror}. Fix this and run the command again to resume."
        ) from error
    except KeyboardInterrupt as error:
        raise PackError("interrupted. Run the command again to resume.") from error
    except BrokenProcessPool as error:
        raise PackError(
            "a worker process was killed, possibly for lack of memory. Run the command again with"
            " fewer --jobs to resume."
        ) from error


def _write_pack(job: PrintJob, output: Path, jobs: int) -> Summary:
    """Write the pack, with a progress bar on a terminal."""
    filenames = job.build_filenames()
    tqdm.monitor_interval = 0  # its monitor thread would run while processes are forked
    with open_pack(job, output) as writer:
        if writer.restart_reason:
            click.echo(f"Starting over: {writer.restart_reason}.", err=True)
        elif writer.rows_done:
            click.echo(f"Resuming after {writer.rows_done:,} placements.", err=True)
        with _progress_bar(len(job.items), writer.rows_done) as bar:
            for count in fill_pack(writer, job, filenames, jobs):
                bar.update(count)
        return finish_pack(writer, job)


def _progress_bar(total: int, done: int) -> "tqdm[NoReturn]":
    """Return a progress bar that is redrawn after each batch and hidden without a terminal.

    The size is passed because tqdm draws nothing on a terminal that reports 0 x 0.
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


def _print_summary(summary: Summary, job: PrintJob, output: Path) -> None:
    """Print the counts and the first failures."""
    for failure in summary.failures:
        item = job.items[failure.row - 1]
        file = f"{item.label} ({item.code}), {failure.format.upper()}"
        click.echo(f"Failed: {file}: {failure.issues}", err=True)
    if summary.failed > len(summary.failures):
        rest = summary.failed - len(summary.failures)
        click.echo(f"… and {rest:,} more, see manifest.csv.", err=True)
    if summary.with_warnings:
        click.echo(
            f"Files with warnings: {summary.with_warnings:,}, see the issues column of"
            " manifest.csv.",
            err=True,
        )
    packed = sum(summary.packed.values())
    click.echo(f"{output}: {packed:,} files passed preflight, {summary.failed:,} failed.")
