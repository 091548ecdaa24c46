"""How gunicorn.conf.py takes what the environment says: a value that cannot be stops the start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def start(environment: dict[str, str], name: str, value: str) -> "subprocess.CompletedProcess[str]":
    """Let gunicorn read its settings and the application, without serving."""
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
def test_a_value_that_gunicorn_cannot_serve_with_stops_the_start_in_one_line(
    environment, name: str, value: str
) -> None:
    stopped = start(environment(), name, value)
    assert stopped.returncode == 1
    assert stopped.stdout == ""
    [line] = stopped.stderr.splitlines()
    assert line.startswith(f"microsite cannot start. {name}: {value!r} is ")


@pytest.mark.parametrize(("name", "value"), [("WORKERS", "1"), ("LOGLEVEL", "WARNING")])
def test_a_value_that_gunicorn_can_serve_with_is_taken(environment, name: str, value: str) -> None:
    started = start(environment(), name, value)
    assert started.returncode == 0, started.stderr
