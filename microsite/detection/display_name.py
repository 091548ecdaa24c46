"""The name of a device, shown to its owner on the landing page; routing does not use it."""

from functools import lru_cache

from microsite.detection.device_database import find_device
from microsite.detection.request_headers import RequestHeaders

GENERIC_BRANDS = ("Generic", "Spider")
"""Brands that the database invents for phones that hide their model and for bots."""


@lru_cache(maxsize=512)
def detect_device_name(headers: RequestHeaders) -> str | None:
    """Return the device's name ("Samsung SM-S9180", "iPhone"), or None if it is not known."""
    if headers.model:
        return headers.model
    device = find_device(headers.user_agent)
    if device is None or not device.brand or device.brand.startswith(GENERIC_BRANDS):
        return None
    if device.model is None or device.model == "Browser":
        return None
    if device.brand == "Apple" or device.model.lower().startswith(device.brand.lower()):
        return str(device.model)
    return f"{device.brand} {device.model}"
