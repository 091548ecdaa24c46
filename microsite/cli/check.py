"""`microsite check`: the configuration."""

import stat

import click
from flask.cli import with_appcontext

from microsite.config.loader import placeholder_values
from microsite.context import current_config


@click.command(short_help="Check the configuration.")
@with_appcontext
def check() -> None:
    """Check the configuration and list the placeholder values that are still set.

    Exit code 0 if the site can start, 2 if not.
    """
    config = current_config()
    for name in placeholder_values(config):
        click.echo(f"Still a placeholder in site.toml: {name}.", err=True)
    if not config.mail.host:
        click.echo("No mail server (mail.host): messages are stored, not mailed.", err=True)
    if config.instance_path.stat().st_mode & stat.S_IROTH:
        click.echo(
            f"Every user of this machine can read {config.instance_path}, which contains"
            f" messages: run `chmod 700 {config.instance_path}`.",
            err=True,
        )
    click.echo(f"Configuration OK. Codes point to https://{config.host}.")
