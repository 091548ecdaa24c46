"""Checks that the settings make sense together. Each error names its setting and the fix."""

import os
import re
from pathlib import Path
from zoneinfo import ZoneInfo
from zoneinfo import ZoneInfoNotFoundError
from zoneinfo import available_timezones

from microsite.config.app_validation import check_app
from microsite.config.conversion_words import check_synonyms
from microsite.config.conversion_words import check_words
from microsite.config.routing_validation import check_routing
from microsite.config.schema import HOST_PATTERN
from microsite.config.schema import Config
from microsite.config.section import ConfigError
from microsite.config.store_schema import App
from microsite.config.store_schema import parse_template_fields
from microsite.languages import LANGUAGES
from microsite.slugs import SLUG_PATTERN

MIN_SECRET_LENGTH = 32
MAX_PAGE_SIZE = 100

_EMAIL_ADDRESS = re.compile(r"[0-9A-Za-z.!#$%&'*+/=?^_`{|}~-]+@[0-9A-Za-z.-]+")
"""An address that every mail server accepts: ASCII, without a display name."""
_SECURITY_CONTACT = re.compile(r"(?:https://|mailto:|tel:)[!-~]+")
"""A URI on one line (RFC 9116, 2.5.3)."""
_STORE_NAME = re.compile(r"(?!(?:landing|guide|store)$)[a-z0-9-]{1,40}")
"""Usable in the journal, in reports and in `?store=`; without the words of [routing]."""
_LOOPBACK_HOSTS = ("localhost", "127.0.0.1")


def check_config(config: Config) -> None:
    """Raise ConfigError for the first invalid setting."""
    _check_machine(config)
    _check_languages(config)
    _check_contact(config)
    _check_security(config)
    _check_news(config)
    check_app(config)
    _check_stores(config)
    check_routing(config)


def _check_machine(config: Config) -> None:
    if config.environment == "production" and len(config.secret) < MIN_SECRET_LENGTH:
        raise ConfigError(
            f"secret: must have {MIN_SECRET_LENGTH} characters or more in production;"
            " set MICROSITE_SECRET, for example to the output of `openssl rand -hex 32`."
        )
    if config.trusted_proxies < 0:
        raise ConfigError("trusted_proxies: must be 0 or more; set the number of your proxies.")
    _check_timezone(config.timezone)
    if not HOST_PATTERN.fullmatch(config.host):
        raise ConfigError(
            f"host: {config.host[:80]!r} cannot be printed in a code; use a host name without"
            " scheme and path."
        )
    _check_instance(config.instance_path)


def _check_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: the name of a folder
        if not available_timezones():
            raise ConfigError(
                "timezone: this machine has no time zone data; install the package tzdata of the"
                " system or of Python."
            ) from error
        raise ConfigError(
            f"timezone: {name!r} is not a time zone; use one like Asia/Shanghai."
        ) from error


def _check_instance(folder: Path) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(0o700, exist_ok=True)  # messages, and the salts of visitor hashes
    except OSError as error:
        raise ConfigError(
            f"instance: cannot create the folder {folder}: {error.strerror};"
            " set MICROSITE_INSTANCE to another folder."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigError(
            f"instance: cannot write to {folder}; change its permissions or set MICROSITE_INSTANCE."
        )


def _check_languages(config: Config) -> None:
    for tag in config.languages:
        if tag not in LANGUAGES:
            raise ConfigError(f"languages: {tag!r} is unknown; use {', '.join(LANGUAGES)}.")
    if config.default_language not in config.languages:
        raise ConfigError(
            f"default_language: {config.default_language!r} is not in languages; add it there."
        )
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
            f"contact.addresses[{i}].{field}": getattr(address, field)
            for i, address in enumerate(config.contact.addresses)
            for field in ("name", "address")
        },
        **{f"news.categories.{key}": names for key, names in config.news.categories.items()},
    }
    for name, text in texts.items():
        for tag in config.languages:
            if not text.get(tag):
                raise ConfigError(f"{name}.{tag}: is missing; add a text for every language.")


def _check_contact(config: Config) -> None:
    for name in ("retention_days", "rate_limit_per_client", "rate_limit_total"):
        if getattr(config.contact, name) < 1:
            raise ConfigError(f"contact.{name}: must be 1 or more.")
    mail = config.mail
    if not mail.host:
        return
    if not HOST_PATTERN.fullmatch(mail.host) or ":" in mail.host:
        raise ConfigError(
            f"mail.host: {mail.host[:80]!r} is not a host name; set the port in mail.port."
        )
    if not 0 < mail.port < 65536:
        raise ConfigError(f"mail.port: {mail.port} is not a port; usual ports are 587 and 465.")
    for name in ("sender", "recipient"):
        if not _EMAIL_ADDRESS.fullmatch(getattr(mail, name)):
            raise ConfigError(
                f"mail.{name}: must be one email address without a name, like service@bank.example."
            )
    if bool(mail.user) != bool(mail.password):
        missing = "password" if mail.user else "user"
        raise ConfigError(f"mail.{missing}: is missing; set both user and password, or neither.")
    if mail.password and mail.tls == "none" and mail.host not in _LOOPBACK_HOSTS:
        raise ConfigError(
            'mail.tls: the password would be sent unencrypted; use "starttls" or "tls".'
        )


def _check_security(config: Config) -> None:
    for contact in config.security.contact:
        if not _SECURITY_CONTACT.fullmatch(contact):
            raise ConfigError(
                f"security.contact: {contact[:80]!r} is not valid; use a URI that begins with"
                " https://, mailto: or tel:."
            )


def _check_news(config: Config) -> None:
    if not config.news_path.is_dir():
        raise ConfigError(
            f"news.content: there is no folder {config.news_path}; create it or name another."
        )
    check_words(config)
    check_synonyms(config)
    if not 1 <= config.news.page_size <= MAX_PAGE_SIZE:
        raise ConfigError(f"news.page_size: must be from 1 to {MAX_PAGE_SIZE}.")
    for key in config.news.categories:
        if not SLUG_PATTERN.fullmatch(key):
            raise ConfigError(
                f"news.categories.{key!r}: is not a valid key; use a-z, 0-9 and single hyphens."
            )


def _check_stores(config: Config) -> None:
    fields = set(App.__struct_fields__) - {"name", "user_agents", "open_link"}
    for key, store in config.stores.items():
        if not _STORE_NAME.fullmatch(key):
            raise ConfigError(
                f"stores.{key!r}: is not a valid name of a store; use a-z, 0-9 and hyphens."
            )
        if not store.platforms:
            raise ConfigError(f"stores.{key}.platforms: is empty; list the platforms it serves.")
        for template in (store.link, store.scheme):
            try:
                names = parse_template_fields(template)
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
                    f"stores.{key}.link: {host[1]} is not in allowed_hosts; add it there to"
                    " allow redirects to it."
                )
