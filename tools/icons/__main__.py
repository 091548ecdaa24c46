"""`make icons`: draw the icons and, with the names of site.toml, the card of each language."""

from pathlib import Path

from microsite.config.loader import load_config
from microsite.config.schema import Config
from microsite.web.open_graph import CARD
from microsite.web.open_graph import card_name
from tools.icons.cards import WIDTH
from tools.icons.cards import card
from tools.icons.icons import drawn
from tools.icons.icons import icons

STATIC = Path(__file__).parents[2] / "static"
GROUND = Path(__file__).with_name("card.svg")


def files(config: Config) -> dict[str, bytes]:
    """Every picture by the name of its file."""
    ground = GROUND.read_text(encoding="utf-8")
    drawn_icons = icons((STATIC / "img" / "icon.svg").read_text(encoding="utf-8"))
    made = {f"img/{name}": content for name, content in drawn_icons.items()}
    made[CARD] = drawn(ground, WIDTH)
    for tag in config.languages:
        names = config.organisation.name[tag], config.app.name[tag]
        made[card_name(config, tag)] = card(ground, *names, tag, config.fonts)
    return made


def main() -> None:
    """Write them all to static/, and remove cards with names that are no longer ours."""
    made = files(load_config())
    for path in STATIC.glob("img/card*.png"):
        path.unlink()
    for name, content in made.items():
        (STATIC / name).write_bytes(content)


if __name__ == "__main__":
    main()
