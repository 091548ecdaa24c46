"""Orders of artwork, their packs, and what is in these."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

from microsite.campaigns.codes import ALPHABET
from microsite.campaigns.codes import check_character
from microsite.qr.design.style import Style
from microsite.qr.packs import pack
from microsite.qr.packs.filenames import DEFAULT_NAMES
from microsite.qr.packs.job import Order
from microsite.qr.packs.job import Placement
from microsite.qr.packs.summary import Summary


def code(number: int) -> str:
    """A code, another one for each number below 23³."""
    body = "77" + "".join(ALPHABET[number // 23**place % 23] for place in range(3))
    return body + check_character(body)


def order(*labels: str, **changes: object) -> Order:
    """An order of a placement for each label, as PDF and SVG."""
    placements = tuple(
        Placement(code(number), label, "华东", f"B{number}") for number, label in enumerate(labels)
    )
    made = Order(
        campaign="spring-2027",
        host="app.example.com",
        style=Style(),
        forms=("pdf", "svg"),
        names=DEFAULT_NAMES,
        lines=(),
        placements=placements,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def branches(count: int, **changes: object) -> Order:
    """An order of so many branches."""
    return order(*(f"Branch {number:04}" for number in range(count)), **changes)


def made(order: Order, target: Path, processes: int = 1) -> Summary:
    """Make an order's pack."""
    names = order.file_names()
    with pack.begun(order, target) as part:
        for _ in pack.fill(part, order, names, processes):
            pass
        return pack.finish(part, order)


def rows(archive: ZipFile) -> list[dict[str, str]]:
    """The rows of a pack's manifest."""
    return list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
