"""Parameter types and options that several commands share: sizes, dates, the PDF to write."""

import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from microsite.qr.sheets.stock import PAGE_SIZES
from microsite.qr.sheets.stock import Size


class SizeType(click.ParamType[Size]):
    """Width x height in mm, the name of a page size, or one number for a square."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Size:
        """Return the size, or fail with an example."""
        if isinstance(value, tuple):
            return value
        sizes = {name.lower(): page for name, page in PAGE_SIZES.items()}
        if size := sizes.get(value.lower()):
            return size
        try:
            parts = [float(part) for part in value.lower().replace("×", "x").split("x")]
            across, down = parts * 2 if len(parts) == 1 else parts
        except ValueError:
            self.fail(
                f"{value!r} is not a size: write width x height in mm, such as 70x37.", param, ctx
            )
        return across, down


class DateType(click.ParamType[datetime]):
    """A date; with `with_time` also a date and time. Returned without a time zone."""

    name = "date"

    def __init__(self, *, with_time: bool = False) -> None:
        self._pattern = _DATE_AND_TIME if with_time else _DATE
        self._examples = "2027-05-31 or 2027-05-31T16:00" if with_time else "2027-05-31"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the date, or fail with an example."""
        if isinstance(value, datetime):
            return value
        date = None
        if self._pattern.fullmatch(value):
            with suppress(ValueError):  # such as the 30th of February
                date = datetime.fromisoformat(value)
        if date is None:
            self.fail(f"{value!r} is not a date: write {self._examples}.", param, ctx)
        return date


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_AND_TIME = re.compile(rf"{_DATE.pattern}(?:T[0-9]{{2}}:[0-9]{{2}})?")

pdf_output_option = click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="PDF file to write.",
)
page_option = click.option(
    "--page",
    type=SizeType(),
    default="A4",
    show_default=True,
    help=f"Paper size: {', '.join(PAGE_SIZES)}, or width and height in mm (320x450).",
)
