"""The contact page, and what becomes of the form in it: whatever fails, what was typed is kept."""

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

from microsite.campaigns.codes import is_code
from microsite.contact import service
from microsite.contact.form import MAX_FORM_LENGTHS
from microsite.contact.form import ContactForm
from microsite.contact.service import Submission
from microsite.contact.service import RateLimitedError
from microsite.context import current_config
from microsite.context import current_data_dir
from microsite.context import current_engine
from microsite.db.engine import DATABASE_TIMEOUT_SECONDS
from microsite.db.timeouts import run_with_timeout
from microsite.web.csrf import FormTokens
from microsite.web.csrf import is_from_elsewhere
from microsite.web.csrf import network_of
from microsite.web.i18n import current_tag
from microsite.web.json_ld import organisation_data
from microsite.web.security_headers import public

MAX_BODY_BYTES = 256 * 1024
"""Bytes: five times what the longest message takes, so that one too long can be shown again."""
REFUSAL_STATUSES = {"elsewhere": 403, "large": 413, "late": 422, "faults": 422, "many": 429, "down": 503}
"""Why a message was not taken, and the status that says so (RFC 9110, 15.5; RFC 6585)."""
RETRY_AFTER_SECONDS = {"many": 3600, "down": 120}
CONTACT_RULE = "/<language:language>/contact"

contact = Blueprint("contact", __name__)
log = logging.getLogger(__name__)


@contact.get(CONTACT_RULE)
@public
def page() -> str:
    """Hotlines, addresses and the form."""
    return _page(ContactForm())


@contact.post(CONTACT_RULE)
def send() -> Response:
    """Keep a message and lead to its reference, or show it again with what is in the way."""
    request.max_content_length = request.max_form_memory_size = MAX_BODY_BYTES
    if request.mimetype != "application/x-www-form-urlencoded":
        abort(415)
    draft = ContactForm.read(request.form)
    config = current_config()
    if is_from_elsewhere(request.headers, (request.host, config.host)):
        return _refusal("elsewhere", draft)
    if draft.errors:
        return _refusal("faults", draft)
    token = request.form.get("token", "")
    if not _tokens().is_good(token, time.time()):
        return _refusal("late", draft)
    engine = current_engine()
    sending = _sending(token)
    try:
        reference = run_with_timeout(
            DATABASE_TIMEOUT_SECONDS, lambda: service.submit_message(engine, config.contact, draft, sending)
        )
    except RateLimitedError:
        return _refusal("many", draft)
    except (SQLAlchemyError, TimeoutError) as error:
        log.error("A message could not be kept: %s.", type(error).__name__)
        return _refusal("down", draft, token)
    return redirect(url_for("contact.sent", reference=reference), 303)


@contact.get(f"{CONTACT_RULE}/sent/<reference>")
def sent(reference: str) -> Response:
    """Show a reference to its sender. It asks no database, and so tells nobody which there are."""
    if not is_code(reference):
        abort(404)
    response = make_response(
        render_template("contact/sent.html", reference=service.format_reference(reference))
    )
    response.cache_control.no_store = True
    return response


@contact.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Response:
    """Say so in the page; what was typed is in the page before it."""
    return _refusal("large", ContactForm())


def _refusal(trouble: str, draft: ContactForm, token: str = "") -> Response:
    """Show the page again. With the `token` it came with, what was kept after all is kept once."""
    response = make_response(_page(draft, trouble, token), REFUSAL_STATUSES[trouble])
    response.cache_control.no_store = True
    if trouble in RETRY_AFTER_SECONDS:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS[trouble])
    return response


def _page(draft: ContactForm, trouble: str = "", token: str = "") -> str:
    return render_template(
        "contact/page.html",
        draft=draft,
        errors=draft.errors if trouble else {},
        trouble=trouble,
        longest=MAX_FORM_LENGTHS,
        structured={"@context": "https://schema.org", **organisation_data()},
        token=token or _tokens().issue(time.time()),
    )


def _sending(token: str) -> Submission:
    instance = current_data_dir()
    network = network_of(request.remote_addr or "")
    return Submission(
        token=token,
        sender=instance.repeats.token(network, "", "contact", time.time()),
        language=current_tag(),
        at=service.utc_now(),
    )


def _tokens() -> FormTokens:
    return FormTokens(str(current_app.secret_key))
