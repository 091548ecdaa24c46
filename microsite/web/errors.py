"""What a visitor sees when there is no such page, or when something broke: a way on to the app."""

from flask import Flask
from flask import current_app
from flask import redirect
from flask import render_template
from flask import request
from flask import url_for
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
    """Show every error in the site's frame and the visitor's language."""
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(ParseException, _show_no_request)


def _show_no_request(_error: ParseException) -> Response:
    """What gunicorn finds while a body is read (a chunk of no length …) is the sender's mistake."""
    return _show(BadRequest())


def _show(error: HTTPException) -> Response:
    """Keep the status and headers of the error (`Allow`, `Retry-After` …); replace its text."""
    response = error.get_response()
    if request_ctx.url_adapter is None:  # a Host that is none: no page has an address there
        return Response("The Host header names no host.\n", status=400, mimetype="text/plain")
    if error.code == 404 and (address := _without_slash()):
        return redirect(address, 307)  # not for ever: what may be there need not be
    if error.response is None:
        response.set_data(_page(response.status_code))
        response.content_type = "text/html; charset=utf-8"
    return response


def _without_slash() -> str | None:
    """The address without the slash at its end, with its query, if pages have such addresses."""
    adapter = request_ctx.url_adapter
    if adapter is None or not request.path.endswith("/"):
        return None
    try:
        endpoint, values = adapter.match(request.path.rstrip("/"), "GET")
    except HTTPException:
        return None
    query = request.query_string.decode("ascii", "ignore")
    return f"{url_for(endpoint, **values)}{'?' if query else ''}{query}"


def _page(status: int) -> str:
    """The page of an error; without the site's frame if it is the frame that broke."""
    title, lead = _words(status)
    try:
        return render_template("error.html", status=status, title=title, lead=lead)
    except Exception:
        current_app.logger.exception("The page of an error could not be made in the site's frame.")
    bare = current_app.jinja_env.get_template("error_bare.html")
    return bare.render(
        status=status,
        title=title,
        lead=lead,
        site=current_config(),
        language=LANGUAGES[current_tag()],
    )


def _words(status: int) -> tuple[str, str]:
    """What happened, and what to do now."""
    if status == 404:
        return gettext("Page not found"), gettext(
            "The address may be mistyped, or the page may have moved. You can still get the app here."
        )
    if status >= 500:
        return gettext("Something went wrong"), gettext(
            "The problem is on our side. Please try again in a moment, or go straight to the app."
        )
    return gettext("That did not work"), gettext(
        "Please go back and try again, or go straight to the app."
    )
