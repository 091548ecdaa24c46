"""A print pack: the artwork of many placements in one ZIP, every file proved before it goes in.

The same order gives the same bytes, in however many processes it is made and however often it was
interrupted: see `part`.
"""

from collections.abc import Iterator
from pathlib import Path

from microsite.qr.packs.checkpoint import Part
from microsite.qr.packs.job import Order
from microsite.qr.packs.manifest import manifest
from microsite.qr.packs.process_pool import in_order
from microsite.qr.packs.producer import Maker
from microsite.qr.packs.readme import shop_notes
from microsite.qr.packs.summary import Summary
from microsite.qr.packs.summary import summarised

BATCH = 5
"""Placements that a process makes at a time: few, since progress is seen by the batch."""
MARKED = 250
"""Placements after which there is a mark: what a crash costs at the most."""


def begun(order: Order, target: Path) -> Part:
    """The pack that is to become that file, begun or gone on with once it is entered."""
    return Part(target, order.fingerprint())


def fill(part: Part, order: Order, names: list[str], processes: int) -> Iterator[int]:
    """Make what is left of an order; gives how many placements are done more, each time some are.

    Raises OSError where the part cannot be written, and BrokenProcessPool.
    """
    placements = len(order.placements)
    starts = range(part.rows + 1, placements + 1, BATCH)
    batches = [range(start, min(start + BATCH, placements + 1)) for start in starts]
    results = in_order(Maker(order, names).make, batches, processes)
    for batch, made in zip(batches, results, strict=True):
        for filed, data in made:
            part.add(filed, data)
        done = batch.stop - 1
        if done - part.rows >= MARKED or done == placements:
            part.mark(done)
        yield len(batch)


def finish(part: Part, order: Order) -> Summary:
    """Add manifest and notes, and give the file its name."""
    summary = summarised(part.files())
    others = [
        ("manifest.csv", manifest(order, part.files())),
        ("README.txt", shop_notes(order, summary)),
    ]
    part.finish(others)
    return summary
