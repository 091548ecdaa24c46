"""Colours: notations, appearance and contrast."""

import pytest

from microsite.qr.canvas.colours import BLACK
from microsite.qr.canvas.colours import WHITE
from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.colours import contrast_ratio
from microsite.qr.canvas.colours import ink_colour
from microsite.qr.canvas.colours import parse_colour


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("black", BLACK),
        (" White ", WHITE),
        ("#003366", Colour((0, 51, 102))),
        ("#FFF8ee", Colour((255, 248, 238))),
        ("cmyk(90,60,0,20)", ink_colour(90, 60, 0, 20)),
        ("CMYK( 0, 0, 0, 100 )", BLACK),
        ("(0,0,0,12.5)", ink_colour(0, 0, 0, 12.5)),
        ("PANTONE 349 C=(90,12,95,40)", ink_colour(90, 12, 95, 40, "PANTONE 349 C")),
        ("邮政绿 = cmyk(90,12,95,40)", ink_colour(90, 12, 95, 40, "邮政绿")),
    ],
)
def test_every_notation_of_a_colour_is_parsed(text: str, expected: Colour) -> None:
    assert parse_colour(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "green", "#036", "#00336g", "cmyk(1,2,3)", "cmyk(a,b,c,d)", "=(0,0,0,0)", "a\0=(0,0,0,0)"],
)
def test_an_unknown_colour_is_rejected_with_all_notations(text: str) -> None:
    with pytest.raises(ValueError, match=r"write black, white, #003366, cmyk\(.*PANTONE"):
        parse_colour(text)


@pytest.mark.parametrize("parts", ["101,0,0,0", "0,-1,0,0", "nan,0,0,0", "0,0,0,inf"])
def test_inks_outside_0_to_100_per_cent_are_rejected(parts: str) -> None:
    with pytest.raises(ValueError, match="are not all from 0 to 100 %"):
        parse_colour(f"cmyk({parts})")


def test_black_and_white_equal_their_inks() -> None:
    assert (ink_colour(0, 0, 0, 100), ink_colour(0, 0, 0, 0)) == (BLACK, WHITE)
    assert contrast_ratio(BLACK, WHITE) == contrast_ratio(WHITE, BLACK) == pytest.approx(21)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#777777", "#ffffff", 4.48), ("#0000ff", "#ffffff", 8.59), ("#767676", "white", 4.54)],
)
def test_contrast_equals_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast_ratio(parse_colour(one), parse_colour(other)) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize(
    ("cmyk", "rgb"),
    [
        ((100, 0, 0, 0), (0, 174, 239)),
        ((0, 100, 100, 0), (237, 28, 36)),
        ((100, 100, 100, 100), (0, 0, 0)),
        ((0, 0, 0, 50), (128, 128, 128)),
        ((50, 0, 0, 0), (128, 214, 247)),
    ],
)
def test_inks_look_like_printed_inks(
    cmyk: tuple[float, float, float, float], rgb: tuple[int, int, int]
) -> None:
    assert ink_colour(*cmyk).rgb == rgb
