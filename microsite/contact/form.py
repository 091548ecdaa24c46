"""The contact form: parse its fields, and check them.

Control characters are removed and equivalent characters unified (NFC, spaces) before anything is
checked or stored: no line break gets into a single-line field, and so into an email header.
Everything visible stays as it was typed, right or wrong.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields
from itertools import groupby
from typing import Literal

from microsite.typed_text import drop_format_characters
from microsite.typed_text import fold_dashes

FieldError = Literal["missing", "too_long", "unreadable", "no_address", "not_empty"]
"""An error in a field. no_address: neither an email address nor a telephone number. not_empty: the
hidden field is filled in."""

MAX_FORM_LENGTHS = {"name": 100, "reply": 200, "subject": 150, "message": 5000}
"""Maximum number of characters, by field."""

MAX_DECOMPOSED_FACTOR = 3
"""Most characters that one character can be sent as, in any script."""
MAX_COMBINING_MARKS = 30
"""More than any language puts on one letter (UAX #15, Stream-Safe Text Format)."""

_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Control characters other than tab and line feed, line separators, direction overrides."""
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Stands for bytes that are not UTF-8."""
_ATOM = r"[^\s@<>()\[\],;:\\\".]+"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:[\w-]{{1,63}}\.)+[\w-]{{2,63}}")
_EXTENSION = r" *(?:ext\.?|x|#|转|轉|分机|分機) *[0-9]{1,6}"
_TELEPHONE = re.compile(rf"\+?(?:[ ()./-]*[0-9]){{5,20}}(?:{_EXTENSION})?")


@dataclass(frozen=True, slots=True)
class ContactForm:
    """The fields of the form as typed; `reply` is an email address or a telephone number.

    `website` is a honeypot: people do not see it, programs fill it in.
    """

    name: str = ""
    reply: str = ""
    subject: str = ""
    message: str = ""
    consent: bool = False
    website: str = ""

    @classmethod
    def parse(cls, form: Mapping[str, str]) -> "ContactForm":
        """Return the form that a browser sent; a missing field is empty."""
        return cls(
            name=_clean_line(_normalize(form, "name")),
            reply=_clean_line(drop_format_characters(_normalize(form, "reply", "NFKC"))),
            subject=_clean_line(_normalize(form, "subject")),
            message=_clean_text(_normalize(form, "message")),
            consent="consent" in form,
            website=_clean_line(form.get("website", "")),
        )

    @property
    def errors(self) -> dict[str, FieldError]:
        """Errors by field, in the order of the form."""
        errors = {field.name: self._check(field.name) for field in fields(self)}
        return {name: error for name, error in errors.items() if error}

    @property
    def email(self) -> str:
        """The reply address if an email header can carry it (ASCII), else an empty string."""
        return self.reply if self.reply.isascii() and _EMAIL.fullmatch(self.reply) else ""

    def _check(self, name: str) -> FieldError | None:
        value = getattr(self, name)
        if name == "website":
            return "not_empty" if value else None
        if not value:
            return "missing"
        if name == "consent":
            return None
        if len(value) > MAX_FORM_LENGTHS[name]:
            return "too_long"
        if _REPLACEMENT in value:
            return "unreadable"
        if name == "reply" and not (_EMAIL.fullmatch(value) or _is_telephone_number(value)):
            return "no_address"
        return None


def _normalize(
    form: Mapping[str, str], name: str, normal_form: Literal["NFC", "NFKC"] = "NFC"
) -> str:
    """Return a field in a normal form, or unchanged if it is too long or has too many marks.

    Composing takes quadratic time in the number of consecutive marks.
    """
    text = form.get(name, "")
    if text.isascii() or len(text) > MAX_DECOMPOSED_FACTOR * MAX_FORM_LENGTHS[name]:
        return text
    for is_mark, run in groupby(map(unicodedata.combining, text), bool):
        if is_mark and len(list(run)) > MAX_COMBINING_MARKS:
            return text
    return unicodedata.normalize(normal_form, text)


def _is_telephone_number(text: str) -> bool:
    """Return True for a telephone number, grouped by dashes of any kind."""
    return _TELEPHONE.fullmatch(fold_dashes(text)) is not None


def _clean_line(text: str) -> str:
    return " ".join(_INVISIBLE.sub(" ", text).split())


def _clean_text(text: str) -> str:
    return _INVISIBLE.sub("", re.sub(r"\r\n?|\u2028|\u2029", "\n", text)).strip()
