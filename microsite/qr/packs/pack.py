"""A print pack: the artwork of many placements in one ZIP. Every file passes preflight first.

The same job gives the same bytes, for any number of processes and interruptions (see `checkpoint`).
"""

from collections.abc import Iterator
from pathlib import Path

from microsite.qr.packs.checkpoint import PackWriter
from microsite.qr.packs.job import PrintJob
from microsite.qr.packs.manifest import build_manifest
from microsite.qr.packs.process_pool import map_ordered
from microsite.qr.packs.producer import FileProducer
from microsite.qr.packs.readme import build_printer_readme
from microsite.qr.packs.summary import Summary
from microsite.qr.packs.summary import summarize

BATCH_SIZE = 5
"""Placements per task of a process. Progress is shown per batch, so batches are small."""
CHECKPOINT_INTERVAL = 250
"""Placements between checkpoints: the most work that a crash can lose."""


def open_pack(job: PrintJob, target: Path) -> PackWriter:
    """Return a writer for the pack. Entering it starts the pack or resumes it."""
    return PackWriter(target, job.compute_fingerprint())


def fill_pack(
    writer: PackWriter, job: PrintJob, filenames: list[str], processes: int
) -> Iterator[int]:
    """Produce the remaining files. Yield the number of placements after each batch.

    Raise OSError if the partial file cannot be written, and BrokenProcessPool.
    """
    placements = len(job.items)
    starts = range(writer.rows_done + 1, placements + 1, BATCH_SIZE)
    batches = [range(start, min(start + BATCH_SIZE, placements + 1)) for start in starts]
    results = map_ordered(FileProducer(job, filenames).produce, batches, processes)
    for batch, files in zip(batches, results, strict=True):
        for result, data in files:
            writer.add(result, data)
        done = batch.stop - 1
        if done - writer.rows_done >= CHECKPOINT_INTERVAL or done == placements:
            writer.save_checkpoint(done)
        yield len(batch)


def finish_pack(writer: PackWriter, job: PrintJob) -> Summary:
    """Add the manifest and the printer readme, and move the pack to its final path."""
    summary = summarize(writer.read_results())
    extra_files = [
        ("manifest.csv", build_manifest(job, writer.read_results())),
        ("README.txt", build_printer_readme(job, summary)),
    ]
    writer.finish(extra_files)
    return summary
