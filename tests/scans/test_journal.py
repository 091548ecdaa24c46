"""The journal: what is on disk once a scan is answered, whatever the disk or the process does."""

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
from microsite.scans.journal import JournalEntry
from microsite.scans.journal import Journal
from microsite.scans.journal import build_device_key

XIAOMI = build_device_key("android", "xiaomi", "", "xiaomi")
SCAN = JournalEntry(1_800_000_000, "scan", XIAOMI, "K7F3M4", "0123456789abcdef")
BARE = JournalEntry(1_800_000_001, "head", build_device_key("other", "", "", "landing:unknown"), "", "")


@pytest.fixture
def own(folder: Path) -> Iterator[Journal]:
    """The journal of this process."""
    own = Journal(folder, "here")
    yield own
    own.close()


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*" + journal.JOURNAL_SUFFIX))


def entries(folder: Path) -> list[JournalEntry]:
    """Give all whole entries, file by file."""
    return [
        entry
        for path in files(folder)
        for entry in journal_reader.read_entries(path, 0, 1 << 30, finished=False)[0]
    ]


def test_an_entry_is_in_the_file_when_append_returns(own: Journal, folder: Path) -> None:
    assert own.append(*SCAN)
    assert entries(folder) == [SCAN]
    assert own.append(*BARE)
    assert entries(folder) == [SCAN, BARE]


def test_no_file_is_made_before_the_first_entry(own: Journal, folder: Path) -> None:
    own.sync()
    assert files(folder) == []


def test_a_file_is_named_for_this_machine_and_nobody_elses_to_read(
    own: Journal, folder: Path
) -> None:
    own.append(*SCAN)
    [path] = files(folder)
    assert path.name.startswith("here-")
    assert path.stat().st_mode & 0o007 == 0


def test_each_process_writes_a_file_of_its_own(own: Journal, folder: Path) -> None:
    own.append(*SCAN)
    child = os.fork()
    if child == 0:
        os._exit(0 if own.append(*BARE) and own.append(*BARE) else 1)
    assert os.waitpid(child, 0)[1] == 0
    own.append(*SCAN)
    contents = [journal_reader.read_entries(path, 0, 1 << 20, finished=False)[0] for path in files(folder)]
    assert sorted(contents) == [[SCAN, SCAN], [BARE, BARE]]


def test_a_process_that_was_forked_does_not_hold_the_journals_of_its_parent(
    own: Journal, folder: Path
) -> None:
    own.append(*SCAN)
    begun, begin = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(begin, b".")
        time.sleep(60)
        os._exit(0)
    try:
        assert os.read(begun, 1)
        own.close()
        [path] = files(folder)
        assert journal_reader.is_finished(path)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(begun)
        os.close(begin)


def test_a_fork_in_the_middle_of_a_record_begins_a_journal_without_a_past(
    own: Journal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.append(*SCAN)
    with monkeypatch.context() as patch:
        patch.setattr(DropCounter, "_add_to_file", lambda *_: os.open(folder / "no" / "folder", 0))
        own.dropped.add(2)
    with own._lock, own.dropped._lock:
        child = os.fork()
        if child == 0:
            signal.alarm(10)  # ends a process that waits for a lock which nobody can let go of
            own.sync()
            own.dropped.add()
            os._exit(0 if own.append(*BARE) else 1)
    assert os.waitpid(child, 0)[1] == 0
    own.sync()
    assert DropCounter(folder).total() == 3
    assert sorted(entries(folder)) == sorted([SCAN, BARE])


def test_a_new_file_is_begun_after_the_largest_size(
    own: Journal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "JOURNAL_BYTES", 1000)
    for _ in range(100):
        assert own.append(*SCAN)
    sizes = [path.stat().st_size for path in files(folder)]
    assert len(sizes) > 5
    assert max(sizes) <= 1000
    assert len(entries(folder)) == 100


def test_of_the_files_begun_only_the_last_is_still_being_written(
    own: Journal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "JOURNAL_BYTES", 100)
    for _ in range(10):
        own.append(*SCAN)
    own.sync()
    finished = [journal_reader.is_finished(path) for path in files(folder)]
    assert finished.count(False) == 1
    own.close()
    assert all(map(journal_reader.is_finished, files(folder)))


def test_threads_lose_and_mix_nothing_while_files_change(
    own: Journal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "JOURNAL_BYTES", 5000)

    def write(number: int) -> None:
        for count in range(300):
            assert own.append(*SCAN._replace(time=number * 1000 + count))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = sorted(entry.time for entry in entries(folder))
    assert times == [number * 1000 + count for number in range(8) for count in range(300)]
    assert DropCounter(folder).total() == 0


def test_a_journal_is_unfinished_while_its_process_lives_and_finished_when_killed(
    folder: Path,
) -> None:
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from microsite.scans.journal import Journal, kind_of\n"
        "Journal(Path(sys.argv[1]), 'there').append(1, 'scan', kind_of(*'abcd'), '', '')\n"
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


def test_an_empty_journal_may_have_been_made_just_now(folder: Path) -> None:
    path = folder / f"here-1{journal.JOURNAL_SUFFIX}"
    path.touch()
    assert not journal_reader.is_finished(path)
    long_ago = time.time() - journal_reader.LOCK_GRACE_SECONDS - 1
    os.utime(path, (long_ago, long_ago))
    assert journal_reader.is_finished(path)


FULL_DISK = """
import resource, sys
from pathlib import Path
from microsite.scans.journal import Journal, kind_of

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

journal = Journal(Path(sys.argv[1]), "there")
entry = 1, "scan", kind_of("ios", "", "", "app-store"), "K7F3M4", "0123456789abcdef"
limit(int(sys.argv[2]))
before = [journal.append(*entry) for _ in range(50)]
limit(resource.RLIM_INFINITY)
after = [journal.append(*entry) for _ in range(50)]
assert all(after)
print(sum(before))
"""


@pytest.mark.parametrize("size", [8, 1000])
def test_what_a_full_disk_has_no_room_for_is_counted_as_lost_and_leaves_nothing_behind(
    folder: Path, size: int
) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(folder), str(size)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    written = int(printed) + 50
    assert written < 100
    assert len(entries(folder)) == written
    assert DropCounter(folder).total() == 100 - written


def test_a_folder_that_is_gone_costs_entries_and_no_answer(own: Journal, folder: Path) -> None:
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    assert not own.append(*SCAN)
    assert not own.append(*SCAN)
    elsewhere.rename(folder)
    assert own.append(*SCAN)
    assert entries(folder) == [SCAN]


def test_a_journal_that_was_removed_takes_no_more_than_half_a_second_of_scans_with_it(
    own: Journal, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own.append(*SCAN)
    files(folder)[0].unlink()
    own.append(*SCAN)
    own.sync()
    own.append(*BARE)
    assert entries(folder) == [BARE]
    [record] = caplog.records
    assert "was removed while it was being written" in record.getMessage()


def test_losses_that_could_not_be_counted_are_counted_with_the_next_sync(
    own: Journal, folder: Path
) -> None:
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    own.append(*SCAN)
    own.append(*SCAN)
    elsewhere.rename(folder)
    assert own.append(*SCAN)
    own.sync()
    assert DropCounter(folder).total() == 2


def test_losses_of_all_processes_add_up(folder: Path) -> None:
    for count in (1, 0, 41):
        DropCounter(folder).add(count)
    assert DropCounter(folder).total() == 42
    folder.mkdir(parents=True, exist_ok=True)
    assert DropCounter(folder).total() == 42


@pytest.mark.parametrize("content", [b"", b"\0", b"\0" * 7, b"\0" * 8])
def test_a_counter_of_losses_cut_off_by_lost_power_goes_on(folder: Path, content: bytes) -> None:
    (folder / "lost").write_bytes(content)
    assert DropCounter(folder).total() == 0
    DropCounter(folder).add(2)
    assert DropCounter(folder).total() == 2


def test_without_a_folder_nothing_was_lost(tmp_path: Path) -> None:
    assert DropCounter(tmp_path / "missing").total() == 0


def whole(*given: JournalEntry) -> bytes:
    """Give the bytes of entries, as the journal writes them."""
    return b"".join(b"\n" + "\t".join(map(str, entry)).encode() + b"\t." for entry in given)


def test_the_form_of_a_record_is_what_these_tests_write(own: Journal, folder: Path) -> None:
    own.append(*SCAN)
    own.append(*BARE)
    [path] = files(folder)
    assert path.read_bytes().rstrip(b"\0") == whole(SCAN, BARE)
    own.close()
    assert path.read_bytes() == whole(SCAN, BARE)


def spoilt(old: bytes, new: bytes) -> bytes:
    """Give a spoilt record, and a whole one after it."""
    return whole(SCAN).replace(old, new, 1) + whole(BARE)


DAMAGED = {
    "nothing": (b"", [], 0),
    "whole": (whole(SCAN, BARE), [SCAN, BARE], None),
    "cut off at the end": (whole(SCAN) + whole(BARE)[:-3], [SCAN], len(whole(SCAN))),
    "cut off before its mark": (whole(SCAN)[:-1], [], 0),
    "a line feed and no more": (whole(SCAN) + b"\n", [SCAN], len(whole(SCAN))),
    "cut off in the middle": (whole(SCAN)[:20] + whole(BARE), [BARE], None),
    "cut off twice": (whole(SCAN)[:20] + whole(SCAN)[:1] + whole(BARE), [BARE], None),
    "cut off before its last field": (whole(SCAN)[:-19] + whole(BARE), [BARE], None),
    "zeros at the end": (whole(SCAN) + bytes(4096), [SCAN], len(whole(SCAN))),
    "zeros, then whole": (bytes(4096) + whole(SCAN), [SCAN], None),
    "zeros inside": (whole(SCAN)[:20] + bytes(4096) + whole(SCAN)[20:] + whole(BARE), [BARE], None),
    "a time that is none": (spoilt(b"18", b"1x"), [BARE], None),
    "a time beyond all times": (spoilt(b"18", b"9" * 30), [BARE], None),
    "a time of 5,000 digits": (spoilt(b"18", b"9" * 5000), [BARE], None),
    "a field too few": (spoilt(b"\tscan", b""), [BARE], None),
    "a field too many": (spoilt(b"\tscan", b"\t\tscan"), [BARE], None),
    "bytes beyond ASCII": (spoilt(b"scan", b"sc\xff\xfe"), [BARE], None),
    "a field longer than any": (spoilt(b"xiaomi", b"x" * 100), [BARE], None),
}


@pytest.mark.parametrize(("content", "found", "end"), DAMAGED.values(), ids=DAMAGED.keys())
def test_records_are_read_as_far_as_they_are_whole(
    tmp_path: Path, content: bytes, found: list[JournalEntry], end: int | None
) -> None:
    path = tmp_path / "any.journal"
    path.write_bytes(content)
    expected = len(content) if end is None else end
    assert journal_reader.read_entries(path, 0, 1 << 20, finished=True) == (found, expected)


@pytest.mark.parametrize("before", [b"", whole(SCAN), whole(SCAN)[:20]])
@pytest.mark.parametrize("zeros", [999, 1000, 1001, 4096])
def test_what_comes_after_any_number_of_zeros_is_read(
    tmp_path: Path, before: bytes, zeros: int
) -> None:
    path = tmp_path / "any.journal"
    path.write_bytes(before + bytes(zeros) + whole(BARE))
    entries: list[JournalEntry] = []
    start, end = -1, 0
    while end != start:
        start = end
        found, end = journal_reader.read_entries(path, start, 1000, finished=True)
        entries += found
    assert entries == [*([SCAN] if before == whole(SCAN) else []), BARE]


BEING_WRITTEN = {
    "nothing yet": (b"", []),
    "a whole one": (whole(SCAN), [SCAN]),
    "half of one": (whole(SCAN) + whole(BARE)[:20], [SCAN]),
    "a gap in one": (whole(SCAN, BARE)[:-9] + bytes(5) + whole(BARE)[-4:], [SCAN]),
    "a gap, and whole ones after it": (whole(SCAN) + bytes(60) + whole(BARE, SCAN), [SCAN]),
    "a gap first": (bytes(1) + whole(SCAN)[1:] + whole(BARE), []),
}


@pytest.mark.parametrize(("content", "found"), BEING_WRITTEN.values(), ids=BEING_WRITTEN.keys())
def test_what_is_being_written_is_read_up_to_the_first_zero(
    tmp_path: Path, content: bytes, found: list[JournalEntry]
) -> None:
    path = tmp_path / "any.journal"
    path.write_bytes(content + bytes(1000))
    expected = (found, len(whole(*found)))
    assert journal_reader.read_entries(path, 0, 1 << 20, finished=False) == expected


@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    count=st.integers(0, 30),
    limit=st.integers(100, 400),
    torn=st.integers(0, len(whole(SCAN)) - 1),
)
def test_reading_in_batches_of_any_size_finds_every_entry_once(
    tmp_path: Path, count: int, limit: int, torn: int
) -> None:
    path = tmp_path / "any.journal"
    given = [SCAN._replace(time=number) for number in range(count)]
    path.write_bytes(whole(*given) + whole(SCAN)[:torn])
    found, position = [], 0
    while True:
        some, end = journal_reader.read_entries(path, position, limit, finished=False)
        found += some
        if end == position:
            break
        position = end
    assert found == given
    assert position == len(whole(*given))


def test_a_record_that_becomes_whole_later_is_read_then(tmp_path: Path) -> None:
    path = tmp_path / "any.journal"
    content = whole(SCAN, BARE)
    for size in range(len(whole(SCAN)), len(content)):
        path.write_bytes(content[:size])
        found, end = journal_reader.read_entries(path, 0, 1 << 20, finished=False)
        assert found == [SCAN]
        path.write_bytes(content)
        assert journal_reader.read_entries(path, end, 1 << 20, finished=False) == ([BARE], len(content))


def test_a_new_file_is_begun_while_losses_wait_to_be_saved(
    folder: Path, own: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert own.append(*SCAN)
    counter = folder / "lost"
    counter.mkdir()  # where no number can be written
    own.dropped.add(2)
    monkeypatch.setattr(journal, "JOURNAL_BYTES", len(whole(SCAN)))
    done = threading.Event()

    def append() -> None:
        own.append(*BARE)
        own.sync()
        done.set()

    threading.Thread(target=append, daemon=True).start()
    assert done.wait(5), "it waits for itself"
    assert len(files(folder)) == 2
    counter.rmdir()
    own.sync()
    assert DropCounter(folder).total() == 2


def test_a_journal_of_yesterday_is_finished_without_another_scan(
    folder: Path, own: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    assert own.append(*SCAN)
    own.sync()
    assert len(files(folder)) == 1
    monkeypatch.setattr(time, "time", lambda: now + journal.SECONDS_PER_DAY)
    own.sync()
    [old] = [path for path in files(folder) if path.stat().st_size]
    assert journal_reader.is_finished(old)
    assert own.append(*SCAN)
    assert len(files(folder)) == 2


def test_many_threads_that_begin_a_new_file_lose_no_record(
    folder: Path, own: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "JOURNAL_BYTES", 2000)
    threads = [
        threading.Thread(target=lambda: [own.append(*SCAN) for _ in range(300)]) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(entries(folder)) == 2400
    assert len(files(folder)) > 10
