"""Produce the files of a print job: render, run preflight on the final bytes, and compress."""

from collections.abc import Iterator
from collections.abc import Sequence
from hashlib import sha256

import msgspec

from microsite.qr.design.sizes import snap_to_dots
from microsite.qr.packs.job import PrintJob
from microsite.qr.packs.job import PrintJobItem
from microsite.qr.packs.zip_stream import ZipEntry
from microsite.qr.packs.zip_stream import pack_entry
from microsite.qr.pipeline import Artwork
from microsite.qr.pipeline import Format
from microsite.qr.pipeline import build_artwork
from microsite.qr.pipeline import render
from microsite.qr.preflight.verify import verify_file


class FileResult(msgspec.Struct, frozen=True, array_like=True, tag="file"):
    """The result of one file of a job.

    row: position of the placement in the job, from 1.
    entry: None for a failed file.
    version: of the symbol, 0 if none could be encoded.
    width_mm: of the code, quiet zone included.
    trim_size_mm: width and height of the trimmed paper.
    issues: the errors and warnings of preflight as text.
    """

    row: int
    format: Format
    entry: ZipEntry | None
    sha256: str = ""
    version: int = 0
    level: str = ""
    unused_correction: float = 0.0
    width_mm: float = 0.0
    trim_size_mm: tuple[float, float] = (0.0, 0.0)
    issues: str = ""


class FileProducer:
    """Produces the files of a job. filenames: as returned by `PrintJob.build_filenames`."""

    def __init__(self, job: PrintJob, filenames: Sequence[str]) -> None:
        self._job = job
        self._filenames = filenames

    def produce(self, rows: range) -> list[tuple[FileResult, bytes]]:
        """Return the results of some rows, each with its ZIP entry, which is empty on failure."""
        return [file for row in rows for file in self._produce_placement(row)]

    def _produce_placement(self, row: int) -> Iterator[tuple[FileResult, bytes]]:
        job = self._job
        try:
            artwork = self._build_artwork(job.items[row - 1])
        except ValueError as error:
            for format in job.formats:
                yield FileResult(row, format, None, issues=str(error)), b""
            return
        for format in job.formats:
            yield _produce_file(row, artwork, format, f"{self._filenames[row - 1]}.{format}")

    def _build_artwork(self, item: PrintJobItem) -> Artwork:
        job = self._job
        return build_artwork(job.build_payload(item), job.style, job.build_caption(item))


def _produce_file(
    row: int, artwork: Artwork, format: Format, filename: str
) -> tuple[FileResult, bytes]:
    """Render one file, and compress it if it passes preflight."""
    symbol = artwork.symbol
    try:
        content = render(artwork, format)
    except ValueError as error:
        failure = FileResult(
            row, format, None, version=symbol.version, level=symbol.level, issues=str(error)
        )
        return failure, b""
    report = verify_file(artwork, format, content)
    entry, data = pack_entry(filename, content) if report.passed else (None, b"")
    module_mm = artwork.module_mm
    if format == "png":
        module_mm = snap_to_dots(artwork.across, artwork.style).module_mm
    scale = module_mm / artwork.module_mm
    result = FileResult(
        row,
        format,
        entry,
        sha256=sha256(content).hexdigest() if entry else "",
        version=symbol.version,
        level=symbol.level,
        unused_correction=report.unused_correction,
        width_mm=artwork.across * module_mm,
        trim_size_mm=(artwork.drawing.width * scale, artwork.drawing.height * scale),
        issues=" ".join(map(str, report.issues)),
    )
    return result, data
