"""`microsite check`, `database`, `demo`, `keeper`: what running the site takes."""

import os
import socket
import stat

import click
from flask.cli import AppGroup
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from microsite.campaigns import service
from microsite.campaigns.models import Placement
from microsite.config.loader import placeholder_values
from microsite.config.section import ConfigError
from microsite.contact.outbox import Outbox
from microsite.context import current_config
from microsite.context import current_data_dir
from microsite.context import current_engine
from microsite.db.engine import migrate
from microsite.qr.symbol import terminal
from microsite.qr.symbol.encode import encode

DEMO_CAMPAIGN = "demo"
DEMO_LABELS = ("Demo branch, counter", "Demo branch, door", "Demo poster")


@click.command(short_help="Check the settings.")
@with_appcontext
def check() -> None:
    """Check the settings without serving; name the made-up values that are still set.

    Exit code 0 if the site can be served, 2 if not.
    """
    config = current_config()
    for name in placeholder_values(config):
        click.echo(f"Still a made-up value: {name}.", err=True)
    if not config.mail.host:
        click.echo("No mail server is set (mail.host): messages are kept, not mailed.", err=True)
    if config.instance_path.stat().st_mode & stat.S_IROTH:
        click.echo(
            f"Every user of this machine can read {config.instance_path}, where messages are:"
            " chmod 700.",
            err=True,
        )
    click.echo(f"The settings can be served with; codes lead to https://{config.host}/q/….")


@click.group(cls=AppGroup)
def database() -> None:
    """The database."""


@database.command()
def upgrade() -> None:
    """Make the tables, or bring them to the form this version needs. Can be run again."""
    migrate(current_engine())


@click.command(short_help="Make a demo campaign and show its code.")
@with_appcontext
def demo() -> None:
    """Make a demo campaign, once; print the address of a demo scan and its QR code."""
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    check_free(host, port)
    with Session(current_engine()) as session, session.begin():
        known = {campaign.slug: campaign for campaign, _ in service.list_campaigns(session)}
        if DEMO_CAMPAIGN not in known:
            campaign = service.create_campaign(session, DEMO_CAMPAIGN, "Demo")
            service.add_placements(session, campaign, DEMO_LABELS)
        code = session.scalar(
            select(Placement.code)
            .join(Placement.campaign)
            .filter_by(slug=DEMO_CAMPAIGN)
            .order_by(Placement.id)
        )
    site = f"http://{host}:{port}"
    click.echo(terminal.render_for_terminal(encode(f"{site}/q/{code}")), color=True)
    click.echo(f"The site:     {site}/")
    click.echo(f"A demo scan:  {site}/q/{code}")


def check_free(host: str, port: str) -> None:
    """Say before anything is shown that the address cannot be served on."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(port)))
    except (OSError, ValueError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"PORT: cannot serve on {host}:{port}: {reason}; choose another."
        ) from error


@click.command(short_help="Count scans, keep the directory, mail messages.")
@click.option("--stay", is_flag=True, help="Go on without workers, as a service of its own.")
@with_appcontext
def keeper(stay: bool) -> None:
    """Count the journals, keep the directory of codes and mail messages, beside the workers.

    Workers start one by themselves; there is only ever one an instance folder.
    """
    instance, engine = current_data_dir(), current_engine()
    outbox = Outbox(engine, current_config(), instance.folder)
    instance.keeper(engine).keep(stay=stay, beside=outbox.run)
