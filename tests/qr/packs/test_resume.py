"""A pack that was interrupted: gone on with, it has the bytes of one that was not."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from microsite.campaigns import service
from microsite.qr.canvas.colours import colour
from microsite.qr.design.style import Style
from microsite.qr.packs import pack
from microsite.qr.packs.job import Order
from tests.support.print_jobs import branches
from tests.support.print_jobs import made
from tests.support.servers import ROOT
from tests.support.sites import kill
from tests.support.sites import until

PLACEMENTS = 4 * pack.MARKED

Command = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def command(sqlite: Engine, tmp_path: Path, environment: Callable[..., dict[str, str]]) -> Command:
    """Start `microsite pack spring` as a process, with arguments."""
    with Session(sqlite) as session, session.begin():
        campaign = service.create_campaign(session, "spring", "Spring")
        labels = (f"Branch {number}" for number in range(PLACEMENTS))
        service.add_placements(session, campaign, labels)

    def start(*arguments: str, most_bytes: int | None = None) -> "subprocess.Popen[bytes]":
        def limited() -> None:
            if most_bytes:
                resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

        return subprocess.Popen(
            [sys.executable, "-m", "microsite", "pack", "spring", *arguments],
            cwd=tmp_path,
            env={**environment(), "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=limited,
        )

    return start


def finished(process: "subprocess.Popen[bytes]", code: int) -> str:
    """What a process said until it ended with that exit code."""
    said, wrong = process.communicate(timeout=300)
    assert process.returncode == code, wrong.decode()
    return (said + wrong).decode()


def marks(progress: Path) -> int:
    """How many marks are on disk."""
    return progress.read_bytes().count(b'["mark"') if progress.exists() else 0


def workers(process: "subprocess.Popen[bytes]") -> list[int]:
    """The processes that it started."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(pid) for pid in children.split()]


@pytest.mark.processes
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_processes_of_a_pack_weigh_next_to_nothing_beside_those_of_other_sessions(
    command: Command, tmp_path: Path, jobs: int
) -> None:
    process = command("-o", "cut.zip", "--jobs", f"{jobs}", "--form", "svg", "--form", "pdf")
    until(lambda: marks(tmp_path / "cut.zip.progress") > 0, 120)
    pids = workers(process)
    assert len(pids) == jobs
    assert {os.sched_getscheduler(pid) for pid in (process.pid, *pids)} == {os.SCHED_IDLE}
    assert [os.getsid(pid) for pid in pids] == pids
    groups = [Path(f"/proc/{pid}/autogroup") for pid in pids]
    assert all(group.read_text().endswith("nice 19\n") for group in groups if group.exists())
    process.kill()
    process.communicate()


@pytest.mark.processes
def test_killed_twice_and_run_again_a_pack_has_the_bytes_of_one_that_was_not(
    command: Command, tmp_path: Path
) -> None:
    options = ("--form", "pdf", "--form", "svg")
    finished(command("-o", "whole.zip", "--jobs", "1", *options), 0)
    target, progress = tmp_path / "cut.zip", tmp_path / "cut.zip.progress"
    for _ in range(2):
        before = marks(progress)
        process = command("-o", "cut.zip", "--jobs", "2", *options)
        until(lambda before=before: marks(progress) > before, 120)
        children = workers(process)
        process.kill()
        process.communicate()
        assert len(children) == 2
        until(lambda pids=children: not any(Path(f"/proc/{pid}").exists() for pid in pids), 20)
        assert not target.exists()
    assert "Going on after" in finished(command("-o", "cut.zip", *options), 0)
    assert target.read_bytes() == (tmp_path / "whole.zip").read_bytes()
    assert sorted(path.name for path in tmp_path.glob("cut.*")) == ["cut.zip"]


@pytest.mark.processes
def test_a_full_disk_is_said_and_once_there_is_room_the_pack_goes_on(
    command: Command, tmp_path: Path
) -> None:
    options = ("--form", "svg", "--jobs", "2")
    finished(command("-o", "whole.zip", *options), 0)
    size = (tmp_path / "whole.zip").stat().st_size
    said = finished(command("-o", "cut.zip", *options, most_bytes=size // 2), 2)
    assert "cannot write cut.zip: File too large. Mend it and run this again" in said
    assert not (tmp_path / "cut.zip").exists()
    finished(command("-o", "cut.zip", *options), 0)
    assert (tmp_path / "cut.zip").read_bytes() == (tmp_path / "whole.zip").read_bytes()


@pytest.mark.processes
def test_stopped_by_hand_a_pack_says_that_it_can_be_gone_on_with(
    command: Command, tmp_path: Path
) -> None:
    process = command("-o", "cut.zip", "--jobs", "2", "--form", "svg", "--form", "pdf")
    until(lambda: marks(tmp_path / "cut.zip.progress") > 0, 120)
    process.send_signal(signal.SIGINT)
    assert finished(process, 2) == "Error: stopped. Run this again: it goes on from what is done.\n"
    assert (tmp_path / "cut.zip.part").exists()


@pytest.mark.processes
def test_a_worker_that_is_killed_is_said_and_the_pack_can_be_gone_on_with(
    command: Command, tmp_path: Path
) -> None:
    process = command("-o", "cut.zip", "--jobs", "2", "--form", "svg", "--form", "pdf")
    until(lambda: marks(tmp_path / "cut.zip.progress") > 0, 120)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    kill(int(children[0]))
    assert "a process was killed" in finished(process, 2)
    assert (tmp_path / "cut.zip.part").exists()
    assert not (tmp_path / "cut.zip").exists()


@pytest.fixture
def wanted() -> Order:
    """An order of which `half_made` makes a part."""
    return branches(3 * pack.BATCH, forms=("svg",))


@pytest.fixture
def half_made(wanted: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two batches of it, left as a kill would."""
    monkeypatch.setattr(pack, "MARKED", pack.BATCH)
    target = tmp_path / "cut.zip"
    with pack.begun(wanted, target) as part:
        for _ in islice(pack.fill(part, wanted, wanted.file_names(), 1), 2):
            pass
        assert part.rows == 2 * pack.BATCH
    return target


@pytest.fixture
def whole(wanted: Order, tmp_path: Path) -> bytes:
    """The bytes of its pack."""
    made(wanted, tmp_path / "whole.zip")
    return (tmp_path / "whole.zip").read_bytes()


def gone_on(order: Order, target: Path) -> tuple[int, str]:
    """Go on with an order to its end; the rows there were, and why it was begun anew."""
    with pack.begun(order, target) as part:
        found = part.rows, part.restarted
        for _ in pack.fill(part, order, order.file_names(), 1):
            pass
        pack.finish(part, order)
    return found


def test_a_pack_goes_on_at_its_last_mark(wanted: Order, half_made: Path, whole: bytes) -> None:
    assert gone_on(wanted, half_made) == (2 * pack.BATCH, "")
    assert half_made.read_bytes() == whole


@pytest.mark.parametrize(
    "torn", [b'["file",51,"svg",["x', b'["mark",75,', b"\0" * 100 + b"\n", b'["mark",75,9,"x"]']
)
def test_what_was_written_after_the_last_mark_is_cut_off(
    torn: bytes, wanted: Order, half_made: Path, whole: bytes
) -> None:
    for end, data in ((".part", b"PK\3\4 half an entry"), (".progress", torn)):
        with half_made.with_name(half_made.name + end).open("ab") as file:
            file.write(data)
    assert gone_on(wanted, half_made) == (2 * pack.BATCH, "")
    assert half_made.read_bytes() == whole


@pytest.mark.parametrize("damage", ["changed", "shorter"])
def test_a_part_that_is_damaged_is_begun_anew(
    damage: str, wanted: Order, half_made: Path, whole: bytes
) -> None:
    part = half_made.with_name(half_made.name + ".part")
    content = bytearray(part.read_bytes())
    if damage == "shorter":
        part.write_bytes(content[:-1])
    else:
        content[100] ^= 1
        part.write_bytes(content)
    assert gone_on(wanted, half_made) == (0, "what was there is damaged")
    assert half_made.read_bytes() == whole


@pytest.mark.parametrize("again", [3 * pack.BATCH, 2])
def test_progress_left_by_a_crash_after_the_pack_was_complete_is_not_called_damage(
    again: int, wanted: Order, half_made: Path
) -> None:
    progress = half_made.with_name(half_made.name + ".progress")
    left = progress.read_bytes()
    gone_on(wanted, half_made)
    progress.write_bytes(left)
    assert gone_on(branches(again, forms=("svg",)), half_made) == (0, "")
    assert [path.name for path in half_made.parent.glob("cut.*")] == ["cut.zip"]


def test_a_pack_of_which_all_is_refused_goes_on_though_its_part_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "MARKED", pack.BATCH)
    faint = branches(2 * pack.BATCH, forms=("svg",), style=Style(foreground=colour("#aaaaaa")))
    with pack.begun(faint, tmp_path / "cut.zip") as part:
        next(pack.fill(part, faint, faint.file_names(), 1))
    assert (tmp_path / "cut.zip.part").stat().st_size == 0
    assert gone_on(faint, tmp_path / "cut.zip") == (pack.BATCH, "")


def test_another_order_under_the_same_name_is_begun_anew(half_made: Path, tmp_path: Path) -> None:
    other = branches(2, forms=("svg",))
    rows, why = gone_on(other, half_made)
    assert (rows, why) == (0, "it was begun for another order, or by another version")
    made(other, tmp_path / "other.zip")
    assert half_made.read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_a_pack_that_was_complete_but_for_its_name_is_only_finished(
    wanted: Order, half_made: Path, whole: bytes
) -> None:
    with pack.begun(wanted, half_made) as part:
        for _ in pack.fill(part, wanted, wanted.file_names(), 1):
            pass
    assert gone_on(wanted, half_made) == (3 * pack.BATCH, "")
    assert half_made.read_bytes() == whole
