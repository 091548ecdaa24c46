"""Logos: good ones in the middle of the code, in their inks; hostile ones refused unread."""

import struct
import tracemalloc
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL import ImageDraw
from PIL.PngImagePlugin import PngInfo

from microsite.qr.canvas.colours import colour
from microsite.qr.design.logo import read_logo
from microsite.qr.design.logo_overlay import overlaid
from microsite.qr.design.style import Style
from microsite.qr.pipeline import FORMS
from microsite.qr.pipeline import Form
from microsite.qr.pipeline import artwork
from microsite.qr.pipeline import render
from tests.support.pages import ADDRESS
from tests.support.pages import plates
from tests.support.pages import seen
from tests.support.reading import read


def file(mode: str = "RGBA", size: tuple[int, int] = (300, 300), kind: str = "PNG") -> bytes:
    """A disc, transparent around where the mode has that."""
    image = Image.new(mode, size)
    full = {"RGBA": (200, 0, 40, 255), "RGB": (200, 0, 40), "L": 90, "CMYK": (0, 255, 200, 0)}
    ImageDraw.Draw(image).ellipse((5, 5, size[0] - 5, size[1] - 5), fill=full[mode])
    written = BytesIO()
    image.save(written, kind)
    return written.getvalue()


def header(width: int, height: int) -> bytes:
    """A PNG that says it has that size, and has nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    size = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + size + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("level", ["Q", "H"])
@pytest.mark.parametrize(
    "data", [file(), file("RGB", kind="JPEG"), file("L"), file("CMYK", (300, 120), "JPEG")]
)
def test_a_decoder_reads_past_the_logo(data: bytes, level: str, form: Form) -> None:
    style = Style(level=level, logo=read_logo(data))
    assert read(seen(render(artwork(ADDRESS, style), form), form)).text == ADDRESS


@pytest.mark.parametrize("size", [(300, 300), (300, 100), (100, 300), (301, 40)])
@pytest.mark.parametrize("modules", [25, 29, 33, 57, 177])
def test_a_logo_lies_in_the_middle_on_whole_modules_with_room_around(
    size: tuple[int, int], modules: int
) -> None:
    made = artwork(
        "a" * {25: 14, 29: 20, 33: 30, 57: 110, 177: 1200}[modules], Style(level="H", width_mm=60)
    )
    modules = made.symbol.size
    cleared, picture = overlaid(made.modules, read_logo(file(size=size)), 0.2)
    changed = [
        (x, y)
        for y, (before, after) in enumerate(zip(made.modules.rows, cleared.rows, strict=True))
        for x in range(modules)
        if before[x] != after[x]
    ]
    left = (picture.x - cleared.x) / cleared.scale
    top = (picture.y - cleared.y) / cleared.scale
    right, bottom = left + picture.width / cleared.scale, top + picture.height / cleared.scale
    assert left + right == pytest.approx(modules)
    assert top + bottom == pytest.approx(modules)
    assert right - left <= 0.2 * modules
    assert bottom - top <= 0.2 * modules
    for y in range(int(top - 0.5 + 1e-6), int(bottom + 0.5 - 1e-6) + 1):
        for x in range(int(left - 0.5 + 1e-6), int(right + 0.5 - 1e-6) + 1):
            assert not cleared.rows[y][x]
    assert changed
    assert len(changed) <= 0.04 * modules * modules


def test_a_logo_that_would_be_a_speck_is_refused_with_the_share_it_takes() -> None:
    style = Style(level="H", logo=read_logo(file()), logo_share=0.1)
    with pytest.raises(ValueError, match=r"over 10% of a symbol of 29 modules shows nothing.*18 %"):
        artwork(ADDRESS, style)
    assert artwork(ADDRESS, Style(level="H", logo=style.logo, logo_share=0.18))


def test_a_grey_logo_keeps_to_the_black_plate_and_an_inked_one_to_its_inks(tmp_path: Path) -> None:
    for name, data, expected in (
        ("grey", file("L"), {"Black"}),
        ("cmyk", file("CMYK", kind="JPEG"), {"Black", "Magenta", "Yellow"}),
    ):
        folder = tmp_path / name
        folder.mkdir()
        made = artwork(ADDRESS, Style(level="H", logo=read_logo(data)))
        assert plates(render(made, "pdf"), folder).keys() == expected


@pytest.mark.parametrize(("mode", "bands"), [("RGBA", 3), ("RGB", 3), ("L", 1), ("CMYK", 4)])
def test_a_logo_keeps_as_few_bands_as_hold_it(mode: str, bands: int) -> None:
    logo = read_logo(file(mode, kind="JPEG" if mode == "CMYK" else "PNG"))
    assert logo.bands == bands
    assert len(logo.samples) == logo.width * logo.height * bands


def test_what_is_transparent_shows_the_ground() -> None:
    logo = read_logo(file(), colour("#fff8ee"))
    assert logo.samples[:3] == bytes((255, 248, 238))


def test_sixteen_bits_of_grey_are_not_cut_off() -> None:
    written = BytesIO()
    Image.new("I;16", (10, 10), 40_000).save(written, "PNG")
    assert set(read_logo(written.getvalue()).samples) <= {155, 156, 157}


def test_nothing_of_the_file_but_its_dots_is_kept() -> None:
    note = PngInfo()
    note.add_text("Comment", "of nobody's business")
    written = BytesIO()
    Image.new("RGB", (50, 50), (9, 90, 200)).save(
        written, "PNG", pnginfo=note, icc_profile=b"of nobody's business"
    )
    made = artwork(ADDRESS, Style(level="H", logo=read_logo(written.getvalue())))
    assert b"nobody" not in b"".join(render(made, form) for form in FORMS)
    with Image.open(BytesIO(read_logo(written.getvalue()).png)) as kept:
        assert kept.info == {}


def test_a_large_logo_is_kept_at_the_dots_that_are_printed() -> None:
    logo = read_logo(file("RGB", (2000, 1000)))
    assert (logo.width, logo.height) == (512, 256)


PHOTO = file("RGB", (200, 200), "JPEG")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is no PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no PNG or JPEG, whatever its name says"),
        (b"GIF89a" + bytes(100), "is no PNG or JPEG"),
        (b"%PDF-1.4", "is no PNG or JPEG"),
        (
            header(50_000, 50_000),
            "has far more dots than the 4,000,000 that are",
        ),
        (header(2**31 - 1, 2**31 - 1), "far more dots than the 4,000,000 that are taken"),
        (header(2001, 2000), "has 2,001 x 2,000 dots, more than the 4,000,000"),
        (header(0, 10), "is a damaged PNG: export it again"),
        (header(10, 10), "is a damaged PNG: export it again"),
        (file()[:200], "is a damaged PNG"),
        (b"\x89PNG\r\n\x1a\n", "is a damaged PNG"),
        (b"\x89PNG\r\n\x1a\n<svg xmlns='http://www.w3.org/2000/svg'/>", "is a damaged PNG"),
        (PHOTO[: len(PHOTO) // 2], "is a damaged JPEG"),
        (b"\xff\xd8\xff" + bytes(50), "is a damaged JPEG"),
        (b"\xff\xd8\xff" + bytes(9_000_000), "more than 8,000,000: export it smaller"),
    ],
)
def test_a_hostile_file_is_refused_in_one_sentence_and_little_memory(
    data: bytes, sentence: str
) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=r"^The logo [^\n]*\.$") as refused:
            read_logo(data)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert sentence in str(refused.value)
