"""The organisation's own app: who scans in it has it already."""

import re
from dataclasses import dataclass
from itertools import pairwise

from microsite.detection.user_agent import UserAgent

OWN_APP = "own"
"""The own app, as the in-app browser of a visitor."""

_TOKEN_PATTERN = re.compile(r"[^ ;,()\[\]]+")
_UNIONPAY = "unionpay/1.0"
"""UnionPay's SDK writes the host after its own name."""


@dataclass(frozen=True, slots=True)
class OwnApp:
    """The signs of the organisation's own app, from the settings.

    products: (name, beginning of the version) of what its web views add to the User-Agent, in lower
        case.
    package: the Android package, which its web views send as X-Requested-With; "" for none.
    """

    products: tuple[tuple[str, str], ...] = ()
    package: str = ""


def is_own_app(agent: UserAgent, package: str, own_app: OwnApp) -> bool:
    """Return True if the page is open in the own app; `package` is in lower case."""
    if package and package == own_app.package:
        return True
    for name, version in own_app.products:
        if name in agent.text:
            tokens = _TOKEN_PATTERN.findall(agent.text)
            start = f"{name}/{version}"
            if any(token.startswith(start) for token in tokens):
                return True
            if (_UNIONPAY, name) in pairwise(tokens):
                return True
    return False
