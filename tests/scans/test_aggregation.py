"""Aggregation on both databases: every entry is counted exactly once, even after failures."""

import logging
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from typing import get_args

import pytest
from sqlalchemy import Engine
from sqlalchemy import String
from sqlalchemy import select
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from microsite.campaigns.codes import ALPHABET
from microsite.daemon.daemon import Daemon
from microsite.daemon.status import read_status
from microsite.db.engine import connect_database
from microsite.db.engine import migrate
from microsite.detection.brands import BRAND_NAMES
from microsite.detection.device import Platform
from microsite.detection.in_app import APP_PACKAGES
from microsite.detection.in_app import HOSTS
from microsite.detection.own_app import OWN_APP
from microsite.redirect.routing import Outcome
from microsite.redirect.routing import Reason
from microsite.scans import aggregation
from microsite.scans import counts
from microsite.scans.data_dir import DataDir
from microsite.scans.dropped import DropCounter
from microsite.scans.journal import Journal
from microsite.scans.journal import JournalEntry
from microsite.scans.journal import build_device_key
from microsite.scans.models import journal_position
from microsite.scans.models import scan_count
from microsite.scans.models import visitor_hash
from microsite.scans.reports import REQUEST_CLASSES

LOGGER = "microsite.log_on_change"
MAX_RUNS = 100
DAY = 86400
NOW = 20_000 * DAY + 13 * 3600 + 5
XIAOMI = build_device_key("android", "xiaomi", "", "xiaomi")
SCAN = JournalEntry(NOW, "scan", XIAOMI, "K7F3M4", "0123456789abcdef")

Write = Callable[..., Path]
Count = Callable[..., int]


@pytest.fixture
def write(folder: Path) -> Write:
    """Return a function that writes a finished journal and returns its path."""

    def write(*entries: JournalEntry, node_id: str = "here") -> Path:
        before = set(folder.iterdir())
        journal = Journal(folder, node_id)
        for entry in entries:
            assert journal.append(*entry)
        journal.close()
        [path] = set(folder.iterdir()) - before
        return path

    return write


@pytest.fixture
def count(engine: Engine, folder: Path) -> Count:
    """Return a function that aggregates until nothing is left and returns the number of runs."""

    def count(node_id: str = "here", now: float = NOW) -> int:
        for runs in range(MAX_RUNS):
            if not aggregation.aggregate(engine, folder, node_id, now).bytes_counted:
                return runs
        raise AssertionError("aggregation does not end")

    return count


def counted(engine: Engine, *by: str) -> Counter[str]:
    """Return the counts by class, or by other columns joined by a space."""
    columns = [scan_count.c[name] for name in by or ("request_class",)]
    totals: Counter[str] = Counter()
    with engine.connect() as connection:
        for *key, number in connection.execute(select(*columns, scan_count.c["count"])):
            totals[" ".join(map(str, key))] += number
    return totals


def hash_count(engine: Engine) -> int:
    with engine.connect() as connection:
        return len(connection.execute(select(visitor_hash)).all())


def scan(number: int, **changes: Any) -> JournalEntry:
    """Return a scan by visitor number `number`."""
    return SCAN._replace(visitor_hash=f"{number:016x}")._replace(**changes)


def test_an_entry_is_counted_by_hour_class_device_outcome_and_code(
    engine: Engine, write: Write, count: Count
) -> None:
    write(SCAN)
    count()
    with engine.connect() as connection:
        [row] = connection.execute(select(scan_count))
    columns = ("scan", "android", "xiaomi", "", "xiaomi", "K7F3M4")
    assert tuple(row) == (NOW // 3600, *columns, 1)


def test_a_request_of_an_app_itself_is_counted_in_its_class_and_not_as_a_scan(
    engine: Engine, write: Write, count: Count
) -> None:
    key = build_device_key("ios", "", "", Outcome(reason="fetcher").key)
    request = JournalEntry(NOW, "app", key, SCAN.code, "")
    write(scan(1), request, request)
    count()
    assert counted(engine) == {"scan": 1, "app": 2}
    assert counted(engine, "request_class", "outcome")["app landing:fetcher"] == 2
    assert hash_count(engine) == 1


def test_aggregating_twice_counts_once(engine: Engine, write: Write, count: Count) -> None:
    write(scan(1), scan(2))
    count()
    count()
    assert counted(engine) == {"scan": 2}


def test_entries_of_an_open_journal_are_counted_as_they_are_written(
    engine: Engine, folder: Path, count: Count
) -> None:
    journal = Journal(folder, "here")
    for number in range(1, 6):
        journal.append(*scan(number))
        count()
        assert counted(engine) == {"scan": number}
    [path] = folder.glob("*.journal")
    journal.close()
    count()
    assert counted(engine) == {"scan": 5}
    assert not path.exists()


def test_a_finished_journal_is_deleted_once_counted_and_then_its_position(
    engine: Engine, write: Write, count: Count
) -> None:
    path = write(scan(1))
    count()
    count()
    assert not path.exists()
    with engine.connect() as connection:
        assert connection.execute(select(journal_position)).all() == []


def test_a_journal_larger_than_a_batch_is_counted_in_several_batches(
    engine: Engine, write: Write, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aggregation, "MAX_BATCH_BYTES", 500)
    path = write(*(scan(number) for number in range(100)))
    assert count() > 10
    assert counted(engine) == {"scan": 100}
    assert not path.exists()


BREAK = {
    "sqlite": (
        "CREATE TRIGGER break BEFORE INSERT ON journal_position"
        " BEGIN SELECT RAISE(ABORT, 'broken in the middle'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RAISE EXCEPTION 'broken in the middle'; END $$",
        "CREATE TRIGGER break BEFORE INSERT ON journal_position"
        " FOR EACH ROW EXECUTE FUNCTION break()",
    ),
}
REPAIR = {"sqlite": "DROP TRIGGER break", "postgresql": "DROP FUNCTION break CASCADE"}


@pytest.fixture
def broken_database(engine: Engine) -> Iterator[Callable[[], None]]:
    """A database that fails between counts and position; yields a function that repairs it."""

    def execute(*statements: str) -> None:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    execute(*BREAK[engine.dialect.name])
    repaired = False

    def repair() -> None:
        nonlocal repaired
        execute(REPAIR[engine.dialect.name])
        repaired = True

    yield repair
    if not repaired:
        repair()


def test_a_failed_transaction_counts_nothing_and_the_next_one_counts_everything(
    engine: Engine, write: Write, count: Count, broken_database: Callable[[], None]
) -> None:
    path = write(scan(1), scan(1), SCAN._replace(request_class="landing_click", visitor_hash=""))
    for _ in range(2):
        with pytest.raises(SQLAlchemyError, match="broken in the middle"):
            count()
        assert counted(engine) == {}
        assert hash_count(engine) == 0
        assert path.exists()
    broken_database()
    count()
    assert counted(engine) == {"scan": 1, "duplicate": 1, "landing_click": 1}


def test_a_process_killed_between_counting_and_deleting_counts_nothing_twice(
    engine: Engine, write: Write, count: Count
) -> None:
    path = write(scan(1))
    content = path.read_bytes()
    aggregation.aggregate(engine, path.parent, "here", NOW)
    path.write_bytes(content)
    count()
    assert counted(engine) == {"scan": 1}
    assert not path.exists()


def test_an_incomplete_last_record_is_counted_once_it_is_complete(
    engine: Engine, folder: Path, count: Count, write: Write
) -> None:
    path = write(scan(1), scan(2))
    content = path.read_bytes()
    path.unlink()
    journal = Journal(folder, "here")
    journal.append(*scan(3))
    [live] = folder.glob("*.journal")
    with live.open("r+b") as file:
        file.seek(len(live.read_bytes().rstrip(b"\0")))
        file.write(content[:-5])
        file.flush()
        count()
        assert counted(engine) == {"scan": 2}
        file.write(content[-5:])
    count()
    assert counted(engine) == {"scan": 3}
    journal.close()


def test_only_damaged_records_are_skipped(engine: Engine, write: Write, count: Count) -> None:
    path = write(*(scan(number) for number in range(5)))
    content = path.read_bytes()
    size = len(content) // 5
    zeroed = content[: size + 20] + bytes(4096) + content[2 * size + 30 :]
    path.write_bytes(zeroed + b"\n\n\t\t\t\t\t\t\t\t.\n\xff\xfe" + content[:30])
    write(scan(9))
    count()
    assert counted(engine) == {"scan": 3 + 1}
    assert list(path.parent.glob("*.journal")) == []


def test_a_journal_without_an_intact_record_is_deleted(
    engine: Engine, folder: Path, count: Count
) -> None:
    for number, content in enumerate((bytes(10_000), b"\n" * 1000, b"\xff" * 1000, b"x")):
        (folder / f"here-{number}.journal").write_bytes(content)
    count()
    assert counted(engine) == {}
    assert list(folder.glob("*.journal")) == []


def test_the_first_scan_of_a_day_is_a_scan_and_later_ones_are_duplicates(
    engine: Engine, write: Write, count: Count
) -> None:
    write(scan(1), scan(2), scan(1), scan(1, time=NOW + 3600))
    count()
    write(scan(1, time=NOW + 7200), scan(3))
    count()
    assert counted(engine) == {"scan": 3, "duplicate": 3}


def test_the_same_visitor_on_the_next_day_is_a_scan_again(
    engine: Engine, write: Write, count: Count
) -> None:
    midnight = (NOW // DAY + 1) * DAY
    write(scan(1, time=midnight - 1), scan(1, time=midnight), scan(1, time=midnight + 1))
    count(now=midnight + 1)
    assert counted(engine) == {"scan": 2, "duplicate": 1}


def test_a_visitor_who_opted_out_is_a_scan_each_time(
    engine: Engine, write: Write, count: Count
) -> None:
    write(*[SCAN._replace(visitor_hash="")] * 3)
    count()
    assert counted(engine) == {"scan": 3}
    assert hash_count(engine) == 0


def test_a_duplicate_is_counted_with_its_device_and_outcome(
    engine: Engine, write: Write, count: Count
) -> None:
    write(scan(1), scan(1, device_key=build_device_key("android", "google", "", "play")))
    count()
    assert counted(engine, "request_class", "brand", "outcome") == {
        "scan xiaomi xiaomi": 1,
        "duplicate google play": 1,
    }


def test_visitor_hashes_are_deleted_when_their_day_is_over(
    engine: Engine, write: Write, count: Count
) -> None:
    write(scan(1), scan(2))
    count()
    assert hash_count(engine) == 2
    count(now=NOW + 2 * DAY)
    assert hash_count(engine) == 0


def test_duplicates_are_recognised_in_journals_that_waited_for_days(
    engine: Engine, write: Write, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aggregation, "MAX_BATCH_BYTES", 1000)
    write(*(scan(number % 10) for number in range(100)))
    assert count(now=NOW + 5 * DAY) > 5
    assert counted(engine) == {"scan": 10, "duplicate": 90}
    write(scan(11, time=NOW + 5 * DAY))
    count(now=NOW + 5 * DAY)
    assert hash_count(engine) == 1


def test_counts_of_several_machines_add_up(
    engine: Engine, tmp_path: Path, write: Write, count: Count
) -> None:
    there = tmp_path / "there"
    there.mkdir(parents=True, exist_ok=True)
    other = Journal(there, "there")
    other.append(*scan(2))
    write(scan(1), node_id="here")
    for _ in range(2):
        count(node_id="here")
        aggregation.aggregate(engine, there, "there", NOW)
    other.close()
    assert counted(engine) == {"scan": 2}


def test_a_machine_does_not_delete_the_positions_of_others(
    engine: Engine, tmp_path: Path, count: Count
) -> None:
    there = tmp_path / "there"
    there.mkdir(parents=True, exist_ok=True)
    other = Journal(there, "here2")
    other.append(*scan(1))
    aggregation.aggregate(engine, there, "here2", NOW)
    count(node_id="here")
    with engine.connect() as connection:
        assert len(connection.execute(select(journal_position)).all()) == 1
    other.close()


def test_dropped_requests_are_counted_once(engine: Engine, folder: Path, count: Count) -> None:
    count()
    assert counted(engine) == {}
    DropCounter(folder).add(3)
    count()
    count()
    assert counted(engine) == {"dropped": 3}
    DropCounter(folder).add(2)
    count(now=NOW + 3600)
    assert counted(engine) == {"dropped": 5}
    assert counted(engine, "hour") == {str(NOW // 3600): 3, str(NOW // 3600 + 1): 2}


def test_dropped_requests_of_several_machines_add_up(
    engine: Engine, folder: Path, tmp_path: Path, count: Count
) -> None:
    there = tmp_path / "there"
    there.mkdir(parents=True, exist_ok=True)
    DropCounter(folder).add(3)
    DropCounter(there).add(4)
    for _ in range(2):
        count(node_id="here")
        aggregation.aggregate(engine, there, "there", NOW)
    assert counted(engine) == {"dropped": 7}


def test_a_deleted_drop_counter_starts_again_at_zero(
    engine: Engine, folder: Path, count: Count
) -> None:
    DropCounter(folder).add(3)
    count()
    (folder / "dropped").unlink()
    count(now=NOW + 3600)
    DropCounter(folder).add(2)
    count()
    assert counted(engine) == {"dropped": 5}
    with engine.connect() as connection:
        assert (
            connection.scalars(
                select(scan_count.c["count"]).where(scan_count.c["count"] == 0)
            ).all()
            == []
        )


def test_the_lag_is_the_number_of_bytes_not_counted_yet(
    engine: Engine, folder: Path, write: Write, count: Count
) -> None:
    assert aggregation.measure_lag_bytes(engine, folder) == 0
    path = write(scan(1), scan(2))
    assert aggregation.measure_lag_bytes(engine, folder) == path.stat().st_size
    count()
    assert aggregation.measure_lag_bytes(engine, folder) == 0
    journal = Journal(folder, "here")
    journal.append(*scan(3))
    count()
    assert aggregation.measure_lag_bytes(engine, folder) == 0
    journal.append(*scan(4))
    assert aggregation.measure_lag_bytes(engine, folder) > 50
    journal.close()


def test_many_different_entries_are_all_counted(engine: Engine, write: Write, count: Count) -> None:
    rng = random.Random(7)
    device_keys = [
        build_device_key(platform, brand, in_app, outcome)
        for platform in ("ios", "android", "harmonyos")
        for brand in ("", "samsung", "x" * 20)
        for in_app in ("", "wechat")
        for outcome in ("play", "app-store", "landing:perhaps-ipad", "landing:no-store")
    ]
    entries = [
        scan(
            rng.randrange(500),
            time=NOW + rng.randrange(-DAY, DAY),
            device_key=rng.choice(device_keys),
            code="".join(rng.choices(ALPHABET, k=6)),
        )
        for _ in range(2000)
    ]
    write(*entries)
    count()
    assert sum(counted(engine).values()) == 2000
    assert counted(engine)["scan"] == len(
        {(entry.time // DAY, entry.visitor_hash) for entry in entries}
    )
    assert counted(engine, "code", "platform", "brand", "in_app", "outcome") == Counter(
        " ".join([entry.code, *entry.device_key.split("\t")]) for entry in entries
    )


def test_the_maximum_length_of_every_field_is_counted(
    engine: Engine, write: Write, count: Count
) -> None:
    device_key = build_device_key("p" * 12, "b" * 20, "i" * 20, "o" * 40)
    write(JournalEntry(NOW, "c" * 20, device_key, "K" * 10, "t" * 20))
    count()
    assert counted(engine) == {"c" * 20: 1}


@pytest.mark.parametrize(
    ("column", "names"),
    [
        ("request_class", REQUEST_CLASSES),
        ("platform", get_args(Platform)),
        ("in_app", [OWN_APP, *HOSTS.values(), *APP_PACKAGES.values()]),
        ("brand", BRAND_NAMES.values()),
        ("outcome", [Outcome(reason=reason).key for reason in get_args(Reason)]),
    ],
)
def test_every_possible_value_fits_its_column(column: str, names: Iterable[str]) -> None:
    column_type = scan_count.c[column].type
    assert isinstance(column_type, String)
    assert column_type.length is not None
    assert max(map(len, names)) <= column_type.length


@pytest.fixture
def data_dir(folder: Path) -> DataDir:
    """The data directory that contains the journal folder."""
    return DataDir(folder.parent)


@pytest.fixture
def daemon(engine: Engine, data_dir: DataDir) -> Daemon:
    return Daemon(engine, data_dir)


def test_a_daemon_counts_every_journal_and_writes_the_code_index(
    engine: Engine, daemon: Daemon, write: Write, data_dir: DataDir
) -> None:
    write(*(scan(number) for number in range(20)))
    daemon.refresh()
    daemon.aggregate()
    assert counted(engine) == {"scan": 20}
    assert data_dir.code_index_path.read_bytes() == b"[]"


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == LOGGER]


def test_a_daemon_logs_once_that_counting_fails_and_once_that_it_works_again(
    tmp_path: Path, data_dir: DataDir, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    engine = connect_database(f"sqlite:///{tmp_path}/late.sqlite")
    daemon = Daemon(engine, data_dir)
    path = write(scan(1))
    with caplog.at_level(logging.WARNING):
        assert [daemon.aggregate(), daemon.aggregate(), daemon.aggregate()] == [0, 0, 0]
        assert path.exists()
        migrate(engine)
        assert daemon.aggregate() > 0
        daemon.aggregate()
    first, second = logged(caplog)
    assert first.startswith("Aggregating scans failed, will retry: ")
    assert "no such table: " in first
    assert "`microsite database upgrade`" in first
    assert second.startswith("Aggregating scans works again")
    assert counted(engine) == {"scan": 1}
    engine.dispose()


def test_a_journal_that_cannot_be_counted_does_not_stop_the_others(
    engine: Engine, daemon: Daemon, write: Write, folder: Path
) -> None:
    undecodable = write(scan(1)).rename(os.fsdecode(os.fsencode(folder) + b"/here-\xff.journal"))
    write(scan(2))
    daemon.aggregate()
    assert counted(engine) == {"scan": 1}
    assert undecodable.exists()


def create_huge_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


@pytest.mark.parametrize(
    "create",
    [os.mkfifo, Path.mkdir, create_huge_file, lambda path: path.symlink_to("/dev/zero")],
    ids=["a pipe", "a folder", "a terabyte of zeros", "a link to endless zeros"],
)
def test_other_things_named_like_a_journal_are_skipped_and_stay(
    engine: Engine, daemon: Daemon, write: Write, folder: Path, create: Callable[[Path], None]
) -> None:
    path = folder / "here-0.journal"
    create(path)
    write(scan(1))
    lags: list[int] = []

    def count() -> None:
        daemon.aggregate()
        lags.append(aggregation.measure_lag_bytes(engine, folder))

    counting = threading.Thread(target=count, daemon=True)
    counting.start()
    counting.join(20)
    assert lags == [0]
    assert counted(engine) == {"scan": 1}
    assert os.path.lexists(path)


def test_a_link_named_like_a_journal_is_not_counted(
    engine: Engine, write: Write, folder: Path, count: Count
) -> None:
    elsewhere = write(scan(1)).rename(folder.parent / "elsewhere")
    (folder / "here-0.journal").symlink_to(elsewhere)
    count()
    assert counted(engine) == {}
    assert elsewhere.exists()


def test_the_position_in_a_missing_journal_is_kept_for_a_year(
    engine: Engine, write: Write, count: Count
) -> None:
    path = write(scan(1), scan(2))
    content = path.read_bytes()
    aggregation.aggregate(engine, path.parent, "here", NOW)
    path.unlink()

    def positions() -> int:
        with engine.connect() as connection:
            return len(connection.execute(select(journal_position)).all())

    count(now=NOW + 366 * DAY)
    assert positions() == 1
    path.write_bytes(content)
    count(now=NOW + 366 * DAY)
    assert counted(engine) == {"scan": 2}
    path = write(scan(3))
    aggregation.aggregate(engine, path.parent, "here", NOW)
    path.unlink()
    count(now=NOW + 367 * DAY)
    assert positions() == 0


def test_a_batch_that_another_daemon_is_about_to_commit_is_not_counted_again(
    engine: Engine, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(*(scan(number) for number in range(10)))
    add_counts = counts.add_counts
    reached, proceed = threading.Event(), threading.Event()

    def add_slowly(*arguments: Any) -> None:
        add_counts(*arguments)
        if not reached.is_set():
            reached.set()
            proceed.wait(10)

    monkeypatch.setattr(counts, "add_counts", add_slowly)
    daemons = [
        threading.Thread(target=aggregation.aggregate, args=(engine, folder, "here", NOW))
        for _ in range(2)
    ]
    daemons[0].start()
    assert reached.wait(10)
    daemons[1].start()
    daemons[1].join(0.5)  # as far as it gets while the first holds its transaction open
    proceed.set()
    for each in daemons:
        each.join(20)
    assert counted(engine) == {"scan": 10}


def test_a_daemon_whose_time_is_up_leaves_further_journals_to_the_next_count(
    engine: Engine, daemon: Daemon, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("microsite.daemon.daemon.AGGREGATION_SECONDS", 0)
    for number in range(3):
        write(scan(number))
    daemon.aggregate()
    assert counted(engine) == {"scan": 1}
    while daemon.aggregate():
        pass
    assert counted(engine) == {"scan": 3}


def test_an_unreadable_journal_leaves_none_of_the_others_uncounted(
    engine: Engine,
    folder: Path,
    daemon: Daemon,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(aggregation, "MAX_BATCH_BYTES", 1000)
    write(scan(0)).rename(os.fsdecode(os.fsencode(folder) + b"/here-\xff.journal"))
    write(*(scan(number) for number in range(1, 101)))
    while daemon.aggregate():
        pass
    assert counted(engine) == {"scan": 100}
    assert len(caplog.records) == 1


def test_a_daemon_deletes_the_salts_of_past_days(data_dir: DataDir, daemon: Daemon) -> None:
    salts = data_dir.salt_folder
    salts.mkdir()
    today = int(time.time()) // DAY
    for day in (today - 1, today, today + 1):
        (salts / f"{day}.salt").write_bytes(b"salt")
    daemon.delete_expired_salts()
    assert sorted(path.name for path in salts.iterdir()) == [f"{today}.salt", f"{today + 1}.salt"]


def test_a_salt_that_cannot_be_deleted_is_logged_and_the_status_is_still_written(
    data_dir: DataDir, daemon: Daemon, caplog: pytest.LogCaptureFixture
) -> None:
    (data_dir.salt_folder / "1.salt").mkdir(parents=True)
    for _ in range(2):
        daemon.delete_expired_salts()
        daemon.write_status()
    [message] = [record.getMessage() for record in caplog.records]
    assert message.startswith("Deleting expired salts failed, will retry: ")
    assert "1.salt" in message
    assert (data_dir.folder / "status.json").exists()


def test_the_totals_by_class_continue_with_the_next_daemon(
    engine: Engine, data_dir: DataDir, write: Write
) -> None:
    write(scan(1), scan(1), scan(2))
    first = Daemon(engine, data_dir)
    first.aggregate()
    first.write_status()
    assert read_status(data_dir.folder).requests == {"scan": 2, "duplicate": 1}
    write(scan(3), SCAN._replace(request_class="bot", visitor_hash=""))
    DropCounter(data_dir.journal_folder).add(4)
    second = Daemon(engine, data_dir)
    second.aggregate()
    for _ in range(2):
        second.write_status()
    totals = {"scan": 3, "duplicate": 1, "bot": 1, "dropped": 4}
    assert read_status(data_dir.folder).requests == totals
    assert counted(engine) == totals


def test_a_refresh_that_works_does_not_log_that_counting_works_again(
    tmp_path: Path, data_dir: DataDir, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    engine = connect_database(f"sqlite:///{tmp_path}/other.sqlite")
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE journal_position"))
    daemon = Daemon(engine, data_dir)
    write(scan(1))
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            daemon.refresh()
            daemon.aggregate()
    [message] = logged(caplog)
    assert message.startswith("Aggregating scans failed, will retry: ")
    engine.dispose()
