"""Logos: placement and inks of good ones, rejection of hostile ones before they are decoded."""

import struct
import tracemalloc
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL import ImageDraw
from PIL.PngImagePlugin import PngInfo

from microsite.qr.canvas.colours import parse_colour
from microsite.qr.design.logo import read_logo
from microsite.qr.design.logo_overlay import place_logo
from microsite.qr.design.style import Style
from microsite.qr.pipeline import FORMATS
from microsite.qr.pipeline import Format
from microsite.qr.pipeline import build_artwork
from microsite.qr.pipeline import render
from microsite.qr.symbol.layout import Level
from tests.support.artwork_files import ADDRESS
from tests.support.artwork_files import measure_plates
from tests.support.artwork_files import render_to_image
from tests.support.code_reader import read_code

pytestmark = pytest.mark.slow


def logo_file(mode: str = "RGBA", size: tuple[int, int] = (300, 300), kind: str = "PNG") -> bytes:
    """Return an image of a disc, on a transparent background if the mode has one."""
    image = Image.new(mode, size)
    fill: dict[str, int | tuple[int, ...]] = {
        "RGBA": (200, 0, 40, 255),
        "RGB": (200, 0, 40),
        "L": 90,
        "CMYK": (0, 255, 200, 0),
    }
    ImageDraw.Draw(image).ellipse((5, 5, size[0] - 5, size[1] - 5), fill=fill[mode])
    file = BytesIO()
    image.save(file, kind)
    return file.getvalue()


def png_without_pixels(width: int, height: int) -> bytes:
    """Return a PNG that declares a size and has no pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    size = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + size + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("level", ["Q", "H"])
@pytest.mark.parametrize(
    "data",
    [
        logo_file(),
        logo_file("RGB", kind="JPEG"),
        logo_file("L"),
        logo_file("CMYK", (300, 120), "JPEG"),
    ],
)
def test_a_decoder_reads_a_code_with_a_logo(data: bytes, level: Level, file_format: Format) -> None:
    style = Style(level=level, logo=read_logo(data))
    content = render(build_artwork(ADDRESS, style), file_format)
    assert read_code(render_to_image(content, file_format)).text == ADDRESS


@pytest.mark.parametrize("size", [(300, 300), (300, 100), (100, 300), (301, 40)])
@pytest.mark.parametrize(
    ("modules", "characters"), [(25, 14), (29, 20), (33, 30), (57, 110), (177, 1250)]
)
def test_a_logo_is_centred_on_cleared_modules_with_a_margin(
    size: tuple[int, int], modules: int, characters: int
) -> None:
    artwork = build_artwork("a" * characters, Style(level="H", width_mm=60))
    assert artwork.symbol.size == modules
    cleared, image = place_logo(artwork.modules, read_logo(logo_file(size=size)), 0.2)
    removed = [
        (x, y)
        for y, (before, after) in enumerate(zip(artwork.modules.rows, cleared.rows, strict=True))
        for x in range(modules)
        if before[x] != after[x]
    ]
    left = (image.x - cleared.x) / cleared.scale
    top = (image.y - cleared.y) / cleared.scale
    right, bottom = left + image.width / cleared.scale, top + image.height / cleared.scale
    assert left + right == pytest.approx(modules)
    assert top + bottom == pytest.approx(modules)
    assert right - left <= 0.2 * modules
    assert bottom - top <= 0.2 * modules
    for y in range(int(top - 0.5 + 1e-6), int(bottom + 0.5 - 1e-6) + 1):
        for x in range(int(left - 0.5 + 1e-6), int(right + 0.5 - 1e-6) + 1):
            assert not cleared.rows[y][x]
    assert removed
    assert len(removed) <= 0.04 * modules * modules


def test_a_logo_that_is_too_small_is_rejected_with_the_minimum_share() -> None:
    style = Style(level="H", logo=read_logo(logo_file()), logo_share=0.1)
    with pytest.raises(
        ValueError, match=r"over 10% of a symbol of 29 modules is too small to recognise.*18 %"
    ):
        build_artwork(ADDRESS, style)
    assert build_artwork(ADDRESS, Style(level="H", logo=style.logo, logo_share=0.18))


def test_a_grey_logo_prints_in_black_only_and_a_cmyk_logo_in_its_inks(tmp_path: Path) -> None:
    for name, data, expected in (
        ("grey", logo_file("L"), {"Black"}),
        ("cmyk", logo_file("CMYK", kind="JPEG"), {"Black", "Magenta", "Yellow"}),
    ):
        folder = tmp_path / name
        folder.mkdir()
        artwork = build_artwork(ADDRESS, Style(level="H", logo=read_logo(data)))
        assert measure_plates(render(artwork, "pdf"), folder).keys() == expected


@pytest.mark.parametrize(("mode", "bands"), [("RGBA", 3), ("RGB", 3), ("L", 1), ("CMYK", 4)])
def test_a_logo_has_as_few_bands_as_possible(mode: str, bands: int) -> None:
    logo = read_logo(logo_file(mode, kind="JPEG" if mode == "CMYK" else "PNG"))
    assert logo.bands == bands
    assert len(logo.samples) == logo.width * logo.height * bands


def test_transparent_parts_show_the_background() -> None:
    logo = read_logo(logo_file(), parse_colour("#fff8ee"))
    assert logo.samples[:3] == bytes((255, 248, 238))


def test_sixteen_bit_grey_is_scaled_not_clipped() -> None:
    file = BytesIO()
    Image.new("I;16", (10, 10), 40_000).save(file, "PNG")
    assert set(read_logo(file.getvalue()).samples) <= {155, 156, 157}


def test_metadata_of_a_logo_is_removed() -> None:
    metadata = PngInfo()
    metadata.add_text("Comment", "private note")
    file = BytesIO()
    Image.new("RGB", (50, 50), (9, 90, 200)).save(
        file, "PNG", pnginfo=metadata, icc_profile=b"private note"
    )
    artwork = build_artwork(ADDRESS, Style(level="H", logo=read_logo(file.getvalue())))
    assert b"private" not in b"".join(render(artwork, file_format) for file_format in FORMATS)
    with Image.open(BytesIO(read_logo(file.getvalue()).png)) as image:
        assert image.info == {}


def test_a_large_logo_is_resized_to_the_printed_resolution() -> None:
    logo = read_logo(logo_file("RGB", (2000, 1000)))
    assert (logo.width, logo.height) == (512, 256)


PHOTO = logo_file("RGB", (200, 200), "JPEG")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is not a PNG or JPEG file"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "is not a PNG or JPEG file: export it as PNG",
        ),
        (b"GIF89a" + bytes(100), "is not a PNG or JPEG file"),
        (b"%PDF-1.4", "is not a PNG or JPEG file"),
        (
            png_without_pixels(50_000, 50_000),
            "has far more than 4,000,000 pixels",
        ),
        (
            png_without_pixels(2**31 - 1, 2**31 - 1),
            "has far more than 4,000,000 pixels: export it smaller",
        ),
        (png_without_pixels(2001, 2000), "has 2,001 x 2,000 pixels, more than 4,000,000"),
        (png_without_pixels(0, 10), "is a damaged PNG file: export it again"),
        (png_without_pixels(10, 10), "is a damaged PNG file: export it again"),
        (logo_file()[:200], "is a damaged PNG"),
        (b"\x89PNG\r\n\x1a\n", "is a damaged PNG"),
        (b"\x89PNG\r\n\x1a\n<svg xmlns='http://www.w3.org/2000/svg'/>", "is a damaged PNG"),
        (PHOTO[: len(PHOTO) // 2], "is a damaged JPEG"),
        (b"\xff\xd8\xff" + bytes(50), "is a damaged JPEG"),
        (b"\xff\xd8\xff" + bytes(9_000_000), "more than 8,000,000: export it smaller"),
    ],
)
def test_a_hostile_file_is_rejected_with_one_sentence_and_little_memory(
    data: bytes, sentence: str
) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=r"^The logo [^\n]*\.$") as error:
            read_logo(data)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert sentence in str(error.value)
