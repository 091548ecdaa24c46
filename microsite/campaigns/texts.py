"""Check texts that people enter: the title of a campaign, the label of a placement."""

MAX_TEXT_LENGTH = 200
"""Characters of a title or a label."""


def find_text_error(text: str) -> str | None:
    """Return why a text cannot be stored or printed, as the end of a sentence; None if it can."""
    if not text:
        return "is empty."
    if not text.isprintable():
        return f"{text[:20]!r} contains invisible characters; remove them."
    if len(text) > MAX_TEXT_LENGTH:
        return f"{text[:20]!r}… has {len(text)} characters; the limit is {MAX_TEXT_LENGTH}."
    return None
