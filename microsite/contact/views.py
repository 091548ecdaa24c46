"""The contact page."""

from flask import Blueprint
from flask import render_template

contact = Blueprint("contact", __name__)


@contact.get("/<language:language>/contact")
def page() -> str:
    """Hotlines and addresses."""
    return render_template("contact/page.html")
