"""Write text as encoded words (RFC 2047), exactly as it was typed.

The email package loses spaces between encoded and plain words and writes words that are too long,
so that some mail programs show another subject. Here a text that is not plain ASCII is encoded as a
whole, with its spaces inside the words.
"""

from base64 import b64encode
from collections.abc import Iterator
from email.policy import EmailPolicy
from typing import Any

SUBJECT = "Subject"
MAX_WORD_LENGTH = 75
MAX_LINE_LENGTH = 76
_PREFIX, _SUFFIX = "=?utf-8?b?", "?="
MAX_WORD_BYTES = (MAX_WORD_LENGTH - len(_PREFIX) - len(_SUFFIX)) // 4 * 3
"""Bytes of text in a word: a word never splits a character (RFC 2047, 5)."""


def encode_header(name: str, text: str) -> str:
    """Return a header field, folded, without the final line break. The text has one line."""
    if text.isascii() and text.isprintable() and _fits(name, text):
        return f"{name}: {text}"
    words = [_PREFIX + b64encode(part).decode("ascii") + _SUFFIX for part in _split(text, name)]
    return f"{name}: " + "\r\n ".join(words)


def _fits(name: str, text: str) -> bool:
    is_plain = "=?" not in text and text == text.strip() and "  " not in text
    return is_plain and len(f"{name}: {text}") <= MAX_LINE_LENGTH


def _split(text: str, name: str) -> Iterator[bytes]:
    """Yield the UTF-8 of each word; the first one is shorter, next to the name of the field."""
    limit = (MAX_LINE_LENGTH - len(f"{name}: {_PREFIX}{_SUFFIX}")) // 4 * 3
    part = b""
    for character in text:
        encoded = character.encode("utf-8", "replace")
        if len(part) + len(encoded) > min(limit, MAX_WORD_BYTES):
            yield part
            part, limit = b"", MAX_WORD_BYTES
        part += encoded
    yield part


class ExactSubjectPolicy(EmailPolicy):
    """The policy of mails for SMTP, which writes the Subject as `encode_header` does."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """Keep the subject as typed; the email package would decode encoded words in it."""
        if name == SUBJECT:
            return name, " ".join(str(value).splitlines())
        return super().header_store_parse(name, value)

    def fold(self, name: str, value: Any) -> str:
        """Return a header field as text."""
        if name == SUBJECT:
            return encode_header(name, str(value)) + self.linesep
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return a header field as bytes."""
        if name == SUBJECT:
            return self.fold(name, value).encode("ascii")
        return bytes(super().fold_binary(name, value))
