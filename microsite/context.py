"""The one door to what an application holds: settings, database, scan files, news.

`create_app` stores them with `install`; views and commands read them with the functions below. No
other module knows a key of `app.extensions`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask
from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from microsite.config.schema import Config

if TYPE_CHECKING:
    from microsite.news.service import NewsService
    from microsite.scans.data_dir import DataDir

_KEY = "microsite"


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that one application is put together from."""

    config: Config
    engine: Engine
    data_dir: "DataDir"
    news: "NewsService"


def install(app: Flask, services: Services) -> None:
    """Store the services in an application."""
    app.extensions[_KEY] = services


def services(app: Flask) -> Services:
    """Return the services of an application."""
    installed: Services = app.extensions[_KEY]
    return installed


def current_config() -> Config:
    """Return the settings of the current application."""
    return services(current_app).config


def current_engine() -> Engine:
    """Return the database engine of the current application."""
    return services(current_app).engine


def current_data_dir() -> "DataDir":
    """Return the scan files of the current application."""
    return services(current_app).data_dir


def current_news() -> "NewsService":
    """Return the news of the current application."""
    return services(current_app).news


def transaction() -> Session:
    """Return a session; `with session.begin()` commits at its end or rolls back on an error."""
    return Session(current_engine(), expire_on_commit=False)
