"""What a visitor sees when there is no such page, or when something broke: a way on to the app."""

from flask import Flask
from flask import render_template
from flask.globals import request_ctx
from werkzeug import Response
from werkzeug.exceptions import HTTPException


def init_app(app: Flask) -> None:
    """Show every error in the site's frame and the visitor's language."""
    app.register_error_handler(HTTPException, _show)


def _show(error: HTTPException) -> Response:
    """Keep the status and headers of the error (`Allow`, `Retry-After` …); replace its text."""
    response = error.get_response()
    if request_ctx.url_adapter is None:  # a Host that is none: no page has an address there
        return Response("The Host header names no host.\n", status=400, mimetype="text/plain")
    if error.response is None:
        response.set_data(render_template("error.html", status=response.status_code))
        response.content_type = "text/html; charset=utf-8"
    return response
