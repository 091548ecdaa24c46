"""The simulated degradations, and the report of decode rates."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from microsite.qr.symbol.encode import add_quiet_zone
from microsite.qr.symbol.encode import encode
from tests.support import print_symbols
from tests.support.degradations import Conditions
from tests.support.degradations import photograph

pytestmark = pytest.mark.slow

report = pytest.importorskip(
    "tools.bench.print_report",
    reason="libzbar is not installed, see tools/system-programs.",
    exc_type=ImportError,
)

ROWS = add_quiet_zone(encode("https://APP.EXAMPLE.COM/Q/K7F3M4").modules)
STILL = Conditions(pixels=264)


def take_photo(conditions: Conditions, seed: int = 1) -> NDArray[np.float64]:
    return photograph(ROWS, conditions, (seed,)).astype(float)


def sharpness(picture: NDArray[np.float64]) -> float:
    """Return the mean difference between neighbouring pixels."""
    return float(np.abs(np.diff(picture)).mean())


def test_pictures_depend_on_the_seed_alone() -> None:
    worst = Conditions(160, 0.1, 0.03, 10, 30, 0.2, 0.5, 0.5, 0.5, 0.1, 20)
    assert (take_photo(worst) == take_photo(worst)).all()
    assert (take_photo(worst) != take_photo(worst, 2)).any()


@pytest.mark.parametrize("pixels", [60, 100, 240])
def test_the_code_is_that_many_pixels_wide(pixels: int) -> None:
    picture = take_photo(Conditions(pixels=pixels))
    columns = np.flatnonzero((picture < 128).any(axis=0))
    symbol_share = (len(ROWS) - 8) / len(ROWS)
    # A rotation of 3 degrees widens the bounding box by up to 5 %.
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
def test_more_of_it_leaves_fainter_sharpness(mild: Conditions, strong: Conditions) -> None:
    assert (
        sharpness(take_photo(STILL)) > sharpness(take_photo(mild)) > sharpness(take_photo(strong))
    )


def test_dot_gain_darkens_and_dot_loss_lightens() -> None:
    by_gain = [
        take_photo(replace(STILL, dot_gain_mm=mm)).mean() for mm in (0.2, 0.1, 0, -0.1, -0.2)
    ]
    assert by_gain == sorted(by_gain)


def test_noise_has_the_configured_deviation() -> None:
    noisy = take_photo(replace(STILL, noise=0.02))[:40, :40]
    assert noisy.std() == pytest.approx(0.02 * 255, rel=0.1)


@pytest.mark.parametrize("seed", range(20))
def test_a_patch_hides_part_of_the_code_but_no_finder_pattern(seed: int) -> None:
    clean, covered = take_photo(STILL, seed), take_photo(replace(STILL, cover=0.04), seed)
    erased = (clean < 128) & (covered > 128)
    corner = round(0.2 / 1.4 * len(clean)) + round(11 / 33 / 1.4 * len(clean))
    assert erased.any()
    assert not erased[:corner, :corner].any()
    assert not erased[:corner, -corner:].any()
    assert not erased[-corner:, :corner].any()


def test_a_tilt_foreshortens_the_code() -> None:
    tilted = take_photo(replace(STILL, tilt=60)) < 128
    across, down = (np.ptp(np.flatnonzero(tilted.any(axis=axis))) for axis in (0, 1))
    assert down == pytest.approx(across / 2, rel=0.2)


# The report


def outcomes(*by_decoder: str) -> dict[str, list[bool]]:
    names = ["zxing-cpp", "OpenCV", "ZBar"]
    return {
        name: [mark == "x" for mark in marks] for name, marks in zip(names, by_decoder, strict=True)
    }


def test_the_table_has_a_row_per_condition_with_the_share_of_each_symbol() -> None:
    row = report.Row("blur", "0.3 mm", Conditions(blur_mm=0.3))
    result = {
        "M": outcomes("xxxx", "xxxx", "xxxx"),
        "Q": outcomes("xxxx", "xx..", "...."),
        "twin": outcomes("xxxx", "xxxx", "xx.."),
        "plain": outcomes("x...", "....", "...."),
    }
    assert report.format_table([row, row], [result, result]).splitlines()[2:] == [
        "| blur | 0.3 mm | 100.0% | 50.0% | 83.3% | 8.3%"
        " | 100, 100, 100, 25 | 100, 50, 100, 0 | 100, 0, 50, 0 |",
        "|  | 0.3 mm | 100.0% | 50.0% | 83.3% | 8.3%"
        " | 100, 100, 100, 25 | 100, 50, 100, 0 | 100, 0, 50, 0 |",
    ]


def same_for_all(marks: str) -> dict[str, list[bool]]:
    return outcomes(marks, marks, marks)


def test_only_significant_differences_are_marked() -> None:
    # Eight of eight pairs have a probability of 1 in 128 by chance, seven of seven of 1 in 64.
    assert report.compare(same_for_all("xxxxxxxx"), same_for_all("........")) == "+"
    assert report.compare(same_for_all("xxxxxxx"), same_for_all(".......")) == ""
    assert report.compare(same_for_all("xxxxxxxx"), same_for_all("xxxxxxxx")) == ""


def test_only_pairs_with_different_outcomes_count() -> None:
    alike = "x." * 100
    assert report.compare(same_for_all(alike + "xxxxxxxx"), same_for_all(alike + "........")) == "+"
    assert report.compare(same_for_all(alike + "xxxx...."), same_for_all(alike + "....xxxx")) == ""


def test_the_sign_follows_the_number_of_pairs_not_of_readings() -> None:
    # 30 codes are read by one more decoder, 11 by three fewer: 30 pairs for, 11 against.
    one = outcomes("x" * 30 + "." * 11, "." * 41, "." * 41)
    other = outcomes(*["." * 30 + "x" * 11] * 3)
    assert report.share(one) < report.share(other)
    assert (report.compare(one, other), report.compare(other, one)) == ("+", "-")


def test_table_and_summary_name_the_better_and_worse_rows() -> None:
    rows = [report.Row("blur", "much", Conditions()), report.Row("cover", "some", Conditions())]
    all_read, none_read = same_for_all("xxxxxxxx"), same_for_all("........")
    results = [
        {"M": all_read, "Q": none_read, "twin": none_read, "plain": none_read},
        {"M": none_read, "Q": all_read, "twin": none_read, "plain": all_read},
    ]
    assert [
        line.split(" | ")[2] for line in report.format_table(rows, results).splitlines()[2:]
    ] == [
        "100.0% +",
        "0.0% -",
    ]
    assert report.format_summary(rows, results).splitlines() == [
        "- M better than plain, rows: 1. blur (much).",
        "- M worse than plain, rows: 1. cover (some).",
        "- Q better than plain, rows: 0. Nowhere.",
        "- Q worse than plain, rows: 0. Nowhere.",
        "- M better than twin, rows: 1. blur (much).",
        "- M worse than twin, rows: 0. Nowhere.",
    ]


def test_only_the_text_between_the_markers_is_replaced() -> None:
    page = f"before\n{report.BEGIN_MARKER}old\n{report.END_MARKER}after\n"
    page_with_table = report.replace_table(page, "new\n")
    assert page_with_table == f"before\n{report.BEGIN_MARKER}\nnew\n\n{report.END_MARKER}after\n"
    assert report.replace_table(page_with_table, "new\n") == page_with_table


@pytest.mark.parametrize(
    "page", ["nothing", "<!-- end -->\n", "<!-- made by make print-report -->\n"]
)
def test_a_page_without_markers_is_rejected(page: str) -> None:
    with pytest.raises(ValueError, match="lacks the markers for the table"):
        report.replace_table(page, "new\n")


def test_condition_names_are_unique() -> None:
    names = [(row.name, row.strength) for row in report.ROWS]
    assert len(set(names)) == len(names)


def test_all_symbols_encode_the_same_placement() -> None:
    host = print_symbols.HOST
    ours, rows = print_symbols.our_symbol(host, "K7F3M4", "M")
    plain, plain_rows = print_symbols.python_qrcode_plain(host, "K7F3M4")
    assert ours.lower() == plain
    assert (len(rows), len(plain_rows)) == (33, 37)
    twin, twin_rows = print_symbols.python_qrcode_same_text(host, "K7F3M4")
    assert (twin, len(twin_rows)) == (ours, len(rows))
    assert len(print_symbols.our_symbol(host, "K7F3M4", "Q")[1]) == 37
