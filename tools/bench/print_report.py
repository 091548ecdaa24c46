"""`make print-report`: compare the decode rates of our codes with python-qrcode's.

All symbols are printed at the same width and read by three decoders. Ours encode the printed
address (upper case after a lower-case scheme) at levels M and Q. python-qrcode's use its defaults:
"plain" encodes the address in lower case, "twin" the printed one, which separates the effect of the
payload from that of the mask. The table is written to docs/print.md; with `--host` it is printed
for that host instead.
"""

import argparse
from collections.abc import Mapping
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import comb
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import cv2
from PIL import Image
from tqdm import tqdm

from tests.support.decoders import DECODERS
from tests.support.degradations import Conditions
from tests.support.degradations import photograph
from tests.support.print_symbols import HOST
from tests.support.print_symbols import SYMBOLS
from tests.support.print_symbols import random_codes

REPORT = Path(__file__).parents[2] / "docs" / "print.md"
BEGIN_MARKER, END_MARKER = "<!-- made by make print-report -->\n", "<!-- end -->\n"
SIGNIFICANCE = 0.01
"""Significance level: chance alone may mark one row of a hundred."""
PROCESSES = 2


class Row(NamedTuple):
    """One condition of the table: its name and strength, and the camera settings."""

    name: str
    strength: str
    conditions: Conditions


ROWS = [
    Row("none", "240 pixels wide", Conditions()),
    *(Row("low resolution", f"{px} pixels wide", Conditions(px)) for px in (100, 80, 72, 66, 60)),
    *(Row("blur", f"{mm} mm", Conditions(blur_mm=mm)) for mm in (0.3, 0.35, 0.4, 0.5)),
    *(Row("shaking hand", f"{mm} mm", Conditions(shake_mm=mm)) for mm in (0.6, 1.0, 1.4, 1.8)),
    *(Row("rotation", f"{by}°", Conditions(turn=by)) for by in (20, 45)),
    *(Row("perspective", f"tilted {by}°", Conditions(tilt=by)) for by in (30, 45, 55, 65)),
    *(
        Row("low contrast", f"{part:.0%} of black", Conditions(contrast=part))
        for part in (0.2, 0.1, 0.07, 0.05)
    ),
    *(Row("noise", f"{part:.0%}", Conditions(noise=part)) for part in (0.05, 0.1, 0.15, 0.2)),
    *(Row("JPEG", f"quality {quality}", Conditions(jpeg=quality)) for quality in (20, 10, 5, 2)),
    *(Row("dot gain", f"{mm} mm", Conditions(dot_gain_mm=mm)) for mm in (0.1, 0.2, 0.3, 0.35)),
    *(Row("dot loss", f"{mm} mm", Conditions(dot_gain_mm=-mm)) for mm in (0.1, 0.2, 0.3, 0.35)),
    *(
        Row("partial cover", f"{part:.0%} of the area", Conditions(cover=part))
        for part in (0.02, 0.03, 0.04, 0.06)
    ),
    *(Row("uneven light", f"{part:.0%} lost", Conditions(shadow=part)) for part in (0.8, 0.95)),
    Row(
        "from the queue",
        "all at once",
        Conditions(140, turn=10, tilt=25, blur_mm=0.2, contrast=0.7, noise=0.03),
    ),
    Row(
        "in the evening",
        "all at once",
        Conditions(160, turn=10, tilt=25, blur_mm=0.2, contrast=0.6, shadow=0.4, noise=0.05),
    ),
]

Outcomes = Mapping[str, Sequence[bool]]
"""By decoder: for each code, True if it was read correctly."""
Result = Mapping[str, Outcomes]
"""By symbol: the outcomes under one condition."""


COMPARISONS = (("M", "plain"), ("Q", "plain"), ("M", "twin"))
"""Pairs of symbols in the summary."""


def measure(host: str, number: int) -> Result:
    """Photograph and decode every code of a host under the conditions of a row."""
    cv2.setNumThreads(1)
    result = {}
    for name, build_symbol in SYMBOLS.items():
        outcomes: dict[str, list[bool]] = {decoder: [] for decoder in DECODERS}
        for seed, code in enumerate(random_codes()):
            text, rows = build_symbol(host, code)
            picture = Image.fromarray(photograph(rows, ROWS[number].conditions, (number, seed)))
            for decoder, decode in DECODERS.items():
                outcomes[decoder].append(decode(picture) == text)
        result[name] = outcomes
    return result


def share(outcomes: Outcomes, *decoders: str) -> float:
    """Return the share of codes that these decoders read; all decoders by default."""
    return fmean(fmean(outcomes[decoder]) for decoder in decoders or outcomes)


def compare(one: Outcomes, other: Outcomes) -> str:
    """Return "+" if the first is read significantly more often, "-" if less often, else "".

    Exact sign test on pairs. A pair is one code under one camera with the same movement, light and
    noise; without a difference, each symbol is equally likely to be read by more decoders.
    """
    by_code = zip(zip(*one.values(), strict=True), zip(*other.values(), strict=True), strict=True)
    differences = [sum(left) - sum(right) for left, right in by_code]
    better, worse = sum(d > 0 for d in differences), sum(d < 0 for d in differences)
    pairs = better + worse
    tail = sum(comb(pairs, count) for count in range(min(better, worse) + 1))
    if 2 * tail / 2**pairs >= SIGNIFICANCE:
        return ""
    return "+" if better > worse else "-"


def format_table(rows: Sequence[Row], results: Sequence[Result]) -> str:
    """Return the results in Markdown: per cent read by all decoders together, then by each."""
    names = ", ".join(SYMBOLS)
    headers = [*SYMBOLS, *(f"{decoder}: {names}" for decoder in DECODERS)]
    lines = ["| " + " | ".join(["", "", *headers]) + " |"]
    lines.append("|---|---|" + "--:|" * len(headers))
    previous = ""
    for row, result in zip(rows, results, strict=True):
        cells = [
            f"{share(outcomes):.1%} {compare(outcomes, result['plain'])}".rstrip()
            for outcomes in result.values()
        ]
        for decoder in DECODERS:
            each = (f"{100 * share(outcomes, decoder):.0f}" for outcomes in result.values())
            cells.append(", ".join(each))
        name, previous = "" if row.name == previous else row.name, row.name
        lines.append("| " + " | ".join([name, row.strength, *cells]) + " |")
    return "\n".join(lines) + "\n"


def format_summary(rows: Sequence[Row], results: Sequence[Result]) -> str:
    """Return the rows in which ours differ significantly from python-qrcode's."""
    lines = []
    for name, other in COMPARISONS:
        rows_by_sign: dict[str, list[str]] = {"+": [], "-": [], "": []}
        for row, result in zip(rows, results, strict=True):
            sign = compare(result[name], result[other])
            rows_by_sign[sign].append(f"{row.name} ({row.strength})")
        for word, sign in (("better", "+"), ("worse", "-")):
            where = "; ".join(rows_by_sign[sign]) or "Nowhere"
            lines.append(f"- {name} {word} than {other}, rows: {len(rows_by_sign[sign])}. {where}.")
    return "\n".join(lines) + "\n"


def replace_table(page: str, table: str) -> str:
    """Return the page with the text between its markers replaced. Raise ValueError without them."""
    before, begin, rest = page.partition(BEGIN_MARKER)
    _, end, after = rest.partition(END_MARKER)
    if not (begin and end):
        raise ValueError(
            "The page lacks the markers for the table:"
            f" {BEGIN_MARKER.strip()} … {END_MARKER.strip()}."
        )
    return f"{before}{begin}\n{table}\n{end}{after}"


def main() -> None:
    """Measure all rows, write the table and print the summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--host", help="Host in lower case; prints the table and leaves docs/print.md unchanged."
    )
    host = parser.parse_args().host
    with ProcessPoolExecutor(PROCESSES) as pool:
        measured = pool.map(partial(measure, host or HOST), range(len(ROWS)))
        results = list(tqdm(measured, total=len(ROWS), unit="row", disable=None))
    table = f"{format_table(ROWS, results)}\n{format_summary(ROWS, results)}"
    if host:
        print(table, end="")
        return
    REPORT.write_text(replace_table(REPORT.read_text("utf-8"), table), "utf-8")
    print(format_summary(ROWS, results), end="")


if __name__ == "__main__":
    main()
