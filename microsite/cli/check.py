"""`microsite check`: the configuration."""

import stat

import click
from flask.cli import with_appcontext

from microsite.config.loader import placeholder_values
from microsite.config.schema import Config
from microsite.context import current_config
from microsite.redirect.stores import build_stores


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
    if not config.app.app_store_provider and _sends_apple_campaigns(config):
        click.echo(
            "No provider token (app.app_store_provider): codes are sent to the App Store as `ct`,"
            " but Apple attributes no campaign without `pt`; copy the token from a campaign link"
            " of App Store Connect.",
            err=True,
        )
    if config.instance_path.stat().st_mode & stat.S_IROTH:
        click.echo(
            f"Every user of this machine can read {config.instance_path}, which contains"
            f" messages: run `chmod 700 {config.instance_path}`.",
            err=True,
        )
    click.echo(f"Configuration OK. Codes point to https://{config.host}.")


def _sends_apple_campaigns(config: Config) -> bool:
    stores = build_stores(config).values()
    return any(store.attribution == "apple" and store.link for store in stores)
