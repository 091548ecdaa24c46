"""`microsite daemon`: the background process."""

import click
from flask.cli import with_appcontext

from microsite.contact.outbox import Outbox
from microsite.context import current_config
from microsite.context import current_data_dir
from microsite.context import current_engine
from microsite.daemon.daemon import Daemon


@click.command(short_help="Aggregate scans, write the code index, mail messages.")
@click.option(
    "--standalone", is_flag=True, help="Keep running without workers, as a service of its own."
)
@with_appcontext
def daemon(standalone: bool) -> None:
    """Aggregate the journals, write the code index and mail messages.

    The workers start a daemon themselves; there is at most one for an instance folder.
    """
    data_dir, engine = current_data_dir(), current_engine()
    outbox = Outbox(engine, current_config(), data_dir.folder)
    Daemon(engine, data_dir).run(standalone=standalone, task=outbox.run)
