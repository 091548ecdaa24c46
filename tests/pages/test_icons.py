"""Icons, the web app manifest and the card of a shared link."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from PIL import ImageChops

from microsite.config.loader import load_config
from microsite.context import services
from microsite.languages import LANGUAGES
from tests.conftest import Settings
from tests.conftest import site
from tests.support.markup import ParsedHtml
from tools.icons.__main__ import STATIC
from tools.icons.__main__ import draw_files
from tools.icons.icons import FAVICON_SIZES
from tools.icons.icons import MASKABLE_SCALE

CARD_SIZE = (1200, 630)
"""What Open Graph's readers show whole (1.91 to 1)."""


def picture(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def fetch(app: Flask, address: str) -> bytes:
    with app.test_client().get(address) as answer:
        assert answer.status_code == 200, address
        return answer.get_data()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("drawn")
    given = {"MICROSITE_ENVIRONMENT": "development", "MICROSITE_INSTANCE": str(folder)}
    return draw_files(load_config(given))


def test_the_files_of_the_site_are_what_is_drawn(drawn: dict[str, bytes]) -> None:
    """Run `make icons` if not."""
    pictures = (path for path in (STATIC / "img").iterdir() if path.suffix in (".png", ".ico"))
    there = {f"img/{path.name}" for path in pictures}
    assert there == set(drawn)
    for name, content in drawn.items():
        ours, made = (
            picture(each).convert("RGBA") for each in ((STATIC / name).read_bytes(), content)
        )
        assert ours.size == made.size
        assert ImageChops.difference(ours, made).getbbox() is None, name


def test_the_icon_a_browser_asks_for_unasked_has_three_sizes(app: Flask) -> None:
    icon = picture(fetch(app, "/favicon.ico"))
    assert icon.info["sizes"] == {(size, size) for size in FAVICON_SIZES}


@pytest.mark.parametrize("size", FAVICON_SIZES)
def test_the_icon_is_sharp_at_small_sizes(size: int, drawn: dict[str, bytes]) -> None:
    """Around its first finder pattern every dot is green or white, none a mixture."""
    icon = picture(drawn["img/favicon.ico"])
    icon.size = (size, size)
    corner = icon.convert("RGB").crop((size // 8, size // 8, size // 2, size // 2))
    assert {colour for _, colour in corner.getcolors()} == {(10, 90, 63), (255, 255, 255)}


def test_nothing_of_a_maskable_icon_is_cut_off(drawn: dict[str, bytes]) -> None:
    """It is opaque, and all that is drawn lies within the circle of four fifths."""
    icon = picture(drawn["img/icon-maskable-512.png"])
    assert icon.mode == "RGB"
    ground = Image.new("RGB", icon.size, icon.getpixel((0, 0)))
    marks = ImageChops.difference(icon, ground).convert("L").point(lambda value: value and 255)
    outside = [
        (x, y)
        for x in range(512)
        for y in range(512)
        if marks.getpixel((x, y)) and (x - 255.5) ** 2 + (y - 255.5) ** 2 > (0.4 * 512) ** 2
    ]
    assert MASKABLE_SCALE < 1
    assert outside == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_manifest_names_the_site_in_its_language(tag: str, app: Flask) -> None:
    page = ParsedHtml(app.test_client().get(f"/{tag}/app").text)
    answer = app.test_client().get(page.one("link", rel="manifest")["href"])
    assert answer.mimetype == "application/manifest+json"
    manifest = answer.get_json(force=True)
    config = services(app).config
    assert manifest["name"] == config.organisation.name[tag]
    assert manifest["short_name"] == config.organisation.short_name[tag]
    assert (manifest["lang"], manifest["start_url"]) == (tag, f"/{tag}/")


def test_every_icon_that_is_named_is_there_in_the_size_named(app: Flask) -> None:
    client = app.test_client()
    manifest = client.get("/en/manifest.webmanifest").get_json(force=True)
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        content = fetch(app, icon["src"])
        if icon["type"] == "image/png":
            width, height = picture(content).size
            assert icon["sizes"] == f"{width}x{height}"
    page = ParsedHtml(client.get("/en/app").text)
    assert picture(fetch(app, page.one("link", rel="apple-touch-icon")["href"])).size == (180, 180)
    for link in page.all("link", rel="icon"):
        assert fetch(app, link["href"])


def card_of(app: Flask, tag: str) -> str:
    page = ParsedHtml(app.test_client().get(f"/{tag}/app").text)
    address = page.one("meta", property="og:image")["content"]
    return address.removeprefix(f"https://{services(app).config.host}")


def test_each_language_has_a_card_with_its_own_names(app: Flask) -> None:
    addresses = [card_of(app, tag) for tag in LANGUAGES]
    assert len(set(addresses)) == len(LANGUAGES)
    for tag, address in zip(LANGUAGES, addresses, strict=True):
        assert Path(address).name.startswith(f"card-{tag}-")
        assert picture(fetch(app, address)).size == CARD_SIZE


def test_a_site_with_another_name_never_shows_the_card_of_this_one(settings: Settings) -> None:
    with site(settings(organisation__name__en="Another Bank")) as app:
        address = card_of(app, "en")
        assert address.startswith("/static/img/card.png?")
        assert picture(fetch(app, address)).size == CARD_SIZE
        assert card_of(app, "zh-Hans").startswith("/static/img/card-zh-Hans-")
