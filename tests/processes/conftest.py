"""Fixtures for real gunicorn processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sites import Site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site whose server is not started yet; stopped after the test."""
    site = Site(tmp_path / "instance")
    try:
        yield site
    finally:
        site.stop()
