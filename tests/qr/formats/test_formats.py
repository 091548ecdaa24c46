"""The four forms of file: what they show, how large they are, in which inks."""

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

from microsite.qr.canvas.colours import colour
from microsite.qr.design.style import Style
from microsite.qr.pipeline import FORMS
from microsite.qr.pipeline import Artwork
from microsite.qr.pipeline import Form
from microsite.qr.pipeline import artwork
from microsite.qr.pipeline import render
from tests.conftest import program
from tests.support.pages import ADDRESS
from tests.support.pages import ghostscript
from tests.support.pages import inks
from tests.support.pages import needs_fonts
from tests.support.pages import plates
from tests.support.pages import seen
from tests.support.reading import picture
from tests.support.reading import read

SVG = "{http://www.w3.org/2000/svg}"
POINTS_A_MM = 72 / 25.4
GREEN = colour("PANTONE 349 C=(90,12,95,40)")
LABEL = ("北京市西城区支行，柜台", "app.example.com/q/ab12c")
PAYLOADS = ["1", ADDRESS, ADDRESS * 8, "a" * 2331]


def quiet(made: Artwork) -> list[bytes]:
    """The modules with their quiet zone."""
    side = bytes(made.style.quiet_zone)
    blank = [bytes(made.across)] * made.style.quiet_zone
    return [*blank, *(side + row + side for row in made.symbol.modules), *blank]


# What a decoder reads


@needs_fonts
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "style",
    [
        Style(),
        Style(frame="framed", language="zh-Hans"),
        Style(frame="sticker", language="zh-Hant", foreground=GREEN),
        Style(width_mm=22, level="Q", foreground=colour("#7a0019"), background=colour("#fff8ee")),
        Style(frame="framed", foreground=colour("cmyk(100,60,0,30)"), quiet_zone=6, dpi=300),
    ],
    ids=["plain", "framed", "sticker", "coloured", "inks"],
)
@pytest.mark.parametrize("lines", [(), LABEL], ids=["bare", "labelled"])
def test_a_decoder_reads_every_form_of_every_frame(
    style: Style, lines: tuple[str, ...], form: Form
) -> None:
    assert read(seen(render(artwork(ADDRESS, style, lines), form), form)).text == ADDRESS


@settings(max_examples=25, deadline=None)
@given(
    st.text("ABCXYZ019abc邮:/?&", min_size=1, max_size=60),
    st.floats(24, 60),
    st.sampled_from(["svg", "png", "pdf"]),
)
def test_a_decoder_reads_whatever_the_payload_is(text: str, width_mm: float, form: Form) -> None:
    file = render(artwork(text, Style(width_mm=width_mm)), form)
    assert read(seen(file, form)).content == text.encode()


@pytest.mark.parametrize("form", FORMS)
def test_all_forms_show_the_same_picture(form: Form) -> None:
    made = artwork(ADDRESS, Style(width_mm=33 * 10 * 25.4 / 300, bleed_mm=0, crop_marks=False))
    image = seen(render(made, form), form, 300).convert("L")
    dark = image.point([0] * 128 + [255] * 128)
    expected = picture(quiet(made), 20 if form == "png" else 10)
    assert dark.size == expected.size
    differing = ImageChops.difference(dark, expected).histogram()[255]
    assert differing <= 0.002 * dark.width * dark.height  # programs round edges in their own way


# SVG


def drawn(file: bytes, size: int) -> list[bytes]:
    """The modules that the path of an SVG makes dark; each may be drawn once only."""
    (path,) = ElementTree.fromstring(file).iter(f"{SVG}path")
    drawing = path.get("d", "")
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", drawing)
    modules: Counter[tuple[int, int]] = Counter()
    for x, y, right, left in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", drawing):
        assert right == left
        modules.update((int(y), int(x) + step) for step in range(int(right)))
    assert set(modules.values()) == {1}
    assert modules.keys() <= {(y, x) for y in range(size) for x in range(size)}
    return [bytes((y, x) in modules for x in range(size)) for y in range(size)]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_svg_draws_every_module_once_in_one_path(payload: str) -> None:
    made = artwork(payload, Style(width_mm=60))
    assert tuple(drawn(render(made, "svg"), made.symbol.size)) == made.symbol.modules


@pytest.mark.parametrize(
    ("width_mm", "told"), [(30, "30"), (25.4, "25.4"), (33.3333, "33.3333"), (100, "100")]
)
def test_an_svg_has_its_size_and_its_units_in_millimetres(width_mm: float, told: str) -> None:
    root = ElementTree.fromstring(render(artwork(ADDRESS, Style(width_mm=width_mm)), "svg"))
    assert (root.get("width"), root.get("height")) == (f"{told}mm", f"{told}mm")
    assert root.get("viewBox") == f"0 0 {told} {told}"
    ground = root.find(f"{SVG}rect")
    assert ground is not None
    assert (ground.get("width"), ground.get("height"), ground.get("fill")) == (
        told,
        told,
        "#ffffff",
    )


@pytest.mark.parametrize(
    "text", ["https://a.example/?a=1&b=2", "</title><script>", "&amp;", "]]>", "\"'", "邮储 é"]
)
def test_a_payload_cannot_break_out_of_a_file(text: str) -> None:
    made = artwork(text, Style())
    root = ElementTree.fromstring(render(made, "svg"))
    assert root.findtext(f"{SVG}title") == text
    assert [element.tag for element in root] == [
        f"{SVG}{name}" for name in ("title", "rect", "path")
    ]
    with pikepdf.open(BytesIO(render(made, "pdf"))) as document:
        assert document.docinfo["/Title"] == text
    assert read(seen(render(made, "eps"), "eps")).content == text.encode()


# PNG


def chunks(file: bytes) -> dict[bytes, bytes]:
    """The chunks of a PNG by kind, each with its right check sum (PNG, 5.3)."""
    assert file[:8] == b"\x89PNG\r\n\x1a\n"
    found, at = {}, 8
    while at < len(file):
        (length,) = struct.unpack_from(">I", file, at)
        kind, data = file[at + 4 : at + 8], file[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", file, at + 8 + length) == (zlib.crc32(kind + data),)
        found[kind] = data
        at += 12 + length
    return found


@needs_fonts
@pytest.mark.parametrize(
    ("style", "lines"),
    [
        (Style(width_mm=20, dpi=300), ()),
        (Style(width_mm=30, dpi=203, quiet_zone=9), ()),
        (Style(width_mm=31, dpi=300), LABEL),
        (Style(frame="framed", width_mm=33.3), LABEL),
        (Style(frame="sticker", width_mm=40, dpi=360), LABEL),
        (Style(frame="framed", background=colour("#ffffee")), ()),
    ],
)
def test_a_png_has_every_dot_of_every_module_whatever_is_around_it(
    style: Style, lines: tuple[str, ...]
) -> None:
    made = artwork(ADDRESS, style, lines)
    image = Image.open(BytesIO(render(made, "png")))
    dots = round(made.module_mm * (style.dpi or 600) / 25.4)
    first = round(made.drawing.width and (made.modules.x / made.module_mm * dots))
    expected = picture(made.symbol.modules, dots)
    box = (first, first, first + expected.width, first + expected.height)
    grey = image.convert("RGB").crop(box).convert("L").point([0] * 128 + [255] * 128)
    assert grey.tobytes() == expected.tobytes()


@pytest.mark.parametrize(
    ("style", "depth", "kind"),
    [
        (Style(), 1, 0),
        (Style(foreground=GREEN), 1, 3),
        (Style(background=colour("#ffffee")), 1, 3),
    ],
)
def test_a_png_has_one_bit_a_dot_and_a_palette_if_it_is_not_black_on_white(
    style: Style, depth: int, kind: int
) -> None:
    found = chunks(render(artwork(ADDRESS, style), "png"))
    assert found[b"IHDR"] == struct.pack(">IIBBBBB", 693, 693, depth, kind, 0, 0, 0)
    two = bytes(style.foreground.rgb) + bytes(style.background.rgb)
    assert found.get(b"PLTE") == (two if kind == 3 else None)


@pytest.mark.parametrize("dpi", [200, 203, 300, 360, 600, 1200])
@pytest.mark.parametrize("width_mm", [24, 30, 45.5, 60, 100])
def test_a_png_says_its_printed_width_to_a_hundredth_of_a_millimetre(
    width_mm: float, dpi: int
) -> None:
    made = artwork(ADDRESS, Style(width_mm=width_mm, dpi=dpi))
    found = chunks(render(made, "png"))
    across, down, unit = struct.unpack(">IIB", found[b"pHYs"])
    assert (across, unit) == (down, 1)  # 1: dots a metre
    (dots,) = struct.unpack_from(">I", found[b"IHDR"])
    assert dots / across * 1000 == pytest.approx(made.width_mm, abs=0.01)


def test_a_png_of_more_than_9000_dots_a_side_is_refused() -> None:
    with pytest.raises(ValueError, match="has 9438 dots a side, more than 9000: take fewer dpi"):
        render(artwork(ADDRESS, Style(width_mm=400)), "png")


# PDF


def boxes(file: bytes) -> dict[str, list[float]]:
    """The boxes of the page in millimetres."""
    with pikepdf.open(BytesIO(file)) as document:
        (page,) = document.pages
        return {
            name: [float(side) / POINTS_A_MM for side in page[name]]
            for name in ("/MediaBox", "/BleedBox", "/TrimBox")
        }


@needs_fonts
@pytest.mark.parametrize("frame", ["plain", "framed", "sticker"])
@pytest.mark.parametrize(
    ("bleed", "marks", "paper"), [(3, True, 8), (3, False, 3), (0, True, 7), (0, False, 0)]
)
def test_the_boxes_of_a_pdf_are_right_to_a_hundredth_of_a_millimetre(
    frame: str, bleed: float, marks: bool, paper: float
) -> None:
    style = Style(frame=frame, width_mm=47.11, bleed_mm=bleed, crop_marks=marks)
    made = artwork(ADDRESS, style, LABEL)
    found = boxes(render(made, "pdf"))
    width, height = made.drawing.width, made.drawing.height
    for name, margin in (("/MediaBox", 0), ("/BleedBox", paper - bleed), ("/TrimBox", paper)):
        far = [width + 2 * paper - margin, height + 2 * paper - margin]
        assert found[name] == pytest.approx([margin, margin, *far], abs=0.01)


def test_a_pdf_shows_the_symbol_at_its_width_and_marks_outside_the_bleed_only() -> None:
    made = artwork(ADDRESS, Style(width_mm=33))
    image = seen(render(made, "pdf"), "pdf", dpi=508).convert("L")  # 20 dots a millimetre
    assert image.size == (pytest.approx(980, abs=1), pytest.approx(980, abs=1))
    dark = image.point(lambda grey: 255 * (grey < 128))
    inside = dark.crop((100, 100, 880, 880))  # trim and bleed: 5 mm in from the paper's edge
    box = inside.getbbox()
    assert box == tuple(pytest.approx(side, abs=1) for side in (140, 140, 640, 640))
    for corner in ((0, 0), (0, 880), (880, 0), (880, 880)):
        assert dark.crop((*corner, corner[0] + 100, corner[1] + 100)).getbbox() is None
    assert image.getpixel((160, 50)) < 200  # on the line of the trim, 8 mm in
    assert image.getpixel((50, 160)) < 200


@needs_fonts
@pytest.mark.parametrize("frame", ["plain", "framed", "sticker"])
@pytest.mark.parametrize("form", ["pdf", "eps"])
def test_a_black_code_is_on_the_black_plate_alone(frame: str, form: Form, tmp_path: Path) -> None:
    file = render(artwork(ADDRESS, Style(frame=frame), LABEL), form)
    assert list(plates(file, tmp_path)) == ["Black"]
    if form == "pdf":
        cyan, magenta, yellow, black = inks(file)
        assert cyan == magenta == yellow == 0 < black


@needs_fonts
@pytest.mark.parametrize("form", ["pdf", "eps"])
def test_a_spot_colour_is_on_a_plate_of_its_own_name_alone(form: Form, tmp_path: Path) -> None:
    style = Style(frame="sticker", foreground=GREEN)
    file = render(artwork(ADDRESS, style, LABEL), form)
    assert list(plates(file, tmp_path)) == ["PANTONE 349 C"]


@pytest.mark.parametrize("form", ["pdf", "eps"])
def test_process_inks_are_printed_in_their_parts(form: Form, tmp_path: Path) -> None:
    style = Style(foreground=colour("cmyk(100,60,0,30)"), crop_marks=False)
    found = plates(render(artwork(ADDRESS, style), form), tmp_path)
    assert found.keys() == {"Cyan", "Magenta", "Black"}


@needs_fonts
def test_qpdf_finds_nothing_wrong_with_a_pdf(tmp_path: Path) -> None:
    file = tmp_path / "code.pdf"
    for style in (Style(), Style(frame="sticker", foreground=GREEN)):
        file.write_bytes(render(artwork(ADDRESS, style, LABEL), "pdf"))
        subprocess.run([program("qpdf"), "--check", file], check=True, capture_output=True)


def test_a_coloured_ground_of_a_pdf_fills_the_bleed() -> None:
    style = Style(background=colour("cmyk(0,0,20,0)"), crop_marks=False)
    image = seen(render(artwork(ADDRESS, style), "pdf"), "pdf")
    ground = image.getpixel((image.width // 2, 2))
    assert ground != (255, 255, 255)
    assert image.getpixel((1, 1)) == image.getpixel((image.width - 2, image.height - 2)) == ground


# EPS


@needs_fonts
def test_an_eps_says_its_size_and_ghostscript_finds_it_there() -> None:
    made = artwork(ADDRESS, Style(width_mm=40, frame="sticker"), LABEL)
    file = render(made, "eps")
    found = re.search(rb"^%%HiResBoundingBox: 0 0 ([\d.]+) ([\d.]+)$", file, re.MULTILINE)
    assert found
    size = [float(side) / POINTS_A_MM for side in found.groups()]
    assert size == pytest.approx([made.drawing.width, made.drawing.height], abs=0.01)
    box = subprocess.run(
        [program("gs"), "-q", "-dSAFER", "-dNOPAUSE", "-dBATCH", "-sDEVICE=bbox", "-"],
        input=file,
        capture_output=True,
        check=True,
    ).stderr
    painted = re.search(rb"%%HiResBoundingBox: (-?[\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)", box)
    assert painted
    corners = [float(side) / POINTS_A_MM for side in painted.groups()]
    assert corners == pytest.approx([0, 0, *size], abs=0.02)
    assert max(len(line) for line in file.splitlines()) <= 255


def test_an_eps_leaves_the_state_of_a_layout_as_it_was() -> None:
    file = render(artwork(ADDRESS, Style(foreground=GREEN)), "eps")
    around = b"count /before exch def %b count before eq currentgray 0 eq and { (kept) print } if"
    assert b"kept" in ghostscript(around % file, "-sDEVICE=nullpage")


# The same bytes


@needs_fonts
def test_another_process_makes_the_same_bytes() -> None:
    script = (
        "import sys\n"
        "from microsite.qr.pipeline import *\n"
        "from microsite.qr.design.style import Style\n"
        f"made = artwork({ADDRESS!r}, Style(frame='framed', language='zh-Hans'), {LABEL!r})\n"
        "sys.stdout.buffer.write(b''.join(render(made, form) for form in FORMS))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONHASHSEED": "1"},
        capture_output=True,
        check=True,
    )
    made = artwork(ADDRESS, Style(frame="framed", language="zh-Hans"), LABEL)
    assert run.stdout == b"".join(render(made, form) for form in FORMS)
