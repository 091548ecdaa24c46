"""Judgements of values: each limit at its edge, and every mend tried."""

import pytest

from microsite.qr.canvas.colours import colour
from microsite.qr.canvas.colours import contrast
from microsite.qr.design.style import Style
from microsite.qr.preflight.rules import judge_contrast
from microsite.qr.preflight.rules import judge_size
from microsite.qr.preflight.rules import written


@pytest.mark.parametrize(
    ("foreground", "background", "severity"),
    [
        ("black", "white", None),
        ("#003366", "white", None),
        ("#595959", "white", None),  # 7.00
        ("#5a5a5a", "white", "warn"),
        ("#767676", "white", "warn"),  # 4.54
        ("#777777", "white", "refuse"),  # 4.48
        ("#ffd400", "white", "refuse"),
        ("cmyk(0,0,100,0)", "white", "refuse"),
        ("cmyk(100,0,0,0)", "white", "refuse"),
        ("cmyk(0,100,100,0)", "white", "refuse"),
        ("PANTONE 116 C=(0,14,100,0)", "white", "refuse"),
        ("black", "#ffd400", None),
        ("white", "black", "refuse"),
        ("#808080", "#808080", "refuse"),
        ("black", "#404040", "refuse"),
        ("#ffffff", "cmyk(100,60,0,40)", "refuse"),
    ],
)
def test_a_code_is_dark_on_light_at_4_5_to_1_or_more_better_at_7(
    foreground: str, background: str, severity: str | None
) -> None:
    finding = judge_contrast(colour(foreground), colour(background))
    assert (finding and finding.severity) == severity
    if finding:
        assert finding.mend


@pytest.mark.parametrize("background", ["white", "#ffd400", "#cccccc", "cmyk(0,0,40,5)", "#404040"])
@pytest.mark.parametrize(
    "foreground",
    ["#ffd400", "#777777", "#5a5a5a", "cmyk(0,0,100,0)", "S=(60,0,30,0)", "#e60012", "white"],
)
def test_the_colours_that_a_refusal_names_pass(foreground: str, background: str) -> None:
    one, other = colour(foreground), colour(background)
    finding = judge_contrast(one, other)
    if finding is None:
        return
    for word in (
        "take a darker foreground such as ",
        "take a lighter background such as ",
        "take ",
    ):
        if finding.mend.startswith(word):
            named = finding.mend.removeprefix(word)
            break
    if "foreground" in word:
        one = colour(named)
    elif "background" in word:
        other = colour(named)
    else:
        one, other = (colour(name) for name in named.split(" on "))
    mended = judge_contrast(one, other)
    assert mended is None or mended.severity == "warn"
    if finding.severity == "warn":
        assert mended is None


@pytest.mark.parametrize("foreground", ["#ffd400", "#777777", "cmyk(0,0,100,0)"])
def test_the_darker_colour_is_the_nearest_that_passes(foreground: str) -> None:
    finding = judge_contrast(colour(foreground), colour("white"))
    assert finding is not None
    named = colour(finding.mend.removeprefix("take a darker foreground such as "))
    assert 4.5 <= contrast(named, colour("white")) < 4.75


@pytest.mark.parametrize(
    "name", ["black", "white", "#003366", "cmyk(90,60,0,20)", "PANTONE 349 C=(90,12,95,40)"]
)
def test_a_colour_is_written_as_it_is_ordered(name: str) -> None:
    assert written(colour(name)) == name


@pytest.mark.parametrize(
    ("module_mm", "style", "least"),
    [
        (20 / 33, Style(), None),
        (19.98 / 33, Style(), "20 mm"),
        (30 / 33, Style(distance_mm=300), None),
        (29.9 / 33, Style(distance_mm=300), "30 mm"),
        (0.34, Style(method="inkjet", width_mm=40), "20 mm"),
        (1.016, Style(method="banner", width_mm=40), None),
        (1.0, Style(method="banner", width_mm=40), "33.53 mm"),
    ],
)
def test_a_code_has_the_size_that_its_print_method_and_distance_ask_for(
    module_mm: float, style: Style, least: str | None
) -> None:
    finding = judge_size(module_mm, 33, style)
    assert (finding and finding.mend) == (least and f"take {least} or more")
    if least:
        assert judge_size(float(least.split()[0]) / 33, 33, style) is None
