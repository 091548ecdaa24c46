"""The project's gunicorn settings without its hooks, for the apps that it is compared with."""

import gc
from pathlib import Path
from runpy import run_path
from typing import Any

_PROJECT = run_path(str(Path(__file__).parents[2] / "gunicorn.conf.py"))
globals().update({name: value for name, value in _PROJECT.items() if not callable(value)})


def pre_fork(server: Any, worker: Any) -> None:
    """Freeze the garbage collector's objects, as the project's hook does."""
    gc.freeze()
