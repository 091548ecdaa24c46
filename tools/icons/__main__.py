"""Draw the icons and, with the names in site.toml, the card of each language."""

from pathlib import Path

from microsite.config.loader import load_config
from microsite.config.schema import Config
from microsite.web.open_graph import PLAIN_CARD
from microsite.web.open_graph import card_filename
from tools.icons.cards import CARD_WIDTH
from tools.icons.cards import draw_card
from tools.icons.icons import draw_icons
from tools.icons.icons import render_png

STATIC = Path(__file__).parents[2] / "static"
CARD_SVG = Path(__file__).with_name("card.svg")


def draw_files(config: Config) -> dict[str, bytes]:
    """Return every image by its filename in static/."""
    plain_card = CARD_SVG.read_text(encoding="utf-8")
    icons = draw_icons((STATIC / "img" / "icon.svg").read_text(encoding="utf-8"))
    images = {f"img/{name}": content for name, content in icons.items()}
    images[PLAIN_CARD] = render_png(plain_card, CARD_WIDTH)
    for tag in config.languages:
        names = config.organisation.name[tag], config.app.name[tag]
        images[card_filename(config, tag)] = draw_card(plain_card, *names, tag, config.fonts)
    return images


def main() -> None:
    """Write all images to static/ and remove outdated cards."""
    images = draw_files(load_config())
    for path in STATIC.glob("img/card*.png"):
        path.unlink()
    for name, content in images.items():
        (STATIC / name).write_bytes(content)


if __name__ == "__main__":
    main()
