"""Proxies in front of the site: trust in our own ones, and a watch for a forgotten setting.

Behind a proxy that is not trusted every visitor has the proxy's address: people with the same phone
count as duplicates, the contact form's limit holds for all of them together, and HSTS is not sent.
"""

import logging
import os
from collections.abc import Iterable
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from flask import Flask

from microsite.web.client import FORWARDED_FOR_HEADERS
from microsite.web.client import PEER_ADDRESS
from microsite.web.client import client_address
from microsite.web.client import is_from_untrusted_proxy
from microsite.web.client import is_secure

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse
    from _typeshed.wsgi import WSGIApplication

UNTRUSTED_PROXY_FILENAME = "untrusted_proxy"
UNTRUSTED_PROXY_HINT = (
    "requests come through a proxy that is not trusted, so every visitor has its address; set"
    " MICROSITE_TRUSTED_PROXIES to the number of your proxies and restart"
)

log = logging.getLogger(__name__)


def init_app(app: Flask, trusted_proxies: int) -> None:
    """Take scheme and client address from the headers of our own proxies."""
    app.wsgi_app = TrustedProxies(app.wsgi_app, trusted_proxies)  # type: ignore[method-assign]


class TrustedProxies:
    """WSGI middleware that sets client address and scheme as our own proxies report them."""

    def __init__(self, site: "WSGIApplication", trusted_proxies: int) -> None:
        self._site = site
        self._trusted_proxies = trusted_proxies

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        address = client_address(environ, self._trusted_proxies)
        secure = is_secure(environ, self._trusted_proxies)
        environ[PEER_ADDRESS] = environ.get("REMOTE_ADDR", "")
        environ["REMOTE_ADDR"] = address
        environ["wsgi.url_scheme"] = "https" if secure else "http"
        return self._site(environ, start_response)


class UntrustedProxyWatch:
    """Notices a proxy of our own in front of a site that trusts none.

    It leaves a file in the instance folder, so that every process can report it, and logs it once.
    """

    def __init__(self, folder: Path, trusted_proxies: int) -> None:
        self._path = folder / UNTRUSTED_PROXY_FILENAME
        self._is_done = trusted_proxies > 0

    def observe(self, environ: Mapping[str, Any]) -> None:
        """Report the first request that came through an untrusted proxy."""
        if not self._is_done and is_from_untrusted_proxy(environ):
            self._is_done = True
            self._report(environ)

    def _report(self, environ: Mapping[str, Any]) -> None:
        try:
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:  # another process has logged it
            return
        except OSError:
            log.debug("Writing %s failed", self._path, exc_info=True)
        header = next(name for name in FORWARDED_FOR_HEADERS if name in environ)
        log.warning(
            "trusted_proxies: %s (%s from %s).",
            UNTRUSTED_PROXY_HINT,
            header.removeprefix("HTTP_").replace("_", "-").title(),
            environ.get("REMOTE_ADDR") or "a Unix socket",
        )


def has_untrusted_proxy(folder: Path) -> bool:
    """Return True if a request came through an untrusted proxy since the server was started."""
    return (folder / UNTRUSTED_PROXY_FILENAME).exists()


def forget_untrusted_proxy(folder: Path) -> None:
    """Delete what an earlier run has noticed; call it when the server starts."""
    with suppress(OSError):
        (folder / UNTRUSTED_PROXY_FILENAME).unlink()
