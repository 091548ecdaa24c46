"""Compare the ids of branches: folded, and with the zeros and digits that a spreadsheet drops."""

import unicodedata
from collections.abc import Iterable
from collections.abc import Mapping

from microsite.campaigns.tables.values import RowError

EXACT_DIGITS = 15
"""Digits that a number of a spreadsheet holds; it turns the others into zeros (IEEE 754)."""


def fold_id(text: str) -> str:
    """Return the key by which ids are compared: without differences of width and letter case."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def find_lost_digits(ids: Mapping[str, int]) -> list[RowError]:
    """Return an error for each id of a list that seems to have lost zeros, or its last digits.

    ids: folded id -> line. A number shorter than another that starts with a zero has most likely
    lost its own zeros.
    """
    numbers = {key: line for key, line in ids.items() if _is_number(key)}
    padded = [key for key in numbers if key.startswith("0") and len(key) > 1]
    errors = []
    if padded:
        sample = max(padded, key=len)
        errors = [
            RowError(
                line,
                f"id {key} is shorter than {sample} on line {ids[sample]}: it seems to have lost"
                f" its zeros; format the column as text and write {key.zfill(len(sample))}.",
            )
            for key, line in numbers.items()
            if not key.startswith("0") and len(key) < len(sample)
        ]
    long = {key: line for key, line in numbers.items() if len(key) > EXACT_DIGITS}
    if long and all(not key[EXACT_DIGITS:].strip("0") for key in long):
        errors.extend(
            RowError(
                line,
                f"id {key} ends in zeros after {EXACT_DIGITS} digits: the spreadsheet seems to have"
                " rounded it; format the column as text and enter it again.",
            )
            for key, line in long.items()
        )
    return sorted(errors, key=lambda error: error.line)


def find_known_without_zeros(new: Mapping[str, int], known: Iterable[str]) -> list[RowError]:
    """Return an error for each new id that differs from a known one by leading zeros only.

    new: folded ids that are not known -> line. known: the folded ids in the database.
    """
    by_value: dict[str, str] = {}
    for key in known:
        if _is_number(key):
            by_value.setdefault(key.lstrip("0"), key)
    errors = []
    for key, line in new.items():
        other = by_value.get(key.lstrip("0")) if _is_number(key) else None
        if other is None:
            continue
        difference = "without its zeros" if len(key) < len(other) else "with more zeros"
        errors.append(
            RowError(
                line,
                f"id {key} looks like {other} {difference}, which is in the campaign already;"
                f" write {other} to keep its code.",
            )
        )
    return errors


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdecimal()
