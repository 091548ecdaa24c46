"""`microsite placements`: add, import, list."""

import sys
from typing import TextIO

import click
from flask.cli import AppGroup

from microsite.campaigns import service
from microsite.campaigns.csv_import.branch_list import BranchListError
from microsite.campaigns.csv_import.branch_list import parse_branch_list
from microsite.campaigns.csv_import.reader import MAX_CSV_BYTES
from microsite.context import transaction


@click.group(cls=AppGroup)
def placements() -> None:
    """Manage placements: one printed code each, for example at a branch or on a poster."""


@placements.command()
@click.argument("campaign")
@click.argument("labels", nargs=-1)
@click.option(
    "--from",
    "label_file",
    type=click.File("r", "utf-8-sig"),
    help="File with one label per line, or - for standard input.",
)
def add(campaign: str, labels: tuple[str, ...], label_file: TextIO | None) -> None:
    """Add a placement to CAMPAIGN for each of LABELS and print its code.

    \b
      microsite placements add spring-2027 "Branch 0001, counter" "Branch 0001, door"
      microsite placements add spring-2027 --from branches.txt
    """
    try:
        all_labels = [*labels, *(line for line in label_file or () if line.strip())]
    except UnicodeDecodeError as error:
        raise click.UsageError(
            f"{label_file and label_file.name} is not UTF-8; save it as UTF-8."
        ) from error
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
def import_(file: str, campaign: str, dry_run: bool) -> None:
    """Import a branch list (CSV) from FILE as placements. Run it again when the list changes.

    \b
      microsite placements import branches.csv --campaign spring-2027 --dry-run
      microsite placements import branches.csv --campaign spring-2027

    The file is UTF-8 or GB18030, separated by commas, semicolons or tabs. Columns are recognised
    by name, in any order: the branch number (id) and the branch name (branch) are required, region
    is optional; all other columns are stored as extra fields.

    Branches are matched by number: a new branch gets a new code, a known one is updated and keeps
    its code. No placement is deleted.

    If anything is wrong with the list, nothing is imported: every problem is printed on a line of
    its own and the exit code is 1.
    """
    with click.open_file(file, "rb") as stream:
        data = stream.read(MAX_CSV_BYTES + 1)
    try:
        branch_list = parse_branch_list(data)
    except BranchListError as error:
        for row_error in error.errors:
            click.echo(str(row_error), err=True)
        problems = "1 problem" if len(error.errors) == 1 else f"{len(error.errors):,} problems"
        click.echo(f"Nothing imported: fix {problems}.", err=True)
        sys.exit(1)
    with transaction() as session, session.begin() as changes:
        target = service.get_campaign(session, campaign)
        result = service.import_branches(session, target, branch_list.branches)
        if dry_run:
            changes.rollback()
    click.echo(
        f"Read as {branch_list.encoding}, separated by {branch_list.separator}; first branch:"
        f" {branch_list.branches[0].label};"
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
