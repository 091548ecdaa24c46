"""`microsite pack` as a process: its options, output and exit codes."""

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
from microsite.campaigns.branches.branch_list import Branch
from tests.support.print_jobs import read_manifest
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


def test_only_the_zip_is_left_in_the_folder(command: Command, tmp_path: Path) -> None:
    run = command("spring", "-o", "a.zip", "--format", "svg", "--format", "pdf", "--format", "svg")
    assert run.returncode == 0
    assert run.stdout == "a.zip: 6 files passed preflight, 0 failed.\n"
    assert (
        run.stderr
        == "Do not print these codes: `host` is a placeholder. Set it in site.toml first.\n"
    )
    with ZipFile(tmp_path / "a.zip") as archive:
        assert len(archive.namelist()) == 8
        assert archive.namelist()[0].startswith("华东/南京路支行_")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "instance"]


def test_a_terminal_of_unknown_size_shows_a_progress_bar(
    command: Command, tmp_path: Path, environment: Callable[..., dict[str, str]]
) -> None:
    terminal, terminal_end = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "microsite", "pack", "spring", "-o", "a.zip", "--format", "svg"],
        cwd=tmp_path,
        env={**environment(), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=terminal_end,
    )
    os.close(terminal_end)
    shown = b""
    with suppress(OSError):  # raised by Linux at the end of a terminal
        while data := os.read(terminal, 4096):
            shown += data
    os.close(terminal)
    assert run.wait(120) == 0
    assert shown.lstrip(b"\r").startswith(b"  0%|")
    assert b"100%|" in shown


def test_filenames_follow_the_template(command: Command, tmp_path: Path) -> None:
    template = "{campaign}/{row}-{id}-{level}-{width}"
    command(
        "spring",
        "-o",
        "a.zip",
        "--filename-template",
        template,
        "--format",
        "svg",
        "--width",
        "25.5",
    )
    with ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist()[:3] == [f"spring/{n}-B{n}-M-25.5.svg" for n in (1, 2, 3)]


def test_failed_files_are_listed_and_the_exit_code_is_1(command: Command, tmp_path: Path) -> None:
    run = command("spring", "-o", "a.zip", "--format", "svg", "--colour", "#aaaaaa")
    assert run.returncode == 1
    assert "Failed: 南京路支行 (" in run.stderr
    assert "The contrast of #aaaaaa on white" in run.stderr
    assert run.stdout == "a.zip: 0 files passed preflight, 3 failed.\n"
    with ZipFile(tmp_path / "a.zip") as archive:
        assert {row["preflight"] for row in read_manifest(archive)} == {"failed"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["autumn", "-o", "a.zip"], "There is no campaign 'autumn'"),
        (["empty", "-o", "a.zip"], "The campaign 'empty' has no placements: "),
        (["spring", "-o", "missing/a.zip"], "cannot write missing/a.zip: No such file"),
        (["spring", "-o", "/proc/a.zip"], "cannot write /proc/a.zip: "),
        (["spring", "-o", "."], "is a directory"),
        (["spring"], "Missing option '-o'"),
        (["spring", "-o", "a.zip", "--format", "gif"], "'gif' is not one of"),
        (["spring", "-o", "a.zip", "--jobs", "0"], "0 is not in the range"),
        (["spring", "-o", "a.zip", "--width", "5"], "A code 5 mm wide"),
        (
            ["spring", "-o", "a.zip", "--filename-template", "{city}"],
            "Unknown filename field {city}",
        ),
        (["spring", "-o", "a.zip", "--filename-template", "{region}"], "Two files would be called"),
        (
            ["spring", "-o", "a.zip", "--filename-template", "{region}/{branch}"],
            "Two files would be called north/counter.*: those of 'Counter' (",
        ),
    ],
)
def test_invalid_input_is_reported_in_one_sentence_with_exit_code_2(
    arguments: list[str], message: str, command: Command, tmp_path: Path
) -> None:
    run = command(*arguments)
    assert (run.returncode, run.stdout) == (2, "")
    assert message in run.stderr
    assert "Traceback" not in run.stderr
    assert not list(tmp_path.glob("a.zip*"))
