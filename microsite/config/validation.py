"""Whether the settings make sense together; each failing check names its setting and the mend."""

import os
import re
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo
from zoneinfo import ZoneInfoNotFoundError

from microsite.config.schema import HOST
from microsite.config.schema import LANDING
from microsite.config.schema import App
from microsite.config.schema import Config
from microsite.config.schema import ConfigError
from microsite.languages import LANGUAGES

SHORTEST_SECRET = 32
MAIL_ADDRESS = re.compile(r"[0-9A-Za-z.!#$%&'*+/=?^_`{|}~-]+@[0-9A-Za-z.-]+")
"""An address as every mail server takes it: ASCII, without a name before it."""
SECURITY_CONTACT = re.compile(r"(?:https://|mailto:|tel:)[!-~]+")
"""An address as RFC 9116, 2.5.3 has it, on one line."""
THIS_MACHINE = ("localhost", "127.0.0.1")
STORE_NAME = re.compile(r"(?!(?:landing|guide|store)$)[a-z0-9-]{1,40}")
"""What journal, tally and `?store=` can call a store, and that means nothing else in [routing]."""

CATEGORY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What an address can call a category."""
MOST_A_PAGE = 100
"""Articles that a page of the list can hold."""


def check_config(config: Config) -> None:
    """Raise ConfigError for the first setting that cannot be served with."""
    for part in (
        _check_machine,
        _check_languages,
        _check_contact,
        _check_security,
        _check_news,
        _check_stores,
        _check_routing,
    ):
        part(config)


def link_names(template: str) -> list[str]:
    """List the {names} in a store's link or scheme. Raises ValueError for an unpaired brace."""
    return [name for _, name, _, _ in Formatter().parse(template) if name is not None]


def _check_machine(config: Config) -> None:
    if config.environment == "production" and len(config.secret) < SHORTEST_SECRET:
        raise ConfigError(
            f"secret: outside development it must have {SHORTEST_SECRET} characters or more:"
            " set MICROSITE_SECRET, for example to what `openssl rand -hex 32` prints."
        )
    if config.trusted_proxies < 0:
        raise ConfigError("trusted_proxies: cannot be less than none; write how many are yours.")
    try:
        ZoneInfo(config.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            f"timezone: {config.timezone!r} is not a time zone; write one like Asia/Shanghai."
        ) from error
    if not HOST.fullmatch(config.host):
        raise ConfigError(
            f"host: {config.host[:80]!r} cannot be printed in a code; write a bare host name."
        )
    _check_instance(config.instance_path)


def _check_instance(folder: Path) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(0o700, exist_ok=True)  # messages, and the salts that hide who scanned
    except OSError as error:
        raise ConfigError(
            f"instance: cannot make the folder {folder}: {error.strerror}; set MICROSITE_INSTANCE."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigError(f"instance: cannot write in {folder}; set MICROSITE_INSTANCE.")


def _check_languages(config: Config) -> None:
    for tag in config.languages:
        if tag not in LANGUAGES:
            raise ConfigError(
                f"languages: {tag!r} is unknown; the program knows {', '.join(LANGUAGES)}."
            )
    if config.default_language not in config.languages:
        raise ConfigError(f"default_language: {config.default_language!r} is not among languages.")
    texts = {
        "organisation.name": config.organisation.name,
        "organisation.short_name": config.organisation.short_name,
        "app.name": config.app.name,
        **{f"stores.{key}.name": store.name for key, store in config.stores.items()},
        **{f"hotlines[{i}].name": line.name for i, line in enumerate(config.hotlines)},
        **{
            f"hotlines[{i}].hours": line.hours
            for i, line in enumerate(config.hotlines)
            if line.hours
        },
        **{
            f"contact.addresses[{i}].{part}": getattr(place, part)
            for i, place in enumerate(config.contact.addresses)
            for part in ("name", "address")
        },
        **{f"news.categories.{key}": names for key, names in config.news.categories.items()},
    }
    for name, text in texts.items():
        for tag in config.languages:
            if not text.get(tag):
                raise ConfigError(f"{name}.{tag}: is missing; every language needs its text.")


def _check_contact(config: Config) -> None:
    for name in ("days_kept", "messages_an_hour", "messages_an_hour_in_all"):
        if getattr(config.contact, name) < 1:
            raise ConfigError(f"contact.{name}: must be 1 or more.")
    mail = config.mail
    if not mail.host:
        return
    if not HOST.fullmatch(mail.host) or ":" in mail.host:
        raise ConfigError(f"mail.host: {mail.host[:80]!r} is no host; the port is mail.port.")
    if not 0 < mail.port < 65536:
        raise ConfigError(f"mail.port: {mail.port} is no port; servers listen on 587 or 465.")
    for name in ("sender", "recipient"):
        if not MAIL_ADDRESS.fullmatch(getattr(mail, name)):
            raise ConfigError(f"mail.{name}: write one bare address, like service@bank.example.")
    if bool(mail.user) != bool(mail.password):
        missing = "password" if mail.user else "user"
        raise ConfigError(f"mail.{missing}: is missing; set user and password, or neither.")
    if mail.password and mail.tls == "none" and mail.host not in THIS_MACHINE:
        raise ConfigError('mail.tls: a password may not leave this machine in clear; set "tls".')


def _check_news(config: Config) -> None:
    if not config.news_path.is_dir():
        raise ConfigError(f"news.content: there is no folder {config.news_path}; name one.")
    if not 1 <= config.news.page_size <= MOST_A_PAGE:
        raise ConfigError(f"news.page_size: must be from 1 to {MOST_A_PAGE}.")
    for key in config.news.categories:
        if not CATEGORY.fullmatch(key):
            raise ConfigError(
                f"news.categories.{key!r}: cannot name a category; use a-z, 0-9 and hyphens."
            )


def _check_security(config: Config) -> None:
    for contact in config.security.contact:
        if not SECURITY_CONTACT.fullmatch(contact):
            raise ConfigError(
                f"security.contact: {contact[:80]!r} is no address; write one that begins with"
                " https://, mailto: or tel:."
            )


def _check_stores(config: Config) -> None:
    fields = set(App.__struct_fields__) - {"name"}
    for key, store in config.stores.items():
        if not STORE_NAME.fullmatch(key):
            raise ConfigError(f"stores.{key!r}: cannot name a store; use a-z, 0-9 and hyphens.")
        if not store.platforms:
            raise ConfigError(f"stores.{key}.platforms: is empty; name the phones it serves.")
        for template in (store.link, store.scheme):
            try:
                names = link_names(template)
            except ValueError as error:
                raise ConfigError(f"stores.{key}: {template!r}: {error}.") from error
            for name in names:
                if name not in fields:
                    raise ConfigError(f"stores.{key}: {{{name}}} is not a setting of [app].")
        if store.link:
            host = re.match(r"https://([a-z0-9.-]+)/", store.link)
            if host is None:
                raise ConfigError(f"stores.{key}.link: must begin with https:// and a host.")
            if host[1] not in config.allowed_hosts:
                raise ConfigError(
                    f"stores.{key}.link: {host[1]} is not among allowed_hosts; add it there if"
                    " scans may be sent to it."
                )


def _check_routing(config: Config) -> None:
    routing = config.routing
    targets = {
        "routing.ios": routing.ios,
        "routing.harmonyos": routing.harmonyos,
        "routing.harmonyos_android": routing.harmonyos_android,
        "routing.unknown_android": routing.unknown_android,
        **{f"routing.brands.{brand}": store for brand, store in routing.brands.items()},
    }
    for name, rule in routing.in_app.items():
        systems = {"ios": rule.ios, "android": rule.android, "harmonyos": rule.harmonyos}
        for system, target in systems.items():
            if target not in ("store", "guide"):
                targets[f"routing.in_app.{name}.{system}"] = target
    for name, target in targets.items():
        store = config.stores.get(target)
        if target != LANDING and (store is None or not store.link):
            raise ConfigError(
                f"{name}: {target!r} is no store with an https link; write the name of one"
                f' ([stores.…]) or "{LANDING}".'
            )
        for setting in link_names(store.link) if store else ():
            if not getattr(config.app, setting):
                raise ConfigError(f"app.{setting}: is missing; {name} sends phones to {target}.")
