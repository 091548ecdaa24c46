"""What commands take from the application they run in."""

from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from microsite.config.schema import Config
from microsite.news.service import Newsroom
from microsite.scans.data_dir import Instance


def config() -> Config:
    """The settings."""
    found: Config = current_app.extensions["config"]
    return found


def newsroom() -> Newsroom:
    """The articles."""
    found: Newsroom = current_app.extensions["newsroom"]
    return found


def engine() -> Engine:
    """The database."""
    found: Engine = current_app.extensions["engine"]
    return found


def instance() -> Instance:
    """The instance folder."""
    found: Instance = current_app.extensions["instance"]
    return found


def transaction() -> Session:
    """A session; `with session.begin()` commits at its end, or rolls all of it back."""
    return Session(engine(), expire_on_commit=False)
