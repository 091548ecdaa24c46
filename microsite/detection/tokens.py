"""Tokens of a User-Agent, so that a table of names of any size is searched in one step.

A token is an unbroken run of ASCII letters and digits in lower case: `CUBOT_P20` is `cubot` and
`p20`, `baiduboxapp/13.1` is `baiduboxapp`, `13` and `1`. So a name is only found as a whole word,
and the cost depends on the length of the string alone.
"""

_SPACE = ord(" ")
_TOKEN_BYTES = bytes(
    ord(chr(byte).lower()) if byte < 128 and chr(byte).isalnum() else _SPACE for byte in range(256)
)


def tokenize(text: str) -> set[str]:
    """Return the tokens of a header, which WSGI decodes as Latin-1. Non-ASCII separates tokens."""
    return set(text.encode("latin-1", "replace").translate(_TOKEN_BYTES).decode("ascii").split())
