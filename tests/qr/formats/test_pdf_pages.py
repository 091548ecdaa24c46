"""Several drawings in one PDF."""

from io import BytesIO

import pikepdf

from microsite.qr.canvas.colours import BLACK
from microsite.qr.canvas.colours import PAPER
from microsite.qr.canvas.colours import inks
from microsite.qr.canvas.shapes import Drawing
from microsite.qr.canvas.shapes import Image
from microsite.qr.canvas.shapes import Picture
from microsite.qr.canvas.shapes import filled
from microsite.qr.canvas.shapes import rectangle
from microsite.qr.formats import pdf

GREEN = inks(90, 12, 95, 40, "PANTONE 349 C")
LOGO = Image(1, 1, 1, b"\x80", b"")


def drawing(width: float) -> Drawing:
    square = filled(rectangle(1, 1, 5, 5), GREEN)
    logos = (Picture(LOGO, 1, 1, 2, 2), Picture(LOGO, 4, 4, 2, 2))
    return Drawing("one", width, 20, PAPER, (square, *logos), bleed=3, marks=BLACK)


def test_every_drawing_is_a_page_with_its_own_boxes() -> None:
    with pikepdf.open(BytesIO(pdf.write_pages("all", [drawing(20), drawing(40)]))) as document:
        assert not document.check_pdf_syntax()
        assert str(document.docinfo.Title) == "all"
        widths = [float(page.trimbox[2] - page.trimbox[0]) for page in document.pages]
    assert [round(width / 72 * 25.4, 3) for width in widths] == [20, 40]


def test_an_ink_and_an_image_are_in_a_file_once_however_often_they_are_used() -> None:
    with pikepdf.open(BytesIO(pdf.write_pages("all", [drawing(20), drawing(40)]))) as document:
        resources = [page.obj.Resources for page in document.pages]
        spots = {str(ink.objgen) for page in resources for _, ink in page.ColorSpace.items()}
        images = {str(image.objgen) for page in resources for _, image in page.XObject.items()}
    assert (len(spots), len(images)) == (1, 1)


def test_one_drawing_alone_is_the_same_file_as_a_page_of_several() -> None:
    assert pdf.write(drawing(20)) == pdf.write_pages("one", [drawing(20)])
