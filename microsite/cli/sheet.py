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
from microsite.cli.param_types import page_option
from microsite.cli.param_types import pdf_output_option
from microsite.cli.style_options import warn_if_placeholder_host
from microsite.cli.style_options import with_style_options
from microsite.context import current_config
from microsite.context import transaction
from microsite.qr.design.captions import caption_lines
from microsite.qr.design.style import Style
from microsite.qr.sheets.sheet import SheetItem
from microsite.qr.sheets.sheet import Sheets
from microsite.qr.sheets.sheet import fit_grid
from microsite.qr.sheets.stock import STOCKS
from microsite.qr.sheets.stock import UNPRINTABLE_MARGIN_MM
from microsite.qr.sheets.stock import SheetGrid
from microsite.qr.sheets.stock import Size
from microsite.qr.sheets.stock import build_grid
from microsite.qr.symbol.encode import build_payload

MAX_PRINTED_FAILURES = 10
"""A style that fails mostly fails for all codes in the same way."""


@click.command()
@click.argument("names", metavar="CAMPAIGN|CODE…", nargs=-1, required=True)
@pdf_output_option
@click.option(
    "--stock",
    type=click.Choice(list(STOCKS)),
    help="Self-adhesive label stock by product name.",
)
@page_option
@click.option(
    "--label-size",
    type=SizeType(),
    help="Label width and height in mm (70x37).  [default: size of the largest artwork]",
)
@click.option(
    "--gap",
    type=SizeType(),
    help="Gap between labels in mm, or horizontal and vertical gap (2.5x0).  [default: 0]",
)
@click.option(
    "--grid",
    "count",
    type=SizeType(),
    help="Columns and rows (3x7).  [default: as many as fit]",
)
@click.option(
    "--margin",
    type=float,
    default=UNPRINTABLE_MARGIN_MM,
    show_default=True,
    help="Minimum margin around the labels in mm.",
)
@click.option(
    "--corner",
    type=SizeType(),
    help="Offset of the first label from the left and top edge in mm (7.2x15.1)."
    "  [default: labels centred on the page]",
)
@click.option(
    "--start",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="First free label of a partly used sheet, counted by rows from the top left.",
)
@click.option(
    "--copies",
    type=click.IntRange(1, 10_000),
    default=1,
    show_default=True,
    help="Copies of each code.",
)
@click.option(
    "--outlines", is_flag=True, help="Draw the label edges, for a test print on plain paper."
)
@click.option(
    "--caption",
    multiple=True,
    help="Line of text under each code; repeat for several. `auto` adds the placement's label and"
    " the address to type.",
)
@with_appcontext
@with_style_options
def sheet(
    names: tuple[str, ...],
    output: Path,
    copies: int,
    caption: tuple[str, ...],
    start: int,
    outlines: bool,
    style: Style,
    **layout: Any,
) -> None:
    """Put the codes of a campaign, or single codes, on sheets of label stock or plain paper.

    Every code on every page is read back before the PDF is written. If one fails, nothing is
    written. Print at 100 %, never "fit to page".

    \b
      microsite sheet spring-2027 -o sheets.pdf --caption auto
      microsite sheet spring-2027 -o labels.pdf --stock avery-l7165 --width 45 --start 4
      microsite sheet K7F3M4 -o counter.pdf --copies 12 --frame framed
      microsite sheet K7F3M4 C3P9XD -o own.pdf --page 320x450 --label-size 60x70 --gap 4
    """
    host = current_config().host
    with transaction() as session:
        placements = [each for name in names for each in _find_placements(session, name)]
    items = [
        SheetItem(payload, caption_lines(caption, placement.label, payload))
        for placement in placements
        for payload in [build_payload(host, placement.code)] * copies
    ]
    try:
        sheets = Sheets(items, style, _choose_grid(items, style, **layout), start - 1, outlines)
        content = sheets.write()
        _verify(sheets, content)
        output.write_bytes(content)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"cannot write {output}: {error.strerror}.") from error
    click.echo(
        f"{output}: {len(items):,} codes passed preflight. Sheets: {sheets.count:,}, each with"
        f" {sheets.grid.columns} x {sheets.grid.rows} labels. Print at 100 %."
    )
    warn_if_placeholder_host()


def _find_placements(session: Session, name: str) -> list[Placement]:
    """Return the placement of a code, or all placements of a campaign."""
    placement = service.find_placement(session, name)
    if placement is not None:
        return [placement]
    placements = service.list_placements(session, service.get_campaign(session, name))
    if not placements:
        raise service.CampaignError(f"The campaign {name!r} has no placements.")
    return list(placements)


def _choose_grid(
    items: list[SheetItem],
    style: Style,
    *,
    stock: str | None,
    page: Size,
    label_size: Size | None,
    gap: Size | None,
    count: Size | None,
    margin: float,
    corner: Size | None,
) -> SheetGrid:
    """Return the grid for the layout options. Raise ValueError."""
    if stock is not None:
        if label_size or gap or count or corner:
            raise ValueError(
                f"--stock {stock} cannot be combined with --label-size, --gap, --grid or --corner."
            )
        return STOCKS[stock]
    if label_size is None and not (gap or count or corner):
        return fit_grid(items, style, page)
    if label_size is None:
        raise ValueError("--gap, --grid and --corner require --label-size, for example 70x37.")
    return build_grid(page, label_size, gap or (0, 0), margin, count, corner)


def _verify(sheets: Sheets, content: bytes) -> None:
    """Read all codes back and print warnings. Raise ValueError with the first failures."""
    failures = []
    warnings: dict[str, None] = {}
    reports = tqdm(sheets.verify(content), total=len(sheets.items), unit=" codes", disable=None)
    for item, report in reports:
        issues = " ".join(map(str, report.issues))
        if not report.passed:
            failures.append(f"{item.payload}: {issues}")
        elif issues:
            warnings[issues] = None
    if failures:
        rest = len(failures) - MAX_PRINTED_FAILURES
        lines = failures[:MAX_PRINTED_FAILURES] + ([f"… and {rest:,} more."] if rest > 0 else [])
        count = f"{len(failures):,} of {len(sheets.items):,} codes failed preflight"
        raise ValueError("\n".join([f"Nothing written: {count}.", *lines]))
    for issues in warnings:
        click.echo(f"Warning: {issues}", err=True)
