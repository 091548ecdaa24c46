"""What tests of scans share."""

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of journals."""
    folder = tmp_path / "journal"
    folder.mkdir()
    return folder
