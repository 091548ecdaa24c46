"""Check the header of a branch list."""

from microsite.campaigns.branches import columns
from microsite.campaigns.tables.values import RowError

MAX_FIELD_LENGTHS = {columns.ID: 80, columns.BRANCH: 200, columns.REGION: 100}
MAX_COLUMNS = 50


def check_header(line: int, names: list[str]) -> list[RowError]:
    """Return the errors of the header: missing, repeated, unusable or too many columns."""
    if len(names) > MAX_COLUMNS:
        return [RowError(line, f"there are {len(names):,} columns; the limit is {MAX_COLUMNS}.")]
    messages = [
        f"no column has the branch {content}; name one, for example"
        f" {columns.example_headers(field)}."
        for field, content in ((columns.ID, "number (id)"), (columns.BRANCH, "name"))
        if field not in map(columns.match_column, names)
    ]
    first: dict[str, str] = {}
    for name in filter(None, names):
        if len(name) > MAX_FIELD_LENGTHS[columns.ID] or not name.isprintable():
            messages.append(f"the column name {name[:20]!r} is too long or not printable.")
        key = columns.match_column(name) or columns.normalize_header(name) or name
        if key in first:
            messages.append(
                f"the columns {first[key]!r} and {name[:80]!r} mean the same; rename one of them."
            )
        first.setdefault(key, name[:80])
    return [RowError(line, message) for message in messages]
