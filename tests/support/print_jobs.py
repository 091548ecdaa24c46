"""Print jobs, their packs, and the manifests of these."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from microsite.campaigns.codes import ALPHABET
from microsite.campaigns.codes import compute_check_character
from microsite.qr.design.style import Style
from microsite.qr.packs.filenames import DEFAULT_FILENAME_TEMPLATE
from microsite.qr.packs.job import PrintJob
from microsite.qr.packs.job import PrintJobItem
from microsite.qr.packs.pack import fill_pack
from microsite.qr.packs.pack import finish_pack
from microsite.qr.packs.pack import open_pack
from microsite.qr.packs.summary import Summary


def sample_code(number: int) -> str:
    """Return a code, a different one for each number below 23³."""
    body = "77" + "".join(ALPHABET[number // 23**place % 23] for place in range(3))
    return body + compute_check_character(body)


def build_job(*labels: str, **changes: Any) -> PrintJob:
    """Return a job with a placement for each label, as PDF and SVG."""
    items = tuple(
        PrintJobItem(sample_code(number), label, "华东", f"B{number}")
        for number, label in enumerate(labels)
    )
    job = PrintJob(
        campaign="spring-2027",
        host="app.example.com",
        style=Style(),
        formats=("pdf", "svg"),
        filename_template=DEFAULT_FILENAME_TEMPLATE,
        caption=(),
        items=items,
    )
    return replace(job, **changes)


def build_branch_job(count: int, **changes: Any) -> PrintJob:
    """Return a job with a number of branches."""
    return build_job(*(f"Branch {number:04}" for number in range(count)), **changes)


def write_pack(job: PrintJob, target: Path, processes: int = 1) -> Summary:
    """Write the pack of a job."""
    filenames = job.build_filenames()
    with open_pack(job, target) as writer:
        for _ in fill_pack(writer, job, filenames, processes):
            pass
        return finish_pack(writer, job)


def read_manifest(archive: ZipFile) -> list[dict[str, str]]:
    """Return the rows of a pack's manifest."""
    return list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
