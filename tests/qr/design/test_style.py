"""Styles: rejected values, and the printed width of symbols."""

from collections.abc import Callable
from dataclasses import replace
from math import inf
from math import nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.qr.canvas.shapes import RasterImage
from microsite.qr.design.sizes import compute_module_width
from microsite.qr.design.sizes import snap_to_dots
from microsite.qr.design.style import PRINT_METHODS
from microsite.qr.design.style import Style
from microsite.qr.design.style import min_width_for_distance
from microsite.qr.pipeline import build_artwork
from tests.support.artwork_files import ADDRESS

LOGO = RasterImage(1, 1, 1, b"\0", b"")


def error_message(function: Callable[[], object]) -> str:
    with pytest.raises(ValueError, match=r"\.$") as error:
        function()
    return str(error.value)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"width_mm": 19.99}, "19.99 mm wide does not scan reliably in the hand"),
        ({"width_mm": 0}, "0 mm wide does not scan reliably in the hand: use 20 mm"),
        ({"width_mm": -30}, "-30 mm wide"),
        ({"width_mm": nan}, "nan mm wide"),
        ({"width_mm": inf}, "use 5000 mm or less"),
        ({"distance_mm": 2000}, "30 mm wide does not scan reliably from 2 m away"),
        ({"distance_mm": 2000}, "use 200 mm or more"),
        ({"distance_mm": nan}, "A scan distance of nan m is not valid"),
        ({"distance_mm": -1}, "A scan distance of -0.001 m is not valid"),
        ({"quiet_zone": 3}, "A quiet zone of 3 modules is too narrow: use 4 or more"),
        ({"quiet_zone": -1}, "A quiet zone of -1 modules"),
        ({"print_method": "stone"}, "use offset, laser, inkjet, thermal, banner"),
        ({"dpi": 0}, "A resolution of 0 dpi is not valid: use 600"),
        ({"dpi": -300}, "A resolution of -300 dpi"),
        ({"bleed_mm": -1}, "A bleed of -1 mm is not valid: use 3 mm"),
        ({"bleed_mm": nan}, "A bleed of nan mm"),
        ({"level": "X"}, "Unknown error-correction level 'X': use L, M, Q or H"),
        ({"frame": "gold"}, "use plain, framed or sticker"),
        ({"frame": "framed", "language": "xx"}, "There is no default call to action in 'xx'"),
        ({"logo": LOGO}, "Level M has too little error correction for a logo: use H or Q"),
        ({"logo": LOGO, "level": "H", "logo_share": 0.4}, "A logo of 40% of the symbol's width"),
        ({"logo": LOGO, "level": "H", "logo_share": 0.4}, "use 20% or less"),
    ],
)
def test_an_unreliable_style_is_rejected_with_a_value_that_works(
    fields: dict[str, Any], sentence: str
) -> None:
    assert sentence in error_message(lambda: Style(**fields))


@pytest.mark.parametrize(("distance_mm", "width_mm"), [(0, 20), (150, 20), (300, 30), (2000, 200)])
def test_the_minimum_width_is_a_tenth_of_the_scan_distance_and_at_least_20_mm(
    distance_mm: float, width_mm: float
) -> None:
    assert min_width_for_distance(distance_mm) == width_mm
    assert Style(width_mm=width_mm, distance_mm=distance_mm).width_mm == width_mm


@pytest.mark.parametrize(
    ("print_method", "across", "min_width"),
    [
        ("offset", 185, "31.33"),
        ("laser", 185, "31.33"),
        ("inkjet", 97, "32.86"),
        ("thermal", 57, "28.53"),
        ("banner", 33, "33.53"),
    ],
)
def test_modules_too_fine_for_the_print_method_are_rejected_with_the_minimum_width(
    print_method: str, across: int, min_width: str
) -> None:
    style = Style(width_mm=24, print_method=print_method)
    message = error_message(lambda: compute_module_width(across, style))
    assert f"too fine for {print_method} printing: use {min_width} mm or more" in message
    module_mm = compute_module_width(
        across, Style(width_mm=float(min_width), print_method=print_method)
    )
    assert module_mm * across == pytest.approx(float(min_width))


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
def test_snapping_uses_the_nearest_width_with_whole_dots_per_module_and_at_least_20_mm(
    width_mm: float, dpi: int, module_dots: int, printed_mm: float
) -> None:
    raster = snap_to_dots(33, Style(width_mm=width_mm, dpi=dpi))
    assert (raster.module_dots, raster.dots) == (module_dots, 33 * module_dots)
    assert raster.width_mm == pytest.approx(printed_mm, abs=1e-6)
    assert raster.module_mm == pytest.approx(printed_mm / 33, abs=1e-6)


@given(st.integers(21, 185), st.floats(33, 120), st.integers(600, 1200), st.sampled_from([0, 250]))
def test_snapping_changes_a_module_by_half_a_dot_or_to_the_minimum_width(
    across: int, width_mm: float, dpi: int, distance_mm: float
) -> None:
    style = Style(width_mm=width_mm, dpi=dpi, distance_mm=distance_mm)
    raster, min_width = snap_to_dots(across, style), min_width_for_distance(distance_mm)
    dot_mm = 25.4 / dpi
    assert raster.width_mm >= min_width - 1e-6
    assert raster.module_mm >= 0.169333
    difference_dots = (raster.module_mm - width_mm / across) / dot_mm
    one_dot_less_mm = raster.module_mm - dot_mm
    if one_dot_less_mm < 0.169333 or one_dot_less_mm * across < min_width - 1e-6:
        assert -0.500001 <= difference_dots <= 1.500001  # the nearest may be too small
    else:
        assert abs(difference_dots) <= 0.500001


@pytest.mark.parametrize(
    ("across", "width_mm", "dpi", "finer", "wider"),
    [
        (33, 20, 60, 168, "55.88"),
        (33, 20, 167, 168, "20.08"),
        (33, 30, 72, 112, "46.57"),
        (185, 40, 300, 470, "62.66"),
    ],
)
def test_fewer_than_four_dots_per_module_are_rejected_and_both_suggestions_work(
    across: int, width_mm: float, dpi: int, finer: int, wider: str
) -> None:
    style = Style(width_mm=width_mm, dpi=dpi)
    assert error_message(lambda: snap_to_dots(across, style)) == (
        f"At {dpi} dpi and {width_mm} mm a module has fewer than 4 dots:"
        f" use {finer} dpi or more, or {wider} mm or more."
    )
    snap_to_dots(across, replace(style, dpi=finer))
    error_message(lambda: snap_to_dots(across, replace(style, dpi=finer - 1)))
    assert snap_to_dots(across, replace(style, width_mm=float(wider))).module_dots == 4


def test_the_width_is_exact_without_a_resolution_and_snapped_with_one() -> None:
    assert build_artwork(ADDRESS, Style(width_mm=40)).width_mm == pytest.approx(40)
    assert build_artwork(ADDRESS, Style(width_mm=30, dpi=300)).width_mm == pytest.approx(30.734)


def test_every_print_method_prints_a_short_address_at_twice_the_minimum_width() -> None:
    for print_method in PRINT_METHODS:
        assert build_artwork(ADDRESS, Style(width_mm=40, print_method=print_method)).across == 33
