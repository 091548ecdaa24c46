"""Failures of what is done again and again: said once, and once more when it works again."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from microsite.db.engine import migration_hint

log = logging.getLogger(__name__)


class LogOnChange:
    """What fails at present, by task; a task is a sentence without its full stop."""

    def __init__(self) -> None:
        self._reported: dict[str, str] = {}

    @contextmanager
    def reporting(self, task: str) -> Iterator[None]:
        """Report whatever fails in here, unless it failed so the last time; go on after it."""
        try:
            yield
        except Exception as error:  # whatever it is, the next round may do better
            reason = ". ".join(filter(None, (str(error).partition("\n")[0], migration_hint(error))))
            if self._reported.get(task) != reason:
                log.warning("%s no more, for now: %s", task, reason)
            self._reported[task] = reason
        else:
            if self._reported.pop(task, None):
                log.warning("%s again.", task)
