"""Sizes of paper and labels, as commands take them."""

from typing import Any

import click

from microsite.qr.sheets.stock import PAGES
from microsite.qr.sheets.stock import Size


class SizeType(click.ParamType[Size]):
    """Two numbers with an x between, or the name of a page; one number stands for both."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Size:
        """Read it, or say how it is written."""
        if isinstance(value, tuple):
            return value
        named = {name.lower(): page for name, page in PAGES.items()}
        if found := named.get(value.lower()):
            return found
        try:
            parts = [float(part) for part in value.lower().replace("×", "x").split("x")]
            across, down = parts * 2 if len(parts) == 1 else parts
        except ValueError:
            self.fail(f"{value!r} is no size: write 70x37, in mm.", param, ctx)
        return across, down
