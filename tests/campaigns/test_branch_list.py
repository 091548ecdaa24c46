"""Parsing a branch list: every format people save one in, and everything that can be wrong."""

import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies

from microsite.campaigns.branches import branch_list
from microsite.campaigns.branches.branch_list import Branch
from microsite.campaigns.branches.branch_list import BranchList
from microsite.campaigns.branches.branch_list import BranchListError
from microsite.campaigns.tables import delimited
from microsite.campaigns.tables import values

HEADER = "id,branch,region,phone\n"
CHINESE = "机构编号,网点名称,地区,电话\n1101,北京金融街支行,北京,010-66\n4401,广州天河支行,广东,\n"


def parse(text: str, encoding: str = "utf-8") -> BranchList:
    return branch_list.parse_branch_list(text.encode(encoding))


def errors(data: str | bytes) -> list[str]:
    """Return the error messages for a list that is rejected."""
    with pytest.raises(BranchListError) as caught:
        branch_list.parse_branch_list(data.encode() if isinstance(data, str) else data)
    return [str(error) for error in caught.value.errors]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_separator_gives_the_same_branches(
    encoding: str, separator: str, end: str
) -> None:
    found = parse(CHINESE.replace(",", separator).replace("\n", end), encoding)
    assert found.branches == [
        Branch(2, "1101", "北京金融街支行", "北京", {"电话": "010-66"}),
        Branch(3, "4401", "广州天河支行", "广东", {"电话": ""}),
    ]
    name = "GB18030" if encoding == "gb18030" else "UTF-8"
    assert found.source == f"{name}, separated by {delimited.SEPARATORS[separator]}"
    assert found.extra == ["电话"]


def test_the_separator_is_detected_from_the_header_not_from_the_cells() -> None:
    found = parse('id;branch;hours\n1;"Main; counter";9,00,12,00\n')
    assert found.branches == [Branch(2, "1", "Main; counter", None, {"hours": "9,00,12,00"})]


@pytest.mark.parametrize(
    "header",
    [
        *("id,branch,region", "External ID,Branch Name,Area", "branch_no,label,province"),
        *(
            "网点编号,网点名称,省份",
            "行号,行名,省市",
            "機構代碼,據點名稱,縣市",
            "編號,名稱,地區",
            " ID , Branch ,区域",
        ),
    ],
)
def test_columns_are_recognised_by_name_in_english_and_chinese(header: str) -> None:
    [branch] = parse(f"{header}\n7,Main,North\n").branches
    assert branch == Branch(2, "7", "Main", "North", {})


def test_columns_may_be_in_any_order_and_region_may_be_missing() -> None:
    [branch] = parse("note,branch,id\nx,Main,7\n").branches
    assert branch == Branch(2, "7", "Main", None, {"note": "x"})


def test_characters_outside_the_basic_plane_and_rare_names_are_kept() -> None:
    for encoding in ("utf-8", "gb18030"):
        assert parse("id,branch\n1,𠮷田㙍支行\n", encoding).branches[0].label == "𠮷田㙍支行"


def test_blank_rows_are_skipped_and_line_numbers_are_those_of_the_file() -> None:
    found = parse('id,branch\n\n1,"Main\nstreet"\n , \n2,Side\n')
    assert [(branch.line, branch.label) for branch in found.branches] == [
        (3, "Main street"),
        (6, "Side"),
    ]


def test_an_empty_column_without_a_name_is_ignored() -> None:
    assert parse("id,branch,\n1,Main,\n").branches == [Branch(2, "1", "Main", None, {})]
    assert errors("id,branch,\n1,Main,x\n") == ["line 2: the row has 3 cells, the header has 2."]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (",Main,,", "id is empty."),
        ("1,,,", "branch is empty."),
        ("1,Main,North,010,more", "the row has 5 cells, the header has 4."),
        ("1,=1+1,,", "branch is a formula ('=1+1'); replace it by its value."),
        ("1,＝1+1,,", "branch is a formula"),
        ("1, =A1,,", "branch is a formula"),
        ("=A1,Main,,", "id is a formula"),
        ('1,Main,,"=HYPERLINK(""https://x.example"")"', "phone is a formula"),
        ("1,Main,+WEBSERVICE(A1),", "region is a formula"),
        ("1,Main,@SUM(A1:A9),", "region is a formula"),
        ("1,Main,-Sheet2!A1,", "region is a formula"),
        ("1,Main,,+cmd|' /C calc'!A0", "phone is a formula"),
        ("1,Ma\0in,,", "branch has the invisible character U+0000; remove it."),
        ("1,\x1b[2JMain,,", "branch has the invisible character U+001B"),
        ("1,Main\ue000,,", "branch has the invisible character U+E000"),
        ("1,Main\u202egnp,,", "branch has the invisible character U+202E"),
        (f"1,{'支' * 201},,", "branch has 201 characters; the limit is 200."),
        (f"{'1' * 81},Main,,", "id has 81 characters; the limit is 80."),
        (f"1,Main,,{'0' * 1001}", "phone has 1,001 characters; the limit is 1,000."),
        ("4.40E+11,Main,,", "id is 4.40E+11, a number rounded by the spreadsheet"),
    ],
)
def test_an_invalid_row_is_reported_with_its_line(row: str, message: str) -> None:
    [error] = errors(f"{HEADER}0,Fine,,\n{row}\n")
    assert error.startswith(f"line 3: {message}")
    assert len(error) < 150


@pytest.mark.parametrize("text", ["+86 10 6885 8158", "+86(10)6885", "-1层", "@psbc", "- none -"])
def test_text_that_only_starts_like_a_formula_is_accepted(text: str) -> None:
    [branch] = parse(f"{HEADER}1,{text},,{text}\n").branches
    assert (branch.label, branch.extra["phone"]) == (text, text)


def test_all_errors_are_reported_at_once_in_line_order() -> None:
    assert errors(f"{HEADER}1,Main,,\n1,Side,,\n2,,,\n3\n4,=A1,,\n") == [
        "line 3: id '1' is already on line 2.",
        "line 4: branch is empty.",
        "line 5: branch is empty.",
        "line 6: branch is a formula ('=A1'); replace it by its value.",
    ]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("branch,region", "no column has the branch number (id); name one, for example id, "),
        ("id,region", "no column has the branch name; name one, for example branch, "),
        (
            "id,branch,机构编号",
            "the columns 'id' and '机构编号' mean the same; rename one of them.",
        ),
        ("id,branch,Phone,phone", "the columns 'Phone' and 'phone' mean the same"),
        ("id,branch,*,#,*", "the columns '*' and '*' mean the same"),
        (f"id,branch,{'x' * 81}", "is too long or not printable."),
        ("id,branch,a\0b", "is too long or not printable."),
        ("id,branch" + ",x" * 60, "there are 62 columns; the limit is 50."),
    ],
)
def test_an_invalid_header_is_reported(header: str, message: str) -> None:
    [error] = errors(f"{header}\n1,x,y\n")
    assert error.startswith("line 1: ")
    assert message in error


def test_a_header_may_have_several_errors() -> None:
    assert len(errors("a,a\n1,x\n")) == 3


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf\r\n \n", "The file is empty."),
        (HEADER.encode(), "The file has a header but no rows."),
        (b"PK\x03\x04\x14\x00\x06\x00", "The workbook is damaged or has a password. "),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "The file is an Excel workbook of the old kind (.xls), or"),
        (b"%PDF-1.7\n", "The file is a PDF. In the"),
        (b"\x89PNG\r\n\x1a\n", "The file is a picture. In the"),
        (CHINESE.encode("utf-16-le"), "The file looks like UTF-16 without a byte order mark"),
        (
            HEADER.encode() + b"1,\xff\xff,,\n",
            "The encoding of the file is not certain: Windows-1252 reads",
        ),
        (b"1" * (values.MAX_TABLE_BYTES + 1), "The file is larger than 16 MB; split it"),
    ],
)
def test_a_file_of_another_type_is_named(data: bytes, message: str) -> None:
    [error] = errors(data)
    assert error.startswith(message)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ('1,"Main,,\n2,Side,,\n3,End,,\n', "line 3: a quotation mark is not closed"),
        ('1,"Main" street,,\n2,Side,,\n', "line 3: a quotation mark is not closed"),
        (f"1,{'x' * 2**20},,\n", "line 3: a cell has more than 131,072 characters, or"),
    ],
)
def test_parsing_stops_at_a_row_that_cannot_be_split_into_cells(rows: str, message: str) -> None:
    first, last = errors(f"{HEADER},Empty,,\n{rows}")
    assert first == "line 2: id is empty."
    assert last.startswith(message)
    assert last.endswith("the rest of the file was not checked.")


@pytest.mark.slow
def test_100_000_rows_are_accepted_and_one_more_is_not() -> None:
    rows = "".join(f"{number},B\n" for number in range(values.MAX_TABLE_ROWS))
    assert len(parse(f"id,branch\n{rows}").branches) == 100_000
    assert errors(f"id,branch\n{rows}x,B\n") == [
        "line 100002: there are more than 100,000 rows; split the file."
    ]


def test_parsing_stops_after_1_000_errors() -> None:
    found = errors(HEADER + "1,,,\n" * 200_000)
    assert len(found) == branch_list.MAX_ROW_ERRORS + 1
    assert found[-1].endswith("there are 1,000 problems; the rest of the file was not checked.")


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        HEADER.encode() + b"".join(b"%d,Branch,North,010\n" % n for n in range(200_000)),
        HEADER.encode() + b"1," + b"\xe6\x94\xaf" * (values.MAX_TABLE_BYTES // 3 - 20),
        HEADER.encode() + b'1,"' + b"\n" * (values.MAX_TABLE_BYTES - 100),
        b"," * values.MAX_TABLE_BYTES,
        b'"' * values.MAX_TABLE_BYTES,
    ],
)
def test_no_file_needs_much_memory(data: bytes) -> None:
    tracemalloc.start()
    try:
        assert errors(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 200 * 2**20


@pytest.mark.slow
@given(strategies.one_of(strategies.binary(), strategies.text().map(str.encode)))
def test_any_bytes_are_either_parsed_or_rejected(data: bytes) -> None:
    for start in (b"", b"id,branch\n1,Main\n"):
        with suppress(BranchListError):
            found = branch_list.parse_branch_list(start + data).branches
            assert all(branch.external_id and branch.label for branch in found)
