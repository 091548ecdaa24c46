"""Colours: how they are written, how they look, and how far apart they are."""

import pytest

from microsite.qr.canvas.colours import BLACK
from microsite.qr.canvas.colours import PAPER
from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.colours import colour
from microsite.qr.canvas.colours import contrast
from microsite.qr.canvas.colours import inks


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("black", BLACK),
        (" White ", PAPER),
        ("#003366", Colour((0, 51, 102))),
        ("#FFF8ee", Colour((255, 248, 238))),
        ("cmyk(90,60,0,20)", inks(90, 60, 0, 20)),
        ("CMYK( 0, 0, 0, 100 )", BLACK),
        ("(0,0,0,12.5)", inks(0, 0, 0, 12.5)),
        ("PANTONE 349 C=(90,12,95,40)", inks(90, 12, 95, 40, "PANTONE 349 C")),
        ("邮政绿 = cmyk(90,12,95,40)", inks(90, 12, 95, 40, "邮政绿")),
    ],
)
def test_a_colour_is_read_as_people_write_it(text: str, meant: Colour) -> None:
    assert colour(text) == meant


@pytest.mark.parametrize(
    "text",
    ["", "green", "#036", "#00336g", "cmyk(1,2,3)", "cmyk(a,b,c,d)", "=(0,0,0,0)", "a\0=(0,0,0,0)"],
)
def test_what_is_no_colour_is_refused_with_all_the_forms(text: str) -> None:
    with pytest.raises(ValueError, match=r"write black, white, #003366, cmyk\(.*PANTONE"):
        colour(text)


@pytest.mark.parametrize("parts", ["101,0,0,0", "0,-1,0,0", "nan,0,0,0", "0,0,0,inf"])
def test_inks_go_from_nothing_to_a_full_coat(parts: str) -> None:
    with pytest.raises(ValueError, match="are not all from 0 to 100 %"):
        colour(f"cmyk({parts})")


def test_black_and_paper_are_what_their_inks_look_like() -> None:
    assert (inks(0, 0, 0, 100), inks(0, 0, 0, 0)) == (BLACK, PAPER)
    assert contrast(BLACK, PAPER) == contrast(PAPER, BLACK) == pytest.approx(21)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#777777", "#ffffff", 4.48), ("#0000ff", "#ffffff", 8.59), ("#767676", "white", 4.54)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(colour(one), colour(other)) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize(
    ("cmyk", "looks"),
    [
        ((100, 0, 0, 0), (0, 174, 239)),
        ((0, 100, 100, 0), (237, 28, 36)),
        ((100, 100, 100, 100), (0, 0, 0)),
        ((0, 0, 0, 50), (128, 128, 128)),
        ((50, 0, 0, 0), (128, 214, 247)),
    ],
)
def test_inks_look_like_printed_ones(
    cmyk: tuple[float, float, float, float], looks: tuple[int, int, int]
) -> None:
    assert inks(*cmyk).rgb == looks
