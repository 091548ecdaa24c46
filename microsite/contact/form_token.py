"""The token in the contact form: a signed hour.

It forces a program to fetch a new form each day, and it distinguishes a message sent twice from
the same form (a double click, a reload) from one sent again on purpose. It holds nothing about the
visitor and stays the same for an hour, so the page with it can be cached like any other. It is not
a protection against cross-site requests (see `microsite.web.csrf`): without a cookie, another site
can fetch a token, too.
"""

from hashlib import sha256

from itsdangerous import BadSignature
from itsdangerous import Signer

MAX_TOKEN_AGE_HOURS = 24
TOKEN_PERIOD_SECONDS = 3600


class FormTokens:
    """Issues and checks form tokens."""

    def __init__(self, secret: str) -> None:
        self._signer = Signer(secret, salt="microsite.contact", digest_method=sha256)

    def issue(self, now: float) -> str:
        """Return the token of the current hour. `now` in seconds since 1970."""
        return self._signer.sign(str(int(now) // TOKEN_PERIOD_SECONDS)).decode("ascii")

    def is_valid(self, token: str, now: float) -> bool:
        """Return True if the token was issued within a day.

        A token of the next hour is valid, too: the clock of another machine may be ahead.
        """
        try:
            hour = int(self._signer.unsign(token))
        except (BadSignature, ValueError):
            return False
        return -1 <= int(now) // TOKEN_PERIOD_SECONDS - hour <= MAX_TOKEN_AGE_HOURS
