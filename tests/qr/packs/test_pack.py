"""A print pack: the same bytes for the same order, every file proved, all of it in the manifest."""

import csv
import io
import subprocess
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from microsite.qr.canvas.colours import colour
from microsite.qr.canvas.numbers import plain
from microsite.qr.design.style import Style
from microsite.qr.packs import checkpoint as parts
from microsite.qr.packs.job import Placement
from microsite.qr.packs.manifest import COLUMNS
from microsite.qr.pipeline import FORMS
from tests.conftest import program
from tests.support.pages import needs_fonts
from tests.support.pages import seen
from tests.support.print_jobs import branches
from tests.support.print_jobs import code
from tests.support.print_jobs import made
from tests.support.print_jobs import order
from tests.support.print_jobs import rows
from tests.support.reading import read
from tests.web.test_typography import FAULTS


def test_the_same_order_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first.zip", "again.zip"):
        made(branches(3), tmp_path / name)
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "again.zip").read_bytes()


@needs_fonts
def test_however_many_processes_make_it_a_pack_is_the_same(tmp_path: Path) -> None:
    wanted = branches(120, lines=("auto",))
    for processes in (1, 2, 3):
        made(wanted, tmp_path / f"{processes}.zip", processes)
    first = (tmp_path / "1.zip").read_bytes()
    assert (tmp_path / "2.zip").read_bytes() == first
    assert (tmp_path / "3.zip").read_bytes() == first


def test_a_pack_holds_each_file_that_its_manifest_names_and_nothing_else(tmp_path: Path) -> None:
    program("gs")
    wanted = branches(3, forms=FORMS)
    made(wanted, tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        listed = rows(archive)
        assert archive.namelist() == [row["file"] for row in listed] + [
            "manifest.csv",
            "README.txt",
        ]
        for row in listed:
            content = archive.read(row["file"])
            assert sha256(content).hexdigest() == row["sha256"]
            form = row["file"].rpartition(".")[2]
            assert read(seen(content, form)).text == row["payload"]


def test_the_manifest_says_of_each_file_what_the_proof_found(tmp_path: Path) -> None:
    made(order("Counter", forms=("png",), style=Style(width_mm=40)), tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as archive:
        (row,) = rows(archive)
    assert tuple(row) == COLUMNS
    dots = round(40 / 33 / 25.4 * 600)
    assert row | {"sha256": ""} == {
        "row": "1",
        "file": f"华东/Counter_{code(0)}_40mm.png",
        "code": code(0),
        "label": "Counter",
        "id": "B0",
        "region": "华东",
        "payload": f"https://APP.EXAMPLE.COM/Q/{code(0)}",
        "sha256": "",
        "version": "2",
        "level": "M",
        "unused_correction": "1",
        "width_mm": plain(33 * dots / 600 * 25.4),
        "verdict": "passed",
        "findings": "",
    }


def test_a_number_or_region_that_a_spreadsheet_would_run_is_made_text(tmp_path: Path) -> None:
    placement = Placement(code(0), "Counter", "@north", "=1+1")
    made(order(forms=("svg",), placements=(placement,)), tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as archive:
        (row,) = rows(archive)
    assert (row["id"], row["region"]) == ("'=1+1", "'@north")


def test_no_entry_tells_when_or_by_whom_it_was_made(tmp_path: Path) -> None:
    made(branches(2), tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as archive:
        for entry in archive.infolist():
            assert datetime(*entry.date_time) == datetime(1980, 1, 1)  # noqa: DTZ001
            assert entry.external_attr >> 16 == 0o100644
            assert entry.create_system == 3
            assert entry.flag_bits == (0 if entry.filename.isascii() else 0x800)


def test_other_programs_find_nothing_wrong_with_a_pack(tmp_path: Path) -> None:
    made(branches(30), tmp_path / "a.zip")
    tested = subprocess.run([program("unzip"), "-t", tmp_path / "a.zip"], capture_output=True)
    assert tested.returncode == 0, tested.stdout
    assert b"No errors detected" in tested.stdout


def test_a_cell_that_a_spreadsheet_would_run_is_made_text(tmp_path: Path) -> None:
    labels = ('=HYPERLINK("http://evil")', "+86 10", "-1 floor", "@SUM(A1)", "＝1", "plain")
    made(order(*labels, forms=("svg",)), tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as archive:
        assert [row["label"] for row in rows(archive)] == [
            *(f"'{label}" for label in labels[:-1]),
            "plain",
        ]
        text = archive.read("manifest.csv").decode("utf-8-sig")
    for cells in csv.reader(io.StringIO(text)):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in cells)


@needs_fonts
def test_a_placement_whose_label_cannot_be_set_is_refused_and_the_others_are_packed(
    tmp_path: Path,
) -> None:
    wanted = order("Counter", "Much too long for it " * 9, "Door", lines=("auto",))
    summary = made(wanted, tmp_path / "a.zip")
    assert (dict(summary.packed), summary.refused) == ({"pdf": 2, "svg": 2}, 2)
    assert [filed.row for filed in summary.refusals] == [2, 2]
    with ZipFile(tmp_path / "a.zip") as archive:
        verdicts = [(row["code"], row["verdict"], row["file"] != "") for row in rows(archive)]
        assert "2 files did not pass" in archive.read("README.txt").decode()
        refused = rows(archive)[2]
    assert verdicts == [
        (code(number), "refused" if number == 1 else "passed", number != 1)
        for number in (0, 0, 1, 1, 2, 2)
    ]
    assert refused["findings"].startswith("PDF: ")
    assert "too long" in refused["findings"]


def test_files_that_fail_their_proof_are_refused_and_the_manifest_says_why(tmp_path: Path) -> None:
    faint = Style(foreground=colour("#999999"))
    summary = made(branches(12, style=faint, forms=("svg",)), tmp_path / "a.zip")
    assert (dict(summary.packed), summary.refused, len(summary.refusals)) == ({}, 12, 10)
    with ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == ["manifest.csv", "README.txt"]
        assert all("contrast" in row["findings"] for row in rows(archive))


def test_a_doubtful_file_is_packed_with_its_finding(tmp_path: Path) -> None:
    summary = made(
        order("Counter", style=Style(foreground=colour("#707070")), forms=("svg",)),
        tmp_path / "a.zip",
    )
    assert (dict(summary.packed), summary.doubtful) == ({"svg": 1}, 1)
    with ZipFile(tmp_path / "a.zip") as archive:
        (row,) = rows(archive)
    assert (row["verdict"], "contrast" in row["findings"]) == ("passed", True)


@pytest.mark.parametrize(
    ("style", "said"),
    [
        (Style(), ("one black plate", "单黑版", "3 mm of bleed and crop marks", "出血 3 毫米")),
        (Style(width_mm=40), ("the code is 40 mm wide", "宽 40 毫米")),
        (Style(crop_marks=False, bleed_mm=5), ("5 mm of bleed, without crop marks", "无裁切标记")),
        (Style(foreground=colour("#003366")), ("screen colours: convert", "屏幕色")),
        (Style(foreground=colour("PANTONE 349 C=(90,12,95,40)")), ("that spot ink", "专色")),
        (Style(dpi=600), ("whole dots at 600 dpi", "600 dpi 下的整数个点")),
        (Style(method="offset"), ("Made for offset printing", "按胶印制作")),
        (Style(width_mm=200, distance_mm=2000), ("from 2 m away", "在 2 米处")),
    ],
)
def test_the_notes_for_the_shop_are_true_of_the_order(
    style: Style, said: tuple[str, ...], tmp_path: Path
) -> None:
    made(order("Counter", style=style), tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as archive:
        notes = archive.read("README.txt").decode()
    for words in said:
        assert words in notes
    chinese = notes.partition("二维码")[2]
    assert not [kind for kind, fault in FAULTS.items() if fault.search(chinese)]


def test_what_is_there_under_the_name_stays_until_the_new_pack_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    made(branches(1), target)
    before = target.read_bytes()
    wanted = branches(60)
    with pytest.raises(InterruptedError), parts.Part(target, wanted.fingerprint()):
        raise InterruptedError
    assert target.read_bytes() == before
    made(wanted, target)
    assert target.read_bytes() != before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"]


def test_another_process_that_writes_the_same_pack_is_not_disturbed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "SECONDS_TO_NOTICE", 0.1)
    wanted = branches(2)
    target = tmp_path / "a.zip"
    at_it = parts.Part(target, wanted.fingerprint())
    with at_it, pytest.raises(parts.PackError, match="another process"):
        made(wanted, target)
    assert made(wanted, target).refused == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"style": Style(width_mm=31)},
        {"forms": ("svg",)},
        {"names": "{code}"},
        {"host": "other.example.com"},
        {"lines": ("a",)},
    ],
)
def test_every_part_of_an_order_is_in_its_fingerprint(changes: dict[str, object]) -> None:
    assert branches(3, **changes).fingerprint() != branches(3).fingerprint()


def test_a_renamed_placement_is_in_the_fingerprint() -> None:
    first = branches(3)
    renamed = first.placements[0]._replace(label="Other")
    other = replace(first, placements=(renamed, *first.placements[1:]))
    assert other.fingerprint() != first.fingerprint()
