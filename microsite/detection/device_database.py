"""The maker and name of a device from ua-parser's database, which knows far more models than we do.

It is asked last, for makers that the string does not name and whose numbering we do not know. Its
patterns run in the package's Rust engine, whose time is linear in the text: about 15 µs for a
phone, where the pure Python engine takes a millisecond, and ten for a hostile string. New phones
come with a newer `ua-parser-builtins` (`make lock`).
"""

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ua_parser_rs import DeviceExtractor
    from user_agents.parsers import Device

MAX_SEARCHED_CHARS = 256
"""Characters that are searched: the model stands at the beginning."""

_ANDROID_TEMPLATE = "Mozilla/5.0 (Linux; Android 10; {} Build/0) AppleWebKit/537.36 Mobile"


def find_device(user_agent: str) -> "Device | None":
    """Return family, brand and model of the device, or None if the database does not know it."""
    from user_agents.parsers import parse_device  # which imports the whole database

    text = user_agent[:MAX_SEARCHED_CHARS]
    if not text.isascii():  # the engine takes no lone surrogates
        text = text.encode("utf-8", "replace").decode("utf-8")
    found = load_device_database().extract(text)
    return found and parse_device(found.family, found.brand, found.model)


def find_android_model(model: str) -> "Device | None":
    """Return the device with this model, in the letter case in which Android sends it."""
    return find_device(_ANDROID_TEMPLATE.format(model))


@cache
def load_device_database() -> "DeviceExtractor":
    """Return the compiled patterns: made once, in a fifth of a second and 20 MB.

    gunicorn's master loads them before it forks, so that the workers share them.
    """
    import ua_parser_rs
    import user_agents.parsers  # noqa: F401 (for forked workers to share)
    from ua_parser.loaders import load_builtins

    _, _, devices = load_builtins()
    fields = attrgetter("regex", "regex_flag", "family", "brand", "model")
    return ua_parser_rs.DeviceExtractor(map(fields, devices))
