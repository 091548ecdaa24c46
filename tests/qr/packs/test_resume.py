"""An interrupted pack, once resumed, has the bytes of an uninterrupted one."""

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
from microsite.qr.canvas.colours import parse_colour
from microsite.qr.design.style import Style
from microsite.qr.packs import pack
from microsite.qr.packs.job import PrintJob
from tests.support.print_jobs import build_branch_job
from tests.support.print_jobs import write_pack
from tests.support.servers import ROOT
from tests.support.sites import kill
from tests.support.sites import until

pytestmark = pytest.mark.slow

PLACEMENTS = 4 * pack.CHECKPOINT_INTERVAL

Command = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def command(sqlite: Engine, tmp_path: Path, environment: Callable[..., dict[str, str]]) -> Command:
    """Start `microsite pack spring` as a process, with arguments."""
    with Session(sqlite) as session, session.begin():
        campaign = service.create_campaign(session, "spring", "Spring")
        labels = (f"Branch {number}" for number in range(PLACEMENTS))
        service.add_placements(session, campaign, labels)

    def start(*arguments: str, max_bytes: int | None = None) -> "subprocess.Popen[bytes]":
        def limit_file_size() -> None:
            if max_bytes:
                resource.setrlimit(resource.RLIMIT_FSIZE, (max_bytes, max_bytes))

        return subprocess.Popen(
            [sys.executable, "-m", "microsite", "pack", "spring", *arguments],
            cwd=tmp_path,
            env={**environment(), "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=limit_file_size,
        )

    return start


def wait_for_exit(process: "subprocess.Popen[bytes]", code: int) -> str:
    """Wait for a process to exit with that code, and return its output."""
    stdout, stderr = process.communicate(timeout=300)
    assert process.returncode == code, stderr.decode()
    return (stdout + stderr).decode()


def count_checkpoints(progress: Path) -> int:
    """Return the number of checkpoints on disk."""
    return progress.read_bytes().count(b'["checkpoint"') if progress.exists() else 0


def wait_for_checkpoint(progress: Path, before: int = 0) -> None:
    """Wait until there are more checkpoints than before."""
    until(lambda: count_checkpoints(progress) > before, 120)


def wait_until_gone(pids: list[int]) -> None:
    """Wait until all of these processes have exited."""
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), 20)


def find_workers(process: "subprocess.Popen[bytes]") -> list[int]:
    """Return the process ids of the workers."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(pid) for pid in children.split()]


@pytest.mark.processes
@pytest.mark.parametrize("jobs", [1, 2])
def test_worker_processes_run_at_the_lowest_priority(
    command: Command, tmp_path: Path, jobs: int
) -> None:
    process = command("-o", "cut.zip", "--jobs", f"{jobs}", "--format", "svg", "--format", "pdf")
    wait_for_checkpoint(tmp_path / "cut.zip.progress")
    pids = find_workers(process)
    assert len(pids) == jobs
    assert {os.sched_getscheduler(pid) for pid in (process.pid, *pids)} == {os.SCHED_IDLE}
    assert [os.getsid(pid) for pid in pids] == pids
    groups = [Path(f"/proc/{pid}/autogroup") for pid in pids]
    assert all(group.read_text().endswith("nice 19\n") for group in groups if group.exists())
    process.kill()
    process.communicate()


@pytest.mark.processes
def test_a_pack_killed_twice_and_resumed_has_the_bytes_of_an_uninterrupted_one(
    command: Command, tmp_path: Path
) -> None:
    options = ("--format", "pdf", "--format", "svg")
    wait_for_exit(command("-o", "whole.zip", "--jobs", "1", *options), 0)
    target, progress = tmp_path / "cut.zip", tmp_path / "cut.zip.progress"
    for _ in range(2):
        before = count_checkpoints(progress)
        process = command("-o", "cut.zip", "--jobs", "2", *options)
        wait_for_checkpoint(progress, before)
        children = find_workers(process)
        process.kill()
        process.communicate()
        assert len(children) == 2
        wait_until_gone(children)
        assert not target.exists()
    assert "Resuming after" in wait_for_exit(command("-o", "cut.zip", *options), 0)
    assert target.read_bytes() == (tmp_path / "whole.zip").read_bytes()
    assert sorted(path.name for path in tmp_path.glob("cut.*")) == ["cut.zip"]


@pytest.mark.processes
def test_a_full_disk_is_reported_and_the_pack_resumes_once_there_is_room(
    command: Command, tmp_path: Path
) -> None:
    options = ("--format", "svg", "--jobs", "2")
    wait_for_exit(command("-o", "whole.zip", *options), 0)
    size = (tmp_path / "whole.zip").stat().st_size
    output = wait_for_exit(command("-o", "cut.zip", *options, max_bytes=size // 2), 2)
    assert (
        "cannot write cut.zip: File too large. Fix this and run the command again to resume."
        in output
    )
    assert not (tmp_path / "cut.zip").exists()
    wait_for_exit(command("-o", "cut.zip", *options), 0)
    assert (tmp_path / "cut.zip").read_bytes() == (tmp_path / "whole.zip").read_bytes()


@pytest.mark.processes
def test_an_interrupted_pack_says_that_it_can_be_resumed(command: Command, tmp_path: Path) -> None:
    process = command("-o", "cut.zip", "--jobs", "2", "--format", "svg", "--format", "pdf")
    wait_for_checkpoint(tmp_path / "cut.zip.progress")
    process.send_signal(signal.SIGINT)
    assert wait_for_exit(process, 2) == "Error: interrupted. Run the command again to resume.\n"
    assert (tmp_path / "cut.zip.part").exists()


@pytest.mark.processes
def test_a_killed_worker_is_reported_and_the_pack_can_be_resumed(
    command: Command, tmp_path: Path
) -> None:
    process = command("-o", "cut.zip", "--jobs", "2", "--format", "svg", "--format", "pdf")
    wait_for_checkpoint(tmp_path / "cut.zip.progress")
    kill(find_workers(process)[0])
    assert "a worker process was killed" in wait_for_exit(process, 2)
    assert (tmp_path / "cut.zip.part").exists()
    assert not (tmp_path / "cut.zip").exists()


@pytest.fixture
def job() -> PrintJob:
    """A job of three batches."""
    return build_branch_job(3 * pack.BATCH_SIZE, formats=("svg",))


@pytest.fixture
def partial_pack(job: PrintJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two batches of the job, as a kill would leave them."""
    monkeypatch.setattr(pack, "CHECKPOINT_INTERVAL", pack.BATCH_SIZE)
    target = tmp_path / "cut.zip"
    with pack.open_pack(job, target) as writer:
        for _ in islice(pack.fill_pack(writer, job, job.build_filenames(), 1), 2):
            pass
        assert writer.rows_done == 2 * pack.BATCH_SIZE
    return target


@pytest.fixture
def complete_pack(job: PrintJob, tmp_path: Path) -> bytes:
    """The bytes of the job's pack."""
    write_pack(job, tmp_path / "whole.zip")
    return (tmp_path / "whole.zip").read_bytes()


def resume(job: PrintJob, target: Path) -> tuple[int, str]:
    """Complete a pack. Return the rows that were already done, and the restart reason."""
    with pack.open_pack(job, target) as writer:
        start = writer.rows_done, writer.restart_reason
        for _ in pack.fill_pack(writer, job, job.build_filenames(), 1):
            pass
        pack.finish_pack(writer, job)
    return start


def test_a_pack_resumes_at_its_last_checkpoint(
    job: PrintJob, partial_pack: Path, complete_pack: bytes
) -> None:
    assert resume(job, partial_pack) == (2 * pack.BATCH_SIZE, "")
    assert partial_pack.read_bytes() == complete_pack


@pytest.mark.parametrize(
    "torn",
    [
        b'["file",51,"svg",["x',
        b'["checkpoint",75,',
        b"\0" * 100 + b"\n",
        b'["checkpoint",75,9,"x"]',
    ],
)
def test_data_after_the_last_checkpoint_is_discarded(
    torn: bytes, job: PrintJob, partial_pack: Path, complete_pack: bytes
) -> None:
    for suffix, data in ((".part", b"PK\3\4 half an entry"), (".progress", torn)):
        with partial_pack.with_name(partial_pack.name + suffix).open("ab") as file:
            file.write(data)
    assert resume(job, partial_pack) == (2 * pack.BATCH_SIZE, "")
    assert partial_pack.read_bytes() == complete_pack


@pytest.mark.parametrize("damage", ["changed", "shorter"])
def test_a_damaged_partial_file_is_discarded(
    damage: str, job: PrintJob, partial_pack: Path, complete_pack: bytes
) -> None:
    part = partial_pack.with_name(partial_pack.name + ".part")
    content = bytearray(part.read_bytes())
    if damage == "shorter":
        part.write_bytes(content[:-1])
    else:
        content[100] ^= 1
        part.write_bytes(content)
    assert resume(job, partial_pack) == (0, "the partial file is damaged")
    assert partial_pack.read_bytes() == complete_pack


@pytest.mark.parametrize("placements", [3 * pack.BATCH_SIZE, 2])
def test_progress_left_after_completion_is_not_reported_as_damage(
    placements: int, job: PrintJob, partial_pack: Path
) -> None:
    progress = partial_pack.with_name(partial_pack.name + ".progress")
    content = progress.read_bytes()
    resume(job, partial_pack)
    progress.write_bytes(content)
    assert resume(build_branch_job(placements, formats=("svg",)), partial_pack) == (0, "")
    assert [path.name for path in partial_pack.parent.glob("cut.*")] == ["cut.zip"]


def test_a_pack_without_any_passed_file_resumes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "CHECKPOINT_INTERVAL", pack.BATCH_SIZE)
    faint = build_branch_job(
        2 * pack.BATCH_SIZE, formats=("svg",), style=Style(foreground=parse_colour("#aaaaaa"))
    )
    with pack.open_pack(faint, tmp_path / "cut.zip") as writer:
        next(pack.fill_pack(writer, faint, faint.build_filenames(), 1))
    assert (tmp_path / "cut.zip.part").stat().st_size == 0
    assert resume(faint, tmp_path / "cut.zip") == (pack.BATCH_SIZE, "")


def test_the_partial_file_of_a_different_job_is_discarded(
    partial_pack: Path, tmp_path: Path
) -> None:
    other = build_branch_job(2, formats=("svg",))
    rows, reason = resume(other, partial_pack)
    assert (rows, reason) == (0, "the partial file belongs to a different job")
    write_pack(other, tmp_path / "other.zip")
    assert partial_pack.read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_a_pack_that_was_complete_but_for_its_name_is_only_wait_for_exit(
    job: PrintJob, partial_pack: Path, complete_pack: bytes
) -> None:
    with pack.open_pack(job, partial_pack) as writer:
        for _ in pack.fill_pack(writer, job, job.build_filenames(), 1):
            pass
    assert resume(job, partial_pack) == (3 * pack.BATCH_SIZE, "")
    assert partial_pack.read_bytes() == complete_pack
