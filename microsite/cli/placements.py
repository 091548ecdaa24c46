"""`microsite placements`: add, import, list."""

import sys
from collections.abc import Sequence
from typing import BinaryIO

import click
from flask.cli import AppGroup

from microsite.campaigns import service
from microsite.campaigns.branches.branch_list import BranchListError
from microsite.campaigns.branches.branch_list import parse_branch_list
from microsite.campaigns.tables.encodings import ENCODINGS
from microsite.campaigns.tables.reader import read_lines
from microsite.campaigns.tables.values import MAX_TABLE_BYTES
from microsite.campaigns.tables.values import TableError
from microsite.context import transaction


@click.group(cls=AppGroup)
def placements() -> None:
    """Manage placements: one printed code each, for example at a branch or on a poster."""


_encoding_option = click.option(
    "--encoding",
    type=click.Choice(list(ENCODINGS)),
    help="Encoding of a text file. [default: detected]",
)


@placements.command()
@click.argument("campaign")
@click.argument("labels", nargs=-1)
@click.option(
    "--from",
    "label_file",
    type=click.File("rb"),
    help="File with one label per line (or a workbook: its first column), or - for standard input.",
)
@_encoding_option
def add(
    campaign: str, labels: tuple[str, ...], label_file: BinaryIO | None, encoding: str | None
) -> None:
    """Add a placement to CAMPAIGN for each of LABELS and print its code.

    \b
      microsite placements add spring-2027 "Branch 0001, counter" "Branch 0001, door"
      microsite placements add spring-2027 --from branches.txt
    """
    all_labels = [*labels, *_read_labels(label_file, encoding)]
    if not all_labels:
        raise click.UsageError("Nothing to add: pass labels, or a file of labels with --from.")
    with transaction() as session, session.begin():
        target = service.get_campaign(session, campaign)
        codes = set(service.add_placements(session, target, all_labels))
        rows = service.list_placement_rows(session, target)
    added = [row for row in rows if row.code in codes]
    existing = {row.label for row in rows if row.code not in codes}
    for row in added:
        click.echo(f"{row.code}\t{row.label}")
    repeated = [row.label for row in added if row.label in existing]
    if repeated:
        click.echo(
            f"Note: labels that were already in the campaign: {len(repeated):,}, for example"
            f" {repeated[0]!r}; each has another code now.",
            err=True,
        )


@placements.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--campaign", required=True, help="Campaign to import the placements into.")
@click.option("--dry-run", is_flag=True, help="Show what would change without changing it.")
@_encoding_option
@click.option(
    "--ids-as-written",
    is_flag=True,
    help="Accept ids that seem to have lost leading zeros or digits.",
)
def import_(
    file: str, campaign: str, dry_run: bool, encoding: str | None, ids_as_written: bool
) -> None:
    """Import a branch list (Excel, CSV) from FILE as placements; run it again when it changes.

    \b
      microsite placements import branches.csv --campaign spring-2027 --dry-run
      microsite placements import branches.csv --campaign spring-2027

    The file is an Excel workbook (.xlsx) or CSV in UTF-8, UTF-16, GB18030, Big5 or Windows-1252; if
    two encodings fit, choose one with --encoding. Columns are recognised by name, in any order: the
    branch number (id) and the branch name (branch) are required, region is optional; all other
    columns are stored as extra fields. Titles above the header and totals at the end are skipped.

    Branches are matched by number: a new branch gets a new code, a known one is updated and keeps
    its code. No placement is deleted.

    If anything is wrong with the list, nothing is imported: every problem is printed on a line of
    its own and the exit code is 1.
    """
    with click.open_file(file, "rb") as stream:
        data = stream.read(MAX_TABLE_BYTES + 1)
    try:
        branch_list = parse_branch_list(data, file, encoding, ids_as_written=ids_as_written)
        with transaction() as session, session.begin() as changes:
            target = service.get_campaign(session, campaign)
            result = service.import_branches(
                session, target, branch_list.branches, ids_as_written=ids_as_written
            )
            if dry_run:
                changes.rollback()
    except BranchListError as error:
        for row_error in error.errors:
            click.echo(str(row_error), err=True)
        if error.choices:
            click.echo(f"Pass {_join_options(error.choices)}.", err=True)
        problems = "1 problem" if len(error.errors) == 1 else f"{len(error.errors):,} problems"
        click.echo(f"Nothing imported: fix {problems}.", err=True)
        sys.exit(1)
    for note in branch_list.notes:
        click.echo(f"Note: {note}", err=True)
    click.echo(
        f"Read as {branch_list.source}; first branch: {branch_list.branches[0].label};"
        f" extra columns: {', '.join(branch_list.extra) or 'none'}."
    )
    click.echo(
        f"{result.added:,} added, {result.changed:,} changed, {result.unchanged:,} unchanged;"
        f" {result.missing_from_file:,} placements of the campaign are not in the file and stay."
    )
    if dry_run:
        click.echo("Dry run: nothing was saved.", err=True)


@placements.command("list")
@click.argument("campaign")
def list_(campaign: str) -> None:
    """List the placements of CAMPAIGN: code and label."""
    with transaction() as session:
        rows = service.list_placement_rows(session, service.get_campaign(session, campaign))
    for row in rows:
        click.echo(f"{row.code}\t{row.label}")


def _read_labels(label_file: BinaryIO | None, encoding: str | None) -> list[str]:
    """Return the labels of a file without empty lines. Raise click.UsageError."""
    if label_file is None:
        return []
    name = getattr(label_file, "name", "standard input")
    data = label_file.read(MAX_TABLE_BYTES + 1)
    if not data.strip():
        return []
    try:
        return [line for line in read_lines(data, name, encoding) if line.strip()]
    except TableError as error:
        choices = f" Pass {_join_options(error.choices)}." if error.choices else ""
        raise click.UsageError(f"{name}: {error.error}{choices}") from error


def _join_options(encodings: Sequence[str]) -> str:
    return " or ".join(f"--encoding {encoding}" for encoding in encodings)
