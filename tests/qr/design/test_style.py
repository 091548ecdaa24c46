"""What a style refuses, and how wide symbols come out."""

from collections.abc import Callable
from dataclasses import replace
from math import inf
from math import nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.qr.canvas.shapes import Image
from microsite.qr.design.sizes import module_width
from microsite.qr.design.sizes import snapped
from microsite.qr.design.style import METHODS
from microsite.qr.design.style import Style
from microsite.qr.design.style import width_for
from microsite.qr.pipeline import artwork
from tests.support.pages import ADDRESS

LOGO = Image(1, 1, 1, b"\0", b"")


def refusal(make: Callable[[], object]) -> str:
    with pytest.raises(ValueError, match=r"\.$") as refused:
        make()
    return str(refused.value)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"width_mm": 19.99}, "19.99 mm wide cannot be relied on to scan in the hand"),
        ({"width_mm": 0}, "0 mm wide cannot be relied on to scan in the hand: it takes 20 mm"),
        ({"width_mm": -30}, "-30 mm wide"),
        ({"width_mm": nan}, "nan mm wide"),
        ({"width_mm": inf}, "take 5000 mm or less"),
        ({"distance_mm": 2000}, "30 mm wide cannot be relied on to scan from 2000 mm away"),
        ({"distance_mm": 2000}, "it takes 200 mm or more"),
        ({"distance_mm": nan}, "A scan distance of nan mm cannot be"),
        ({"distance_mm": -1}, "A scan distance of -1 mm cannot be"),
        ({"quiet_zone": 3}, "A quiet zone of 3 modules is too narrow: it takes 4 or more"),
        ({"quiet_zone": -1}, "A quiet zone of -1 modules"),
        ({"method": "stone"}, "it is one of offset, laser, inkjet, thermal, banner"),
        ({"dpi": 0}, "A printer of 0 dpi cannot be: take 600"),
        ({"dpi": -300}, "A printer of -300 dpi"),
        ({"bleed_mm": -1}, "A bleed of -1 mm cannot be cut: take 3 mm"),
        ({"bleed_mm": nan}, "A bleed of nan mm"),
        ({"level": "X"}, "There is no error-correction level 'X': it is L, M, Q or H"),
        ({"frame": "gold"}, "it is plain, framed or sticker"),
        ({"frame": "framed", "language": "xx"}, "No call to action is known in the language 'xx'"),
        ({"logo": LOGO}, "Level M has no correction to spare for a logo: take H, or Q"),
        ({"logo": LOGO, "level": "H", "logo_share": 0.4}, "A logo of 40% of the symbol's width"),
        ({"logo": LOGO, "level": "H", "logo_share": 0.4}, "take 20% or less"),
    ],
)
def test_what_would_not_scan_is_refused_with_what_does(
    asked: dict[str, Any], sentence: str
) -> None:
    assert sentence in refusal(lambda: Style(**asked))


@pytest.mark.parametrize(("distance_mm", "width_mm"), [(0, 20), (150, 20), (300, 30), (2000, 200)])
def test_a_code_is_a_tenth_of_the_scan_distance_wide_but_never_under_20_mm(
    distance_mm: float, width_mm: float
) -> None:
    assert width_for(distance_mm) == width_mm
    assert Style(width_mm=width_mm, distance_mm=distance_mm).width_mm == width_mm


@pytest.mark.parametrize(
    ("method", "across", "least"),
    [
        ("offset", 185, "31.33"),
        ("laser", 185, "31.33"),
        ("inkjet", 97, "32.86"),
        ("thermal", 57, "28.53"),
        ("banner", 33, "33.53"),
    ],
)
def test_modules_too_fine_for_the_print_method_are_refused_with_the_width_it_takes(
    method: str, across: int, least: str
) -> None:
    style = Style(width_mm=24, method=method)
    told = refusal(lambda: module_width(across, style))
    assert f"too fine for {method} printing: it takes {least} mm or more" in told
    wide = module_width(across, Style(width_mm=float(least), method=method))
    assert wide * across == pytest.approx(float(least))


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
def test_snapping_takes_the_nearest_width_that_has_whole_dots_a_module_and_20_mm(
    width_mm: float, dpi: int, module_dots: int, printed_mm: float
) -> None:
    raster = snapped(33, Style(width_mm=width_mm, dpi=dpi))
    assert (raster.module_dots, raster.dots) == (module_dots, 33 * module_dots)
    assert raster.width_mm == pytest.approx(printed_mm, abs=1e-6)
    assert raster.module_mm == pytest.approx(printed_mm / 33, abs=1e-6)


@given(st.integers(21, 185), st.floats(33, 120), st.integers(600, 1200), st.sampled_from([0, 250]))
def test_snapping_moves_half_a_dot_a_module_or_just_over_the_least_width(
    across: int, width_mm: float, dpi: int, distance_mm: float
) -> None:
    style = Style(width_mm=width_mm, dpi=dpi, distance_mm=distance_mm)
    raster, least = snapped(across, style), width_for(distance_mm)
    dot_mm = 25.4 / dpi
    assert raster.width_mm >= least - 1e-6
    assert raster.module_mm >= 0.169333
    off_dots = (raster.module_mm - width_mm / across) / dot_mm
    one_less_mm = raster.module_mm - dot_mm
    if one_less_mm < 0.169333 or one_less_mm * across < least - 1e-6:
        assert -0.500001 <= off_dots <= 1.500001  # the nearest may be just too small
    else:
        assert abs(off_dots) <= 0.500001


@pytest.mark.parametrize(
    ("across", "width_mm", "dpi", "finer", "wider"),
    [
        (33, 20, 60, 168, "55.88"),
        (33, 20, 167, 168, "20.08"),
        (33, 30, 72, 112, "46.57"),
        (185, 40, 300, 470, "62.66"),
    ],
)
def test_fewer_than_four_dots_a_module_are_refused_and_both_mends_work(
    across: int, width_mm: float, dpi: int, finer: int, wider: str
) -> None:
    style = Style(width_mm=width_mm, dpi=dpi)
    assert refusal(lambda: snapped(across, style)) == (
        f"At {dpi} dpi and {width_mm} mm a module has fewer than 4 dots:"
        f" take {finer} dpi or more, or {wider} mm or more."
    )
    snapped(across, replace(style, dpi=finer))
    refusal(lambda: snapped(across, replace(style, dpi=finer - 1)))
    assert snapped(across, replace(style, width_mm=float(wider))).module_dots == 4


def test_without_a_resolution_the_width_is_the_very_one_and_with_one_it_is_snapped() -> None:
    assert artwork(ADDRESS, Style(width_mm=40)).width_mm == pytest.approx(40)
    assert artwork(ADDRESS, Style(width_mm=30, dpi=300)).width_mm == pytest.approx(30.734)


def test_every_method_prints_a_short_address_at_twice_the_least_width() -> None:
    for method in METHODS:
        assert artwork(ADDRESS, Style(width_mm=40, method=method)).across == 33
