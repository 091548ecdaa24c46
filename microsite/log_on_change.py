"""Log lines for repeated tasks: one when a task starts to fail, one when it works again."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from microsite.db.engine import migration_hint

log = logging.getLogger(__name__)


class LogOnChange:
    """Logs failures of repeated tasks. It remembers the current failure of each task."""

    def __init__(self) -> None:
        self._errors: dict[str, str] = {}

    @contextmanager
    def reporting(self, subject: str) -> Iterator[None]:
        """Log an exception of the body, unless the last run failed with the same one; swallow it.

        `subject` names the task and begins the log line: "Deleting expired salts".
        """
        try:
            yield
        except Exception as error:  # of any kind: the next run may succeed
            first_line = str(error).partition("\n")[0]
            text = "; ".join(filter(None, (first_line, migration_hint(error))))
            if self._errors.get(subject) != text:
                log.warning("%s failed, will retry: %s", subject, text)
            self._errors[subject] = text
        else:
            if self._errors.pop(subject, None) is not None:
                log.warning("%s works again", subject)
