"""`microsite scans`: reports of the counts."""

import csv
import io
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext

from microsite.campaigns import service
from microsite.cli.param_types import DateType
from microsite.context import current_config
from microsite.context import current_engine
from microsite.context import transaction
from microsite.scans import reports


@click.command(short_help="Report scans by class, day, store, placement and more.")
@click.option(
    "--by",
    "by",
    multiple=True,
    default=("class",),
    show_default=True,
    type=click.Choice(reports.REPORT_COLUMNS),
    help="Column to group by; can be repeated.",
)
@click.option("--since", type=DateType(), help="First day, such as 2027-01-31.")
@click.option("--until", type=DateType(), help="Last day.")
@click.option("--campaign", help="Only this campaign.")
@click.option(
    "--class",
    "classes",
    multiple=True,
    type=click.Choice(tuple(reports.REQUEST_CLASSES)),
    help="Only this class; can be repeated.  [default: all]",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values.")
@with_appcontext
def scans(
    by: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    campaign: str | None,
    classes: tuple[str, ...],
    as_csv: bool,
) -> None:
    """Report the requests to /q by class, day, platform, store, outcome, campaign or placement.

    Every request is in exactly one class, so the classes add up to the number of requests. Requests
    by people are in the classes scan, duplicate and landing_click.

    \b
      microsite scans
      microsite scans --by day --by store --class scan
      microsite scans --by placement --campaign spring-2027 --class scan --csv
    """
    only = reports.ReportFilter(
        since=since.date() if since else None,
        until=until.date() if until else None,
        campaign=campaign,
        classes=frozenset(classes or reports.REQUEST_CLASSES),
    )
    if since and until and since > until:
        raise click.UsageError(
            f"--since {since:%Y-%m-%d} is later than --until {until:%Y-%m-%d}: swap them."
        )
    if campaign:
        with transaction() as session:
            service.get_campaign(session, campaign)
    zone = ZoneInfo(current_config().timezone)
    with current_engine().connect() as connection:
        rows = reports.build_report(connection, by, zone, only)
    if as_csv:
        _print_csv(by, rows)
    else:
        _print_table(by, rows)


def _print_csv(by: tuple[str, ...], rows: list[reports.ReportRow]) -> None:
    """Print UTF-8 with a byte order mark, without which Excel assumes a code page."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*by, "requests"])
    writer.writerows([*key, count] for key, count in rows)
    sys.stdout.buffer.write(text.getvalue().encode("utf-8-sig"))


def _print_table(by: tuple[str, ...], rows: list[reports.ReportRow]) -> None:
    total = sum(count for _, count in rows)
    lines = [(*by, "requests"), *((*(part or "-" for part in key), f"{n:,}") for key, n in rows)]
    lines.append(("all", *("" for _ in by[1:]), f"{total:,}"))
    widths = [max(len(line[i]) for line in lines) for i in range(len(by) + 1)]
    for line in lines:
        *key, count = line
        cells = [cell.ljust(width) for cell, width in zip(key, widths, strict=False)]
        note = reports.REQUEST_CLASSES.get(line[0], "") if by == ("class",) else ""
        click.echo("  ".join([*cells, count.rjust(widths[-1]), note]).rstrip())
