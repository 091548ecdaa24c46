"""The summary of a print job."""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass

from microsite.qr.packs.producer import FileResult

MAX_LISTED_FAILURES = 10


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of files by result, and the sizes of the packed ones.

    packed: files in the pack by format. with_warnings: how many of them have issues.
    failures: the first failed files, at most MAX_LISTED_FAILURES.
    widths_mm: of the codes, quiet zone included.
    trim_widths_mm, trim_heights_mm: of the trimmed paper.
    """

    packed: Mapping[str, int]
    with_warnings: int
    failed: int
    failures: tuple[FileResult, ...]
    widths_mm: frozenset[float]
    trim_widths_mm: frozenset[float]
    trim_heights_mm: frozenset[float]


def summarize(results: Iterable[FileResult]) -> Summary:
    """Summarize the results in a single pass. Sizes are rounded to 0.01 mm."""
    packed: Counter[str] = Counter()
    with_warnings = failed = 0
    failures = []
    widths, trim_widths, trim_heights = set[float](), set[float](), set[float]()
    for result in results:
        if result.entry is None:
            failed += 1
            if failed <= MAX_LISTED_FAILURES:
                failures.append(result)
            continue
        packed[result.format] += 1
        with_warnings += bool(result.issues)
        widths.add(round(result.width_mm, 2))
        trim_widths.add(round(result.trim_size_mm[0], 2))
        trim_heights.add(round(result.trim_size_mm[1], 2))
    return Summary(
        packed,
        with_warnings,
        failed,
        tuple(failures),
        frozenset(widths),
        frozenset(trim_widths),
        frozenset(trim_heights),
    )
