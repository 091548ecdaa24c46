"""Parameter types of commands: sizes of paper and labels."""

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
