"""Preflight rules: each limit at its edge, and every suggested fix applied."""

import pytest

from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.colours import contrast_ratio
from microsite.qr.canvas.colours import parse_colour
from microsite.qr.design.style import Style
from microsite.qr.preflight.rules import check_contrast
from microsite.qr.preflight.rules import check_size
from microsite.qr.preflight.rules import format_colour


@pytest.mark.parametrize(
    ("foreground", "background", "severity"),
    [
        ("black", "white", None),
        ("#003366", "white", None),
        ("#595959", "white", None),  # 7.00
        ("#5a5a5a", "white", "warning"),
        ("#767676", "white", "warning"),  # 4.54
        ("#777777", "white", "error"),  # 4.48
        ("#ffd400", "white", "error"),
        ("cmyk(0,0,100,0)", "white", "error"),
        ("cmyk(100,0,0,0)", "white", "error"),
        ("cmyk(0,100,100,0)", "white", "error"),
        ("PANTONE 116 C=(0,14,100,0)", "white", "error"),
        ("black", "#ffd400", None),
        ("white", "black", "error"),
        ("#808080", "#808080", "error"),
        ("black", "#404040", "error"),
        ("#ffffff", "cmyk(100,60,0,40)", "error"),
    ],
)
def test_contrast_below_4_5_is_an_error_and_below_7_a_warning(
    foreground: str, background: str, severity: str | None
) -> None:
    issue = check_contrast(parse_colour(foreground), parse_colour(background))
    assert (issue and issue.severity) == severity
    assert issue is None or issue.fix


@pytest.mark.parametrize("background", ["white", "#ffd400", "#cccccc", "cmyk(0,0,40,5)", "#404040"])
@pytest.mark.parametrize(
    "foreground",
    ["#ffd400", "#777777", "#5a5a5a", "cmyk(0,0,100,0)", "S=(60,0,30,0)", "#e60012", "white"],
)
def test_the_suggested_colours_pass(foreground: str, background: str) -> None:
    one, other = parse_colour(foreground), parse_colour(background)
    issue = check_contrast(one, other)
    if issue is None:
        assert contrast_ratio(one, other) >= 7
        return
    fixed = check_contrast(*apply_fix(issue.fix, one, other))
    assert fixed is None or fixed.severity == "warning"
    assert fixed is None or issue.severity == "error"


def apply_fix(fix: str, foreground: Colour, background: Colour) -> tuple[Colour, Colour]:
    """Return the colours that a fix suggests."""
    if fix.startswith(prefix := "use a darker foreground such as "):
        return parse_colour(fix.removeprefix(prefix)), background
    if fix.startswith(prefix := "use a lighter background such as "):
        return foreground, parse_colour(fix.removeprefix(prefix))
    dark, light = fix.removeprefix("use ").split(" on ")
    return parse_colour(dark), parse_colour(light)


@pytest.mark.parametrize("foreground", ["#ffd400", "#777777", "cmyk(0,0,100,0)"])
def test_the_suggested_foreground_is_the_nearest_that_passes(foreground: str) -> None:
    issue = check_contrast(parse_colour(foreground), parse_colour("white"))
    assert issue is not None
    suggested = parse_colour(issue.fix.removeprefix("use a darker foreground such as "))
    assert 4.5 <= contrast_ratio(suggested, parse_colour("white")) < 4.75


@pytest.mark.parametrize(
    "name", ["black", "white", "#003366", "cmyk(90,60,0,20)", "PANTONE 349 C=(90,12,95,40)"]
)
def test_a_formatted_colour_parses_to_itself(name: str) -> None:
    assert format_colour(parse_colour(name)) == name


@pytest.mark.parametrize(
    ("module_mm", "style", "minimum"),
    [
        (20 / 33, Style(), None),
        (19.98 / 33, Style(), "20 mm"),
        (30 / 33, Style(distance_mm=300), None),
        (29.9 / 33, Style(distance_mm=300), "30 mm"),
        (0.34, Style(print_method="inkjet", width_mm=40), "20 mm"),
        (1.016, Style(print_method="banner", width_mm=40), None),
        (1.0, Style(print_method="banner", width_mm=40), "33.53 mm"),
    ],
)
def test_the_minimum_size_depends_on_print_method_and_distance(
    module_mm: float, style: Style, minimum: str | None
) -> None:
    issue = check_size(module_mm, 33, style)
    assert (issue and issue.fix) == (minimum and f"use at least {minimum}")
    if minimum:
        assert check_size(float(minimum.split()[0]) / 33, 33, style) is None
