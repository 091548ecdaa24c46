"""`microsite demo`: a campaign to try the site with."""

import os

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from microsite.campaigns import service
from microsite.campaigns.models import Placement
from microsite.cli.ports import check_port_free
from microsite.config.listen_address import format_listen_address
from microsite.config.listen_address import read_listen_address
from microsite.context import current_engine
from microsite.qr.symbol import terminal
from microsite.qr.symbol.encode import encode

DEMO_CAMPAIGN = "demo"
DEMO_LABELS = ("Demo branch, counter", "Demo branch, door", "Demo poster")


@click.command(short_help="Create a demo campaign and show its code.")
@with_appcontext
def demo() -> None:
    """Create a demo campaign if there is none; print its URL and QR code."""
    host, port = read_listen_address(os.environ)
    check_port_free(host, port)
    with Session(current_engine()) as session, session.begin():
        slugs = {campaign.slug for campaign, _ in service.list_campaigns(session)}
        if DEMO_CAMPAIGN not in slugs:
            campaign = service.create_campaign(session, DEMO_CAMPAIGN, "Demo")
            service.add_placements(session, campaign, DEMO_LABELS)
        code = session.scalar(
            select(Placement.code)
            .join(Placement.campaign)
            .filter_by(slug=DEMO_CAMPAIGN)
            .order_by(Placement.id)
        )
    site = f"http://{format_listen_address(host, port)}"
    click.echo(terminal.render_for_terminal(encode(f"{site}/q/{code}")), color=True)
    click.echo(f"The site:     {site}/")
    click.echo(f"A demo scan:  {site}/q/{code}")
