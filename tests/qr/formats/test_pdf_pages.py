"""Several drawings in one PDF."""

from io import BytesIO

import pikepdf

from microsite.qr.canvas.colours import BLACK
from microsite.qr.canvas.colours import WHITE
from microsite.qr.canvas.colours import ink_colour
from microsite.qr.canvas.shapes import Drawing
from microsite.qr.canvas.shapes import PlacedImage
from microsite.qr.canvas.shapes import RasterImage
from microsite.qr.canvas.shapes import fill_outline
from microsite.qr.canvas.shapes import outline_rectangle
from microsite.qr.formats import pdf

GREEN = ink_colour(90, 12, 95, 40, "PANTONE 349 C")
LOGO = RasterImage(1, 1, 1, b"\x80", b"")


def build_drawing(width: float) -> Drawing:
    square = fill_outline(outline_rectangle(1, 1, 5, 5), GREEN)
    logos = (PlacedImage(LOGO, 1, 1, 2, 2), PlacedImage(LOGO, 4, 4, 2, 2))
    return Drawing("one", width, 20, WHITE, (square, *logos), bleed=3, crop_marks=BLACK)


def test_every_drawing_is_a_page_with_its_own_boxes() -> None:
    with pikepdf.open(
        BytesIO(pdf.write_pages("all", [build_drawing(20), build_drawing(40)]))
    ) as document:
        assert not document.check_pdf_syntax()
        assert str(document.docinfo.Title) == "all"
        widths = [float(page.trimbox[2] - page.trimbox[0]) for page in document.pages]
    assert [round(width / 72 * 25.4, 3) for width in widths] == [20, 40]


def test_equal_inks_and_images_are_included_once() -> None:
    with pikepdf.open(
        BytesIO(pdf.write_pages("all", [build_drawing(20), build_drawing(40)]))
    ) as document:
        resources = [page.obj.Resources for page in document.pages]
        spots = {str(ink.objgen) for page in resources for _, ink in page.ColorSpace.items()}
        images = {str(image.objgen) for page in resources for _, image in page.XObject.items()}
    assert (len(spots), len(images)) == (1, 1)


def test_a_single_drawing_is_written_like_a_page_of_several() -> None:
    assert pdf.write(build_drawing(20)) == pdf.write_pages("one", [build_drawing(20)])
