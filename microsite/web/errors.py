"""Error pages, in the language of the visitor and with a link to the app."""

from flask import Flask
from flask import current_app
from flask import render_template
from flask.globals import request_ctx
from flask_babel import gettext
from gunicorn.http.errors import ParseException
from werkzeug import Response
from werkzeug.exceptions import BadRequest
from werkzeug.exceptions import HTTPException

from microsite.context import current_config
from microsite.languages import LANGUAGES
from microsite.web.i18n import current_tag


def init_app(app: Flask) -> None:
    """Render every HTTP error with the site's layout."""
    app.register_error_handler(HTTPException, _handle_http_error)
    app.register_error_handler(ParseException, _handle_parse_error)


def _handle_parse_error(_error: ParseException) -> Response:
    """Answer 400: gunicorn raises this while it reads an invalid body, such as a broken chunk."""
    return _handle_http_error(BadRequest())


def _handle_http_error(error: HTTPException) -> Response:
    """Render the page of an error, with its status and headers (`Allow`, `Retry-After` …)."""
    response = error.get_response()
    if request_ctx.url_adapter is None:  # an invalid Host: no URL can be built
        return Response("Invalid Host header.\n", status=400, mimetype="text/plain")
    if error.response is None:
        response.set_data(_render_error(response.status_code))
        response.content_type = "text/html; charset=utf-8"
    return response


def _render_error(status: int) -> str:
    """Render the page of an error; with a bare template if the site's layout fails."""
    title, lead = _error_texts(status)
    try:
        return render_template("error.html", status=status, title=title, lead=lead)
    except Exception:
        current_app.logger.exception("Rendering the error page failed, sending the bare one")
    bare = current_app.jinja_env.get_template("error_bare.html")
    return bare.render(
        status=status,
        title=title,
        lead=lead,
        site=current_config(),
        language=LANGUAGES[current_tag()],
    )


def _error_texts(status: int) -> tuple[str, str]:
    """Return a title and a sentence with the next step."""
    if status == 404:
        return gettext("Page not found"), gettext(
            "The address may be mistyped, or the page may have moved."
            " You can still get the app here."
        )
    if status >= 500:
        return gettext("Something went wrong"), gettext(
            "The problem is on our side. Please try again in a moment, or go straight to the app."
        )
    return gettext("That did not work"), gettext(
        "Please go back and try again, or go straight to the app."
    )
