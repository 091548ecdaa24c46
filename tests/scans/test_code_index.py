"""The directory: what the keeper writes from either database, and what a scan finds in it."""

import os
import resource
import time
from collections.abc import Callable
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from microsite.db.engine import connect_database
from microsite.campaigns import service
from microsite.scans.code_index import CodeIndex
from microsite.scans.code_index import CodeIndexWriter
from microsite.scans.code_index import CodeEntry
from microsite.scans.data_dir import DataDir

NOW = time.time()
Add = Callable[..., list[str]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "directory.json"


@pytest.fixture
def writer(engine: Engine, path: Path) -> CodeIndexWriter:
    return CodeIndexWriter(engine, path)


@pytest.fixture
def add(engine: Engine) -> Add:
    """Register placements of a campaign, which is created by the way."""

    def add(slug: str, *labels: str) -> list[str]:
        with Session(engine) as session, session.begin():
            known = {campaign.slug: campaign for campaign, _ in service.list_campaigns(session)}
            campaign = known.get(slug) or service.create_campaign(session, slug, slug)
            return service.add_placements(session, campaign, labels)

    return add


def end(engine: Engine, slug: str, at: float) -> None:
    moment = datetime.fromtimestamp(at, UTC).replace(tzinfo=None)
    with Session(engine) as session, session.begin():
        service.end_campaign(session, slug, moment)


def replace(path: Path, content: bytes) -> None:
    new = path.with_suffix(".new")
    new.write_bytes(content)
    new.replace(path)


def test_every_placement_is_found_with_its_campaign(
    writer: CodeIndexWriter, path: Path, add: Add
) -> None:
    spring, autumn = add("spring", "one", "two"), add("autumn", "three")
    add("empty")
    writer.refresh()
    directory = CodeIndex(path)
    assert len(directory) == 3
    for code in spring:
        assert directory.find(code, NOW) == CodeEntry("spring", None)
    assert directory.find(autumn[0], NOW) == CodeEntry("autumn", None)
    for unknown in ("", "0" + spring[0][1:], "\0", "x" * 10_000):
        assert directory.find(unknown, NOW) is None


def test_a_new_placement_is_found_after_the_next_look(
    writer: CodeIndexWriter, path: Path, add: Add
) -> None:
    [first] = add("spring", "one")
    writer.refresh()
    directory = CodeIndex(path)
    [second] = add("spring", "two")
    assert writer.refresh()
    directory.reload_if_changed()
    assert directory.find(second, NOW) == CodeEntry("spring", None)
    assert directory.find(first, NOW) == CodeEntry("spring", None)


def test_a_campaign_ends_at_its_time_without_a_refresh(
    engine: Engine, writer: CodeIndexWriter, path: Path, add: Add
) -> None:
    [code] = add("spring", "one")
    at = float(int(NOW) + 3600)
    end(engine, "spring", at)
    writer.refresh()
    directory = CodeIndex(path)
    assert directory.find(code, at - 0.001) == CodeEntry("spring", at)
    assert directory.find(code, at) is None
    assert directory.find(code, at + 365 * 86400) is None


def test_a_placement_that_is_committed_after_a_later_one_is_found(
    postgresql: Engine, path: Path
) -> None:
    writer = CodeIndexWriter(postgresql, path)
    with Session(postgresql) as first, Session(postgresql) as second:
        with first.begin():
            service.create_campaign(first, "spring", "Spring")
        spring = service.get_campaign(first, "spring")
        [early] = service.add_placements(first, spring, ["early"])
        spring = service.get_campaign(second, "spring")
        [late] = service.add_placements(second, spring, ["late"])
        second.commit()
        assert writer.refresh()
        directory = CodeIndex(path)
        assert directory.find(late, NOW) == CodeEntry("spring", None)
        assert directory.find(early, NOW) is None
        first.commit()
    assert writer.refresh()
    directory.reload_if_changed()
    assert len(directory) == 2
    assert directory.find(early, NOW) == CodeEntry("spring", None)


def test_the_end_of_a_campaign_is_noticed(
    engine: Engine, writer: CodeIndexWriter, path: Path, add: Add
) -> None:
    [ended], [other] = add("spring", "one"), add("autumn", "one")
    writer.refresh()
    directory = CodeIndex(path)
    end(engine, "spring", NOW - 60)
    assert writer.refresh()
    directory.reload_if_changed()
    assert directory.find(ended, NOW) is None
    assert directory.find(other, NOW) is not None


def test_the_file_is_written_only_when_something_changed(
    writer: CodeIndexWriter, path: Path, add: Add
) -> None:
    add("spring", "one")
    assert writer.refresh()
    before = path.stat()
    assert not writer.refresh()
    assert path.stat().st_ino == before.st_ino
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    add("spring")
    assert not writer.refresh()
    add("autumn")
    assert writer.refresh()


def test_a_file_that_is_gone_is_written_again(
    writer: CodeIndexWriter, path: Path, add: Add
) -> None:
    add("spring", "one")
    writer.refresh()
    path.unlink()
    assert writer.refresh()
    assert len(CodeIndex(path)) == 1


def test_a_keeper_that_begins_writes_the_file_anew(
    engine: Engine, writer: CodeIndexWriter, path: Path, add: Add
) -> None:
    add("spring", "one")
    writer.refresh()
    path.write_bytes(b"damaged")
    assert CodeIndexWriter(engine, path).refresh()
    assert len(CodeIndex(path)) == 1


def test_no_file_is_left_beside_the_directory(
    writer: CodeIndexWriter, path: Path, add: Add
) -> None:
    for label in ("one", "two", "three"):
        add("spring", label)
        writer.refresh()
    assert [file.name for file in path.parent.iterdir() if file.name.startswith(path.name)] == [
        path.name
    ]


def test_without_a_file_nothing_is_found_until_there_is_one(
    writer: CodeIndexWriter, path: Path, add: Add
) -> None:
    [code] = add("spring", "one")
    directory = CodeIndex(path)
    assert len(directory) == 0
    assert directory.find(code, NOW) is None
    writer.refresh()
    directory.reload_if_changed()
    assert directory.find(code, NOW) is not None


DAMAGED = {
    "empty": b"",
    "cut off": b'[["spring",null,["222222"',
    "zeros, as after a loss of power": bytes(4096),
    "invalid UTF-8": b'[["spr\xffng",null,["222222"]]]',
    "another form": b'{"222222": "spring"}',
    "other types": b'[["spring",null,[1]]]',
    "a number too large": b'[["spring",1e999,["222222"]]]',
    "deeply nested": b"[" * 100_000,
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_leaves_the_last_good_copy_in_use(path: Path, content: bytes) -> None:
    path.write_bytes(b'[["spring",null,["222222","K7F3M4"]]]')
    directory = CodeIndex(path)
    replace(path, content)
    directory.reload_if_changed()
    assert directory.find("222222", NOW) == CodeEntry("spring", None)
    assert len(CodeIndex(path)) == 0
    replace(path, b'[["autumn",null,["222222"]]]')
    directory.reload_if_changed()
    assert directory.find("222222", NOW) == CodeEntry("autumn", None)
    assert directory.find("K7F3M4", NOW) is None


@hypothesis_settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100
)
@given(st.data())
def test_whatever_stands_in_the_file_a_scan_is_answered(path: Path, data: st.DataObject) -> None:
    good = bytearray(b'[["spring",null,["222222","K7F3M4"]],["autumn",1e9,["XXXXXX"]]]')
    for _ in range(data.draw(st.integers(1, 5))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    replace(path, bytes(good))
    directory = CodeIndex(path)
    directory.reload_if_changed()
    directory.find("222222", NOW)


def test_a_file_that_is_gone_leaves_the_last_good_copy_in_use(path: Path) -> None:
    path.write_bytes(b'[["spring",null,["222222"]]]')
    directory = CodeIndex(path)
    path.unlink()
    directory.reload_if_changed()
    assert directory.find("222222", NOW) == CodeEntry("spring", None)


def test_a_file_that_is_the_same_is_not_read_again(path: Path) -> None:
    path.write_bytes(b'[["spring",null,["222222"]]]')
    status = path.stat()
    directory = CodeIndex(path)
    with path.open("r+b") as file:
        file.write(b'[["autumn"')
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    directory.reload_if_changed()
    assert directory.find("222222", NOW) == CodeEntry("spring", None)


def test_40_000_codes_are_read_in_a_moment(path: Path) -> None:
    codes = ",".join(f'"{number:06}"' for number in range(40_000))
    path.write_text(f'[["spring",null,[{codes}]]]')
    begin = time.process_time()
    directory = CodeIndex(path)
    assert time.process_time() - begin < 0.5
    assert len(directory) == 40_000


def test_a_disk_that_takes_no_more_keeps_the_file_and_nothing_beside_it(
    writer: CodeIndexWriter, path: Path, add: Add
) -> None:
    add("spring", "one")
    writer.refresh()
    before = sorted(path.parent.iterdir())
    add("spring", "two")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            writer.refresh()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert sorted(path.parent.iterdir()) == before
    assert len(CodeIndex(path)) == 1
    assert writer.refresh()
    assert len(CodeIndex(path)) == 2


def test_an_unreachable_database_keeps_the_file(tmp_path: Path, path: Path) -> None:
    path.write_bytes(b'[["spring",null,["222222"]]]')
    nowhere = connect_database(f"postgresql+psycopg://site@/site?host={tmp_path}")
    with pytest.raises(SQLAlchemyError):
        CodeIndexWriter(nowhere, path).refresh()
    assert len(CodeIndex(path)) == 1
    nowhere.dispose()


def test_a_database_without_tables_keeps_the_file(tmp_path: Path, path: Path) -> None:
    path.write_bytes(b'[["spring",null,["222222"]]]')
    empty = connect_database(f"sqlite:///{tmp_path}/empty.sqlite")
    with pytest.raises(SQLAlchemyError):
        CodeIndexWriter(empty, path).refresh()
    assert len(CodeIndex(path)) == 1
    empty.dispose()


def test_a_start_without_database_serves_the_last_good_copy(tmp_path: Path) -> None:
    instance = DataDir(tmp_path)
    instance.code_index_path.write_bytes(b'[["spring",null,["222222"]]]')
    nowhere = connect_database(f"postgresql+psycopg://site@/site?host={tmp_path}")
    instance.prepare(nowhere)
    assert instance.code_index.find("222222", NOW) == CodeEntry("spring", None)
    nowhere.dispose()


def test_a_code_of_a_campaign_without_end_is_found_for_ever(path: Path) -> None:
    path.write_bytes(b'[["spring",null,["222222"]]]')
    century = timedelta(days=36525).total_seconds()
    assert CodeIndex(path).find("222222", NOW + century) == CodeEntry("spring", None)
