"""The degradations that decode rates are measured under, and the table they are told in."""

from dataclasses import replace

import numpy as np
import pytest

from microsite.qr.symbol.encode import symbol
from microsite.qr.symbol.encode import with_quiet_zone
from tests.support import print_symbols
from tests.support.degradations import Conditions
from tests.support.degradations import photograph

report = pytest.importorskip(
    "tools.bench.print_report",
    reason="There is no libzbar; tools/system-programs says how to have it.",
    exc_type=ImportError,
)

ROWS = with_quiet_zone(symbol("https://APP.EXAMPLE.COM/Q/K7F3M4").modules)
STILL = Conditions(pixels=264)


def seen(conditions: Conditions, seed: int = 1) -> np.ndarray:
    return photograph(ROWS, conditions, (seed,)).astype(float)


def edges(picture: np.ndarray) -> float:
    """How sharp a picture is: the mean step from a pixel to the next."""
    return float(np.abs(np.diff(picture)).mean())


def test_a_seed_gives_the_same_picture_and_another_seed_another() -> None:
    worst = Conditions(160, 0.1, 0.03, 10, 30, 0.2, 0.5, 0.5, 0.5, 0.1, 20)
    assert (seen(worst) == seen(worst)).all()
    assert (seen(worst) != seen(worst, 2)).any()


@pytest.mark.parametrize("pixels", [60, 100, 240])
def test_the_camera_sees_the_code_in_that_many_pixels(pixels: int) -> None:
    picture = seen(Conditions(pixels=pixels))
    columns = np.flatnonzero((picture < 128).any(axis=0))
    symbol_share = (len(ROWS) - 8) / len(ROWS)
    # Turned by up to 3 degrees the bounding box is up to 5 % wider.
    assert symbol_share * pixels - 2 <= np.ptp(columns) + 1 <= symbol_share * pixels * 1.06 + 2


@pytest.mark.parametrize(
    ("mild", "strong"),
    [
        (replace(STILL, blur_mm=0.2), replace(STILL, blur_mm=0.4)),
        (replace(STILL, shake_mm=0.5), replace(STILL, shake_mm=1.5)),
        (replace(STILL, contrast=0.5), replace(STILL, contrast=0.2)),
        (replace(STILL, shadow=0.3), replace(STILL, shadow=0.9)),
    ],
)
def test_more_of_it_leaves_fainter_edges(mild: Conditions, strong: Conditions) -> None:
    assert edges(seen(STILL)) > edges(seen(mild)) > edges(seen(strong))


def test_dot_gain_darkens_and_loss_lightens() -> None:
    by_gain = [seen(replace(STILL, dot_gain_mm=mm)).mean() for mm in (0.2, 0.1, 0, -0.1, -0.2)]
    assert by_gain == sorted(by_gain)


def test_noise_has_the_deviation_asked_for() -> None:
    noisy = seen(replace(STILL, noise=0.02))[:40, :40]
    assert noisy.std() == pytest.approx(0.02 * 255, rel=0.1)


@pytest.mark.parametrize("seed", range(20))
def test_a_patch_hides_that_part_and_no_finder_pattern(seed: int) -> None:
    dark, hidden = seen(STILL, seed), seen(replace(STILL, cover=0.04), seed)
    gone = (dark < 128) & (hidden > 128)
    corner = round(0.2 / 1.4 * len(dark)) + round(11 / 33 / 1.4 * len(dark))
    assert gone.any()
    assert not gone[:corner, :corner].any()
    assert not gone[:corner, -corner:].any()
    assert not gone[-corner:, :corner].any()


def test_a_tilt_foreshortens_the_code() -> None:
    tilted = seen(replace(STILL, tilt=60)) < 128
    across, down = (np.ptp(np.flatnonzero(tilted.any(axis=axis))) for axis in (0, 1))
    assert down == pytest.approx(across / 2, rel=0.2)


# The table


def outcomes(*by_decoder: str) -> dict[str, list[bool]]:
    names = ["zxing-cpp", "OpenCV", "ZBar"]
    return {
        name: [mark == "x" for mark in marks] for name, marks in zip(names, by_decoder, strict=True)
    }


def test_the_table_has_a_row_a_condition_with_each_symbols_share() -> None:
    row = report.Row("blur", "0.3 mm", Conditions(blur_mm=0.3))
    result = {
        "M": outcomes("xxxx", "xxxx", "xxxx"),
        "Q": outcomes("xxxx", "xx..", "...."),
        "twin": outcomes("xxxx", "xxxx", "xx.."),
        "plain": outcomes("x...", "....", "...."),
    }
    assert report.table([row, row], [result, result]).splitlines()[2:] == [
        "| blur | 0.3 mm | 100.0% | 50.0% | 83.3% | 8.3%"
        " | 100, 100, 100, 25 | 100, 50, 100, 0 | 100, 0, 50, 0 |",
        "|  | 0.3 mm | 100.0% | 50.0% | 83.3% | 8.3%"
        " | 100, 100, 100, 25 | 100, 50, 100, 0 | 100, 0, 50, 0 |",
    ]


def of_each(marks: str) -> dict[str, list[bool]]:
    return outcomes(marks, marks, marks)


def test_symbols_differ_only_by_more_than_chance() -> None:
    # Tossing a coin eight times gives eight heads or eight tails once in 128, seven times in 64.
    assert report.compared(of_each("xxxxxxxx"), of_each("........")) == "+"
    assert report.compared(of_each("xxxxxxx"), of_each(".......")) == ""
    assert report.compared(of_each("xxxxxxxx"), of_each("xxxxxxxx")) == ""


def test_only_pairs_of_which_one_alone_was_read_tell_symbols_apart() -> None:
    alike = "x." * 100
    assert report.compared(of_each(alike + "xxxxxxxx"), of_each(alike + "........")) == "+"
    assert report.compared(of_each(alike + "xxxx...."), of_each(alike + "....xxxx")) == ""


def test_the_sign_is_that_of_the_codes_which_the_test_counts() -> None:
    # 30 codes are read by one decoder more, 11 by three fewer: 30 pairs for, 11 against.
    one = outcomes("x" * 30 + "." * 11, "." * 41, "." * 41)
    other = outcomes(*["." * 30 + "x" * 11] * 3)
    assert report.share(one) < report.share(other)
    assert (report.compared(one, other), report.compared(other, one)) == ("+", "-")


def test_the_table_and_the_summary_say_where_ours_are_better_and_worse() -> None:
    rows = [report.Row("blur", "much", Conditions()), report.Row("cover", "some", Conditions())]
    all_read, none_read = of_each("xxxxxxxx"), of_each("........")
    results = [
        {"M": all_read, "Q": none_read, "twin": none_read, "plain": none_read},
        {"M": none_read, "Q": all_read, "twin": none_read, "plain": all_read},
    ]
    assert [line.split(" | ")[2] for line in report.table(rows, results).splitlines()[2:]] == [
        "100.0% +",
        "0.0% -",
    ]
    assert report.summary(rows, results).splitlines() == [
        "- M better than plain, rows: 1. blur (much).",
        "- M worse than plain, rows: 1. cover (some).",
        "- Q better than plain, rows: 0. Nowhere.",
        "- Q worse than plain, rows: 0. Nowhere.",
        "- M better than twin, rows: 1. blur (much).",
        "- M worse than twin, rows: 0. Nowhere.",
    ]


def test_the_table_replaces_what_stood_between_its_marks_alone() -> None:
    page = f"before\n{report.BEGIN}old\n{report.END}after\n"
    made = report.with_table(page, "new\n")
    assert made == f"before\n{report.BEGIN}\nnew\n\n{report.END}after\n"
    assert report.with_table(made, "new\n") == made


@pytest.mark.parametrize(
    "page", ["nothing", "<!-- end -->\n", "<!-- made by make print-report -->\n"]
)
def test_a_page_without_a_place_for_the_table_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="no place for the table"):
        report.with_table(page, "new\n")


def test_every_condition_is_named_once() -> None:
    named = [(row.name, row.strength) for row in report.ROWS]
    assert len(set(named)) == len(named)


def test_both_kinds_of_symbol_say_the_same_placement_at_the_same_width() -> None:
    host = print_symbols.HOST
    ours, rows = print_symbols.ours(host, "K7F3M4", "M")
    plain, plain_rows = print_symbols.plain(host, "K7F3M4")
    assert ours.lower() == plain
    assert (len(rows), len(plain_rows)) == (33, 37)
    twin, twin_rows = print_symbols.twin(host, "K7F3M4")
    assert (twin, len(twin_rows)) == (ours, len(rows))
    assert len(print_symbols.ours(host, "K7F3M4", "Q")[1]) == 37
