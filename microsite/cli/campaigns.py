"""`microsite campaigns`: create, list, end."""

from datetime import UTC
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask.cli import AppGroup

from microsite.campaigns import service
from microsite.cli.param_types import DateType
from microsite.clock import utc_now
from microsite.context import current_config
from microsite.context import transaction


@click.group(cls=AppGroup)
def campaigns() -> None:
    """Manage campaigns, the reasons to print codes.

    A campaign cannot be deleted, since its codes stay in print. It ends: from then on its codes
    redirect to the store without being counted for it.
    """


@campaigns.command()
@click.argument("name")
@click.argument("title")
def create(name: str, title: str) -> None:
    """Create the campaign NAME with the description TITLE.

    NAME appears in reports and in store attribution: lower-case letters, digits, hyphens.

    \b
      microsite campaigns create spring-2027 "Spring 2027, all branches"
    """
    with transaction() as session, session.begin():
        service.create_campaign(session, name, title)
    click.echo(f"Created campaign {name}. Next: microsite placements add {name} LABEL …")


@campaigns.command("list")
def list_() -> None:
    """List the campaigns, newest first, with their numbers of placements."""
    with transaction() as session:
        rows = service.list_campaigns(session)
    for campaign, placements in rows:
        end = f"ends {_format_local(campaign.ends_at)}" if campaign.ends_at else "open-ended"
        click.echo(f"{campaign.slug:24} {placements:8} placements   {end:37}  {campaign.title}")
    if not rows:
        click.echo("No campaigns yet. Create one: microsite campaigns create NAME TITLE", err=True)


@campaigns.command()
@click.argument("name")
@click.option(
    "--at",
    type=DateType(with_time=True),
    help="Time in the site's time zone: 2027-05-31 (start of that day) or 2027-05-31T16:00."
    "  [default: now]",
)
def end(name: str, at: datetime | None) -> None:
    """End the campaign NAME, now or at a later time."""
    with transaction() as session, session.begin():
        ends_at = _to_utc(at) if at else utc_now()
        campaign = service.end_campaign(session, name, ends_at)
    verb = "has ended" if ends_at <= utc_now() else "ends"
    click.echo(f"{campaign.slug} {verb} at {_format_local(ends_at)}.")


def _to_utc(at: datetime) -> datetime:
    """Convert a time in the site's time zone to UTC without a zone. Raise BadParameter."""
    zone = ZoneInfo(current_config().timezone)
    try:
        return at.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise click.BadParameter(f"{at} is out of range.", param_hint="'--at'") from error


def _format_local(utc: datetime) -> str:
    """Format a UTC time from the database in the site's time zone, with the zone's name."""
    zone = ZoneInfo(current_config().timezone)
    return f"{utc.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d %H:%M} {zone}"
