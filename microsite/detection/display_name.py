"""The name of a device, shown to its owner on the landing page; routing does not use it."""

from functools import lru_cache

from user_agents import parse

from microsite.detection.request_headers import RequestHeaders

MAX_PARSED_CHARS = 256
"""Characters passed to the package: its patterns are slow, about a millisecond a string."""

GENERIC_BRANDS = ("Generic", "Spider")
"""Brands that the package invents for phones that hide their model and for bots."""


@lru_cache(maxsize=512)
def detect_device_name(headers: RequestHeaders) -> str | None:
    """Return the device's name ("Samsung SM-S9180", "iPhone"), or None if it is not known."""
    if headers.model:
        return headers.model
    device = parse(headers.user_agent[:MAX_PARSED_CHARS]).device
    if not device.brand or device.brand.startswith(GENERIC_BRANDS) or device.model == "Browser":
        return None
    if device.brand == "Apple" or device.model.lower().startswith(device.brand.lower()):
        return str(device.model)
    return f"{device.brand} {device.model}"
