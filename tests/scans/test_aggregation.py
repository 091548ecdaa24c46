"""The tally on both databases: every entry counted exactly once, whatever fails in between."""

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

from microsite.db.engine import connect_database
from microsite.db.engine import migrate
from microsite.campaigns.codes import ALPHABET
from microsite.daemon.daemon import Daemon
from microsite.detection.brands import BRAND_NAMES
from microsite.detection.device import Platform
from microsite.detection.in_app import APP_PACKAGES
from microsite.detection.in_app import APP_WORDS
from microsite.redirect.routing import Outcome
from microsite.redirect.routing import Reason
from microsite.scans import aggregation
from microsite.scans import counts
from microsite.scans.code_index import CodeIndexWriter
from microsite.scans.dropped import DropCounter
from microsite.scans.journal import JournalEntry
from microsite.scans.journal import Journal
from microsite.scans.journal import build_device_key
from microsite.scans.models import journal_position
from microsite.scans.models import visitor_hash
from microsite.scans.models import scan_count as table
from microsite.scans.reports import REQUEST_CLASSES

FAILURES = "microsite.log_on_change"
MOST_RUNS = 100
DAY = 86400
NOW = 20_000 * DAY + 13 * 3600 + 5
XIAOMI = build_device_key("android", "xiaomi", "", "xiaomi")
SCAN = JournalEntry(NOW, "scan", XIAOMI, "K7F3M4", "0123456789abcdef")

Write = Callable[..., Path]
Count = Callable[..., int]


@pytest.fixture
def write(folder: Path) -> Write:
    """Write a finished journal of these entries; give its path."""

    def write(*entries: JournalEntry, owner: str = "here") -> Path:
        before = set(folder.iterdir())
        own = Journal(folder, owner)
        for entry in entries:
            assert own.append(*entry)
        own.close()
        [path] = set(folder.iterdir()) - before
        return path

    return write


@pytest.fixture
def count(engine: Engine, folder: Path) -> Count:
    """Run the tally until nothing is left; give the number of runs that counted something."""

    def count(owner: str = "here", now: float = NOW) -> int:
        for runs in range(MOST_RUNS):
            if not aggregation.aggregate(engine, folder, owner, now).counted:
                return runs
        raise AssertionError("it never comes to an end")

    return count


def counted(engine: Engine, *by: str) -> Counter[str]:
    """Give the counts by class, or by other columns joined by a space."""
    columns = [table.c[name] for name in by or ("request_class",)]
    found: Counter[str] = Counter()
    with engine.connect() as connection:
        for *key, number in connection.execute(select(*columns, table.c["count"])):
            found[" ".join(map(str, key))] += number
    return found


def tokens(engine: Engine) -> int:
    with engine.connect() as connection:
        return len(connection.execute(select(visitor_hash)).all())


def scan(number: int, **changes: object) -> JournalEntry:
    """Give a scan by somebody else."""
    return SCAN._replace(visitor_hash=f"{number:016x}")._replace(**changes)


def test_an_entry_is_counted_under_its_hour_and_all_that_is_known(
    engine: Engine, write: Write, count: Count
) -> None:
    write(SCAN)
    count()
    with engine.connect() as connection:
        [row] = connection.execute(select(table))
    known = ("scan", "android", "xiaomi", "", "xiaomi", "K7F3M4")
    assert tuple(row) == (NOW // 3600, *known, 1)


def test_running_twice_counts_once(engine: Engine, write: Write, count: Count) -> None:
    write(scan(1), scan(2))
    count()
    count()
    assert counted(engine) == {"scan": 2}


def test_what_is_written_while_the_journal_is_open_is_counted_as_it_comes(
    engine: Engine, folder: Path, count: Count
) -> None:
    own = Journal(folder, "here")
    for number in range(1, 6):
        own.append(*scan(number))
        count()
        assert counted(engine) == {"scan": number}
    [path] = folder.glob("*.journal")
    own.close()
    count()
    assert counted(engine) == {"scan": 5}
    assert not path.exists()


def test_a_finished_journal_goes_once_it_is_counted_and_its_position_after_it(
    engine: Engine, write: Write, count: Count
) -> None:
    path = write(scan(1))
    count()
    count()
    assert not path.exists()
    with engine.connect() as connection:
        assert connection.execute(select(journal_position)).all() == []


def test_a_journal_larger_than_a_batch_is_counted_in_several(
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
MEND = {"sqlite": "DROP TRIGGER break", "postgresql": "DROP FUNCTION break CASCADE"}


@pytest.fixture
def broken(engine: Engine) -> Iterator[Callable[[], None]]:
    """A database that fails after the counts and before the position; gives how to mend it."""

    def execute(*statements: str) -> None:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    execute(*BREAK[engine.dialect.name])
    mended = False

    def mend() -> None:
        nonlocal mended
        execute(MEND[engine.dialect.name])
        mended = True

    yield mend
    if not mended:
        mend()


def test_a_transaction_that_fails_in_the_middle_counts_nothing_and_the_next_counts_all(
    engine: Engine, write: Write, count: Count, broken: Callable[[], None]
) -> None:
    path = write(scan(1), scan(1), SCAN._replace(request_class="choice", visitor_hash=""))
    for _ in range(2):
        with pytest.raises(SQLAlchemyError, match="broken in the middle"):
            count()
        assert counted(engine) == {}
        assert tokens(engine) == 0
        assert path.exists()
    broken()
    count()
    assert counted(engine) == {"scan": 1, "repeat": 1, "choice": 1}


def test_a_process_killed_between_counting_and_removing_counts_nothing_twice(
    engine: Engine, write: Write, count: Count
) -> None:
    path = write(scan(1))
    content = path.read_bytes()
    aggregation.aggregate(engine, path.parent, "here", NOW)
    path.write_bytes(content)
    count()
    assert counted(engine) == {"scan": 1}
    assert not path.exists()


def test_a_torn_last_record_is_left_until_it_is_whole(
    engine: Engine, folder: Path, count: Count, write: Write
) -> None:
    path = write(scan(1), scan(2))
    content = path.read_bytes()
    path.unlink()
    own = Journal(folder, "here")
    own.append(*scan(3))
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
    own.close()


def test_damage_costs_the_damaged_records_and_no_others(
    engine: Engine, write: Write, count: Count
) -> None:
    path = write(*(scan(number) for number in range(5)))
    content = path.read_bytes()
    size = len(content) // 5
    zeroed = content[: size + 20] + bytes(4096) + content[2 * size + 30 :]
    path.write_bytes(zeroed + b"\n\n\t\t\t\t\t\t\t\t.\n\xff\xfe" + content[:30])
    write(scan(9))
    count()
    assert counted(engine) == {"scan": 3 + 1}
    assert list(path.parent.glob("*.journal")) == []


def test_a_journal_of_nothing_but_damage_goes(engine: Engine, folder: Path, count: Count) -> None:
    for number, content in enumerate((bytes(10_000), b"\n" * 1000, b"\xff" * 1000, b"x")):
        (folder / f"here-{number}.journal").write_bytes(content)
    count()
    assert counted(engine) == {}
    assert list(folder.glob("*.journal")) == []


def test_the_first_scan_of_a_day_is_a_scan_and_the_others_are_repeats(
    engine: Engine, write: Write, count: Count
) -> None:
    write(scan(1), scan(2), scan(1), scan(1, time=NOW + 3600))
    count()
    write(scan(1, time=NOW + 7200), scan(3))
    count()
    assert counted(engine) == {"scan": 3, "repeat": 3}


def test_the_next_day_begins_anew(engine: Engine, write: Write, count: Count) -> None:
    midnight = (NOW // DAY + 1) * DAY
    write(scan(1, time=midnight - 1), scan(1, time=midnight), scan(1, time=midnight + 1))
    count(now=midnight + 1)
    assert counted(engine) == {"scan": 2, "repeat": 1}


def test_who_asked_not_to_be_told_apart_is_a_scan_each_time(
    engine: Engine, write: Write, count: Count
) -> None:
    write(*[SCAN._replace(visitor_hash="")] * 3)
    count()
    assert counted(engine) == {"scan": 3}
    assert tokens(engine) == 0


def test_a_repeat_keeps_what_is_known_of_it(engine: Engine, write: Write, count: Count) -> None:
    write(scan(1), scan(1, device_key=build_device_key("android", "google", "", "play")))
    count()
    assert counted(engine, "request_class", "brand", "outcome") == {
        "scan xiaomi xiaomi": 1,
        "repeat google play": 1,
    }


def test_tokens_are_forgotten_when_their_day_is_over(
    engine: Engine, write: Write, count: Count
) -> None:
    write(scan(1), scan(2))
    count()
    assert tokens(engine) == 2
    count(now=NOW + 2 * DAY)
    assert tokens(engine) == 0


def test_what_waited_for_days_is_told_apart_all_the_same(
    engine: Engine, write: Write, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aggregation, "MAX_BATCH_BYTES", 1000)
    write(*(scan(number % 10) for number in range(100)))
    assert count(now=NOW + 5 * DAY) > 5
    assert counted(engine) == {"scan": 10, "repeat": 90}
    write(scan(11, time=NOW + 5 * DAY))
    count(now=NOW + 5 * DAY)
    assert tokens(engine) == 1


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


def test_a_machine_leaves_the_positions_of_others_alone(
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


def test_losses_are_counted_once_each(engine: Engine, folder: Path, count: Count) -> None:
    count()
    assert counted(engine) == {}
    DropCounter(folder).add(3)
    count()
    count()
    assert counted(engine) == {"lost": 3}
    DropCounter(folder).add(2)
    count(now=NOW + 3600)
    assert counted(engine) == {"lost": 5}
    assert counted(engine, "hour") == {str(NOW // 3600): 3, str(NOW // 3600 + 1): 2}


def test_losses_of_several_machines_add_up(
    engine: Engine, folder: Path, tmp_path: Path, count: Count
) -> None:
    there = tmp_path / "there"
    there.mkdir(parents=True, exist_ok=True)
    DropCounter(folder).add(3)
    DropCounter(there).add(4)
    for _ in range(2):
        count(node_id="here")
        aggregation.aggregate(engine, there, "there", NOW)
    assert counted(engine) == {"lost": 7}


def test_a_counter_of_losses_that_was_removed_begins_anew(
    engine: Engine, folder: Path, count: Count
) -> None:
    DropCounter(folder).add(3)
    count()
    (folder / "lost").unlink()
    count(now=NOW + 3600)
    DropCounter(folder).add(2)
    count()
    assert counted(engine) == {"lost": 5}
    with engine.connect() as connection:
        assert connection.scalars(select(table.c["count"]).where(table.c["count"] == 0)).all() == []


def test_the_lag_is_what_is_written_and_not_counted(
    engine: Engine, folder: Path, write: Write, count: Count
) -> None:
    assert aggregation.measure_lag_bytes(engine, folder) == 0
    path = write(scan(1), scan(2))
    assert aggregation.measure_lag_bytes(engine, folder) == path.stat().st_size
    count()
    assert aggregation.measure_lag_bytes(engine, folder) == 0
    own = Journal(folder, "here")
    own.append(*scan(3))
    count()
    assert aggregation.measure_lag_bytes(engine, folder) == 0
    own.append(*scan(4))
    assert aggregation.measure_lag_bytes(engine, folder) > 50
    own.close()


def test_many_different_entries_are_all_counted(engine: Engine, write: Write, count: Count) -> None:
    chance = random.Random(7)
    kinds = [
        build_device_key(platform, brand, in_app, outcome)
        for platform in ("ios", "android", "harmonyos")
        for brand in ("", "samsung", "x" * 20)
        for in_app in ("", "wechat")
        for outcome in ("play", "app-store", "landing:perhaps-ipad", "landing:no-store")
    ]
    entries = [
        scan(
            chance.randrange(500),
            time=NOW + chance.randrange(-DAY, DAY),
            device_key=chance.choice(kinds),
            code="".join(chance.choices(ALPHABET, k=6)),
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


def test_the_longest_of_every_field_fits(engine: Engine, write: Write, count: Count) -> None:
    kind = build_device_key("p" * 12, "b" * 20, "i" * 20, "o" * 40)
    write(JournalEntry(NOW, "c" * 12, kind, "K" * 10, "t" * 20))
    count()
    assert counted(engine) == {"c" * 12: 1}


@pytest.mark.parametrize(
    ("column", "names"),
    [
        ("request_class", REQUEST_CLASSES),
        ("platform", get_args(Platform)),
        ("in_app", [*APP_WORDS.values(), *APP_PACKAGES.values()]),
        ("brand", BRAND_NAMES.values()),
        ("outcome", [Outcome(reason=reason).label for reason in get_args(Reason)]),
    ],
)
def test_every_name_that_a_request_can_be_given_fits_its_column(
    column: str, names: Iterable[str]
) -> None:
    kind = table.c[column].type
    assert isinstance(kind, String)
    assert kind.length is not None
    assert max(map(len, names)) <= kind.length


@pytest.fixture
def keeper(engine: Engine, folder: Path) -> Daemon:
    return Daemon(
        engine, folder.parent, CodeIndexWriter(engine, folder.parent / "directory.json"), "here"
    )


def test_a_keeper_counts_all_there_is_and_writes_the_directory(
    engine: Engine, keeper: Daemon, write: Write, folder: Path
) -> None:
    write(*(scan(number) for number in range(20)))
    keeper.refresh()
    keeper.count()
    assert counted(engine) == {"scan": 20}
    assert (folder.parent / "directory.json").read_bytes() == b"[]"


def test_a_keeper_says_once_that_it_cannot_count_and_once_that_it_can_again(
    tmp_path: Path, folder: Path, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    engine = connect_database(f"sqlite:///{tmp_path}/late.sqlite")
    keeper = Daemon(
        engine, folder.parent, CodeIndexWriter(engine, tmp_path / "directory.json"), "here"
    )
    path = write(scan(1))
    with caplog.at_level(logging.WARNING):
        assert [keeper.count(), keeper.count(), keeper.count()] == [0, 0, 0]
        assert path.exists()
        migrate(engine)
        assert keeper.count() > 0
        keeper.count()
    said = [record.getMessage() for record in caplog.records if record.name == FAILURES]
    assert [message.partition(":")[0] for message in said] == [
        "Scans are counted no more, for now",
        "Scans are counted again.",
    ]
    assert "no such table: " in said[0]
    assert "`microsite database upgrade`" in said[0]
    assert counted(engine) == {"scan": 1}
    engine.dispose()


def test_a_journal_that_cannot_be_counted_holds_up_no_other(
    engine: Engine, keeper: Daemon, write: Write, folder: Path
) -> None:
    unspeakable = write(scan(1)).rename(os.fsdecode(os.fsencode(folder) + b"/here-\xff.journal"))
    write(scan(2))
    keeper.count()
    assert counted(engine) == {"scan": 1}
    assert unspeakable.exists()


def make_huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


@pytest.mark.parametrize(
    "make",
    [os.mkfifo, Path.mkdir, make_huge, lambda path: path.symlink_to("/dev/zero")],
    ids=["a pipe", "a folder", "a terabyte of zeros", "a link to endless zeros"],
)
def test_what_is_no_journal_though_it_is_named_so_holds_up_nothing_and_stays(
    engine: Engine, keeper: Daemon, write: Write, folder: Path, make: Callable[[Path], None]
) -> None:
    path = folder / "here-0.journal"
    make(path)
    write(scan(1))
    lags: list[int] = []

    def count() -> None:
        keeper.count()
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


def test_the_position_in_a_journal_that_was_taken_away_is_kept_for_a_year(
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


def test_a_batch_that_another_keeper_is_about_to_commit_is_not_counted_again(
    engine: Engine, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(*(scan(number) for number in range(10)))
    add = counts.add_counts
    reached, go_on = threading.Event(), threading.Event()

    def add_slowly(*given: Any) -> None:
        add(*given)
        if not reached.is_set():
            reached.set()
            go_on.wait(10)

    monkeypatch.setattr(counts, "add_counts", add_slowly)
    keepers = [
        threading.Thread(target=aggregation.aggregate, args=(engine, folder, "here", NOW))
        for _ in range(2)
    ]
    keepers[0].start()
    assert reached.wait(10)
    keepers[1].start()
    time.sleep(0.5)
    go_on.set()
    for keeper in keepers:
        keeper.join(20)
    assert counted(engine) == {"scan": 10}


def test_a_keeper_whose_time_is_up_leaves_further_journals_to_the_next_count(
    engine: Engine, keeper: Daemon, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("microsite.daemon.daemon.COUNT_SECONDS", 0)
    for number in range(3):
        write(scan(number))
    keeper.count()
    assert counted(engine) == {"scan": 1}
    while keeper.count():
        pass
    assert counted(engine) == {"scan": 3}


def test_a_journal_that_cannot_be_read_leaves_none_of_the_others_uncounted(
    engine: Engine,
    folder: Path,
    keeper: Daemon,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(aggregation, "MAX_BATCH_BYTES", 1000)
    write(scan(0)).rename(os.fsdecode(os.fsencode(folder) + b"/here-\xff.journal"))
    write(*(scan(number) for number in range(1, 101)))
    while keeper.count():
        pass
    assert counted(engine) == {"scan": 100}
    assert len(caplog.records) == 1


def test_a_keeper_throws_away_the_salts_of_past_days(folder: Path, keeper: Daemon) -> None:
    salts = folder.parent / "salts"
    salts.mkdir()
    today = int(time.time()) // DAY
    for day in (today - 1, today, today + 1):
        (salts / f"{day}.salt").write_bytes(b"salt")
    keeper.tidy()
    assert sorted(path.name for path in salts.iterdir()) == [f"{today}.salt", f"{today + 1}.salt"]


def test_what_cannot_be_thrown_away_is_named_and_hides_nothing_from_monitoring(
    folder: Path, keeper: Daemon, caplog: pytest.LogCaptureFixture
) -> None:
    (folder.parent / "salts" / "1.salt").mkdir(parents=True)
    for _ in range(2):
        keeper.tidy()
    [message] = [record.getMessage() for record in caplog.records]
    assert message.startswith("Salts of past days are thrown away no more, for now: ")
    assert "1.salt" in message
    assert (folder.parent / "state.json").exists()


def test_refreshing_that_works_does_not_say_that_counting_does(
    tmp_path: Path, folder: Path, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    engine = connect_database(f"sqlite:///{tmp_path}/other.sqlite")
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE journal_position"))
    writer = CodeIndexWriter(engine, tmp_path / "directory.json")
    keeper = Daemon(engine, folder.parent, writer, "here")
    write(scan(1))
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            keeper.refresh()
            keeper.count()
    [message] = [record.getMessage() for record in caplog.records if record.name == FAILURES]
    assert message.startswith("Scans are counted no more, for now: ")
    engine.dispose()
