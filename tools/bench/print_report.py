"""`make print-report`: how often three decoders read our codes, beside python-qrcode's plain ones.

All are printed at the same width. Ours carry the printed form of an address (capitals after a
small scheme), at levels M and Q; python-qrcode's, with its defaults, the customary form, and the
printed one once more, to tell what the form does from what the mask does. The table goes to
docs/print.md; with `--host`, one for addresses of that host is printed instead.
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
from tests.support.print_symbols import drawn

REPORT = Path(__file__).parents[2] / "docs" / "print.md"
BEGIN, END = "<!-- made by make print-report -->\n", "<!-- end -->\n"
CHANCE = 0.01
"""How likely chance alone may make a difference that is called one: in one row of a hundred."""
PROCESSES = 2


class Row(NamedTuple):
    """One condition: its name and strength to people, and to the camera."""

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
"""Of each decoder, whether it read each code right."""
Result = Mapping[str, Outcomes]
"""Of each symbol, what was read of it under one condition."""


COMPARED = (("M", "plain"), ("Q", "plain"), ("M", "twin"))
"""Of ours, which is held against which."""


def measure(host: str, number: int) -> Result:
    """Photograph and read every code of a host under the conditions of a row."""
    cv2.setNumThreads(1)
    result = {}
    for name, make in SYMBOLS.items():
        outcomes: dict[str, list[bool]] = {decoder: [] for decoder in DECODERS}
        for seed, code in enumerate(drawn()):
            text, rows = make(host, code)
            picture = Image.fromarray(photograph(rows, ROWS[number].conditions, (number, seed)))
            for decoder, decode in DECODERS.items():
                outcomes[decoder].append(decode(picture) == text)
        result[name] = outcomes
    return result


def share(outcomes: Outcomes, *decoders: str) -> float:
    """The part of these decoders' attempts that succeeded; of all decoders' where none is named."""
    return fmean(fmean(outcomes[decoder]) for decoder in decoders or outcomes)


def compared(one: Outcomes, other: Outcomes) -> str:
    """`+` where the first is read more often by more than chance, `-` where less, or "".

    The exact sign test, on pairs: a pair is one code under one camera, so the same hand, light and
    noise; which of two symbols more decoders read would be as if tossed, were they alike.
    """
    by_code = zip(zip(*one.values(), strict=True), zip(*other.values(), strict=True), strict=True)
    differences = [sum(left) - sum(right) for left, right in by_code]
    better, worse = sum(d > 0 for d in differences), sum(d < 0 for d in differences)
    pairs = better + worse
    tail = sum(comb(pairs, count) for count in range(min(better, worse) + 1))
    if 2 * tail / 2**pairs >= CHANCE:
        return ""
    return "+" if better > worse else "-"


def table(rows: Sequence[Row], results: Sequence[Result]) -> str:
    """The results in Markdown: per cent read by all decoders together, then by each."""
    names = ", ".join(SYMBOLS)
    heads = [*SYMBOLS, *(f"{decoder}: {names}" for decoder in DECODERS)]
    lines = ["| " + " | ".join(["", "", *heads]) + " |"]
    lines.append("|---|---|" + "--:|" * len(heads))
    before = ""
    for row, result in zip(rows, results, strict=True):
        cells = [
            f"{share(outcomes):.1%} {compared(outcomes, result['plain'])}".rstrip()
            for outcomes in result.values()
        ]
        for decoder in DECODERS:
            each = (f"{100 * share(outcomes, decoder):.0f}" for outcomes in result.values())
            cells.append(", ".join(each))
        name, before = "" if row.name == before else row.name, row.name
        lines.append("| " + " | ".join([name, row.strength, *cells]) + " |")
    return "\n".join(lines) + "\n"


def summary(rows: Sequence[Row], results: Sequence[Result]) -> str:
    """Where ours differ from python-qrcode's by more than chance."""
    lines = []
    for name, other in COMPARED:
        found: dict[str, list[str]] = {"+": [], "-": [], "": []}
        for row, result in zip(rows, results, strict=True):
            sign = compared(result[name], result[other])
            found[sign].append(f"{row.name} ({row.strength})")
        for word, sign in (("better", "+"), ("worse", "-")):
            where = "; ".join(found[sign]) or "Nowhere"
            lines.append(f"- {name} {word} than {other}, rows: {len(found[sign])}. {where}.")
    return "\n".join(lines) + "\n"


def with_table(page: str, made: str) -> str:
    """A page with what stands between its marks replaced."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"The page has no place for the table: {BEGIN.strip()} … {END.strip()}.")
    return f"{before}{begin}\n{made}\n{end}{after}"


def main() -> None:
    """Measure all rows, write the table, and say where ours differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", help="in small letters; docs/print.md is left as it is")
    host = parser.parse_args().host
    with ProcessPoolExecutor(PROCESSES) as pool:
        measured = pool.map(partial(measure, host or HOST), range(len(ROWS)))
        results = list(tqdm(measured, total=len(ROWS), unit="row", disable=None))
    made = f"{table(ROWS, results)}\n{summary(ROWS, results)}"
    if host:
        print(made, end="")
        return
    REPORT.write_text(with_table(REPORT.read_text("utf-8"), made), "utf-8")
    print(summary(ROWS, results), end="")


if __name__ == "__main__":
    main()
