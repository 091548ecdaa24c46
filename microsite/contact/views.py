"""The contact page and its form. After any error the form is shown again with the typed text."""

import logging
import time

from flask import Blueprint
from flask import abort
from flask import current_app
from flask import make_response
from flask import redirect
from flask import render_template
from flask import request
from flask import url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug import Response
from werkzeug.exceptions import RequestEntityTooLarge

from microsite.campaigns.codes import fold_code
from microsite.campaigns.codes import is_code
from microsite.clock import utc_now
from microsite.contact import service
from microsite.contact.error_texts import error_texts
from microsite.contact.form import MAX_FORM_LENGTHS
from microsite.contact.form import ContactForm
from microsite.contact.form_token import FormTokens
from microsite.contact.service import RateLimitedError
from microsite.contact.service import Submission
from microsite.context import current_config
from microsite.context import current_data_dir
from microsite.context import current_engine
from microsite.db.engine import DATABASE_TIMEOUT_SECONDS
from microsite.db.timeouts import run_with_timeout
from microsite.web.cache_headers import cache_publicly
from microsite.web.client import client_network
from microsite.web.csrf import CrossOriginError
from microsite.web.i18n import current_tag
from microsite.web.json_ld import build_organisation_data

MAX_BODY_BYTES = 256 * 1024
"""Five times what the longest message takes, so that one that is too long can be shown again."""
REFUSAL_STATUSES = {
    "cross_origin": 403,
    "too_large": 413,
    "expired": 422,
    "invalid": 422,
    "rate_limited": 429,
    "unavailable": 503,
}
"""HTTP status by the reason why a message is refused (RFC 9110, 15.5; RFC 6585)."""
RETRY_AFTER_SECONDS = {"rate_limited": 3600, "unavailable": 120}
CONTACT_RULE = "/<language:language>/contact"

contact = Blueprint("contact", __name__)
log = logging.getLogger(__name__)


@contact.get(CONTACT_RULE)
@cache_publicly
def page() -> str:
    """Show the hotlines, the addresses and the form."""
    return _render_page(ContactForm())


@contact.post(CONTACT_RULE)
def send() -> Response:
    """Store a message and redirect to its reference, or show the form again with the reason."""
    _limit_body()
    if request.mimetype != "application/x-www-form-urlencoded":
        abort(415)
    form = ContactForm.parse(request.form)
    config = current_config()
    if form.errors:
        return _refuse("invalid", form)
    token = request.form.get("token", "")
    if not _form_tokens().is_valid(token, time.time()):
        return _refuse("expired", form)
    engine = current_engine()
    submission = _build_submission(token)
    try:
        reference = run_with_timeout(
            DATABASE_TIMEOUT_SECONDS,
            lambda: service.submit_message(engine, config.contact, form, submission),
        )
    except RateLimitedError:
        return _refuse("rate_limited", form)
    except (SQLAlchemyError, TimeoutError) as error:
        # Only the type: the error's text would contain the message.
        log.error("Storing a message failed: %s", type(error).__name__)
        return _refuse("unavailable", form, token)
    return redirect(url_for("contact.sent", reference=reference), 303)


@contact.get(f"{CONTACT_RULE}/sent/<reference>")
def sent(reference: str) -> Response:
    """Show a reference to its sender.

    Any valid reference is shown, without a database query: the page reveals nothing.
    """
    reference = fold_code(reference)
    if not is_code(reference):
        abort(404)
    response = make_response(
        render_template("contact/sent.html", reference=service.format_reference(reference))
    )
    response.cache_control.no_store = True
    return response


@contact.errorhandler(CrossOriginError)
def refuse_cross_origin(_error: CrossOriginError) -> Response:
    """Show the form again with everything typed, so that the visitor can send it from here."""
    _limit_body()
    try:
        return _refuse("cross_origin", ContactForm.parse(request.form))
    except RequestEntityTooLarge as error:
        return refuse_large_body(error)


@contact.errorhandler(RequestEntityTooLarge)
def refuse_large_body(_error: RequestEntityTooLarge) -> Response:
    """Show an empty form with the reason; the browser keeps the text on the page before."""
    return _refuse("too_large", ContactForm())


def _limit_body() -> None:
    request.max_content_length = request.max_form_memory_size = MAX_BODY_BYTES


def _refuse(reason: str, form: ContactForm, token: str = "") -> Response:
    """Show the form again. With the same `token`, a message stored after all is stored once."""
    response = make_response(_render_page(form, reason, token), REFUSAL_STATUSES[reason])
    response.cache_control.no_store = True
    if reason in RETRY_AFTER_SECONDS:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS[reason])
    return response


def _render_page(form: ContactForm, refusal: str = "", token: str = "") -> str:
    return render_template(
        "contact/page.html",
        form=form,
        errors=error_texts(form) if refusal else {},
        refusal=refusal,
        max_lengths=MAX_FORM_LENGTHS,
        json_ld={"@context": "https://schema.org", **build_organisation_data()},
        token=token or _form_tokens().issue(time.time()),
    )


def _build_submission(token: str) -> Submission:
    network = client_network(request.remote_addr or "")
    sender_hash = current_data_dir().visitor_hasher.hash(network, "", "contact", time.time())
    return Submission(token=token, sender_hash=sender_hash, language=current_tag(), at=utc_now())


def _form_tokens() -> FormTokens:
    return FormTokens(str(current_app.secret_key))
