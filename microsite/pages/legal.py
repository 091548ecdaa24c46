"""What the site says of itself: its privacy and its accessibility statement."""

from flask import Blueprint
from flask import render_template

from microsite.web.security_headers import public

statements = Blueprint("statements", __name__)


@statements.get("/<language:language>/privacy")
@public
def privacy() -> str:
    """What is recorded of a visitor, and what is not (docs/decisions/003)."""
    return render_template("pages/privacy.html")


@statements.get("/<language:language>/accessibility")
@public
def accessibility() -> str:
    """What the site aims at, how it is tested, and where its limits are."""
    return render_template("pages/accessibility.html")
