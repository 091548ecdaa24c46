"""`microsite placements`: add, import, list."""

import sys
from typing import TextIO

import click
from flask.cli import AppGroup

from microsite.campaigns import service
from microsite.campaigns.csv_import import branch_list
from microsite.campaigns.csv_import import reader
from microsite.context import transaction


@click.group(cls=AppGroup)
def placements() -> None:
    """Placements: one printed code each, at a branch or on a poster."""


@placements.command()
@click.argument("campaign")
@click.argument("labels", nargs=-1)
@click.option(
    "--from", "lines", type=click.File("r", "utf-8-sig"), help="A file, one label a line."
)
def add(campaign: str, labels: tuple[str, ...], lines: TextIO | None) -> None:
    """Add a placement to CAMPAIGN for each of LABELS, and print their codes.

    \b
      microsite placements add spring-2027 "Branch 0001, counter" "Branch 0001, door"
      microsite placements add spring-2027 --from branches.txt
    """
    try:
        wanted = [*labels, *(line for line in lines or () if line.strip())]
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{lines and lines.name} is not written in UTF-8.") from error
    if not wanted:
        raise click.UsageError("Nothing to add: give labels, or a file of them with --from.")
    with transaction() as session, session.begin():
        owner = service.find_campaign(session, campaign)
        codes = set(service.add_placements(session, owner, wanted))
        every = service.list_placements(session, owner)
        added = [(each.code, each.label) for each in every if each.code in codes]
        known = {each.label for each in every if each.code not in codes}
    for code, label in added:
        click.echo(f"{code}\t{label}")
    again = [label for _, label in added if label in known]
    if again:
        click.echo(
            f"Note: the campaign had {len(again):,} of these labels already, as {again[0]!r};"
            " each has one more code now.",
            err=True,
        )


@placements.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--campaign", required=True, help="The campaign whose placements they become.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def import_(file: str, campaign: str, dry_run: bool) -> None:
    """Import a list of branches from FILE (CSV) as placements; run it again when it has changed.

    \b
      microsite placements import branches.csv --campaign spring-2027 --dry-run
      microsite placements import branches.csv --campaign spring-2027

    UTF-8 or GB18030; commas, semicolons or tabs. Columns go by their names, in any order: the
    branch's number (id) and name (branch) there must be, region can be; all others are kept as
    notes. A branch is known by its number: a new one gets a new code, a known one its new name,
    and never another code. No branch is removed.

    A list with anything wrong in it is refused as a whole (exit code 1), each problem on a line.
    """
    with click.open_file(file, "rb") as opened:
        data = opened.read(reader.MOST_BYTES + 1)
    try:
        found = branch_list.parse(data)
    except branch_list.ListRefusedError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        click.echo(f"Nothing was imported: {len(error.problems):,} to mend.", err=True)
        sys.exit(1)
    with transaction() as session, session.begin() as changes:
        owner = service.find_campaign(session, campaign)
        result = service.import_branches(session, owner, found.branches)
        if dry_run:
            changes.rollback()
    click.echo(
        f"{found.encoding}, separated by {found.separator}; first branch:"
        f" {found.branches[0].label}; notes: {', '.join(found.notes) or 'none'}."
    )
    click.echo(
        f"{result.added:,} added, {result.changed:,} changed, {result.unchanged:,} as they were;"
        f" {result.absent:,} more of the campaign are not in the list, and stay."
    )
    if dry_run:
        click.echo("A dry run: none of this was kept.", err=True)


@placements.command("list")
@click.argument("campaign")
def list_(campaign: str) -> None:
    """List the placements of CAMPAIGN: code and label."""
    with transaction() as session:
        found = service.list_placements(session, service.find_campaign(session, campaign))
    for placement in found:
        click.echo(f"{placement.code}\t{placement.label}")
