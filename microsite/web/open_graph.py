"""The image that messengers show with a link to a page (Open Graph): a card with the app's name."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask

from microsite.config.schema import Config
from microsite.web.i18n import current_tag

PLAIN_CARD = "img/card.png"
"""The card without text."""


def init_app(app: Flask, config: Config) -> None:
    """Add `card()` to templates: the file of the card in the page's language."""
    folder = Path(app.static_folder or "")

    @cache
    def find_card(tag: str) -> str:
        name = card_filename(config, tag)
        return name if (folder / name).exists() else PLAIN_CARD

    app.add_template_global(lambda: find_card(current_tag()), "card")


def card_filename(config: Config, tag: str) -> str:
    """Return the file name of a language's card. It depends on the names printed on the card."""
    names = f"{config.organisation.name[tag]}\n{config.app.name[tag]}"
    return f"img/card-{tag}-{sha256(names.encode()).hexdigest()[:8]}.png"
