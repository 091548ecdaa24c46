"""`microsite placements`: add, list."""

from typing import TextIO

import click
from flask.cli import AppGroup

from microsite.campaigns import register
from microsite.commands import extensions


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
    with extensions.transaction() as session, session.begin():
        codes = register.add_placements(session, register.find_campaign(session, campaign), wanted)
    for code, label in zip(codes, wanted, strict=True):
        click.echo(f"{code}\t{label.strip()}")


@placements.command("list")
@click.argument("campaign")
def list_(campaign: str) -> None:
    """List the placements of CAMPAIGN: code and label."""
    with extensions.transaction() as session:
        found = register.list_placements(session, register.find_campaign(session, campaign))
    for placement in found:
        click.echo(f"{placement.code}\t{placement.label}")
