"""Whether a printed code is genuine: type it, and see whose it is."""

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
from microsite.web.security_headers import public

CodeStatus = Literal["missing", "mistyped", "elsewhere", "unknown", "genuine", "ended", "unavailable"]
MAX_TYPED_LENGTH = 300
"""Characters: an address of the longest host (253) with scheme, path and code."""

verify = Blueprint("verify", __name__)


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """What there is to say of a code.

    `elsewhere`: it is an address of another host. `unavailable`: the database does not answer.
    `label` and `campaign` say whose a code of ours is.
    """

    verdict: CodeStatus
    label: str = ""
    campaign: str = ""


@verify.get("/<language:language>/verify")
def show() -> ResponseReturnValue:
    """The form and, for a code that was sent with it, the finding."""
    if "code" not in request.args:
        return _form()
    typed = "".join(filter(str.isprintable, request.args.get("code", "")))[:MAX_TYPED_LENGTH]
    finding = _find(current_engine(), find_code(typed, _hosts()))
    status = 503 if finding.verdict == "unavailable" else 200
    return render_template("pages/verify.html", typed=typed, finding=finding), status


@public
def _form() -> str:
    return render_template("pages/verify.html", typed="", finding=None)


def _hosts() -> tuple[str, ...]:
    """The hosts of our addresses: the one that is printed, and in development any that serves."""
    config = current_config()
    served = (request.host.lower(),) if config.environment == "development" else ()
    return config.host.lower(), *served


def _find(engine: Engine, code: str | None) -> CodeCheck:
    if code is None:
        return CodeCheck("elsewhere")
    if not code:
        return CodeCheck("missing")
    if not is_code(code):
        return CodeCheck("mistyped")
    try:
        return run_with_timeout(DATABASE_TIMEOUT_SECONDS, lambda: _look_up(engine, code))
    except (SQLAlchemyError, TimeoutError) as error:
        # Its text would have the code in it: what is checked here is not recorded.
        current_app.logger.error("A code could not be looked up: %s", type(error).__name__)
        return CodeCheck("unavailable")


def _look_up(engine: Engine, code: str) -> CodeCheck:
    with Session(engine) as session:
        placement = find_placement(session, code)
        if placement is None:
            return CodeCheck("unknown")
        ends_at = placement.campaign.ends_at
        verdict: CodeStatus = "genuine" if ends_at is None or ends_at > utc_now() else "ended"
        return CodeCheck(verdict, placement.label, placement.campaign.title)
