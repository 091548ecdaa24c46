"""The four file formats: appearance, size and inks."""

import os
import re
import struct
import subprocess
import sys
import zlib
from collections import Counter
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from PIL import Image
from PIL import ImageChops

from microsite.qr.canvas.colours import parse_colour
from microsite.qr.design.style import Frame
from microsite.qr.design.style import Style
from microsite.qr.pipeline import FORMATS
from microsite.qr.pipeline import Artwork
from microsite.qr.pipeline import Format
from microsite.qr.pipeline import build_artwork
from microsite.qr.pipeline import render
from tests.conftest import find_program
from tests.support.artwork_files import ADDRESS
from tests.support.artwork_files import measure_inks
from tests.support.artwork_files import measure_plates
from tests.support.artwork_files import needs_fonts
from tests.support.artwork_files import render_to_image
from tests.support.artwork_files import run_ghostscript
from tests.support.code_reader import draw_modules
from tests.support.code_reader import read_code

pytestmark = pytest.mark.slow

SVG = "{http://www.w3.org/2000/svg}"
POINTS_PER_MM = 72 / 25.4
GREEN = parse_colour("PANTONE 349 C=(90,12,95,40)")
CAPTIONS = ("北京市西城区支行，柜台", "app.example.com/q/ab12c")
PAYLOADS = ["1", ADDRESS, ADDRESS * 8, "a" * 2331]


def modules_with_quiet_zone(artwork: Artwork) -> list[bytes]:
    """Return the modules with their quiet zone."""
    side = bytes(artwork.style.quiet_zone)
    blank = [bytes(artwork.across)] * artwork.style.quiet_zone
    return [*blank, *(side + row + side for row in artwork.symbol.modules), *blank]


# Decoding


@needs_fonts
@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize(
    "style",
    [
        Style(),
        Style(frame="framed", language="zh-Hans"),
        Style(frame="sticker", language="zh-Hant", foreground=GREEN),
        Style(
            width_mm=22,
            level="Q",
            foreground=parse_colour("#7a0019"),
            background=parse_colour("#fff8ee"),
        ),
        Style(frame="framed", foreground=parse_colour("cmyk(100,60,0,30)"), quiet_zone=6, dpi=300),
    ],
    ids=["plain", "framed", "sticker", "coloured", "inks"],
)
@pytest.mark.parametrize("captions", [(), CAPTIONS], ids=["no caption", "captions"])
def test_a_decoder_reads_every_frame_in_every_format(
    style: Style, captions: tuple[str, ...], file_format: Format
) -> None:
    assert (
        read_code(
            render_to_image(
                render(build_artwork(ADDRESS, style, captions), file_format), file_format
            )
        ).text
        == ADDRESS
    )


@settings(max_examples=25, deadline=None)
@given(
    st.text("ABCXYZ019abc邮:/?&", min_size=1, max_size=60),
    st.floats(24, 60),
    st.sampled_from(["svg", "png", "pdf"]),
)
def test_a_decoder_reads_any_payload(text: str, width_mm: float, file_format: Format) -> None:
    file = render(build_artwork(text, Style(width_mm=width_mm)), file_format)
    assert read_code(render_to_image(file, file_format)).content == text.encode()


@pytest.mark.parametrize("file_format", FORMATS)
def test_all_formats_show_the_same_image(file_format: Format) -> None:
    artwork = build_artwork(
        ADDRESS, Style(width_mm=33 * 10 * 25.4 / 300, bleed_mm=0, crop_marks=False)
    )
    image = render_to_image(render(artwork, file_format), file_format, 300).convert("L")
    dark = image.point([0] * 128 + [255] * 128)
    expected = draw_modules(modules_with_quiet_zone(artwork), 20 if file_format == "png" else 10)
    assert dark.size == expected.size
    differing = ImageChops.difference(dark, expected).histogram()[255]
    assert differing <= 0.002 * dark.width * dark.height  # renderers round edges differently


# SVG


def read_svg_modules(file: bytes, size: int) -> list[bytes]:
    """Return the modules that the path of an SVG fills; each may be filled only once."""
    (path,) = ElementTree.fromstring(file).iter(f"{SVG}path")
    data = path.get("d", "")
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", data)
    modules: Counter[tuple[int, int]] = Counter()
    for x, y, right, left in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", data):
        assert right == left
        modules.update((int(y), int(x) + step) for step in range(int(right)))
    assert set(modules.values()) == {1}
    assert modules.keys() <= {(y, x) for y in range(size) for x in range(size)}
    return [bytes((y, x) in modules for x in range(size)) for y in range(size)]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_svg_fills_every_dark_module_once_in_one_path(payload: str) -> None:
    artwork = build_artwork(payload, Style(width_mm=60))
    modules = read_svg_modules(render(artwork, "svg"), artwork.symbol.size)
    assert tuple(modules) == artwork.symbol.modules


@pytest.mark.parametrize(
    ("width_mm", "expected"), [(30, "30"), (25.4, "25.4"), (33.3333, "33.3333"), (100, "100")]
)
def test_an_svg_has_its_size_in_millimetres(width_mm: float, expected: str) -> None:
    root = ElementTree.fromstring(render(build_artwork(ADDRESS, Style(width_mm=width_mm)), "svg"))
    assert (root.get("width"), root.get("height")) == (f"{expected}mm", f"{expected}mm")
    assert root.get("viewBox") == f"0 0 {expected} {expected}"
    background = root.find(f"{SVG}rect")
    assert background is not None
    assert (background.get("width"), background.get("height"), background.get("fill")) == (
        expected,
        expected,
        "#ffffff",
    )


@pytest.mark.parametrize(
    "text", ["https://a.example/?a=1&b=2", "</title><script>", "&amp;", "]]>", "\"'", "邮储 é"]
)
def test_a_payload_cannot_break_out_of_a_file(text: str) -> None:
    artwork = build_artwork(text, Style())
    root = ElementTree.fromstring(render(artwork, "svg"))
    assert root.findtext(f"{SVG}title") == text
    assert [element.tag for element in root] == [
        f"{SVG}{name}" for name in ("title", "rect", "path")
    ]
    with pikepdf.open(BytesIO(render(artwork, "pdf"))) as document:
        assert document.docinfo["/Title"] == text
    assert read_code(render_to_image(render(artwork, "eps"), "eps")).content == text.encode()


# PNG


def read_chunks(file: bytes) -> dict[bytes, bytes]:
    """Return the chunks of a PNG by type, after checking their checksums (PNG, 5.3)."""
    assert file[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, offset = {}, 8
    while offset < len(file):
        (length,) = struct.unpack_from(">I", file, offset)
        kind, data = file[offset + 4 : offset + 8], file[offset + 8 : offset + 8 + length]
        assert struct.unpack_from(">I", file, offset + 8 + length) == (zlib.crc32(kind + data),)
        chunks[kind] = data
        offset += 12 + length
    return chunks


@needs_fonts
@pytest.mark.parametrize(
    ("style", "captions"),
    [
        (Style(width_mm=20, dpi=300), ()),
        (Style(width_mm=30, dpi=203, quiet_zone=9), ()),
        (Style(width_mm=31, dpi=300), CAPTIONS),
        (Style(frame="framed", width_mm=33.3), CAPTIONS),
        (Style(frame="sticker", width_mm=40, dpi=360), CAPTIONS),
        (Style(frame="framed", background=parse_colour("#ffffee")), ()),
    ],
)
def test_a_png_has_exact_modules_in_every_frame(style: Style, captions: tuple[str, ...]) -> None:
    artwork = build_artwork(ADDRESS, style, captions)
    image = Image.open(BytesIO(render(artwork, "png")))
    dots = round(artwork.module_mm * (style.dpi or 600) / 25.4)
    first = round(artwork.drawing.width and (artwork.modules.x / artwork.module_mm * dots))
    expected = draw_modules(artwork.symbol.modules, dots)
    box = (first, first, first + expected.width, first + expected.height)
    grey = image.convert("RGB").crop(box).convert("L").point([0] * 128 + [255] * 128)
    assert grey.tobytes() == expected.tobytes()


@pytest.mark.parametrize(
    ("style", "depth", "kind"),
    [
        (Style(), 1, 0),
        (Style(foreground=GREEN), 1, 3),
        (Style(background=parse_colour("#ffffee")), 1, 3),
    ],
)
def test_a_png_has_one_bit_per_pixel_and_a_palette_unless_black_on_white(
    style: Style, depth: int, kind: int
) -> None:
    chunks = read_chunks(render(build_artwork(ADDRESS, style), "png"))
    assert chunks[b"IHDR"] == struct.pack(">IIBBBBB", 693, 693, depth, kind, 0, 0, 0)
    palette = bytes(style.foreground.rgb) + bytes(style.background.rgb)
    assert chunks.get(b"PLTE") == (palette if kind == 3 else None)


@pytest.mark.parametrize("dpi", [200, 203, 300, 360, 600, 1200])
@pytest.mark.parametrize("width_mm", [24, 30, 45.5, 60, 100])
def test_a_png_declares_its_printed_width_to_a_hundredth_of_a_millimetre(
    width_mm: float, dpi: int
) -> None:
    artwork = build_artwork(ADDRESS, Style(width_mm=width_mm, dpi=dpi))
    chunks = read_chunks(render(artwork, "png"))
    across, down, unit = struct.unpack(">IIB", chunks[b"pHYs"])
    assert (across, unit) == (down, 1)  # 1: pixels per metre
    (dots,) = struct.unpack_from(">I", chunks[b"IHDR"])
    assert dots / across * 1000 == pytest.approx(artwork.width_mm, abs=0.01)


def test_a_png_of_more_than_9000_pixels_a_side_is_rejected() -> None:
    with pytest.raises(ValueError, match="has 9438 pixels a side, more than 9000: use fewer dpi"):
        render(build_artwork(ADDRESS, Style(width_mm=400)), "png")


# PDF


def read_boxes(file: bytes) -> dict[str, list[float]]:
    """Return the boxes of the page in millimetres."""
    with pikepdf.open(BytesIO(file)) as document:
        (page,) = document.pages
        return {
            name: [float(side) / POINTS_PER_MM for side in page[name]]
            for name in ("/MediaBox", "/BleedBox", "/TrimBox")
        }


@needs_fonts
@pytest.mark.parametrize("frame", ["plain", "framed", "sticker"])
@pytest.mark.parametrize(
    ("bleed", "crop_marks", "margin"), [(3, True, 8), (3, False, 3), (0, True, 7), (0, False, 0)]
)
def test_the_boxes_of_a_pdf_are_correct_to_a_hundredth_of_a_millimetre(
    frame: Frame, bleed: float, crop_marks: bool, margin: float
) -> None:
    style = Style(frame=frame, width_mm=47.11, bleed_mm=bleed, crop_marks=crop_marks)
    artwork = build_artwork(ADDRESS, style, CAPTIONS)
    boxes = read_boxes(render(artwork, "pdf"))
    width, height = artwork.drawing.width, artwork.drawing.height
    for name, inset in (("/MediaBox", 0), ("/BleedBox", margin - bleed), ("/TrimBox", margin)):
        far = [width + 2 * margin - inset, height + 2 * margin - inset]
        assert boxes[name] == pytest.approx([inset, inset, *far], abs=0.01)


def test_a_pdf_has_the_symbol_at_its_width_and_crop_marks_only_outside_the_bleed() -> None:
    artwork = build_artwork(ADDRESS, Style(width_mm=33))
    dots_per_mm = 20
    file = render(artwork, "pdf")
    image = render_to_image(file, "pdf", dpi=round(dots_per_mm * 25.4)).convert("L")
    assert image.size == pytest.approx((980, 980), abs=1)
    dark = image.point(lambda grey: 255 * (grey < 128))
    inside = dark.crop((100, 100, 880, 880))  # trim and bleed, 5 mm inside the paper edge
    assert inside.getbbox() == pytest.approx((140, 140, 640, 640), abs=1)
    for corner in ((0, 0), (0, 880), (880, 0), (880, 880)):
        assert dark.crop((*corner, corner[0] + 100, corner[1] + 100)).getbbox() is None
    for on_trim in ((160, 50), (50, 160)):  # 8 mm inside the paper edge
        assert image.crop((*on_trim, on_trim[0] + 1, on_trim[1] + 1)).tobytes()[0] < 200


@needs_fonts
@pytest.mark.parametrize("frame", ["plain", "framed", "sticker"])
@pytest.mark.parametrize("file_format", ["pdf", "eps"])
def test_a_black_code_prints_from_the_black_plate_only(
    frame: Frame, file_format: Format, tmp_path: Path
) -> None:
    file = render(build_artwork(ADDRESS, Style(frame=frame), CAPTIONS), file_format)
    assert list(measure_plates(file, tmp_path)) == ["Black"]
    if file_format == "pdf":
        cyan, magenta, yellow, black = measure_inks(file)
        assert cyan == magenta == yellow == 0 < black


@needs_fonts
@pytest.mark.parametrize("file_format", ["pdf", "eps"])
def test_a_spot_colour_prints_from_its_own_plate_only(file_format: Format, tmp_path: Path) -> None:
    style = Style(frame="sticker", foreground=GREEN)
    file = render(build_artwork(ADDRESS, style, CAPTIONS), file_format)
    assert list(measure_plates(file, tmp_path)) == ["PANTONE 349 C"]


@pytest.mark.parametrize("file_format", ["pdf", "eps"])
def test_process_inks_print_from_their_plates(file_format: Format, tmp_path: Path) -> None:
    style = Style(foreground=parse_colour("cmyk(100,60,0,30)"), crop_marks=False)
    plates = measure_plates(render(build_artwork(ADDRESS, style), file_format), tmp_path)
    assert plates.keys() == {"Cyan", "Magenta", "Black"}


@needs_fonts
def test_qpdf_accepts_a_pdf(tmp_path: Path) -> None:
    file = tmp_path / "code.pdf"
    for style in (Style(), Style(frame="sticker", foreground=GREEN)):
        file.write_bytes(render(build_artwork(ADDRESS, style, CAPTIONS), "pdf"))
        subprocess.run([find_program("qpdf"), "--check", file], check=True, capture_output=True)


def test_a_coloured_background_of_a_pdf_fills_the_bleed() -> None:
    style = Style(background=parse_colour("cmyk(0,0,20,0)"), crop_marks=False)
    image = render_to_image(render(build_artwork(ADDRESS, style), "pdf"), "pdf")
    background = image.getpixel((image.width // 2, 2))
    assert background != (255, 255, 255)
    assert (
        image.getpixel((1, 1)) == image.getpixel((image.width - 2, image.height - 2)) == background
    )


# EPS


@needs_fonts
def test_ghostscript_finds_an_eps_at_its_declared_size() -> None:
    artwork = build_artwork(ADDRESS, Style(width_mm=40, frame="sticker"), CAPTIONS)
    file = render(artwork, "eps")
    declared = re.search(rb"^%%HiResBoundingBox: 0 0 ([\d.]+) ([\d.]+)$", file, re.MULTILINE)
    assert declared
    size = [float(side) / POINTS_PER_MM for side in declared.groups()]
    assert size == pytest.approx([artwork.drawing.width, artwork.drawing.height], abs=0.01)
    box = subprocess.run(
        [find_program("gs"), "-q", "-dSAFER", "-dNOPAUSE", "-dBATCH", "-sDEVICE=bbox", "-"],
        input=file,
        capture_output=True,
        check=True,
    ).stderr
    bounding_box = re.search(rb"%%HiResBoundingBox: (-?[\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)", box)
    assert bounding_box
    corners = [float(side) / POINTS_PER_MM for side in bounding_box.groups()]
    assert corners == pytest.approx([0, 0, *size], abs=0.02)
    assert max(len(line) for line in file.splitlines()) <= 255


def test_an_eps_restores_the_graphics_state_of_its_layout() -> None:
    file = render(build_artwork(ADDRESS, Style(foreground=GREEN)), "eps")
    wrapper = (
        b"count /before exch def %b count before eq currentgray 0 eq and { (restored) print } if"
    )
    assert b"restored" in run_ghostscript(wrapper % file, "-sDEVICE=nullpage")


# Determinism


@pytest.mark.slow
@needs_fonts
def test_another_process_produces_the_same_bytes() -> None:
    script = (
        "import sys\n"
        "from microsite.qr.pipeline import *\n"
        "from microsite.qr.design.style import Style\n"
        "style = Style(frame='framed', language='zh-Hans')\n"
        f"artwork = build_artwork({ADDRESS!r}, style, {CAPTIONS!r})\n"
        "sys.stdout.buffer.write(b''.join(render(artwork, each) for each in FORMATS))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONHASHSEED": "1"},
        capture_output=True,
        check=True,
    )
    artwork = build_artwork(ADDRESS, Style(frame="framed", language="zh-Hans"), CAPTIONS)
    assert run.stdout == b"".join(render(artwork, file_format) for file_format in FORMATS)
