"""A User-Agent as words, so that a table of names is searched in one step, whatever its size.

A word is an unbroken run of ASCII letters and digits in small letters: `CUBOT_P20` is `cubot` and
`p20`, `baiduboxapp/13.1` is `baiduboxapp`, `13` and `1`. A name is thus found whole, never as a
part of another, and the cost depends on the length of the string alone.
"""

_SPACE = ord(" ")
_LETTERS = bytes(
    ord(chr(byte).lower()) if byte < 128 and chr(byte).isalnum() else _SPACE for byte in range(256)
)


def words_of(text: str) -> set[str]:
    """The words of a string. WSGI gives headers as Latin-1; what is not ASCII parts words."""
    return set(text.encode("latin-1", "replace").translate(_LETTERS).decode("ascii").split())
