"""A device's name, to show to its owner on the landing page; routing never needs it."""

from functools import lru_cache

from user_agents import parse

from microsite.detection.request_headers import RequestHeaders

READ = 256
"""Characters that the package's patterns may see: they are slow, about a millisecond a string."""

UNNAMED = ("Generic", "Spider")
"""Brands that the package makes up: for a phone that hides its model, and for bots."""


@lru_cache(maxsize=512)
def device_name(clues: RequestHeaders) -> str | None:
    """Name the device ("Samsung SM-S9180", "iPhone"); None where the request does not tell."""
    if clues.model:
        return clues.model
    device = parse(clues.user_agent[:READ]).device
    if not device.brand or device.brand.startswith(UNNAMED) or device.model == "Browser":
        return None
    if device.brand == "Apple" or device.model.lower().startswith(device.brand.lower()):
        return str(device.model)
    return f"{device.brand} {device.model}"
