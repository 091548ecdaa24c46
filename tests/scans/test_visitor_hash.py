"""Repeats: the same person and code within a day, under a salt that goes with the day."""

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


def test_the_same_person_and_code_have_one_token_all_day(folder: Path) -> None:
    tokens = VisitorHasher(folder)
    times = (NOON - DAY / 2, NOON, NOON + DAY / 2 - 0.001)
    assert len({tokens.token(*PERSON, now) for now in times}) == 1


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
def test_another_person_or_code_has_another_token(folder: Path, other: tuple[str, ...]) -> None:
    tokens = VisitorHasher(folder)
    address, user_agent, code = other
    assert tokens.token(address, user_agent, code, NOON) != tokens.token(*PERSON, NOON)


def test_the_next_day_has_another_token(folder: Path) -> None:
    tokens = VisitorHasher(folder)
    assert tokens.token(*PERSON, NOON) != tokens.token(*PERSON, NOON + DAY)


def test_processes_of_a_machine_give_the_same_token(folder: Path) -> None:
    assert VisitorHasher(folder).token(*PERSON, NOON) == VisitorHasher(folder).token(*PERSON, NOON)


def test_threads_that_begin_a_day_together_give_the_same_token(folder: Path) -> None:
    processes = [VisitorHasher(folder) for _ in range(8)]
    together = threading.Barrier(len(processes))
    found: list[str] = []

    def scan(tokens: VisitorHasher) -> None:
        together.wait()
        found.append(tokens.token(*PERSON, NOON))

    threads = [threading.Thread(target=scan, args=(tokens,)) for tokens in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(processes)
    assert len(set(found)) == 1


def test_machines_do_not_share_their_salts(tmp_path: Path) -> None:
    one, other = VisitorHasher(tmp_path / "one"), VisitorHasher(tmp_path / "other")
    assert one.token(*PERSON, NOON) != other.token(*PERSON, NOON)


def test_the_salt_of_a_day_is_thrown_away_with_the_day(folder: Path) -> None:
    tokens = VisitorHasher(folder)
    tokens.token(*PERSON, NOON)
    yesterday = (folder / "20000.salt").read_bytes()
    assert len(yesterday) == 32
    tokens.token(*PERSON, NOON + DAY)
    assert salts(folder) == ["20001.salt"]
    assert (folder / "20001.salt").read_bytes() != yesterday


def test_a_salt_that_was_thrown_away_cannot_be_had_again(folder: Path) -> None:
    tokens = VisitorHasher(folder)
    before = tokens.token(*PERSON, NOON)
    tokens.token(*PERSON, NOON + DAY)
    assert VisitorHasher(folder).token(*PERSON, NOON) != before


def test_a_process_that_nobody_asks_any_more_lets_go_of_the_salt_with_its_day(folder: Path) -> None:
    tokens = VisitorHasher(folder)
    before = tokens.token(*PERSON, NOON)
    tokens.forget(NOON + DAY / 2 - 1)
    delete_expired_salts(folder, before=20_001)
    assert tokens.token(*PERSON, NOON) == before
    tokens.forget(NOON + DAY / 2)
    assert tokens.token(*PERSON, NOON) != before


def test_a_scan_that_midnight_overtook_leaves_the_new_days_salt_alone(folder: Path) -> None:
    ahead, behind = VisitorHasher(folder), VisitorHasher(folder)
    midnight = NOON + DAY / 2
    token = ahead.token(*PERSON, midnight)
    behind.token(*PERSON, midnight - 0.001)
    assert behind.token(*PERSON, midnight + 1) == token
    assert VisitorHasher(folder).token(*PERSON, midnight + 1) == token
    assert salts(folder) == ["20001.salt"]


def test_nobody_else_may_read_a_salt(folder: Path) -> None:
    VisitorHasher(folder).token(*PERSON, NOON)
    assert (folder / "20000.salt").stat().st_mode & 0o077 == 0


def test_what_a_killed_process_left_of_a_salt_is_thrown_away_too(folder: Path) -> None:
    folder.mkdir()
    (folder / "20000.0123456789abcdef").write_bytes(b"s" * 32)
    VisitorHasher(folder).token(*PERSON, NOON + DAY)
    assert salts(folder) == ["20001.salt"]


def test_where_no_salt_can_be_written_a_process_still_tells_repeats(folder: Path) -> None:
    folder.touch()  # a file in the way
    tokens = VisitorHasher(folder)
    assert tokens.token(*PERSON, NOON) == tokens.token(*PERSON, NOON + 1)
    assert tokens.token(*PERSON, NOON) != tokens.token(*PERSON, NOON + DAY)


@pytest.mark.parametrize("text", ["", "\0", "\xff" * 512, "\ud800", "邮", "a\nb"])
def test_any_text_has_a_token_that_fits_the_journal(folder: Path, text: str) -> None:
    token = VisitorHasher(folder).token(text, text, text, NOON)
    assert len(token) == 16
    assert set(token) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("environ", "asks"),
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
def test_who_asks_not_to_be_told_apart(environ: Mapping[str, str], asks: bool) -> None:
    assert opted_out_of_tracking(environ) is asks


@pytest.mark.parametrize("left", [b"", b"half", bytes(32), b"x" * 100])
def test_what_losing_power_left_of_a_salt_is_none(folder: Path, left: bytes) -> None:
    folder.mkdir()
    (folder / "20000.salt").write_bytes(left)
    one, other = (VisitorHasher(folder).token(*PERSON, NOON) for _ in range(2))
    assert one == other
    unsalted = blake2b("\n".join(PERSON).encode(), digest_size=8)
    assert one != unsalted.hexdigest()
    assert len((folder / "20000.salt").read_bytes()) == 32
    assert any((folder / "20000.salt").read_bytes())
    assert salts(folder) == ["20000.salt"]
