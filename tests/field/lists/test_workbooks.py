"""Workbooks of Excel: the sheet that has the list, what its cells hold, and what is too much."""

import io
import time
import zipfile
from pathlib import Path

import pytest

from microsite.campaigns.branches.branch_list import BranchList
from microsite.campaigns.branches.branch_list import BranchListError
from microsite.campaigns.branches.branch_list import parse_branch_list

FILES = Path(__file__).with_name("files")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = ("机构编号", "机构名称", "省份")


def cell(value: object, reference: str) -> str:
    """Return a cell: text, a number, a date (style 1), or an error, given as `("e", text)`."""
    if isinstance(value, tuple):
        kind, text = value
        style = ' s="1"' if kind == "d" else ""
        kind = "n" if kind == "d" else kind
        return f'<c r="{reference}" t="{kind}"{style}><v>{text}</v></c>'
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{reference}"><v>{value}</v></c>'


def sheet(*rows: tuple[object, ...], after: str = "", before: str = "") -> str:
    """Return the XML of a sheet; None leaves a cell out."""
    body = "".join(
        f'<row r="{line}">'
        + "".join(
            cell(value, f"{chr(65 + column)}{line}")
            for column, value in enumerate(values)
            if value is not None
        )
        + "</row>"
        for line, values in enumerate(rows, 1)
    )
    return f'{before}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData>{after}</worksheet>'


def workbook(*sheets: str, hidden: int | None = None) -> bytes:
    """Return a workbook with sheets S1, S2, …, of which one may be hidden."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"'
        + (' state="hidden"/>' if n == hidden else "/>")
        for n in numbers
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    entries = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1"'
        f' Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{related}'
        f'<Relationship Id="rId99" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>',
    } | {f"xl/worksheets/sheet{n}.xml": text for n, text in zip(numbers, sheets, strict=True)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return target.getvalue()


def parse(*sheets: str, hidden: int | None = None) -> BranchList:
    return parse_branch_list(workbook(*sheets, hidden=hidden))


def errors(data: bytes) -> list[str]:
    with pytest.raises(BranchListError) as caught:
        parse_branch_list(data)
    return [str(error) for error in caught.value.errors]


def test_a_number_next_to_ids_with_zeros_is_named_with_its_row() -> None:
    assert errors((FILES / "branches.xlsx").read_bytes()) == [
        "line 5: id 2 is shorter than 001 on line 4: it seems to have lost its zeros;"
        " format the column as text and write 002."
    ]


def test_the_same_workbook_is_read_where_ids_are_as_meant() -> None:
    data = (FILES / "branches.xlsx").read_bytes()
    found = parse_branch_list(data, ids_as_written=True)
    assert found.source == "sheet 网点"
    assert [(b.line, b.external_id, b.label, b.region) for b in found.branches] == [
        (4, "001", "西城支行", "北京"),
        (5, "2", "浦东支行", "上海"),
    ]


def test_the_visible_sheet_with_the_needed_columns_is_read() -> None:
    note = sheet(("Read me", "branch"))
    old = sheet(HEADER, ("1", "Old", "x"))
    found = parse(note, old, sheet(("Title",), (), HEADER, ("2", "New", "y")), hidden=2)
    assert found.source == "sheet S3"
    assert [branch.label for branch in found.branches] == ["New"]


def test_numbers_are_whole_and_dates_are_written_in_full() -> None:
    found = parse(sheet((*HEADER, "opened"), (1001, "A", "x", ("d", 46447)), (1.2345e11, "B", "y")))
    assert [branch.external_id for branch in found.branches] == ["1001", "123450000000"]
    assert found.branches[0].extra == {"opened": "2027-03-01"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((("d", 46447), "A", "x"), "line 2: 机构编号 is a date (2027-03-01); format"),
        ((1.5, "A", "x"), "line 2: 机构编号 is 1.5, no whole number"),
        (("1", ("d", 46447), "x"), "line 2: 机构名称 is 2027-03-01, a date that the spreadsheet"),
        (("1", "A", ("e", "#N/A")), "line 2: 省份 is #N/A, an error of the spreadsheet"),
        ((("e", "#REF!"), "A", "x"), "line 2: 机构编号 is #REF!, an error of the spreadsheet"),
        (("1", 12, "x"), "line 2: 机构名称 is 12, no text"),
        ((None, "A", "x"), "line 2: 机构编号 is empty."),
    ],
)
def test_a_cell_that_holds_no_text_is_told_apart(row: tuple[object, ...], message: str) -> None:
    assert errors(workbook(sheet(HEADER, row)))[0].startswith(message)


def test_a_merged_cell_has_its_value_in_every_row() -> None:
    merged = '<mergeCells count="1"><mergeCell ref="C2:C3"/></mergeCells>'
    found = parse(sheet(HEADER, ("1", "A", "North"), ("2", "B"), ("3", "C", "South"), after=merged))
    assert [branch.region for branch in found.branches] == ["North", "North", "South"]


def test_totals_and_empty_rows_at_the_end_are_no_branches() -> None:
    found = parse(sheet(HEADER, ("1", "A", "x"), (" ",), ("合计", 1), ("",), ()))
    assert [branch.label for branch in found.branches] == ["A"]
    assert "line 4" in str(found.notes[0])


def test_cells_far_away_are_refused_before_they_fill_the_memory() -> None:
    far = sheet(HEADER, ("1", "A", "x")).replace(
        "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    assert "it has cells as far as XFD1048576" in errors(workbook(far))[0]


def test_a_document_type_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    assert "it has a document type" in errors(workbook(sheet(HEADER, before=bomb)))[0]


def test_a_workbook_that_unpacks_to_too_much_is_refused_at_once() -> None:
    start = time.monotonic()
    huge = sheet(HEADER, after="<!--" + "x" * 120_000_000 + "-->")
    assert "holds too much" in errors(workbook(huge))[0]
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("cut", [30, 400, 900])
def test_a_damaged_workbook_is_refused(cut: int) -> None:
    data = workbook(sheet(HEADER, ("1", "A", "x")))
    assert "workbook" in errors(data[:cut])[0]
    assert "workbook" in errors(data[:cut] + b"\0\xff" * 20 + data[cut + 40 :])[0]


def test_another_archive_is_named() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("branches.csv", "id,branch\n1,A\n")
    assert errors(target.getvalue())[0].startswith("The file is a ZIP archive, not an Excel")
