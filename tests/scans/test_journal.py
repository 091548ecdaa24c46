"""The journal: every scan is on disk before the answer, even if disk or process fails."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from microsite.scans import journal
from microsite.scans import journal_reader
from microsite.scans.dropped import DropCounter
from microsite.scans.journal import Journal
from microsite.scans.journal import JournalEntry
from microsite.scans.journal import build_device_key

XIAOMI = build_device_key("android", "xiaomi", "", "xiaomi")
SCAN = JournalEntry(1_800_000_000, "scan", XIAOMI, "K7F3M4", "0123456789abcdef")
BARE = JournalEntry(
    1_800_000_001, "head", build_device_key("other", "", "", "landing:unknown"), "", ""
)


@pytest.fixture
def own_journal(folder: Path) -> Iterator[Journal]:
    """The journal of this process."""
    own_journal = Journal(folder, "here")
    yield own_journal
    own_journal.close()


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*" + journal.JOURNAL_SUFFIX))


def entries(folder: Path) -> list[JournalEntry]:
    """Return all complete entries, file by file."""
    return [
        entry
        for path in files(folder)
        for entry in journal_reader.read_entries(path, 0, 1 << 30, finished=False)[0]
    ]


def test_an_entry_is_in_the_file_when_append_returns(own_journal: Journal, folder: Path) -> None:
    assert own_journal.append(*SCAN)
    assert entries(folder) == [SCAN]
    assert own_journal.append(*BARE)
    assert entries(folder) == [SCAN, BARE]


def test_no_file_is_created_before_the_first_entry(own_journal: Journal, folder: Path) -> None:
    own_journal.sync()
    assert files(folder) == []


def test_a_file_has_the_node_id_in_its_name_and_is_not_readable_by_others(
    own_journal: Journal, folder: Path
) -> None:
    own_journal.append(*SCAN)
    [path] = files(folder)
    assert path.name.startswith("here-")
    assert path.stat().st_mode & 0o007 == 0


def test_each_process_writes_its_own_file(own_journal: Journal, folder: Path) -> None:
    own_journal.append(*SCAN)
    child = os.fork()
    if child == 0:
        os._exit(0 if own_journal.append(*BARE) and own_journal.append(*BARE) else 1)
    assert os.waitpid(child, 0)[1] == 0
    own_journal.append(*SCAN)
    contents = [
        journal_reader.read_entries(path, 0, 1 << 20, finished=False)[0] for path in files(folder)
    ]
    assert sorted(contents) == [[SCAN, SCAN], [BARE, BARE]]


def test_a_forked_process_does_not_hold_the_locks_of_its_parent(
    own_journal: Journal, folder: Path
) -> None:
    own_journal.append(*SCAN)
    started, start = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(start, b".")
        time.sleep(60)
        os._exit(0)
    try:
        assert os.read(started, 1)
        own_journal.close()
        [path] = files(folder)
        assert journal_reader.is_finished(path)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(started)
        os.close(start)


def test_a_fork_in_the_middle_of_a_record_starts_a_journal_of_its_own(
    own_journal: Journal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_journal.append(*SCAN)
    with monkeypatch.context() as patch:
        patch.setattr(DropCounter, "_add_to_file", lambda *_: os.open(folder / "no" / "folder", 0))
        own_journal.dropped.add(2)
    with own_journal._lock, own_journal.dropped._lock:
        child = os.fork()
        if child == 0:
            signal.alarm(10)  # ends a process that waits for a lock nobody can release
            own_journal.sync()
            own_journal.dropped.add()
            os._exit(0 if own_journal.append(*BARE) else 1)
    assert os.waitpid(child, 0)[1] == 0
    own_journal.sync()
    assert DropCounter(folder).total() == 3
    assert sorted(entries(folder)) == sorted([SCAN, BARE])


def test_a_full_file_is_followed_by_a_new_one(
    own_journal: Journal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "JOURNAL_BYTES", 1000)
    for _ in range(100):
        assert own_journal.append(*SCAN)
    sizes = [path.stat().st_size for path in files(folder)]
    assert len(sizes) > 5
    assert max(sizes) <= 1000
    assert len(entries(folder)) == 100


def test_only_the_last_file_is_still_being_written(
    own_journal: Journal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "JOURNAL_BYTES", 100)
    for _ in range(10):
        own_journal.append(*SCAN)
    own_journal.sync()
    finished = [journal_reader.is_finished(path) for path in files(folder)]
    assert finished.count(False) == 1
    own_journal.close()
    assert all(map(journal_reader.is_finished, files(folder)))


def test_threads_lose_and_mix_no_records_while_files_change(
    own_journal: Journal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "JOURNAL_BYTES", 5000)

    def write(number: int) -> None:
        for count in range(300):
            assert own_journal.append(*SCAN._replace(time=number * 1000 + count))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = sorted(entry.time for entry in entries(folder))
    assert times == [number * 1000 + count for number in range(8) for count in range(300)]
    assert DropCounter(folder).total() == 0


def test_a_journal_is_finished_when_its_process_is_killed(
    folder: Path,
) -> None:
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from microsite.scans.journal import Journal, build_device_key\n"
        "Journal(Path(sys.argv[1]), 'there').append(1, 'scan', build_device_key(*'abcd'), '', '')\n"
        "print(flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        [path] = files(folder)
        assert not journal_reader.is_finished(path)
        process.kill()
    assert journal_reader.is_finished(path)
    assert len(entries(folder)) == 1


def test_a_new_empty_journal_is_not_finished(folder: Path) -> None:
    path = folder / f"here-1{journal.JOURNAL_SUFFIX}"
    path.touch()
    assert not journal_reader.is_finished(path)
    long_ago = time.time() - journal_reader.LOCK_GRACE_SECONDS - 1
    os.utime(path, (long_ago, long_ago))
    assert journal_reader.is_finished(path)


FULL_DISK = """
import resource, sys
from pathlib import Path
from microsite.scans.journal import Journal, build_device_key

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

journal = Journal(Path(sys.argv[1]), "there")
entry = 1, "scan", build_device_key("ios", "", "", "app-store"), "K7F3M4", "0123456789abcdef"
limit(int(sys.argv[2]))
before = [journal.append(*entry) for _ in range(50)]
limit(resource.RLIM_INFINITY)
after = [journal.append(*entry) for _ in range(50)]
assert all(after)
print(sum(before))
"""


@pytest.mark.slow
@pytest.mark.parametrize("size", [8, 1000])
def test_a_full_disk_drops_records_and_leaves_no_empty_file(folder: Path, size: int) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(folder), str(size)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    written = int(printed) + 50
    assert written < 100
    assert len(entries(folder)) == written
    assert DropCounter(folder).total() == 100 - written


def test_a_missing_folder_drops_entries_without_an_error(
    own_journal: Journal, folder: Path
) -> None:
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    assert not own_journal.append(*SCAN)
    assert not own_journal.append(*SCAN)
    elsewhere.rename(folder)
    assert own_journal.append(*SCAN)
    assert entries(folder) == [SCAN]


def test_a_deleted_journal_is_replaced_with_the_next_sync(
    own_journal: Journal, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own_journal.append(*SCAN)
    files(folder)[0].unlink()
    own_journal.append(*SCAN)
    own_journal.sync()
    own_journal.append(*BARE)
    assert entries(folder) == [BARE]
    [record] = caplog.records
    assert "was deleted while in use" in record.getMessage()


def test_drops_that_could_not_be_saved_are_saved_with_the_next_sync(
    own_journal: Journal, folder: Path
) -> None:
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    own_journal.append(*SCAN)
    own_journal.append(*SCAN)
    elsewhere.rename(folder)
    assert own_journal.append(*SCAN)
    own_journal.sync()
    assert DropCounter(folder).total() == 2


def test_drops_of_all_processes_add_up(folder: Path) -> None:
    for count in (1, 0, 41):
        DropCounter(folder).add(count)
    assert DropCounter(folder).total() == 42
    folder.mkdir(parents=True, exist_ok=True)
    assert DropCounter(folder).total() == 42


@pytest.mark.parametrize("content", [b"", b"\0", b"\0" * 7, b"\0" * 8])
def test_a_drop_counter_damaged_by_a_power_failure_continues(folder: Path, content: bytes) -> None:
    (folder / "dropped").write_bytes(content)
    assert DropCounter(folder).total() == 0
    DropCounter(folder).add(2)
    assert DropCounter(folder).total() == 2


def test_without_a_folder_the_drop_counter_is_zero(tmp_path: Path) -> None:
    assert DropCounter(tmp_path / "missing").total() == 0


def encode(*records: JournalEntry) -> bytes:
    """Return the bytes of entries as the journal writes them."""
    return b"".join(b"\n" + "\t".join(map(str, entry)).encode() + b"\t." for entry in records)


def test_records_have_the_format_that_these_tests_write(own_journal: Journal, folder: Path) -> None:
    own_journal.append(*SCAN)
    own_journal.append(*BARE)
    [path] = files(folder)
    assert path.read_bytes().rstrip(b"\0") == encode(SCAN, BARE)
    own_journal.close()
    assert path.read_bytes() == encode(SCAN, BARE)


def damage_first(old: bytes, new: bytes) -> bytes:
    """Return a damaged record followed by an intact one."""
    return encode(SCAN).replace(old, new, 1) + encode(BARE)


DAMAGED = {
    "nothing": (b"", [], 0),
    "intact": (encode(SCAN, BARE), [SCAN, BARE], None),
    "cut off at the end": (encode(SCAN) + encode(BARE)[:-3], [SCAN], len(encode(SCAN))),
    "cut off before its mark": (encode(SCAN)[:-1], [], 0),
    "a line feed and no more": (encode(SCAN) + b"\n", [SCAN], len(encode(SCAN))),
    "cut off in the middle": (encode(SCAN)[:20] + encode(BARE), [BARE], None),
    "cut off twice": (encode(SCAN)[:20] + encode(SCAN)[:1] + encode(BARE), [BARE], None),
    "cut off before its last field": (encode(SCAN)[:-19] + encode(BARE), [BARE], None),
    "zeros at the end": (encode(SCAN) + bytes(4096), [SCAN], len(encode(SCAN))),
    "zeros, then intact": (bytes(4096) + encode(SCAN), [SCAN], None),
    "zeros inside": (
        encode(SCAN)[:20] + bytes(4096) + encode(SCAN)[20:] + encode(BARE),
        [BARE],
        None,
    ),
    "an invalid time": (damage_first(b"18", b"1x"), [BARE], None),
    "a time of 30 digits": (damage_first(b"18", b"9" * 30), [BARE], None),
    "a time of 5,000 digits": (damage_first(b"18", b"9" * 5000), [BARE], None),
    "a field too few": (damage_first(b"\tscan", b""), [BARE], None),
    "a field too many": (damage_first(b"\tscan", b"\t\tscan"), [BARE], None),
    "bytes beyond ASCII": (damage_first(b"scan", b"sc\xff\xfe"), [BARE], None),
    "a field longer than any": (damage_first(b"xiaomi", b"x" * 100), [BARE], None),
}


@pytest.mark.parametrize(("content", "expected", "end"), DAMAGED.values(), ids=DAMAGED.keys())
def test_intact_records_are_read(
    tmp_path: Path, content: bytes, expected: list[JournalEntry], end: int | None
) -> None:
    path = tmp_path / "any.journal"
    path.write_bytes(content)
    expected_end = len(content) if end is None else end
    assert journal_reader.read_entries(path, 0, 1 << 20, finished=True) == (expected, expected_end)


@pytest.mark.parametrize("before", [b"", encode(SCAN), encode(SCAN)[:20]])
@pytest.mark.parametrize("zeros", [999, 1000, 1001, 4096])
def test_records_after_any_number_of_zeros_are_read(
    tmp_path: Path, before: bytes, zeros: int
) -> None:
    path = tmp_path / "any.journal"
    path.write_bytes(before + bytes(zeros) + encode(BARE))
    entries: list[JournalEntry] = []
    start, end = -1, 0
    while end != start:
        start = end
        batch, end = journal_reader.read_entries(path, start, 1000, finished=True)
        entries += batch
    assert entries == [*([SCAN] if before == encode(SCAN) else []), BARE]


BEING_WRITTEN = {
    "nothing yet": (b"", []),
    "a complete one": (encode(SCAN), [SCAN]),
    "half of one": (encode(SCAN) + encode(BARE)[:20], [SCAN]),
    "a gap in one": (encode(SCAN, BARE)[:-9] + bytes(5) + encode(BARE)[-4:], [SCAN]),
    "a gap, then complete ones": (encode(SCAN) + bytes(60) + encode(BARE, SCAN), [SCAN]),
    "a gap first": (bytes(1) + encode(SCAN)[1:] + encode(BARE), []),
}


@pytest.mark.parametrize(("content", "expected"), BEING_WRITTEN.values(), ids=BEING_WRITTEN.keys())
def test_an_unfinished_journal_is_read_up_to_the_first_zero(
    tmp_path: Path, content: bytes, expected: list[JournalEntry]
) -> None:
    path = tmp_path / "any.journal"
    path.write_bytes(content + bytes(1000))
    result = journal_reader.read_entries(path, 0, 1 << 20, finished=False)
    assert result == (expected, len(encode(*expected)))


@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    count=st.integers(0, 30),
    limit=st.integers(100, 400),
    incomplete=st.integers(0, len(encode(SCAN)) - 1),
)
def test_reading_in_batches_of_any_size_finds_every_entry_once(
    tmp_path: Path, count: int, limit: int, incomplete: int
) -> None:
    path = tmp_path / "any.journal"
    written = [SCAN._replace(time=number) for number in range(count)]
    path.write_bytes(encode(*written) + encode(SCAN)[:incomplete])
    entries: list[JournalEntry] = []
    position = 0
    while True:
        batch, end = journal_reader.read_entries(path, position, limit, finished=False)
        entries += batch
        if end == position:
            break
        position = end
    assert entries == written
    assert position == len(encode(*written))


def test_a_record_that_becomes_complete_later_is_read_then(tmp_path: Path) -> None:
    path = tmp_path / "any.journal"
    content = encode(SCAN, BARE)
    for size in range(len(encode(SCAN)), len(content)):
        path.write_bytes(content[:size])
        batch, end = journal_reader.read_entries(path, 0, 1 << 20, finished=False)
        assert batch == [SCAN]
        path.write_bytes(content)
        assert journal_reader.read_entries(path, end, 1 << 20, finished=False) == (
            [BARE],
            len(content),
        )


def test_a_new_file_is_started_while_drops_wait_to_be_saved(
    folder: Path, own_journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert own_journal.append(*SCAN)
    counter = folder / "dropped"
    counter.mkdir()  # so that the counter cannot be written
    own_journal.dropped.add(2)
    monkeypatch.setattr(journal, "JOURNAL_BYTES", len(encode(SCAN)))
    done = threading.Event()

    def append() -> None:
        own_journal.append(*BARE)
        own_journal.sync()
        done.set()

    threading.Thread(target=append, daemon=True).start()
    assert done.wait(5), "deadlock"
    assert len(files(folder)) == 2
    counter.rmdir()
    own_journal.sync()
    assert DropCounter(folder).total() == 2


def test_a_journal_from_yesterday_is_finished_without_another_scan(
    folder: Path, own_journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    assert own_journal.append(*SCAN)
    own_journal.sync()
    assert len(files(folder)) == 1
    monkeypatch.setattr(time, "time", lambda: now + journal.SECONDS_PER_DAY)
    own_journal.sync()
    [old] = [path for path in files(folder) if path.stat().st_size]
    assert journal_reader.is_finished(old)
    assert own_journal.append(*SCAN)
    assert len(files(folder)) == 2


def test_threads_that_start_a_new_file_together_lose_no_record(
    folder: Path, own_journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "JOURNAL_BYTES", 2000)
    threads = [
        threading.Thread(target=lambda: [own_journal.append(*SCAN) for _ in range(300)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(entries(folder)) == 2400
    assert len(files(folder)) > 10
