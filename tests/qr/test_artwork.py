"""The artwork: every module and dot of it, its true size, and that a decoder reads it."""

import os
import re
import struct
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from math import inf
from math import nan
from xml.etree import ElementTree

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from PIL import Image

from microsite.qr.artwork import Artwork
from microsite.qr.artwork import png
from microsite.qr.artwork import svg
from microsite.qr.symbol import Symbol
from microsite.qr.symbol import symbol
from tests.qr.reading import picture
from tests.qr.reading import read

SVG = "{http://www.w3.org/2000/svg}"
ADDRESS = "https://APP.EXAMPLE.COM/Q/AB12C"
SMALL = symbol(ADDRESS)
"""Version 2: 33 modules across with the quiet zone."""
SMALLEST = symbol("1")
MIDDLE = symbol(ADDRESS * 8, "Q")
LARGEST = symbol("a" * 2331, "M")
"""Version 40: 185 modules across, 31.33 mm wide at the least."""
SYMBOLS = [SMALLEST, SMALL, MIDDLE, LARGEST]


def refusal(make: Callable[[], object]) -> str:
    with pytest.raises(ValueError, match=r"\.$") as refused:
        make()
    return str(refused.value)


# The artwork as a value


def test_artwork_is_30_mm_wide_with_four_modules_around_unless_told() -> None:
    artwork = Artwork(SMALL)
    assert (artwork.width_mm, artwork.quiet_zone, artwork.across) == (30, 4, 33)
    assert artwork.module_mm == pytest.approx(30 / 33)
    assert svg(SMALL) == svg(SMALL, 30, 4)
    assert png(SMALL) == png(SMALL, 30, 600, 4)


@pytest.mark.parametrize("quiet_zone", [4, 5, 12])
@pytest.mark.parametrize("made", SYMBOLS)
def test_the_quiet_zone_is_light_on_all_sides_of_the_symbol(made: Symbol, quiet_zone: int) -> None:
    artwork = Artwork(made, 60, quiet_zone)
    rows = artwork.rows()
    assert len(rows) == artwork.across == made.size + 2 * quiet_zone
    assert {len(row) for row in rows} == {artwork.across}
    inner = slice(quiet_zone, quiet_zone + made.size)
    assert tuple(row[inner] for row in rows[inner]) == made.modules
    assert sum(map(sum, rows)) == sum(map(sum, made.modules))


@pytest.mark.parametrize("quiet_zone", [3, 0, -1])
def test_a_narrow_quiet_zone_is_refused(quiet_zone: int) -> None:
    assert refusal(lambda: Artwork(SMALL, 30, quiet_zone)) == (
        f"A quiet zone of {quiet_zone} modules is too narrow: it takes 4 or more."
    )
    assert refusal(lambda: svg(SMALL, 30, quiet_zone)) == refusal(
        lambda: png(SMALL, 30, 600, quiet_zone)
    )


@pytest.mark.parametrize(
    ("made", "width_mm", "told", "across", "least"),
    [
        (SMALL, 19.99, "19.99", 33, "20"),
        (SMALL, 0, "0", 33, "20"),
        (SMALL, -30, "-30", 33, "20"),
        (SMALL, nan, "nan", 33, "20"),
        (SMALL, inf, "inf", 33, "20"),
        (SMALLEST, 19.5, "19.5", 29, "20"),
        (LARGEST, 31.32, "31.32", 185, "31.33"),
        (LARGEST, 20, "20", 185, "31.33"),
    ],
)
def test_a_width_that_is_too_small_is_refused_with_the_least_that_works(
    made: Symbol, width_mm: float, told: str, across: int, least: str
) -> None:
    sentence = (
        f"A code {told} mm wide cannot be relied on to scan:"
        f" with {across} modules across it takes {least} mm or more."
    )
    assert refusal(lambda: Artwork(made, width_mm)) == sentence
    assert refusal(lambda: svg(made, width_mm)) == sentence
    assert refusal(lambda: png(made, width_mm)) == sentence
    assert Artwork(made, float(least)).snapped(600).module_dots >= 4


# Whole dots


@pytest.mark.parametrize(
    ("width_mm", "dpi", "module_dots", "printed_mm"),
    [
        (30, 600, 21, 29.337),
        (30, 300, 11, 30.734),
        (20, 300, 8, 22.352),
        (20, 600, 15, 20.955),
        (25, 300, 9, 25.146),
        (20, 1200, 29, 20.2565),
        (26.543, 300, 10, 27.94),
        (22.352, 300, 8, 22.352),
        (55.88, 60, 4, 55.88),
        (26.4, 127, 4, 26.4),
    ],
)
def test_a_png_prints_at_the_nearest_width_that_has_whole_dots_a_module_and_20_mm(
    width_mm: float, dpi: int, module_dots: int, printed_mm: float
) -> None:
    raster = Artwork(SMALL, width_mm).snapped(dpi)
    assert (raster.module_dots, raster.dots) == (module_dots, 33 * module_dots)
    assert raster.width_mm == pytest.approx(printed_mm, abs=1e-6)
    assert raster.module_mm == pytest.approx(printed_mm / 33, abs=1e-6)


@given(
    st.sampled_from(SYMBOLS),
    st.floats(33, 120),
    st.integers(600, 1200),
    st.integers(4, 8),
)
@example(LARGEST, 31.33, 600, 4)
@example(LARGEST, 31.33, 650, 4)
@example(LARGEST, 31.33, 1650, 4)
@example(LARGEST, 31.3266666667, 600, 4)
def test_snapping_moves_half_a_dot_a_module_or_just_over_the_least_width(
    made: Symbol, width_mm: float, dpi: int, quiet_zone: int
) -> None:
    artwork = Artwork(made, width_mm, quiet_zone)
    raster = artwork.snapped(dpi)
    dot_mm = 25.4 / dpi
    assert raster.module_dots >= 4
    assert raster.width_mm >= 20 - 1e-6
    assert raster.module_mm >= 0.169333
    off_dots = (raster.module_mm - artwork.module_mm) / dot_mm
    one_less_mm = raster.module_mm - dot_mm
    if one_less_mm < 0.169333 or one_less_mm * artwork.across < 20 - 1e-6:
        assert -0.500001 <= off_dots <= 1.500001  # the nearest may be just too small
    else:
        assert abs(off_dots) <= 0.500001


@pytest.mark.parametrize(
    ("made", "width_mm", "dpi", "finer", "wider"),
    [
        (SMALL, 20, 60, 168, "55.88"),
        (SMALL, 20, 167, 168, "20.08"),
        (SMALL, 30, 72, 112, "46.57"),
        (LARGEST, 31.33, 300, 600, "62.66"),
        (LARGEST, 40, 300, 470, "62.66"),
        (SMALL, 20, 1, 168, "3352.8"),
    ],
)
def test_fewer_than_four_dots_a_module_are_refused_and_both_mends_work(
    made: Symbol, width_mm: float, dpi: int, finer: int, wider: str
) -> None:
    assert refusal(lambda: png(made, width_mm, dpi)) == (
        f"At {dpi} dpi and {width_mm} mm a module has fewer than 4 dots:"
        f" take {finer} dpi or more, or {wider} mm or more."
    )
    assert read(opened(png(made, width_mm, finer))).text == made.payload
    refusal(lambda: png(made, width_mm, finer - 1))
    assert Artwork(made, float(wider)).snapped(dpi).module_dots == 4
    refusal(lambda: png(made, float(wider) - 0.02, dpi))


@pytest.mark.parametrize("dpi", [0, -300])
def test_no_resolution_at_all_is_refused_with_one_that_works(dpi: int) -> None:
    assert refusal(lambda: png(SMALL, 20, dpi)) == (
        f"At {dpi} dpi and 20 mm a module has fewer than 4 dots: take 168 dpi or more."
    )


def test_a_png_of_more_than_9000_dots_a_side_is_refused_in_favour_of_the_svg() -> None:
    assert refusal(lambda: png(SMALL, 400, 600)) == (
        "At 600 dpi and 400 mm a PNG has 9438 dots a side, more than 9000: take the SVG."
    )
    assert drawn(svg(SMALL, 400)) == Artwork(SMALL).rows()


def test_the_largest_png_is_read_by_pillow_without_a_warning() -> None:
    width_mm = 8976 * 25.4 / 600
    image = opened(png(SMALL, width_mm))
    assert image.size == (8976, 8976)
    assert Artwork(SMALL, width_mm).snapped(600).dots + 33 > 9000


# SVG


def drawn(made: bytes) -> list[bytes]:
    """The modules that the path of an SVG makes dark; each may be drawn once only."""
    root = ElementTree.fromstring(made)
    across = int(root.get("viewBox", "").split()[2])
    (path,) = root.iter(f"{SVG}path")
    drawing = path.get("d", "")
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", drawing)
    modules: Counter[tuple[int, int]] = Counter()
    for x, y, right, left in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", drawing):
        assert right == left
        modules.update((int(y), int(x) + step) for step in range(int(right)))
    assert set(modules.values()) == {1}
    assert modules.keys() <= {(y, x) for y in range(across) for x in range(across)}
    return [bytes((y, x) in modules for x in range(across)) for y in range(across)]


@pytest.mark.parametrize("quiet_zone", [4, 7])
@pytest.mark.parametrize("made", SYMBOLS)
def test_an_svg_draws_every_module_once_in_one_path(made: Symbol, quiet_zone: int) -> None:
    assert drawn(svg(made, 60, quiet_zone)) == Artwork(made, 60, quiet_zone).rows()


@pytest.mark.parametrize(
    ("width_mm", "told"),
    [(30, "30mm"), (20.0, "20mm"), (25.4, "25.4mm"), (33.3333, "33.3333mm"), (100, "100mm")],
)
def test_an_svg_has_its_width_in_millimetres_and_modules_as_units(
    width_mm: float, told: str
) -> None:
    root = ElementTree.fromstring(svg(SMALL, width_mm))
    assert root.tag == f"{SVG}svg"
    assert (root.get("width"), root.get("height")) == (told, told)
    assert root.get("viewBox") == "0 0 33 33"


def test_an_svg_is_black_on_a_white_ground_that_covers_the_quiet_zone() -> None:
    root = ElementTree.fromstring(svg(SMALL, 30, 6))
    painted = [element for element in root if element.get("fill")]
    assert [(element.tag, element.get("fill")) for element in painted] == [
        (f"{SVG}rect", "#fff"),
        (f"{SVG}path", "#000"),
    ]
    ground = painted[0]
    assert (ground.get("width"), ground.get("height")) == ("37", "37")
    assert (ground.get("x"), ground.get("y")) == (None, None)


def test_an_svg_is_an_image_with_the_payload_for_its_name() -> None:
    root = ElementTree.fromstring(svg(MIDDLE))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == MIDDLE.payload
    assert root.findtext(f"{SVG}desc") == (f"QR code, version {MIDDLE.version}, error correction Q")


@pytest.mark.parametrize(
    "text", ["https://a.example/?a=1&b=2", "</title><script>", "&amp;", "]]>", "\"'", "邮储 é"]
)
def test_a_payload_cannot_break_out_of_the_svg(text: str) -> None:
    root = ElementTree.fromstring(svg(symbol(text)))
    assert root.findtext(f"{SVG}title") == text
    assert [element.tag for element in root] == [
        f"{SVG}{name}" for name in ("title", "desc", "rect", "path")
    ]


@pytest.mark.parametrize("made", SYMBOLS)
def test_a_decoder_reads_the_svgs_path(made: Symbol) -> None:
    assert read(picture(drawn(svg(made, 40)))).text == made.payload


# PNG


def opened(made: bytes) -> Image.Image:
    image = Image.open(BytesIO(made))
    image.load()
    return image


def chunks(made: bytes) -> list[tuple[bytes, bytes]]:
    """Kind and data of the chunks of a PNG, each with its right check sum (PNG, 5.3)."""
    assert made[:8] == b"\x89PNG\r\n\x1a\n"
    found, at = [], 8
    while at < len(made):
        (length,) = struct.unpack_from(">I", made, at)
        kind, data = made[at + 4 : at + 8], made[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", made, at + 8 + length) == (zlib.crc32(kind + data),)
        found.append((kind, data))
        at += 12 + length
    return found


@pytest.mark.parametrize(
    ("made", "width_mm", "dpi", "quiet_zone"),
    [
        (SMALLEST, 20, 300, 4),
        (SMALL, 20, 300, 4),
        (SMALL, 30, 600, 4),
        (SMALL, 30, 203, 9),
        (MIDDLE, 35, 300, 5),
        (LARGEST, 31.33, 600, 4),
    ],
)
def test_a_png_has_every_dot_of_every_module(
    made: Symbol, width_mm: float, dpi: int, quiet_zone: int
) -> None:
    artwork = Artwork(made, width_mm, quiet_zone)
    module_dots = artwork.snapped(dpi).module_dots
    image = opened(png(made, width_mm, dpi, quiet_zone))
    assert image.mode == "1"
    expected = picture(artwork.rows(), module_dots)
    assert image.size == expected.size
    assert image.convert("L").tobytes() == expected.tobytes()


def test_a_png_is_four_chunks_with_right_check_sums_and_one_bit_a_dot() -> None:
    found = chunks(png(SMALL, 30, 600))
    assert [kind for kind, _ in found] == [b"IHDR", b"pHYs", b"IDAT", b"IEND"]
    assert found[0][1] == struct.pack(">IIBBBBB", 693, 693, 1, 0, 0, 0, 0)
    assert found[3][1] == b""


@pytest.mark.parametrize("dpi", [200, 203, 300, 360, 600, 1200])
@pytest.mark.parametrize("width_mm", [20, 30, 45.5, 60, 100])
def test_a_png_says_its_printed_width_to_a_hundredth_of_a_millimetre(
    width_mm: float, dpi: int
) -> None:
    found = dict(chunks(png(SMALL, width_mm, dpi)))
    across, down, unit = struct.unpack(">IIB", found[b"pHYs"])
    assert (across, unit) == (down, 1)  # 1: dots a metre
    (dots,) = struct.unpack_from(">I", found[b"IHDR"])
    assert dots / across * 1000 == pytest.approx(
        Artwork(SMALL, width_mm).snapped(dpi).width_mm, abs=0.01
    )


@pytest.mark.parametrize("dpi", [168, 203, 300, 600, 1200, 2400])
def test_a_decoder_reads_a_png_of_20_mm_at_each_resolution(dpi: int) -> None:
    found = read(opened(png(SMALL, 20, dpi)))
    assert found.text == ADDRESS
    assert found.level == "M"


@settings(max_examples=40, deadline=None)
@given(st.text("ABCXYZ019abc邮:/?&", min_size=1, max_size=60), st.floats(24, 60))
def test_a_decoder_reads_every_png_back(text: str, width_mm: float) -> None:
    assert read(opened(png(symbol(text), width_mm, 300))).content == text.encode()


# The same bytes


def test_another_process_makes_the_same_bytes() -> None:
    script = (
        "import sys, zlib\n"
        "from microsite.qr.artwork import png, svg\n"
        "from microsite.qr.symbol import symbol\n"
        f"made = symbol({ADDRESS!r})\n"
        "sys.stdout.buffer.write(svg(made, 33.3) + png(made, 33.3, 300))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONHASHSEED": "1"},
        capture_output=True,
        check=True,
    )
    assert run.stdout == svg(SMALL, 33.3) + png(SMALL, 33.3, 300)
