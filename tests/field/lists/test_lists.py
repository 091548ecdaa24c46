"""Lists as they come out of Excel and bank systems: read as meant, or refused with line and fix."""

from pathlib import Path

import pytest

from microsite.campaigns.branches.branch_list import Branch
from microsite.campaigns.branches.branch_list import BranchList
from microsite.campaigns.branches.branch_list import BranchListError
from microsite.campaigns.branches.branch_list import parse_branch_list
from microsite.campaigns.branches.columns import BRANCH
from microsite.campaigns.branches.columns import ID
from microsite.campaigns.branches.columns import match_column

FILES = Path(__file__).with_name("files")


def parse(text: str, *, ids_as_written: bool = False) -> BranchList:
    return parse_branch_list(text.encode(), ids_as_written=ids_as_written)


def found(text: str) -> list[tuple[str, str]]:
    return [(branch.external_id, branch.label) for branch in parse(text).branches]


def notes(text: str) -> list[str]:
    return [str(note) for note in parse(text).notes]


def errors(data: str | bytes) -> list[str]:
    with pytest.raises(BranchListError) as caught:
        parse_branch_list(data.encode() if isinstance(data, str) else data)
    return [str(error) for error in caught.value.errors]


def test_unicode_text_of_excel_is_read() -> None:
    assert parse_branch_list((FILES / "utf16-tab.csv").read_bytes()).branches == [
        Branch(2, "001", "西城支行", "北京", {}),
        Branch(3, "002", "浦东支行", "上海", {}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\r\nid;branch;region\r\n0001;Demo A;North\r\n",
        "\ufeffsep=,\nid,branch,region\n0001,Demo A,North\n",
        '"sep=|"\nid|branch|region\n0001|Demo A|North\n',
        "SEP=\t\nid\tbranch\tregion\n0001\tDemo A\tNorth\n",
        "sep=^\nid^branch^region\n0001^Demo A^North\n",
    ],
)
def test_a_sep_line_is_obeyed_and_is_no_header(text: str) -> None:
    assert parse(text).branches == [Branch(3, "0001", "Demo A", "North", {})]


def test_full_width_commas_and_digits_are_read() -> None:
    assert parse("id，branch，region\r\n００１，西城支行，北京\r\n").branches == [
        Branch(2, "001", "西城支行", "北京", {})
    ]


def test_missing_optional_cells_and_empty_extra_ones_are_accepted() -> None:
    text = "id,branch,region,remark\n0001,A,North,new\n0002,B\n0003,C,South,,,\n"
    assert [(b.external_id, b.region, b.extra) for b in parse(text).branches] == [
        ("0001", "North", {"remark": "new"}),
        ("0002", "", {"remark": ""}),
        ("0003", "South", {"remark": ""}),
    ]
    assert errors("region,id,branch\nNorth,1\n") == ["line 2: branch is empty."]


def test_empty_rows_and_columns_at_the_end_are_ignored() -> None:
    assert found("id,branch,,,\n1,A,,,\n,,,,\n2,B,,,\n,,,,\n,,,,\n") == [("1", "A"), ("2", "B")]


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("2027年网点清单,,\n导出日期：2026-11-20,,\n", 3),
        ("Branches 2027\n\nExported 20 November\n", 4),
        ("x\n" * 29, 30),
    ],
)
def test_the_header_is_found_below_titles(above: str, line: int) -> None:
    text = f"{above}网点编号,网点名称,地区\n0001,甲支行,北京\n"
    assert found(text) == [("0001", "甲支行")]
    assert notes(text)[0].startswith(f"line {line}: this is the header; ")


def test_a_header_below_thirty_rows_is_not_looked_for() -> None:
    assert "no column has the branch number" in errors("x\n" * 30 + "id,branch\n1,A\n")[0]


@pytest.mark.parametrize(
    "footer",
    [
        "合计,2,\n",
        "合計：,,\n",
        "共2家网点,,\n",
        ",合计,\n",
        "Total,2,\n",
        "Grand Total,,2\n",
        "Total: 2,,\n",
        "\n制表人：张三,,\n",
        "合计,2,\n备注：以上为全部网点,,\n",
    ],
)
def test_totals_at_the_end_are_named_and_not_taken(footer: str) -> None:
    text = f"id,branch,region\n1,A,North\n2,B,South\n{footer}"
    assert found(text) == [("1", "A"), ("2", "B")]
    assert notes(text)[-1].endswith("this row at the end is a total and no branch; it was skipped.")


def test_a_total_between_branches_is_an_error() -> None:
    assert errors("id,branch\n1,A\n小计,1\n2,B\n") == [
        "line 3: this row is a total; delete it, or move it to the end."
    ]


@pytest.mark.parametrize("name", ["Total Tower", "Summit Road", "Note Street 3", "总府路支行"])
def test_a_branch_whose_name_only_begins_like_a_total_is_taken(name: str) -> None:
    assert found(f"id,branch\n1,A\n2,{name}\n")[-1] == ("2", name)


@pytest.mark.parametrize(
    ("first", "second"), [("００１", "001"), ("b01", "B01"), ("ｂ０１", "B01"), ("001", "'001")]
)
def test_ids_of_another_width_or_case_are_repeated(first: str, second: str) -> None:
    [error] = errors(f"id,branch\n{first},A\n{second},B\n")
    assert error.endswith("is already on line 2.")


@pytest.mark.parametrize(
    "cell",
    [
        "1001.0",
        "1.2345e+11",
        "1.2e+10",
        "1E10",
        "1.23457E+15",
        "1.0E-05",
        "1.0",
        '"1,001"',
        "1-Mar",
        "Mar-01",
        "01-Mar-27",
        "3月1日",
        "2027-03-01",
        "2027/3/1 0:00",
        "1/3/2027",
        '"1,0"',
        "１００１．０",
        "1\xa0001",
        "1’001",
        "NULL",
        "#N/A",
        "=A1",
    ],
)
def test_an_id_that_a_spreadsheet_has_spoilt_is_named(cell: str) -> None:
    [error] = errors(f"id,branch\n0001,A\n{cell},B\n")
    assert error.startswith("line 3: id ")


@pytest.mark.parametrize(
    "cell", ["A-1", "1-2", "12/3", "1.1", "BJ 001", "E10", "2027", "MAR1", "1-A", "10-1E"]
)
def test_an_id_that_only_resembles_a_spoilt_one_is_taken(cell: str) -> None:
    assert found(f"id,branch\n{cell},A\n") == [(cell, "A")]


@pytest.mark.parametrize(
    "error",
    [
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#n/a",
        "#NV",
        "#WERT!",
        "#¡REF!",
        "#¿NOMBRE?",
        "Err:502",
        "######",
        "＃N/A",
    ],
)
@pytest.mark.parametrize("column", range(4))
def test_an_error_of_a_spreadsheet_is_named_in_any_cell(error: str, column: int) -> None:
    cells = ["7", "Main", "North", "010"]
    cells[column] = error
    [message] = errors(f"id,branch,region,phone\n{','.join(cells)}\n")
    assert message.startswith(f"line 2: {('id', 'branch', 'region', 'phone')[column]} is ")
    assert "an error of the spreadsheet; enter the value." in message


@pytest.mark.parametrize("cell", ["Shop #3", "#1", "A#", "#Main"])
def test_a_number_sign_alone_is_no_error(cell: str) -> None:
    assert found(f"id,branch\n7,{cell}\n") == [("7", cell)]


@pytest.mark.parametrize("cell", ["????", "锟斤拷", "Gen\ufffdve"])
def test_a_name_whose_characters_were_lost_is_refused(cell: str) -> None:
    assert "characters were lost" in errors(f"id,branch\n7,{cell}\n")[0]


def test_a_text_as_a_formula_is_the_text() -> None:
    text = 'id,branch,region\r\n="001",西城支行,"=""North"""\r\n'
    assert parse(text).branches == [Branch(2, "001", "西城支行", "North", {})]
    assert "is a formula" in errors('id,branch\n="001"&A1,B\n')[0]
    assert "is a formula" in errors('id,branch\n1,"=""=A1"""\n')[0]


@pytest.mark.parametrize(
    ("cell", "removed"),
    [
        ("西城\u200b支行", "U+200B"),
        ("\u00a0西城支行 ", "U+00A0"),
        ("西城支行\u200e", "U+200E"),
        ("\u202d西城支行\u202c", "U+202D, U+202C"),
        ("西\u00ad城\ufeff支行", "U+00AD, U+FEFF"),
        ("西城支行\u3164", "U+3164"),
    ],
)
def test_invisible_characters_are_taken_out_and_said(cell: str, removed: str) -> None:
    text = f"id,branch\n1,{cell}\n"
    assert found(text) == [("1", "西城支行")]
    assert notes(text) == [f"line 2: branch had the invisible {removed}; it was taken out."]


@pytest.mark.parametrize("quote", ["'", "`", "‘", "’", "＇"])
def test_a_quotation_mark_before_an_id_is_taken_out_and_said(quote: str) -> None:
    text = f"id,branch\n{quote}0001,A\n"
    assert found(text) == [("0001", "A")]
    assert "it was taken out." in notes(text)[0]


def test_an_id_without_its_zeros_is_named_next_to_one_that_has_them() -> None:
    text = "id,branch\n0001,A\n2,B\n12345,C\n"
    assert errors(text) == [
        "line 3: id 2 is shorter than 0001 on line 2: it seems to have lost its zeros;"
        " format the column as text and write 0002."
    ]
    assert len(parse(text, ids_as_written=True).branches) == 3


def test_an_id_of_more_digits_than_a_spreadsheet_holds_is_named() -> None:
    [error] = errors("id,branch\n123456789012345000,A\n")
    assert "ends in zeros after 15 digits" in error
    assert len(found("id,branch\n123456789012345000,A\n123456789012345678,B\n")) == 2


@pytest.mark.parametrize(
    "name",
    "分支機構代號 分行代號 单位代号 分支机构代码 網點代號 支行号 机构代号 行號 機構代碼 ＩＤ"
    " BRANCH_ID branch-no".split(),
)
def test_headers_of_ids_are_known(name: str) -> None:
    assert match_column(name) == ID


@pytest.mark.parametrize(
    "name", ["分支機構名稱", "分支机构名称", "分行名稱", "支行名稱", "單位名稱", "Branch Name"]
)
def test_headers_of_names_are_known(name: str) -> None:
    assert match_column(name) == BRANCH
