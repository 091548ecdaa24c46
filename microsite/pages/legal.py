"""The privacy statement and the accessibility statement."""

from flask import Blueprint
from flask import render_template

from microsite.web.cache_headers import cache_publicly

legal = Blueprint("legal", __name__)


@legal.get("/<language:language>/privacy")
@cache_publicly
def privacy() -> str:
    """Show the privacy statement (docs/decisions/003)."""
    return render_template("pages/privacy.html")


@legal.get("/<language:language>/accessibility")
@cache_publicly
def accessibility() -> str:
    """Show the accessibility statement."""
    return render_template("pages/accessibility.html")
