"""The `microsite` command line: one module per subject."""

import sys
from typing import Any

import click
from flask.cli import ScriptInfo
from sqlalchemy.exc import DBAPIError

from microsite import create_app
from microsite.campaigns.service import CampaignError
from microsite.cli import campaigns
from microsite.cli import check
from microsite.cli import daemon
from microsite.cli import database
from microsite.cli import demo
from microsite.cli import messages
from microsite.cli import news
from microsite.cli import pack
from microsite.cli import placements
from microsite.cli import qr
from microsite.cli import scans
from microsite.cli import sheet
from microsite.cli import test_strip
from microsite.config.section import ConfigError
from microsite.contact.service import MessageNotFoundError
from microsite.db.engine import migration_hint
from microsite.qr.packs.checkpoint import PackError


class Microsite(click.Group):
    """Command group that reports an error the user can fix as one line, with exit code 2."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command; print the known errors without a traceback."""
        try:
            return super().invoke(context)
        except (ConfigError, MessageNotFoundError, PackError, CampaignError) as error:
            message = str(error)
        except DBAPIError as error:
            first_line = str(error.orig).partition("\n")[0]
            hint = migration_hint(error)
            message = f"database: {first_line}{'; ' if hint else ''}{hint}."
        click.echo(f"Error: {message}", err=True)
        sys.exit(2)


@click.group(
    cls=Microsite,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
        "obj": ScriptInfo(create_app=create_app),
    },
)
def main() -> None:
    """Manage the app-download microsite: campaigns, placements, codes and scans.

    \b
    First steps:
      microsite database upgrade
      microsite campaigns create spring-2027 "Spring 2027"
      microsite placements add spring-2027 "Branch 0001, counter"
      microsite qr CODE -o code.svg
      microsite scans

    Settings come from site.toml and the environment. Check them with `microsite check`.
    """


for command in (
    qr.qr,
    sheet.sheet,
    test_strip.test_strip,
    pack.pack,
    campaigns.campaigns,
    placements.placements,
    scans.scans,
    messages.messages,
    news.news,
    check.check,
    database.database,
    demo.demo,
    daemon.daemon,
):
    main.add_command(command)
