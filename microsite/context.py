"""What commands take from the application they run in."""

from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from microsite.config.schema import Config
from microsite.news.service import NewsService
from microsite.scans.data_dir import DataDir


def config() -> Config:
    """The settings."""
    found: Config = current_app.extensions["config"]
    return found


def newsroom() -> NewsService:
    """The articles."""
    found: NewsService = current_app.extensions["newsroom"]
    return found


def engine() -> Engine:
    """The database."""
    found: Engine = current_app.extensions["engine"]
    return found


def instance() -> DataDir:
    """The instance folder."""
    found: DataDir = current_app.extensions["instance"]
    return found


def transaction() -> Session:
    """A session; `with session.begin()` commits at its end, or rolls all of it back."""
    return Session(engine(), expire_on_commit=False)
