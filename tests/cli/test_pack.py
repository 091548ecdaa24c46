"""`microsite pack`, as a process: what marketing types, and what they are told."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from microsite.campaigns import service
from microsite.campaigns.csv_import.branch_list import Branch
from tests.support.print_jobs import rows
from tests.support.servers import ROOT

pytestmark = pytest.mark.processes

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def command(sqlite: Engine, tmp_path: Path, environment: Callable[..., dict[str, str]]) -> Command:
    """Run `microsite pack` with arguments: `spring` has three placements, `empty` has none."""
    with Session(sqlite) as session, session.begin():
        service.create_campaign(session, "empty", "Empty")
        campaign = service.create_campaign(session, "spring", "Spring")
        service.import_branches(
            session,
            campaign,
            [
                Branch(1, "B1", "南京路支行", "华东", {}),
                Branch(2, "B2", "Counter", "North", {}),
                Branch(3, "B3", "counter", "north", {}),
            ],
        )

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "microsite", "pack", *arguments],
            cwd=tmp_path,
            env={**environment(), "PYTHONPATH": str(ROOT), "COLUMNS": "1000"},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def test_a_campaign_becomes_one_zip_and_nothing_else(command: Command, tmp_path: Path) -> None:
    run = command("spring", "-o", "a.zip", "--form", "svg", "--form", "pdf", "--form", "svg")
    assert run.returncode == 0
    assert run.stdout == "a.zip: 6 files, all read back; 0 refused.\n"
    assert run.stderr == "Do not print it: its host is made up. Set `host` first.\n"
    with ZipFile(tmp_path / "a.zip") as archive:
        assert len(archive.namelist()) == 8
        assert archive.namelist()[0].startswith("华东/南京路支行_")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "instance"]


def test_a_terminal_of_unknown_size_shows_progress_from_nothing_on(
    command: Command, tmp_path: Path, environment: Callable[..., dict[str, str]]
) -> None:
    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "microsite", "pack", "spring", "-o", "a.zip", "--form", "svg"],
        cwd=tmp_path,
        env={**environment(), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # how Linux tells the end of a terminal
        while data := os.read(ours, 4096):
            shown += data
    os.close(ours)
    assert run.wait(120) == 0
    assert shown.lstrip(b"\r").startswith(b"  0%|")
    assert b"100%|" in shown


def test_names_follow_the_template(command: Command, tmp_path: Path) -> None:
    names = "{campaign}/{row}-{id}-{level}-{width}"
    command("spring", "-o", "a.zip", "--names", names, "--form", "svg", "--width", "25.5")
    with ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist()[:3] == [f"spring/{n}-B{n}-M-25.5.svg" for n in (1, 2, 3)]


def test_refused_files_are_named_and_the_exit_code_is_1(command: Command, tmp_path: Path) -> None:
    run = command("spring", "-o", "a.zip", "--form", "svg", "--colour", "#aaaaaa")
    assert run.returncode == 1
    assert "Refused: 南京路支行 (" in run.stderr
    assert "The contrast of #aaaaaa on white" in run.stderr
    assert run.stdout == "a.zip: 0 files, all read back; 3 refused.\n"
    with ZipFile(tmp_path / "a.zip") as archive:
        assert {row["verdict"] for row in rows(archive)} == {"refused"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["autumn", "-o", "a.zip"], "There is no campaign 'autumn'"),
        (["empty", "-o", "a.zip"], "The campaign 'empty' has no placements yet"),
        (["spring", "-o", "missing/a.zip"], "cannot write missing/a.zip: No such file"),
        (["spring", "-o", "/proc/a.zip"], "cannot write /proc/a.zip: "),
        (["spring", "-o", "."], "is a directory"),
        (["spring"], "Missing option '-o'"),
        (["spring", "-o", "a.zip", "--form", "gif"], "'gif' is not one of"),
        (["spring", "-o", "a.zip", "--jobs", "0"], "0 is not in the range"),
        (["spring", "-o", "a.zip", "--width", "5"], "A code 5 mm wide"),
        (["spring", "-o", "a.zip", "--names", "{city}"], "There is no field {city} for names"),
        (["spring", "-o", "a.zip", "--names", "{region}"], "Two files would be called"),
        (
            ["spring", "-o", "a.zip", "--names", "{region}/{branch}"],
            "Two files would be called north/counter.*: those of 'Counter' (",
        ),
    ],
)
def test_what_cannot_be_ordered_is_one_sentence_and_exit_code_2(
    arguments: list[str], said: str, command: Command, tmp_path: Path
) -> None:
    run = command(*arguments)
    assert (run.returncode, run.stdout) == (2, "")
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert not list(tmp_path.glob("a.zip*"))
