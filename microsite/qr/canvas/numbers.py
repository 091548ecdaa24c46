"""Numbers as files and sentences write them."""


def plain(number: float) -> str:
    """A number to four places, without needless zeros."""
    return f"{number:.4f}".rstrip("0").rstrip(".")
