"""The generated references are up to date."""

from pathlib import Path

import pytest

from tools.reference import files


@pytest.mark.parametrize("path", list(files()), ids=lambda path: path.name)
def test_a_reference_is_what_the_code_says(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == files()[path], "run `make docs`"
