"""gunicorn.conf.py: settings from the environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Environment

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parent.parent


def check_config(
    environment: dict[str, str], name: str, value: str
) -> "subprocess.CompletedProcess[str]":
    """Let gunicorn load its settings and the application, without serving."""
    return subprocess.run(
        [sys.executable, "-m", "gunicorn", "--check-config", "wsgi:app"],
        cwd=ROOT,
        env={**os.environ, **environment, name: value},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WORKERS", "x"),
        ("WORKERS", ""),
        ("WORKERS", "0"),
        ("WORKERS", "-1"),
        ("WORKERS", "1.5"),
        ("LOGLEVEL", "loud"),
        ("LOGLEVEL", ""),
    ],
)
def test_an_invalid_value_is_an_error_in_one_line(
    environment: Environment, name: str, value: str
) -> None:
    result = check_config(environment(), name, value)
    assert result.returncode == 1
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith(f"microsite cannot start. {name}: {value!r} is not ")


@pytest.mark.parametrize(("name", "value"), [("WORKERS", "1"), ("LOGLEVEL", "WARNING")])
def test_a_valid_value_is_accepted(environment: Environment, name: str, value: str) -> None:
    result = check_config(environment(), name, value)
    assert result.returncode == 0, result.stderr
