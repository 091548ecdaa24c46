"""`microsite sheet`: many codes on pages of paper."""

from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session
from tqdm import tqdm

from microsite.campaigns import service
from microsite.campaigns.models import Placement
from microsite.cli.param_types import SizeType
from microsite.cli.style_options import styled
from microsite.cli.style_options import warn_of_a_made_up_host
from microsite.context import current_config
from microsite.context import transaction
from microsite.qr.design.captions import label_lines
from microsite.qr.design.style import Style
from microsite.qr.sheets.sheet import Order
from microsite.qr.sheets.sheet import Sheets
from microsite.qr.sheets.sheet import grid_for
from microsite.qr.sheets.stock import PAGES
from microsite.qr.sheets.stock import STOCKS
from microsite.qr.sheets.stock import UNPRINTED
from microsite.qr.sheets.stock import Grid
from microsite.qr.sheets.stock import Size
from microsite.qr.sheets.stock import grid
from microsite.qr.symbol.encode import payload

MOST_REFUSED = 10
"""Codes whose reasons are told; a style that fails mostly fails for all alike."""


@click.command()
@click.argument("names", metavar="CAMPAIGN|CODE…", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the PDF.",
)
@click.option(
    "--stock",
    type=click.Choice(list(STOCKS)),
    help="Self-adhesive labels, by the name on the box.",
)
@click.option(
    "--page",
    type=SizeType(),
    default="A4",
    show_default=True,
    help=f"The paper: {', '.join(PAGES)}, or its width and height in mm, 320x450.",
)
@click.option(
    "--cell",
    type=SizeType(),
    help="Width and height of a label in mm, 70x37.  [default: as large as the artwork is]",
)
@click.option("--gap", type=SizeType(), help="Between labels in mm: 4, or across and down, 2.5x0.")
@click.option(
    "--grid",
    "count",
    type=SizeType(),
    help="Columns and rows, 3x7.  [default: as many as fit]",
)
@click.option(
    "--margin",
    type=float,
    default=UNPRINTED,
    show_default=True,
    help="White around all labels in mm, at the least.",
)
@click.option(
    "--corner",
    type=SizeType(),
    help="How far from the left and the top the first label begins in mm, 7.2x15.1."
    "  [default: the labels are in the middle of the page]",
)
@click.option(
    "--start",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="The first free label of a used sheet, counted along the rows from the top left.",
)
@click.option(
    "--copies", type=click.IntRange(1, 10_000), default=1, show_default=True, help="Of each code."
)
@click.option(
    "--outlines", is_flag=True, help="Draw the labels' edges: for a trial on plain paper."
)
@click.option(
    "--label",
    "lines",
    multiple=True,
    help="A line below each code; can be given again. `auto` stands for two: the placement's label,"
    " and the address to type.",
)
@with_appcontext
@styled
def sheet(
    names: tuple[str, ...],
    output: Path,
    copies: int,
    lines: tuple[str, ...],
    start: int,
    outlines: bool,
    style: Style,
    **layout: Any,
) -> None:
    """Put the codes of a campaign, or single codes, on sheets: label stock, or paper to be cut.

    Every code on every page is read back before the PDF is written; if one cannot be relied on to
    scan, nothing is written. Print at 100 %, never "fit to page".

    \b
      microsite sheet spring-2027 -o sheets.pdf --label auto
      microsite sheet spring-2027 -o labels.pdf --stock avery-l7165 --width 45 --start 4
      microsite sheet K7F3M4 -o counter.pdf --copies 12 --frame framed
      microsite sheet K7F3M4 C3P9XD -o own.pdf --page 320x450 --cell 60x70 --gap 4
    """
    host = current_config().host
    with transaction() as session:
        placements = [placement for name in names for placement in _placements(session, name)]
    orders = [
        Order(address, label_lines(lines, placement.label, address))
        for placement in placements
        for address in [payload(host, placement.code)] * copies
    ]
    try:
        sheets = Sheets(orders, style, _grid(orders, style, **layout), start - 1, outlines)
        content = sheets.write()
        _prove(sheets, content)
        output.write_bytes(content)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"cannot write {output}: {error.strerror}.") from error
    click.echo(
        f"Codes: {len(orders):,}, all read back. Sheets: {sheets.count:,}, of"
        f" {sheets.grid.columns} x {sheets.grid.rows} labels. Print them at 100 %."
    )
    warn_of_a_made_up_host()


def _placements(session: Session, name: str) -> list[Placement]:
    """The placement of a code, or all of a campaign."""
    placement = service.find_placement(session, name)
    if placement is not None:
        return [placement]
    found = service.list_placements(session, service.find_campaign(session, name))
    if not found:
        raise service.RegisterError(f"The campaign {name!r} has no placements yet.")
    return list(found)


def _grid(
    orders: list[Order],
    style: Style,
    *,
    stock: str | None,
    page: Size,
    cell: Size | None,
    gap: Size | None,
    count: Size | None,
    margin: float,
    corner: Size | None,
) -> Grid:
    """The sheet that was asked for. Raises ValueError."""
    if stock is not None:
        if cell or gap or count or corner:
            raise ValueError(
                f"{stock} has its own --cell, --gap, --grid and --corner: leave them out."
            )
        return STOCKS[stock]
    if cell is None and not (gap or count or corner):
        return grid_for(orders, style, page)
    if cell is None:
        raise ValueError("--gap, --grid and --corner are those of a --cell: give its size, 70x37.")
    return grid(page, cell, gap or (0, 0), margin, count, corner)


def _prove(sheets: Sheets, content: bytes) -> None:
    """Read all codes back. Raises ValueError with the reasons of the first that do not pass."""
    refused = []
    cares: dict[str, None] = {}
    verdicts = tqdm(sheets.prove(content), total=len(sheets.orders), unit=" codes", disable=None)
    for order, verdict in verdicts:
        findings = " ".join(map(str, verdict.findings))
        if not verdict.passed:
            refused.append(f"{order.payload}: {findings}")
        elif findings:
            cares[findings] = None
    if refused:
        more = len(refused) - MOST_REFUSED
        told = "\n".join(refused[:MOST_REFUSED] + ([f"… and {more:,} more."] if more > 0 else []))
        raise ValueError(f"Not written: {len(refused):,} of {len(sheets.orders):,} fail.\n{told}")
    for findings in cares:
        click.echo(f"Take care: {findings}", err=True)
