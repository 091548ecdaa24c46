"""What came of an order."""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass

from microsite.qr.packs.producer import Filed

REFUSALS_KEPT = 10


@dataclass(frozen=True, slots=True)
class Summary:
    """Files by their fate, and the sizes of those that are in the pack.

    packed: how many of each form.
    doubtful: how many of them have findings.
    refusals: the first that were refused.
    widths_mm: of the codes, quiet zone included; papers_mm: widths and heights of trimmed paper.
    """

    packed: Mapping[str, int]
    doubtful: int
    refused: int
    refusals: tuple[Filed, ...]
    widths_mm: frozenset[float]
    papers_mm: tuple[frozenset[float], frozenset[float]]


def summarised(files: Iterable[Filed]) -> Summary:
    """The summary of all files of an order, which are looked at once; sizes to the hundredth."""
    packed: Counter[str] = Counter()
    doubtful = refused = 0
    refusals = []
    widths, wide, high = set[float](), set[float](), set[float]()
    for filed in files:
        if filed.entry is None:
            refused += 1
            if refused <= REFUSALS_KEPT:
                refusals.append(filed)
            continue
        packed[filed.form] += 1
        doubtful += bool(filed.findings)
        widths.add(round(filed.width_mm, 2))
        wide.add(round(filed.paper_mm[0], 2))
        high.add(round(filed.paper_mm[1], 2))
    papers = frozenset(wide), frozenset(high)
    return Summary(packed, doubtful, refused, tuple(refusals), frozenset(widths), papers)
