"""The command line `microsite`: one file a subject."""

import sys
from typing import Any

import click
from flask.cli import ScriptInfo
from sqlalchemy.exc import DBAPIError

from microsite import create_app
from microsite.campaigns.service import CampaignError
from microsite.cli import campaigns
from microsite.cli import messages
from microsite.cli import news
from microsite.cli import operation
from microsite.cli import pack
from microsite.cli import placements
from microsite.cli import qr
from microsite.cli import scans
from microsite.cli import sheet
from microsite.cli import test_strip
from microsite.config.schema import ConfigError
from microsite.contact.service import MessageNotFoundError
from microsite.db.engine import migration_hint
from microsite.qr.packs.checkpoint import PackError


class Microsite(click.Group):
    """A group in which what the user can mend is one line and exit code 2."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(context)
        except (ConfigError, MessageNotFoundError, PackError, CampaignError) as error:
            message = str(error)
        except DBAPIError as error:
            message = f"database: {str(error.orig).partition(chr(10))[0]}."
            message = f"{message} {migration_hint(error)}".rstrip()
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
    """Run the app-download microsite: campaigns, placements, their codes and their scans.

    \b
    A first way through:
      microsite database upgrade
      microsite campaigns create spring-2027 "Spring 2027"
      microsite placements add spring-2027 "Branch 0001, counter"
      microsite qr CODE -o code.svg
      microsite scans

    Settings come from site.toml and the environment; `microsite check` says what is wrong with
    them.
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
    operation.check,
    operation.database,
    operation.demo,
    operation.keeper,
):
    main.add_command(command)
