"""Facts about processes from /proc (Linux)."""

from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")


def processor_time(pids: Iterable[int]) -> float:
    """Return the processor time of all threads of these processes, in µs."""
    return sum(
        int((thread / "schedstat").read_text().split()[0]) / 1000
        for pid in pids
        for thread in (PROC / str(pid) / "task").iterdir()
    )


def lock_holder(path: Path) -> int | None:
    """Return the id of the process that holds the lock (flock) of a file, or None."""
    inode = str(path.stat().st_ino) if path.exists() else None
    for line in (PROC / "locks").read_text().splitlines():
        fields = line.split()
        if "FLOCK" in fields and fields[5].rpartition(":")[2] == inode:
            return int(fields[4])
    return None
