"""The files of an order: drawn, proved by reading their very bytes back, and packed."""

from collections.abc import Iterator
from collections.abc import Sequence
from hashlib import sha256

import msgspec

from microsite.qr.design.sizes import snapped
from microsite.qr.packs.job import Order
from microsite.qr.packs.job import Placement
from microsite.qr.packs.zip_stream import Entry
from microsite.qr.packs.zip_stream import packed
from microsite.qr.pipeline import Artwork
from microsite.qr.pipeline import Form
from microsite.qr.pipeline import artwork
from microsite.qr.pipeline import render
from microsite.qr.preflight.verify import prove


class Filed(msgspec.Struct, frozen=True, array_like=True, tag="file"):
    """What became of one file of an order.

    row: the placement's place in the order, 1 for the first.
    entry: None for a file that was refused.
    version: of the symbol, 0 where none could be drawn.
    width_mm: of the code, quiet zone included; paper_mm: width and height of the trimmed paper.
    findings: why it was refused, or what to take care of.
    """

    row: int
    form: Form
    entry: Entry | None
    sha256: str = ""
    version: int = 0
    level: str = ""
    unused_correction: float = 0.0
    width_mm: float = 0.0
    paper_mm: tuple[float, float] = (0.0, 0.0)
    findings: str = ""


class Maker:
    """Makes the files of an order. `names` are those of `Order.file_names`."""

    def __init__(self, order: Order, names: Sequence[str]) -> None:
        self._order = order
        self._names = names

    def make(self, rows: range) -> list[tuple[Filed, bytes]]:
        """The files of some rows, each with the bytes of its entry, none where it was refused."""
        return [made for row in rows for made in self._of_placement(row)]

    def _of_placement(self, row: int) -> Iterator[tuple[Filed, bytes]]:
        order, placement = self._order, self._order.placements[row - 1]
        try:
            drawn = self._drawn(placement)
        except ValueError as error:
            for form in order.forms:
                yield Filed(row, form, None, findings=str(error)), b""
            return
        for form in order.forms:
            yield _filed(row, drawn, form, f"{self._names[row - 1]}.{form}")

    def _drawn(self, placement: Placement) -> Artwork:
        order = self._order
        return artwork(order.payload(placement), order.style, order.label(placement))


def _filed(row: int, drawn: Artwork, form: Form, name: str) -> tuple[Filed, bytes]:
    """One file, if it passes its proof."""
    symbol = drawn.symbol
    try:
        content = render(drawn, form)
    except ValueError as error:
        refused = Filed(row, form, None, "", symbol.version, symbol.level, findings=str(error))
        return refused, b""
    verdict = prove(drawn, form, content)
    entry, data = packed(name, content) if verdict.passed else (None, b"")
    module = snapped(drawn.across, drawn.style).module_mm if form == "png" else drawn.module_mm
    grown = module / drawn.module_mm
    filed = Filed(
        row,
        form,
        entry,
        sha256(content).hexdigest() if entry else "",
        symbol.version,
        symbol.level,
        verdict.unused_correction,
        drawn.across * module,
        (drawn.drawing.width * grown, drawn.drawing.height * grown),
        " ".join(map(str, verdict.findings)),
    )
    return filed, data
