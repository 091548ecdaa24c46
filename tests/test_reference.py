"""The generated references are up to date."""

from collections.abc import Callable

import pytest

from tools.detection_reference import detection
from tools.reference import DOCS
from tools.reference import commands
from tools.reference import settings


@pytest.mark.parametrize(
    ("name", "make"),
    [("settings.md", settings), ("commands.md", commands), ("detection.md", detection)],
)
def test_a_reference_is_what_the_code_says(name: str, make: Callable[[], str]) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == make(), "run `make docs`"
