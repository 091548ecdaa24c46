"""The texts of the contact form's errors, in the language of the request."""

from flask_babel import format_decimal
from flask_babel import gettext
from flask_babel import lazy_gettext

from microsite.contact.form import MAX_FORM_LENGTHS
from microsite.contact.form import ContactForm
from microsite.contact.form import FieldError

_MISSING = {
    "name": lazy_gettext("Enter your name."),
    "reply": lazy_gettext("Enter an email address or a phone number."),
    "subject": lazy_gettext("Enter a subject."),
    "message": lazy_gettext("Enter a message."),
    "consent": lazy_gettext("Tick the box so that we may answer you."),
}
_OTHER: dict[FieldError, str] = {
    "unreadable": lazy_gettext("Some characters (�) could not be read. Please type them again."),
    "no_address": lazy_gettext("Enter a valid email address or phone number."),
    "not_empty": lazy_gettext("Leave this field empty."),
}


def error_texts(form: ContactForm) -> dict[str, str]:
    """Return the text of each error by field, in the order of the form."""
    return {name: _error_text(form, name, error) for name, error in form.errors.items()}


def _error_text(form: ContactForm, name: str, error: FieldError) -> str:
    if error == "missing":
        return str(_MISSING[name])
    if error == "too_long":
        text: str = gettext(
            "This is too long: %(count)s characters. The limit is %(max)s.",
            count=format_decimal(len(getattr(form, name))),
            max=format_decimal(MAX_FORM_LENGTHS[name]),
        )
        return text
    return str(_OTHER[error])
