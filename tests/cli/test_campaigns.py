"""`microsite campaigns` and `microsite placements`."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from microsite.campaigns.codes import is_code
from tests.cli.conftest import Run
from tests.cli.conftest import error_line


def test_a_campaign_is_created_and_listed(run: Run, sqlite: Engine) -> None:
    created = run("campaigns", "create", "spring-2027", "Spring 2027, all branches")
    assert created.exit_code == 0
    assert "microsite placements add spring-2027" in created.stdout
    listed = run("campaigns", "list").stdout
    assert re.search(r"spring-2027 +0 placements +open-ended +Spring 2027, all branches", listed)


def test_an_empty_list_of_campaigns_explains_how_to_create_one(run: Run, sqlite: Engine) -> None:
    result = run("campaigns", "list")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "microsite campaigns create" in result.stderr


def test_a_campaign_can_end_now_or_at_a_given_time(run: Run, codes: list[str]) -> None:
    later = run("campaigns", "end", "spring-2027", "--at", "2099-05-31T16:00")
    assert "ends at 2099-05-31 16:00 Asia/Shanghai" in later.stdout
    assert "ends 2099-05-31 16:00 Asia/Shanghai" in run("campaigns", "list").stdout
    assert "ends 2099-05-31 08:00 UTC" in run("campaigns", "list", timezone="UTC").stdout
    ended = run("campaigns", "end", "spring-2027")
    assert "spring-2027 has ended" in ended.stdout
    today = datetime.now(ZoneInfo("Asia/Shanghai"))
    assert f"ends {today:%Y-%m-%d}" in run("campaigns", "list").stdout


def test_placements_are_added_and_listed_with_their_codes(run: Run, codes: list[str]) -> None:
    assert len(codes) == 2
    assert all(map(is_code, codes))
    assert run("placements", "list", "spring-2027").stdout.splitlines() == [
        f"{codes[0]}\tBranch 0001, counter",
        f"{codes[1]}\tBranch 0001, door",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_placements_are_added_from_a_file_with_one_label_per_line(
    run: Run, codes: list[str], encoding: str
) -> None:
    Path("branches.txt").write_text("北京 0001\n\n  上海 0002 \r\n", encoding=encoding)
    added = run("placements", "add", "spring-2027", "--from", "branches.txt")
    assert [line.split("\t")[1] for line in added.stdout.splitlines()] == ["北京 0001", "上海 0002"]
    listed = run("placements", "list", "spring-2027").stdout
    assert listed.splitlines()[2:] == added.stdout.splitlines()


def test_placements_are_added_from_standard_input(run: Run, codes: list[str]) -> None:
    added = run("placements", "add", "spring-2027", "--from", "-", input="one\ntwo\n")
    assert len(added.stdout.splitlines()) == 2


def test_existing_labels_get_a_second_code_and_a_note(run: Run, codes: list[str]) -> None:
    added = run("placements", "add", "spring-2027", "Branch  0001, door ", "Branch 0002")
    assert added.exit_code == 0
    first, second = (line.split("\t") for line in added.stdout.splitlines())
    assert first[1] == "Branch 0001, door"
    assert first[0] not in codes
    assert second[1] == "Branch 0002"
    assert added.stderr == (
        "Note: labels that were already in the campaign: 1, for example 'Branch 0001, door';"
        " each has another code now.\n"
    )
    assert run("placements", "add", "spring-2027", "Branch 0003").stderr == ""


def test_a_branch_list_is_imported_once_with_a_summary(run: Run, codes: list[str]) -> None:
    Path("branches.csv").write_text("编号,名称,电话\n7,北京支行,010\n8,上海支行,021\n", "gb18030")
    dry = run("placements", "import", "branches.csv", "--campaign", "spring-2027", "--dry-run")
    assert "2 added, 0 changed, 0 unchanged" in dry.stdout
    assert "nothing was saved" in dry.stderr
    first, second = (
        run("placements", "import", "branches.csv", "--campaign", "spring-2027") for _ in range(2)
    )
    assert first.exit_code == second.exit_code == 0
    assert (
        "GB18030, separated by commas; first branch: 北京支行; extra columns: 电话." in first.stdout
    )
    assert "2 added, 0 changed, 0 unchanged; 2 placements of the campaign" in first.stdout
    assert "0 added, 0 changed, 2 unchanged; 2 placements of the campaign" in second.stdout
    listed = run("placements", "list", "spring-2027").stdout.splitlines()
    assert [line.split("\t")[1] for line in listed[2:]] == ["北京支行", "上海支行"]


def test_a_list_with_errors_is_rejected_with_each_error_on_a_line(
    run: Run, codes: list[str]
) -> None:
    text = "id,branch\n1,Main\n1,=A1\n"
    result = run("placements", "import", "-", "--campaign", "spring-2027", input=text)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "line 3: id '1' is already on line 2.",
        "line 3: branch is a formula ('=A1'); replace it by its value.",
        "Nothing imported: fix 2 problems.",
    ]
    assert len(run("placements", "list", "spring-2027").stdout.splitlines()) == 2


def test_a_failed_command_adds_nothing(run: Run, codes: list[str]) -> None:
    error_line(run("placements", "add", "spring-2027", "fine", "x" * 201))
    assert len(run("placements", "list", "spring-2027").stdout.splitlines()) == 2
