"""The page that checks whether a printed code is genuine and shows what it was printed for."""

from dataclasses import dataclass
from typing import Literal

from flask import Blueprint
from flask import current_app
from flask import render_template
from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from microsite.campaigns.codes import is_code
from microsite.campaigns.service import find_placement
from microsite.clock import utc_now
from microsite.context import current_config
from microsite.context import current_engine
from microsite.db.engine import DATABASE_TIMEOUT_SECONDS
from microsite.db.timeouts import run_with_timeout
from microsite.pages.typed_code import find_code
from microsite.web.cache_headers import cache_publicly

CodeStatus = Literal[
    "missing", "mistyped", "other_host", "unknown", "genuine", "ended", "unavailable"
]
MAX_TYPED_LENGTH = 300
"""Characters: a URL with the longest host (253), scheme, path and code."""

verify = Blueprint("verify", __name__)


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """The result of checking a code; `label` and `campaign` describe a code of ours.

    other_host: a URL of another host was typed. unavailable: the database does not respond.
    """

    status: CodeStatus
    label: str = ""
    campaign: str = ""


@verify.get("/<language:language>/verify")
def page() -> ResponseReturnValue:
    """Show the form and, if a code was submitted, the result."""
    if "code" not in request.args:
        return _render_form()
    typed = "".join(filter(str.isprintable, request.args.get("code", "")))[:MAX_TYPED_LENGTH]
    result = _check_code(current_engine(), find_code(typed, _own_hosts()))
    status = 503 if result.status == "unavailable" else 200
    return render_template("pages/verify.html", typed=typed, result=result), status


@cache_publicly
def _render_form() -> str:
    return render_template("pages/verify.html", typed="", result=None)


def _own_hosts() -> tuple[str, ...]:
    """Return the host that codes are printed with; in development, also that of the request."""
    config = current_config()
    requested = (request.host.lower(),) if config.environment == "development" else ()
    return config.host.lower(), *requested


def _check_code(engine: Engine, code: str | None) -> CodeCheck:
    if code is None:
        return CodeCheck("other_host")
    if not code:
        return CodeCheck("missing")
    if not is_code(code):
        return CodeCheck("mistyped")
    try:
        return run_with_timeout(DATABASE_TIMEOUT_SECONDS, lambda: _look_up(engine, code))
    except (SQLAlchemyError, TimeoutError) as error:
        # Only the type: the error's text would contain the code, and checks are not recorded.
        current_app.logger.error("Looking up a code failed: %s", type(error).__name__)
        return CodeCheck("unavailable")


def _look_up(engine: Engine, code: str) -> CodeCheck:
    with Session(engine) as session:
        placement = find_placement(session, code)
        if placement is None:
            return CodeCheck("unknown")
        ends_at = placement.campaign.ends_at
        status: CodeStatus = "genuine" if ends_at is None or ends_at > utc_now() else "ended"
        return CodeCheck(status, placement.label, placement.campaign.title)
