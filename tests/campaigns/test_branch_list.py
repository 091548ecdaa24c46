"""Reading a list of branches: every form people save one in, and everything that can be wrong."""

import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies

from microsite.campaigns.csv_import import branch_list
from microsite.campaigns.csv_import import reader
from microsite.campaigns.csv_import.branch_list import Branch
from microsite.campaigns.csv_import.branch_list import BranchList
from microsite.campaigns.csv_import.branch_list import ListRefusedError

HEADER = "id,branch,region,phone\n"
CHINESE = "机构编号,网点名称,地区,电话\n1101,北京金融街支行,北京,010-66\n4401,广州天河支行,广东,\n"


def parse(text: str, encoding: str = "utf-8") -> BranchList:
    return branch_list.parse(text.encode(encoding))


def problems(data: str | bytes) -> list[str]:
    """What is said of a list that is refused."""
    with pytest.raises(ListRefusedError) as caught:
        branch_list.parse(data.encode() if isinstance(data, str) else data)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_form_of_the_file_gives_the_same_branches(
    encoding: str, separator: str, end: str
) -> None:
    found = parse(CHINESE.replace(",", separator).replace("\n", end), encoding)
    assert found.branches == [
        Branch(2, "1101", "北京金融街支行", "北京", {"电话": "010-66"}),
        Branch(3, "4401", "广州天河支行", "广东", {"电话": ""}),
    ]
    assert found.encoding == ("GB18030" if encoding == "gb18030" else "UTF-8")
    assert found.separator == reader.SEPARATORS[separator]
    assert found.notes == ["电话"]


def test_the_separator_is_told_by_the_header_not_by_what_the_cells_hold() -> None:
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
def test_columns_go_by_their_names_in_english_and_chinese(header: str) -> None:
    [branch] = parse(f"{header}\n7,Main,North\n").branches
    assert branch == Branch(2, "7", "Main", "North", {})


def test_columns_may_come_in_any_order_and_region_may_be_missing() -> None:
    [branch] = parse("note,branch,id\nx,Main,7\n").branches
    assert branch == Branch(2, "7", "Main", None, {"note": "x"})


def test_characters_outside_the_basic_plane_and_rare_names_are_kept() -> None:
    for encoding in ("utf-8", "gb18030"):
        assert parse("id,branch\n1,𠮷田㙍支行\n", encoding).branches[0].label == "𠮷田㙍支行"


def test_blank_rows_are_passed_over_and_lines_are_those_of_the_file() -> None:
    found = parse('id,branch\n\n1,"Main\nstreet"\n , \n2,Side\n')
    assert [(branch.line, branch.label) for branch in found.branches] == [
        (3, "Main street"),
        (6, "Side"),
    ]


def test_an_empty_column_without_a_name_is_passed_over() -> None:
    assert parse("id,branch,\n1,Main,\n").branches == [Branch(2, "1", "Main", None, {})]
    assert problems("id,branch,\n1,Main,x\n") == [
        "line 2: 'x' is in a column without a name; give it one."
    ]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",Main,,", "id is empty."),
        ("1,,,", "branch is empty."),
        ("1,Main", "has 2 cells, where the header has 4."),
        ("1,Main,North,010,more", "has 5 cells, where the header has 4."),
        ("1,=1+1,,", "branch is a formula ('=1+1'); write its value."),
        ("1,＝1+1,,", "branch is a formula"),
        ("1, =A1,,", "branch is a formula"),
        ("=A1,Main,,", "id is a formula"),
        ('1,Main,,"=HYPERLINK(""https://x.example"")"', "phone is a formula"),
        ("1,Main,+WEBSERVICE(A1),", "region is a formula"),
        ("1,Main,@SUM(A1:A9),", "region is a formula"),
        ("1,Main,-Sheet2!A1,", "region is a formula"),
        ("1,Main,,+cmd|' /C calc'!A0", "phone is a formula"),
        ("1,Ma\0in,,", "branch has the character U+0000, which cannot be seen."),
        ("1,Ma\u200bin,,", "branch has the character U+200B, which cannot be seen."),
        ("1,\x1b[2JMain,,", "branch has the character U+001B"),
        ("1,Main\ue000,,", "branch has the character U+E000"),
        ("1,Main\u202egnp,,", "branch has the character U+202E"),
        (f"1,{'支' * 201},,", "branch has 201 characters; 200 fit."),
        (f"{'1' * 81},Main,,", "id has 81 characters; 80 fit."),
        (f"1,Main,,{'0' * 1001}", "phone has 1,001 characters; 1,000 fit."),
        ("4.40E+11,Main,,", "id is 4.40E+11, a number that the spreadsheet has rounded"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_with_its_line(row: str, says: str) -> None:
    [problem] = problems(f"{HEADER}0,Fine,,\n{row}\n")
    assert problem.startswith(f"line 3: {says}")
    assert len(problem) < 150


@pytest.mark.parametrize("text", ["+86 10 6885 8158", "+86(10)6885", "-1层", "@psbc", "- none -"])
def test_what_only_begins_like_a_formula_is_taken(text: str) -> None:
    [branch] = parse(f"{HEADER}1,{text},,{text}\n").branches
    assert (branch.label, branch.notes["phone"]) == (text, text)


def test_all_problems_are_told_at_once_in_the_order_of_the_lines() -> None:
    assert problems(f"{HEADER}1,Main,,\n1,Side,,\n2,,,\n3,x\n4,=A1,,\n") == [
        "line 3: id '1' is on line 2 already.",
        "line 4: branch is empty.",
        "line 5: has 2 cells, where the header has 4.",
        "line 6: branch is a formula ('=A1'); write its value.",
    ]


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("branch,region", "no column has the number (id) of a branch; name one, for example id, "),
        ("id,region", "no column has the name of a branch; name one, for example branch, "),
        (
            "id,branch,机构编号",
            "the columns 'id' and '机构编号' mean the same; rename one of them.",
        ),
        ("id,branch,Phone,phone", "the columns 'Phone' and 'phone' mean the same"),
        ("id,branch,*,#,*", "the columns '*' and '*' mean the same"),
        (f"id,branch,{'x' * 81}", "cannot name a column: it is too long or unprintable."),
        ("id,branch,a\0b", "cannot name a column: it is too long or unprintable."),
        ("id,branch" + ",x" * 60, "there are 62 columns; 50 can be taken."),
    ],
)
def test_a_header_that_cannot_be_used_is_named(header: str, says: str) -> None:
    [problem] = problems(f"{header}\n1,x,y\n")
    assert problem.startswith("line 1: ")
    assert says in problem


def test_a_header_may_have_several_problems() -> None:
    assert len(problems("a,a\n1,x\n")) == 3


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf\r\n \n", "The file is empty."),
        (HEADER.encode(), "The file has a header and no rows."),
        (b"PK\x03\x04\x14\x00\x06\x00", "The file is a spreadsheet (.xlsx, .ods) or a ZIP, not"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "The file is an Excel workbook (.xls), not"),
        (b"%PDF-1.7\n", "The file is a PDF, not"),
        (b"\x89PNG\r\n\x1a\n", "The file is a picture, not"),
        (CHINESE.encode("utf-16"), "The file is text in UTF-16, not"),
        ("id,branch\n1,Fine\n2,Café,\n".encode("latin-1"), "line 3: cannot be read as UTF-8 or "),
        (HEADER.encode() + b"1,\xff\xff,,\n", "line 2: cannot be read as UTF-8 or GB18030."),
        (b"1" * (reader.MOST_BYTES + 1), "The file has more than 16 MB; part it"),
    ],
)
def test_another_file_is_called_what_it_is(data: bytes, says: str) -> None:
    [problem] = problems(data)
    assert problem.startswith(says)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ('1,"Main,,\n2,Side,,\n3,End,,\n', "line 3: a quotation mark is not closed"),
        ('1,"Main" street,,\n2,Side,,\n', "line 3: a quotation mark is not closed"),
        (f"1,{'x' * 2**20},,\n", "line 3: a cell has more than 131,072 characters, or"),
    ],
)
def test_where_cells_cannot_be_told_reading_ends_after_what_was_found(rows: str, says: str) -> None:
    first, last = problems(f"{HEADER},Empty,,\n{rows}")
    assert first == "line 2: id is empty."
    assert last.startswith(says)
    assert last.endswith("what follows could not be checked.")


def test_a_hundred_thousand_rows_are_taken_and_one_more_is_not() -> None:
    rows = "".join(f"{number},B\n" for number in range(reader.MOST_RECORDS))
    assert len(parse(f"id,branch\n{rows}").branches) == 100_000
    assert problems(f"id,branch\n{rows}x,B\n") == [
        "line 100002: there are more than 100,000 rows; part the file."
    ]


def test_reading_ends_after_a_thousand_problems() -> None:
    found = problems(HEADER + "1,,,\n" * 200_000)
    assert len(found) == branch_list.MOST_PROBLEMS + 1
    assert found[-1].endswith("there are 1,000 problems; what follows was not checked.")


@pytest.mark.parametrize(
    "data",
    [
        HEADER.encode() + b"".join(b"%d,Branch,North,010\n" % n for n in range(200_000)),
        HEADER.encode() + b"1," + b"\xe6\x94\xaf" * (reader.MOST_BYTES // 3 - 20),
        HEADER.encode() + b'1,"' + b"\n" * (reader.MOST_BYTES - 100),
        b"," * reader.MOST_BYTES,
        b'"' * reader.MOST_BYTES,
    ],
)
def test_no_file_takes_much_memory(data: bytes) -> None:
    tracemalloc.start()
    try:
        assert problems(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 200 * 2**20


@given(strategies.one_of(strategies.binary(), strategies.text().map(str.encode)))
def test_whatever_the_bytes_they_are_a_list_or_refused(data: bytes) -> None:
    for start in (b"", b"id,branch\n1,Main\n"):
        with suppress(ListRefusedError):
            found = branch_list.parse(start + data).branches
            assert all(branch.external_id and branch.label for branch in found)
