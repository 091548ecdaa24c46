"""Slugs: the names of campaigns, articles and categories in URLs."""

import re

SLUG_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""Words of lower-case ASCII letters and digits, separated by single hyphens."""


def is_slug(text: str, max_length: int) -> bool:
    """Return True if `text` is a slug of at most `max_length` characters."""
    return len(text) <= max_length and SLUG_PATTERN.fullmatch(text) is not None
