"""The card that messengers show of a link to a page (Open Graph), with this site's names on it."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask

from microsite.config.schema import Config
from microsite.web.i18n import current_tag

CARD = "img/card.png"
"""The card without words."""


def init_app(app: Flask, config: Config) -> None:
    """Let templates name the card of their language: `url_for("static", filename=card())`."""
    folder = Path(app.static_folder or "")

    @cache
    def card_in(tag: str) -> str:
        name = card_name(config, tag)
        return name if (folder / name).exists() else CARD

    app.add_template_global(lambda: card_in(current_tag()), "card")


def card_name(config: Config, tag: str) -> str:
    """The file of a language's card. It changes with the names on it: none ever shows others."""
    names = f"{config.organisation.name[tag]}\n{config.app.name[tag]}"
    return f"img/card-{tag}-{sha256(names.encode()).hexdigest()[:8]}.png"
