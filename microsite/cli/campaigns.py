"""`microsite campaigns`: create, list, end."""

from datetime import UTC
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask.cli import AppGroup

from microsite.campaigns import service
from microsite.clock import utc_now
from microsite.context import current_config
from microsite.context import transaction


@click.group(cls=AppGroup)
def campaigns() -> None:
    """Campaigns: what codes are printed for.

    A campaign is never removed, since its paper goes on hanging: it ends, and from then on its
    codes lead to the store without being counted for it.
    """


@campaigns.command()
@click.argument("name")
@click.argument("title")
def create(name: str, title: str) -> None:
    """Create the campaign NAME, described to people by TITLE.

    NAME stands in reports and in the stores' attribution: small letters, digits, hyphens.

    \b
      microsite campaigns create spring-2027 "Spring 2027, all branches"
    """
    with transaction() as session, session.begin():
        service.create_campaign(session, name, title)
    click.echo(f"Created. Next: microsite placements add {name} LABEL …")


@campaigns.command("list")
def list_() -> None:
    """List the campaigns, newest first, with the number of their placements."""
    with transaction() as session:
        rows = service.list_campaigns(session)
    for campaign, placements in rows:
        end = f"ends {_here(campaign.ends_at)}" if campaign.ends_at else "goes on"
        click.echo(f"{campaign.slug:24} {placements:8} placements   {end:35} {campaign.title}")
    if not rows:
        click.echo("There are none yet: microsite campaigns create NAME TITLE.", err=True)


@campaigns.command()
@click.argument("name")
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="Time in the site's time zone, as 2027-05-31 (when that day begins) or 2027-05-31T16:00."
    "  [default: now]",
)
def end(name: str, at: datetime | None) -> None:
    """End the campaign NAME, now or at a later time."""
    with transaction() as session, session.begin():
        ends_at = _utc(at) if at else utc_now()
        campaign = service.end_campaign(session, name, ends_at)
    verb = "has ended" if ends_at <= utc_now() else "ends"
    click.echo(f"{campaign.slug} {verb} at {_here(ends_at)}.")


def _utc(at: datetime) -> datetime:
    """A time of the site's zone as the database keeps it. Raises BadParameter."""
    zone = ZoneInfo(current_config().timezone)
    try:
        return at.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise click.BadParameter(f"{at} is out of range.", param_hint="'--at'") from error


def _here(utc: datetime) -> str:
    """A time of the database in the site's zone, which it names."""
    zone = ZoneInfo(current_config().timezone)
    return f"{utc.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d %H:%M} {zone}"
