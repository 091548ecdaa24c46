"""Visitor hashes: the same for a person and code within a day, under a salt of that day."""

import threading
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

import pytest

from microsite.scans.visitor_hash import VisitorHasher
from microsite.scans.visitor_hash import delete_expired_salts
from microsite.scans.visitor_hash import opted_out_of_tracking

DAY = 86400
NOON = 20_000 * DAY + DAY / 2
PERSON = ("203.0.113.7", "Mozilla/5.0 (iPhone)", "K7F3M4")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "salts"


def salts(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_same_person_and_code_have_the_same_hash_all_day(folder: Path) -> None:
    hasher = VisitorHasher(folder)
    times = (NOON - DAY / 2, NOON, NOON + DAY / 2 - 0.001)
    assert len({hasher.hash(*PERSON, now) for now in times}) == 1


@pytest.mark.parametrize(
    "other",
    [
        ("203.0.113.8", PERSON[1], PERSON[2]),
        (PERSON[0], "Mozilla/5.0 (iPad)", PERSON[2]),
        (PERSON[0], PERSON[1], "222222"),
        (PERSON[0], PERSON[1], ""),
        ("", "", ""),
    ],
)
def test_another_person_or_code_has_another_hash(folder: Path, other: tuple[str, ...]) -> None:
    hasher = VisitorHasher(folder)
    address, user_agent, code = other
    assert hasher.hash(address, user_agent, code, NOON) != hasher.hash(*PERSON, NOON)


def test_the_hash_is_different_on_the_next_day(folder: Path) -> None:
    hasher = VisitorHasher(folder)
    assert hasher.hash(*PERSON, NOON) != hasher.hash(*PERSON, NOON + DAY)


def test_processes_of_a_machine_compute_the_same_hash(folder: Path) -> None:
    assert VisitorHasher(folder).hash(*PERSON, NOON) == VisitorHasher(folder).hash(*PERSON, NOON)


def test_threads_that_start_a_day_together_compute_the_same_hash(folder: Path) -> None:
    processes = [VisitorHasher(folder) for _ in range(8)]
    together = threading.Barrier(len(processes))
    digests: list[str] = []

    def scan(hasher: VisitorHasher) -> None:
        together.wait()
        digests.append(hasher.hash(*PERSON, NOON))

    threads = [threading.Thread(target=scan, args=(hasher,)) for hasher in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(digests) == len(processes)
    assert len(set(digests)) == 1


def test_machines_do_not_share_their_salts(tmp_path: Path) -> None:
    one, other = VisitorHasher(tmp_path / "one"), VisitorHasher(tmp_path / "other")
    assert one.hash(*PERSON, NOON) != other.hash(*PERSON, NOON)


def test_the_salt_is_deleted_when_its_day_is_over(folder: Path) -> None:
    hasher = VisitorHasher(folder)
    hasher.hash(*PERSON, NOON)
    yesterday = (folder / "20000.salt").read_bytes()
    assert len(yesterday) == 32
    hasher.hash(*PERSON, NOON + DAY)
    assert salts(folder) == ["20001.salt"]
    assert (folder / "20001.salt").read_bytes() != yesterday


def test_a_deleted_salt_cannot_be_recreated(folder: Path) -> None:
    hasher = VisitorHasher(folder)
    before = hasher.hash(*PERSON, NOON)
    hasher.hash(*PERSON, NOON + DAY)
    assert VisitorHasher(folder).hash(*PERSON, NOON) != before


def test_an_idle_process_forgets_the_salt_when_its_day_is_over(folder: Path) -> None:
    hasher = VisitorHasher(folder)
    before = hasher.hash(*PERSON, NOON)
    hasher.forget_expired_salt(NOON + DAY / 2 - 1)
    delete_expired_salts(folder, before=20_001)
    assert hasher.hash(*PERSON, NOON) == before
    hasher.forget_expired_salt(NOON + DAY / 2)
    assert hasher.hash(*PERSON, NOON) != before


def test_a_scan_from_before_midnight_does_not_delete_the_salt_of_the_new_day(folder: Path) -> None:
    ahead, behind = VisitorHasher(folder), VisitorHasher(folder)
    midnight = NOON + DAY / 2
    digest = ahead.hash(*PERSON, midnight)
    behind.hash(*PERSON, midnight - 0.001)
    assert behind.hash(*PERSON, midnight + 1) == digest
    assert VisitorHasher(folder).hash(*PERSON, midnight + 1) == digest
    assert salts(folder) == ["20001.salt"]


def test_a_salt_file_is_readable_by_its_owner_only(folder: Path) -> None:
    VisitorHasher(folder).hash(*PERSON, NOON)
    assert (folder / "20000.salt").stat().st_mode & 0o077 == 0


def test_the_temporary_salt_file_of_a_killed_process_is_deleted(folder: Path) -> None:
    folder.mkdir()
    (folder / "20000.0123456789abcdef").write_bytes(b"s" * 32)
    VisitorHasher(folder).hash(*PERSON, NOON + DAY)
    assert salts(folder) == ["20001.salt"]


def test_a_process_recognises_duplicates_without_a_writable_salt_file(folder: Path) -> None:
    folder.touch()  # a file in the way
    hasher = VisitorHasher(folder)
    assert hasher.hash(*PERSON, NOON) == hasher.hash(*PERSON, NOON + 1)
    assert hasher.hash(*PERSON, NOON) != hasher.hash(*PERSON, NOON + DAY)


@pytest.mark.parametrize("text", ["", "\0", "\xff" * 512, "\ud800", "邮", "a\nb"])
def test_any_text_has_a_hash_that_fits_the_journal(folder: Path, text: str) -> None:
    digest = VisitorHasher(folder).hash(text, text, text, NOON)
    assert len(digest) == 16
    assert set(digest) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("environ", "opted_out"),
    [
        ({}, False),
        ({"HTTP_SEC_GPC": "1"}, True),
        ({"HTTP_DNT": "1"}, True),
        ({"HTTP_SEC_GPC": "1", "HTTP_DNT": "0"}, True),
        ({"HTTP_SEC_GPC": "0"}, False),
        ({"HTTP_DNT": "0"}, False),
        ({"HTTP_DNT": "null"}, False),
    ],
)
def test_gpc_and_dnt_opt_out_of_tracking(environ: Mapping[str, str], opted_out: bool) -> None:
    assert opted_out_of_tracking(environ) is opted_out


@pytest.mark.parametrize("content", [b"", b"half", bytes(32), b"x" * 100])
def test_a_salt_damaged_by_a_power_failure_is_replaced(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "20000.salt").write_bytes(content)
    one, other = (VisitorHasher(folder).hash(*PERSON, NOON) for _ in range(2))
    assert one == other
    unsalted = blake2b("\n".join(PERSON).encode(), digest_size=8)
    assert one != unsalted.hexdigest()
    assert len((folder / "20000.salt").read_bytes()) == 32
    assert any((folder / "20000.salt").read_bytes())
    assert salts(folder) == ["20000.salt"]
