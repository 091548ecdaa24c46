"""Icons, the web app manifest and the card of a shared link."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from PIL import ImageChops
from PIL.IcoImagePlugin import IcoImageFile

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
"""Size that Open Graph readers show uncropped (1.91 to 1)."""


def open_image(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def fetch(app: Flask, path: str) -> bytes:
    with app.test_client().get(path) as answer:
        assert answer.status_code == 200, path
        return answer.get_data()


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Images as `make icons` draws them, by filename."""
    folder = tmp_path_factory.mktemp("images")
    environment = {"MICROSITE_ENVIRONMENT": "development", "MICROSITE_INSTANCE": str(folder)}
    return draw_files(load_config(environment))


def test_the_image_files_are_up_to_date(images: dict[str, bytes]) -> None:
    """Run `make icons` if this fails."""
    paths = (path for path in (STATIC / "img").iterdir() if path.suffix in (".png", ".ico"))
    names = {f"img/{path.name}" for path in paths}
    assert names == set(images)
    for name, content in images.items():
        stored, drawn = (
            open_image(each).convert("RGBA") for each in ((STATIC / name).read_bytes(), content)
        )
        assert stored.size == drawn.size
        assert ImageChops.difference(stored, drawn).getbbox() is None, name


def test_favicon_ico_has_three_sizes(app: Flask) -> None:
    icon = open_image(fetch(app, "/favicon.ico"))
    assert icon.info["sizes"] == {(size, size) for size in FAVICON_SIZES}


@pytest.mark.parametrize("size", FAVICON_SIZES)
def test_the_icon_is_sharp_at_small_sizes(size: int, images: dict[str, bytes]) -> None:
    """Every pixel of the first finder pattern is green or white, none a mixture."""
    icon = open_image(images["img/favicon.ico"])
    assert isinstance(icon, IcoImageFile)
    icon.size = (size, size)
    corner = icon.convert("RGB").crop((size // 8, size // 8, size // 2, size // 2))
    assert {colour for _, colour in corner.getcolors() or ()} == {(10, 90, 63), (255, 255, 255)}


def test_nothing_of_a_maskable_icon_is_cut_off(images: dict[str, bytes]) -> None:
    """It is opaque, and the drawing lies in the safe zone: a circle of 4/5 of the width."""
    icon = open_image(images["img/icon-maskable-512.png"])
    assert icon.mode == "RGB"
    background = Image.new("RGB", icon.size, icon.getpixel((0, 0)))
    marks = ImageChops.difference(icon, background).convert("L").point(lambda value: value and 255)
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


def test_every_icon_in_the_manifest_exists_in_its_size(app: Flask) -> None:
    client = app.test_client()
    manifest = client.get("/en/manifest.webmanifest").get_json(force=True)
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        content = fetch(app, icon["src"])
        if icon["type"] == "image/png":
            width, height = open_image(content).size
            assert icon["sizes"] == f"{width}x{height}"
    page = ParsedHtml(client.get("/en/app").text)
    assert open_image(fetch(app, page.one("link", rel="apple-touch-icon")["href"])).size == (
        180,
        180,
    )
    for link in page.all("link", rel="icon"):
        assert fetch(app, link["href"])


def card_path(app: Flask, tag: str) -> str:
    page = ParsedHtml(app.test_client().get(f"/{tag}/app").text)
    url = page.one("meta", property="og:image")["content"]
    return url.removeprefix(f"https://{services(app).config.host}")


def test_each_language_has_its_own_card(app: Flask) -> None:
    paths = [card_path(app, tag) for tag in LANGUAGES]
    assert len(set(paths)) == len(LANGUAGES)
    for tag, path in zip(LANGUAGES, paths, strict=True):
        assert Path(path).name.startswith(f"card-{tag}-")
        assert open_image(fetch(app, path)).size == CARD_SIZE


def test_a_site_with_another_name_uses_the_plain_card(settings: Settings) -> None:
    with site(settings(organisation__name__en="Another Bank")) as app:
        path = card_path(app, "en")
        assert path.startswith("/static/img/card.png?")
        assert open_image(fetch(app, path)).size == CARD_SIZE
        assert card_path(app, "zh-Hans").startswith("/static/img/card-zh-Hans-")
