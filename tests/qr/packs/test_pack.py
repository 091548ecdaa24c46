"""Print packs: deterministic bytes, preflight of every file, and a complete manifest."""

import csv
import io
import subprocess
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from microsite.qr.canvas.colours import parse_colour
from microsite.qr.canvas.numbers import format_number
from microsite.qr.design.style import Style
from microsite.qr.packs import checkpoint
from microsite.qr.packs.job import PrintJobItem
from microsite.qr.packs.manifest import MANIFEST_COLUMNS
from microsite.qr.pipeline import FORMATS
from tests.conftest import find_program
from tests.support.artwork_files import needs_fonts
from tests.support.artwork_files import render_to_image
from tests.support.code_reader import read_code
from tests.support.print_jobs import build_branch_job
from tests.support.print_jobs import build_job
from tests.support.print_jobs import read_manifest
from tests.support.print_jobs import sample_code
from tests.support.print_jobs import write_pack
from tests.support.typography import TYPOGRAPHY_ERRORS

pytestmark = pytest.mark.slow


def test_the_same_job_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first.zip", "again.zip"):
        write_pack(build_branch_job(3), tmp_path / name)
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "again.zip").read_bytes()


@pytest.mark.slow
@needs_fonts
def test_the_number_of_processes_does_not_change_the_bytes(tmp_path: Path) -> None:
    job = build_branch_job(120, caption=("auto",))
    for processes in (1, 2, 3):
        write_pack(job, tmp_path / f"{processes}.zip", processes)
    first = (tmp_path / "1.zip").read_bytes()
    assert (tmp_path / "2.zip").read_bytes() == first
    assert (tmp_path / "3.zip").read_bytes() == first


def test_a_pack_contains_exactly_the_files_in_its_manifest(tmp_path: Path) -> None:
    find_program("gs")
    job = build_branch_job(3, formats=FORMATS)
    write_pack(job, tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        manifest = read_manifest(archive)
        assert archive.namelist() == [row["file"] for row in manifest] + [
            "manifest.csv",
            "README.txt",
        ]
        for row in manifest:
            content = archive.read(row["file"])
            assert sha256(content).hexdigest() == row["sha256"]
            (format,) = [each for each in FORMATS if row["file"].endswith(f".{each}")]
            assert read_code(render_to_image(content, format)).text == row["payload"]


def test_the_manifest_lists_the_preflight_result_of_each_file(tmp_path: Path) -> None:
    write_pack(build_job("Counter", formats=("png",), style=Style(width_mm=40)), tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as archive:
        (row,) = read_manifest(archive)
    assert tuple(row) == MANIFEST_COLUMNS
    dots = round(40 / 33 / 25.4 * 600)
    assert row | {"sha256": ""} == {
        "row": "1",
        "file": f"华东/Counter_{sample_code(0)}_40mm.png",
        "code": sample_code(0),
        "label": "Counter",
        "id": "B0",
        "region": "华东",
        "payload": f"https://APP.EXAMPLE.COM/Q/{sample_code(0)}",
        "sha256": "",
        "version": "2",
        "level": "M",
        "unused_correction": "1",
        "width_mm": format_number(33 * dots / 600 * 25.4),
        "preflight": "passed",
        "issues": "",
    }


def test_a_formula_in_the_id_or_region_is_defused(tmp_path: Path) -> None:
    item = PrintJobItem(sample_code(0), "Counter", "@north", "=1+1")
    write_pack(build_job(formats=("svg",), items=(item,)), tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as archive:
        (row,) = read_manifest(archive)
    assert (row["id"], row["region"]) == ("'=1+1", "'@north")


def test_entries_store_no_time_or_owner(tmp_path: Path) -> None:
    write_pack(build_branch_job(2), tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as archive:
        for entry in archive.infolist():
            assert datetime(*entry.date_time) == datetime(1980, 1, 1)  # noqa: DTZ001
            assert entry.external_attr >> 16 == 0o100644
            assert entry.create_system == 3
            assert entry.flag_bits == (0 if entry.filename.isascii() else 0x800)


def test_unzip_accepts_a_pack(tmp_path: Path) -> None:
    write_pack(build_branch_job(30), tmp_path / "a.zip")
    process = subprocess.run([find_program("unzip"), "-t", tmp_path / "a.zip"], capture_output=True)
    assert process.returncode == 0, process.stdout
    assert b"No errors detected" in process.stdout


def test_a_formula_in_a_label_is_defused(tmp_path: Path) -> None:
    labels = ('=HYPERLINK("http://evil")', "+86 10", "-1 floor", "@SUM(A1)", "＝1", "plain")
    write_pack(build_job(*labels, formats=("svg",)), tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as archive:
        assert [row["label"] for row in read_manifest(archive)] == [
            *(f"'{label}" for label in labels[:-1]),
            "plain",
        ]
        text = archive.read("manifest.csv").decode("utf-8-sig")
    for cells in csv.reader(io.StringIO(text)):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in cells)


@needs_fonts
def test_a_placement_whose_caption_does_not_fit_fails_and_the_others_are_packed(
    tmp_path: Path,
) -> None:
    job = build_job("Counter", "Much too long for it " * 9, "Door", caption=("auto",))
    summary = write_pack(job, tmp_path / "a.zip")
    assert (dict(summary.packed), summary.failed) == ({"pdf": 2, "svg": 2}, 2)
    assert [result.row for result in summary.failures] == [2, 2]
    with ZipFile(tmp_path / "a.zip") as archive:
        outcomes = [
            (row["code"], row["preflight"], row["file"] != "") for row in read_manifest(archive)
        ]
        assert "2 files failed preflight" in archive.read("README.txt").decode()
        failed = read_manifest(archive)[2]
    assert outcomes == [
        (sample_code(number), "failed" if number == 1 else "passed", number != 1)
        for number in (0, 0, 1, 1, 2, 2)
    ]
    assert failed["issues"].startswith("PDF: ")
    assert "too long" in failed["issues"]


def test_files_that_fail_preflight_are_left_out_with_the_reason_in_the_manifest(
    tmp_path: Path,
) -> None:
    faint = Style(foreground=parse_colour("#999999"))
    summary = write_pack(build_branch_job(12, style=faint, formats=("svg",)), tmp_path / "a.zip")
    assert (dict(summary.packed), summary.failed, len(summary.failures)) == ({}, 12, 10)
    with ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == ["manifest.csv", "README.txt"]
        assert all("contrast" in row["issues"] for row in read_manifest(archive))


def test_a_file_with_a_warning_is_packed(tmp_path: Path) -> None:
    summary = write_pack(
        build_job("Counter", style=Style(foreground=parse_colour("#707070")), formats=("svg",)),
        tmp_path / "a.zip",
    )
    assert (dict(summary.packed), summary.with_warnings) == ({"svg": 1}, 1)
    with ZipFile(tmp_path / "a.zip") as archive:
        (row,) = read_manifest(archive)
    assert (row["preflight"], "contrast" in row["issues"]) == ("passed", True)


@pytest.mark.parametrize(
    ("style", "phrases"),
    [
        (Style(), ("one black plate", "单黑版", "3 mm of bleed and crop marks", "出血 3 毫米")),
        (Style(width_mm=40), ("the code is 40 mm wide", "宽 40 毫米")),
        (Style(crop_marks=False, bleed_mm=5), ("5 mm of bleed, without crop marks", "无裁切标记")),
        (Style(foreground=parse_colour("#003366")), ("screen colours: convert", "屏幕色")),
        (Style(foreground=parse_colour("PANTONE 349 C=(90,12,95,40)")), ("that spot ink", "专色")),
        (Style(dpi=600), ("whole dots at 600 dpi", "600 dpi 下的整数个点")),
        (Style(print_method="offset"), ("Designed for offset printing", "按胶印制作")),
        (Style(width_mm=200, distance_mm=2000), ("from 2 m away", "在 2 米处")),
    ],
)
def test_the_printer_readme_describes_the_job(
    style: Style, phrases: tuple[str, ...], tmp_path: Path
) -> None:
    write_pack(build_job("Counter", style=style), tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as archive:
        readme = archive.read("README.txt").decode()
    for phrase in phrases:
        assert phrase in readme
    chinese = readme.partition("二维码")[2]
    assert not [kind for kind, fault in TYPOGRAPHY_ERRORS.items() if fault.search(chinese)]


def test_an_existing_file_stays_until_the_new_pack_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    write_pack(build_branch_job(1), target)
    before = target.read_bytes()
    job = build_branch_job(60)
    with pytest.raises(InterruptedError), checkpoint.PackWriter(target, job.compute_fingerprint()):
        raise InterruptedError
    assert target.read_bytes() == before
    write_pack(job, target)
    assert target.read_bytes() != before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"]


def test_two_processes_cannot_write_the_same_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "LOCK_TIMEOUT_SECONDS", 0.1)
    job = build_branch_job(2)
    target = tmp_path / "a.zip"
    other_writer = checkpoint.PackWriter(target, job.compute_fingerprint())
    with other_writer, pytest.raises(checkpoint.PackError, match="another process"):
        write_pack(job, target)
    assert write_pack(job, target).failed == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"style": Style(width_mm=31)},
        {"formats": ("svg",)},
        {"filename_template": "{code}"},
        {"host": "other.example.com"},
        {"caption": ("a",)},
    ],
)
def test_the_fingerprint_covers_every_setting_of_a_job(changes: dict[str, object]) -> None:
    assert (
        build_branch_job(3, **changes).compute_fingerprint()
        != build_branch_job(3).compute_fingerprint()
    )


def test_the_fingerprint_covers_the_placements() -> None:
    first = build_branch_job(3)
    renamed = first.items[0]._replace(label="Other")
    other = replace(first, items=(renamed, *first.items[1:]))
    assert other.compute_fingerprint() != first.compute_fingerprint()
