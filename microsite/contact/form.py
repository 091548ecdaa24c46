"""The form: what is asked, how it is read, and what is wrong with it.

What cannot be seen is taken out (control characters) and what cannot be told apart is made one
(NFC, spaces), before anything is judged or kept: no line break can get into a field of one line,
and so into a mail's header. Everything that can be seen stays as it was typed, right or wrong.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields
from itertools import groupby
from typing import Literal

Fault = Literal["missing", "long", "unreadable", "neither", "filled"]
"""What is wrong with a field. `neither`: no e-mail address and no telephone number."""

LONGEST = {"name": 100, "reply": 200, "subject": 150, "message": 5000}
"""Characters that fit, by field."""

LONGEST_DECOMPOSED = 3
"""Characters that one can be sent as, in any language's writing."""
MARKS_IN_A_ROW = 30
"""More than any language has on a letter (UAX #15, Stream-Safe Text Format)."""

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, and those that turn the direction of what follows."""
_REPLACED = "\N{REPLACEMENT CHARACTER}"
"""What stands for bytes that are no UTF-8."""
_ATOM = r"[^\s@<>()\[\],;:\\\".]+"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:[\w-]{{1,63}}\.)+[\w-]{{2,63}}")
_EXTENSION = r" *(?:ext\.?|x|#|转|轉|分机|分機) *[0-9]{1,6}"
_TELEPHONE = re.compile(rf"\+?(?:[ ()./-]*[0-9]){{5,20}}(?:{_EXTENSION})?")


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it was typed. `reply`: an e-mail address or a telephone number.

    `website` is a field that people do not see and programs fill in.
    """

    name: str = ""
    reply: str = ""
    subject: str = ""
    message: str = ""
    consent: bool = False
    website: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "Draft":
        """Read what a browser sent; a field that is not there is empty."""
        return cls(
            name=_line(_composed(form, "name")),
            reply=_line(_composed(form, "reply", "NFKC")),
            subject=_line(_composed(form, "subject")),
            message=_text(_composed(form, "message")),
            consent="consent" in form,
            website=_line(form.get("website", "")),
        )

    @property
    def faults(self) -> dict[str, Fault]:
        """What is wrong, by field, in the order of the form."""
        found = {field.name: self._fault(field.name) for field in fields(self)}
        return {name: fault for name, fault in found.items() if fault}

    @property
    def email(self) -> str:
        """The address to reply to as a mail's header can carry it (ASCII), else nothing."""
        return self.reply if self.reply.isascii() and _EMAIL.fullmatch(self.reply) else ""

    def _fault(self, name: str) -> Fault | None:
        value = getattr(self, name)
        if name == "website":
            return "filled" if value else None
        if not value:
            return "missing"
        if name == "consent":
            return None
        if len(value) > LONGEST[name]:
            return "long"
        if _REPLACED in value:
            return "unreadable"
        if name == "reply" and not (_EMAIL.fullmatch(value) or _TELEPHONE.fullmatch(value)):
            return "neither"
        return None


def _composed(
    form: Mapping[str, str], name: str, normal_form: Literal["NFC", "NFKC"] = "NFC"
) -> str:
    """Give a field in a normal form; as it is where it is too long for the form, or meant to be:
    composing takes time by the square of the marks in a row.
    """
    text = form.get(name, "")
    if text.isascii() or len(text) > LONGEST_DECOMPOSED * LONGEST[name]:
        return text
    for is_mark, run in groupby(map(unicodedata.combining, text), bool):
        if is_mark and len(list(run)) > MARKS_IN_A_ROW:
            return text
    return unicodedata.normalize(normal_form, text)


def _line(text: str) -> str:
    return " ".join(_UNSEEN.sub(" ", text).split())


def _text(text: str) -> str:
    return _UNSEEN.sub("", re.sub(r"\r\n?|\u2028|\u2029", "\n", text)).strip()
