"""Fixtures for the tests of scans."""

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty journal folder."""
    folder = tmp_path / "journal"
    folder.mkdir()
    return folder
