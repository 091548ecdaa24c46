"""Format numbers for files and messages."""


def format_number(number: float) -> str:
    """Return a number with up to four decimal places, without trailing zeros."""
    return f"{number:.4f}".rstrip("0").rstrip(".")
