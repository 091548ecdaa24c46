"""Asking a phone for its model, which Chromium leaves out of the User-Agent ("Android 10; K").

The answer to such a scan names the missing header in Accept-CH and Critical-CH (Client Hints
Infrastructure; User-Agent Client Hints). Chromium then repeats the same request with the header
instead of following the redirect. Any other client follows the redirect, which leads to the same
code with `hint=asked` in the query: a request that has it is answered with what is known. So a scan
takes at most one request more, whatever the client does.

Browsers remember Accept-CH for the host, so later scans send the model at once.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

MODEL_HEADER = "Sec-CH-UA-Model"
MODEL_REQUEST_HEADERS = (
    ("Accept-CH", MODEL_HEADER),
    ("Critical-CH", MODEL_HEADER),
    ("Vary", MODEL_HEADER),
)
ASKED = "hint=asked"
"""In the query of a request whose client was asked."""
MAX_KEPT_QUERY_CHARS = 256
"""A longer query is left out. A scan's answer does not depend on its query."""

_QUERY_CHARS = "%!$&'()*+,;=:@/?"
"""Characters that stay as they are in a query (RFC 3986, 3.4), next to letters and digits."""


def can_ask(environ: Mapping[str, Any]) -> bool:
    """Return True if the client did not send the model and was not asked for it.

    An empty model is an answer, too: the phone has none, or does not want to say.
    """
    return "HTTP_SEC_CH_UA_MODEL" not in environ and ASKED not in environ.get("QUERY_STRING", "")


def repetition_url(code: str, query: str) -> str:
    """Return the path and query that repeat a scan after the client was asked."""
    path = f"/q/{code}" if code else "/q"
    if not query or len(query) > MAX_KEPT_QUERY_CHARS:
        return f"{path}?{ASKED}"
    kept = quote(query, safe=_QUERY_CHARS, encoding="latin-1", errors="replace")
    return f"{path}?{kept}&{ASKED}"
