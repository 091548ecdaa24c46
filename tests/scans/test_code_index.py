"""The code index: written from either database, read by the workers."""

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

from microsite.campaigns import service
from microsite.db.engine import connect_database
from microsite.scans.code_index import CodeEntry
from microsite.scans.code_index import CodeIndex
from microsite.scans.code_index import CodeIndexWriter
from microsite.scans.data_dir import DataDir

NOW = time.time()
Add = Callable[..., list[str]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "codes.json"


@pytest.fixture
def writer(engine: Engine, path: Path) -> CodeIndexWriter:
    return CodeIndexWriter(engine, path)


@pytest.fixture
def add(engine: Engine) -> Add:
    """Return a function that adds placements to a campaign, created if needed."""

    def add(slug: str, *labels: str) -> list[str]:
        with Session(engine) as session, session.begin():
            campaigns = {campaign.slug: campaign for campaign, _ in service.list_campaigns(session)}
            campaign = campaigns.get(slug) or service.create_campaign(session, slug, slug)
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
    index = CodeIndex(path)
    assert len(index) == 3
    for code in spring:
        assert index.find(code, NOW) == CodeEntry("spring", None)
    assert index.find(autumn[0], NOW) == CodeEntry("autumn", None)
    for unknown in ("", "0" + spring[0][1:], "\0", "x" * 10_000):
        assert index.find(unknown, NOW) is None


def test_a_new_placement_is_found_after_the_next_reload(
    writer: CodeIndexWriter, path: Path, add: Add
) -> None:
    [first] = add("spring", "one")
    writer.refresh()
    index = CodeIndex(path)
    [second] = add("spring", "two")
    assert writer.refresh()
    index.reload_if_changed()
    assert index.find(second, NOW) == CodeEntry("spring", None)
    assert index.find(first, NOW) == CodeEntry("spring", None)


def test_a_campaign_ends_at_its_time_without_a_refresh(
    engine: Engine, writer: CodeIndexWriter, path: Path, add: Add
) -> None:
    [code] = add("spring", "one")
    at = float(int(NOW) + 3600)
    end(engine, "spring", at)
    writer.refresh()
    index = CodeIndex(path)
    assert index.find(code, at - 0.001) == CodeEntry("spring", at)
    assert index.find(code, at) is None
    assert index.find(code, at + 365 * 86400) is None


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
        index = CodeIndex(path)
        assert index.find(late, NOW) == CodeEntry("spring", None)
        assert index.find(early, NOW) is None
        first.commit()
    assert writer.refresh()
    index.reload_if_changed()
    assert len(index) == 2
    assert index.find(early, NOW) == CodeEntry("spring", None)


def test_the_end_of_a_campaign_takes_effect_after_a_refresh(
    engine: Engine, writer: CodeIndexWriter, path: Path, add: Add
) -> None:
    [ended], [other] = add("spring", "one"), add("autumn", "one")
    writer.refresh()
    index = CodeIndex(path)
    end(engine, "spring", NOW - 60)
    assert writer.refresh()
    index.reload_if_changed()
    assert index.find(ended, NOW) is None
    assert index.find(other, NOW) is not None


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


def test_a_deleted_file_is_written_again(writer: CodeIndexWriter, path: Path, add: Add) -> None:
    add("spring", "one")
    writer.refresh()
    path.unlink()
    assert writer.refresh()
    assert len(CodeIndex(path)) == 1


def test_a_new_writer_replaces_a_damaged_file(
    engine: Engine, writer: CodeIndexWriter, path: Path, add: Add
) -> None:
    add("spring", "one")
    writer.refresh()
    path.write_bytes(b"damaged")
    assert CodeIndexWriter(engine, path).refresh()
    assert len(CodeIndex(path)) == 1


def test_no_temporary_file_is_left(writer: CodeIndexWriter, path: Path, add: Add) -> None:
    for label in ("one", "two", "three"):
        add("spring", label)
        writer.refresh()
    assert [file.name for file in path.parent.iterdir() if file.name.startswith(path.name)] == [
        path.name
    ]


def test_codes_are_found_as_soon_as_there_is_a_file(
    writer: CodeIndexWriter, path: Path, add: Add
) -> None:
    [code] = add("spring", "one")
    index = CodeIndex(path)
    assert len(index) == 0
    assert index.find(code, NOW) is None
    writer.refresh()
    index.reload_if_changed()
    assert index.find(code, NOW) is not None


DAMAGED = {
    "empty": b"",
    "cut off": b'[["spring",null,["222222"',
    "zeros, as after a loss of power": bytes(4096),
    "invalid UTF-8": b'[["spr\xffng",null,["222222"]]]',
    "another structure": b'{"222222": "spring"}',
    "other types": b'[["spring",null,[1]]]',
    "a number too large": b'[["spring",1e999,["222222"]]]',
    "deeply nested": b"[" * 100_000,
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_leaves_the_last_good_copy_in_use(path: Path, content: bytes) -> None:
    path.write_bytes(b'[["spring",null,["222222","K7F3M4"]]]')
    index = CodeIndex(path)
    replace(path, content)
    index.reload_if_changed()
    assert index.find("222222", NOW) == CodeEntry("spring", None)
    assert len(CodeIndex(path)) == 0
    replace(path, b'[["autumn",null,["222222"]]]')
    index.reload_if_changed()
    assert index.find("222222", NOW) == CodeEntry("autumn", None)
    assert index.find("K7F3M4", NOW) is None


@hypothesis_settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100
)
@given(st.data())
def test_any_file_content_is_loaded_or_ignored_without_an_error(
    path: Path, data: st.DataObject
) -> None:
    good = bytearray(b'[["spring",null,["222222","K7F3M4"]],["autumn",1e9,["XXXXXX"]]]')
    for _ in range(data.draw(st.integers(1, 5))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    replace(path, bytes(good))
    index = CodeIndex(path)
    index.reload_if_changed()
    index.find("222222", NOW)


def test_a_deleted_file_leaves_the_last_good_copy_in_use(path: Path) -> None:
    path.write_bytes(b'[["spring",null,["222222"]]]')
    index = CodeIndex(path)
    path.unlink()
    index.reload_if_changed()
    assert index.find("222222", NOW) == CodeEntry("spring", None)


def test_an_unchanged_file_is_not_read_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(b'[["spring",null,["222222"]]]')
    index = CodeIndex(path)
    reads: list[Path] = []
    read_bytes = Path.read_bytes

    def count_read(file: Path) -> bytes:
        reads.append(file)
        return read_bytes(file)

    monkeypatch.setattr(Path, "read_bytes", count_read)
    for _ in range(3):
        index.reload_if_changed()
    assert reads == []
    replace(path, b'[["autumn",null,["222222"]]]')
    for _ in range(3):
        index.reload_if_changed()
    assert reads == [path]
    assert index.find("222222", NOW) == CodeEntry("autumn", None)


def test_a_file_written_in_place_with_its_old_time_is_read_again(path: Path) -> None:
    path.write_bytes(b'[["spring",null,["222222"]]]')
    status = path.stat()
    index = CodeIndex(path)
    with path.open("r+b") as file:
        file.write(b'[["summer"')
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    index.reload_if_changed()
    assert index.find("222222", NOW) == CodeEntry("summer", None)


def test_40_000_codes_are_read_in_a_moment(path: Path) -> None:
    codes = ",".join(f'"{number:06}"' for number in range(40_000))
    path.write_text(f'[["spring",null,[{codes}]]]')
    begin = time.process_time()
    index = CodeIndex(path)
    assert time.process_time() - begin < 0.5
    assert len(index) == 40_000


def test_a_full_disk_keeps_the_file_and_leaves_no_temporary_file(
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


def test_the_file_stays_when_the_database_is_unreachable(tmp_path: Path, path: Path) -> None:
    path.write_bytes(b'[["spring",null,["222222"]]]')
    nowhere = connect_database(f"postgresql+psycopg://site@/site?host={tmp_path}")
    with pytest.raises(SQLAlchemyError):
        CodeIndexWriter(nowhere, path).refresh()
    assert len(CodeIndex(path)) == 1
    nowhere.dispose()


def test_the_file_stays_when_the_database_has_no_tables(tmp_path: Path, path: Path) -> None:
    path.write_bytes(b'[["spring",null,["222222"]]]')
    empty = connect_database(f"sqlite:///{tmp_path}/empty.sqlite")
    with pytest.raises(SQLAlchemyError):
        CodeIndexWriter(empty, path).refresh()
    assert len(CodeIndex(path)) == 1
    empty.dispose()


def test_the_last_good_copy_is_served_without_a_database(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path)
    data_dir.code_index_path.write_bytes(b'[["spring",null,["222222"]]]')
    nowhere = connect_database(f"postgresql+psycopg://site@/site?host={tmp_path}")
    data_dir.prepare(nowhere)
    assert data_dir.code_index.find("222222", NOW) == CodeEntry("spring", None)
    nowhere.dispose()


def test_a_code_of_a_campaign_without_end_never_expires(path: Path) -> None:
    path.write_bytes(b'[["spring",null,["222222"]]]')
    century = timedelta(days=36525).total_seconds()
    assert CodeIndex(path).find("222222", NOW + century) == CodeEntry("spring", None)
