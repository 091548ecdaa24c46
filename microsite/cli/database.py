"""`microsite database`: migrations."""

import click
from flask.cli import AppGroup

from microsite.context import current_engine
from microsite.db.engine import migrate


@click.group(cls=AppGroup)
def database() -> None:
    """Manage the database."""


@database.command()
def upgrade() -> None:
    """Create the tables, or migrate them to this version; safe to run again."""
    migrate(current_engine())
