"""The addresses without a page of their own: the site's root, and each language's."""

from flask import Blueprint
from flask import redirect
from flask import url_for
from werkzeug import Response

from microsite.localisation import negotiated_tag

pages = Blueprint("pages", __name__)


@pages.get("/")
def root() -> Response:
    """Lead to the app in the visitor's language."""
    response = redirect(url_for("landing.show", language=negotiated_tag()))
    response.vary.add("Accept-Language")
    return response


@pages.get("/<language:language>/")
def home() -> Response:
    """Lead to the app."""
    return redirect(url_for("landing.show"))
