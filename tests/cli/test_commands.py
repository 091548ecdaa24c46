"""The command line: what marketing and operations type, and what they are told."""

import csv
import io
import re
import time
from collections.abc import Callable
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from click.testing import CliRunner
from click.testing import Result
from flask.cli import ScriptInfo
from PIL import Image
from sqlalchemy import Engine
from sqlalchemy import select
from sqlalchemy import update

from microsite import create_app
from microsite.campaigns.codes import is_code
from microsite.cli import main
from microsite.config.schema import Contact
from microsite.contact import service
from microsite.contact.form import ContactForm
from microsite.contact.models import Message
from microsite.contact.service import Submission
from microsite.contact.service import utc_now
from microsite.context import services
from microsite.qr.canvas.colours import parse_colour
from microsite.qr.design.style import Style
from microsite.qr.pipeline import build_artwork
from microsite.qr.pipeline import render
from microsite.qr.sheets.sheet import SheetItem
from microsite.qr.sheets.sheet import Sheets
from microsite.qr.sheets.stock import PAGE_SIZES
from microsite.qr.sheets.stock import STOCKS
from microsite.qr.sheets.test_strip import build_test_strip
from microsite.scans.aggregation import run as run_tally
from microsite.scans.journal import Entry
from microsite.scans.journal import Journal
from microsite.scans.journal import kind_of
from tests.support.pages import needs_fonts

Run = Callable[..., Result]
BARE = Entry(int(time.time()), "scan", kind_of("ios", "", "", "app-store"), "", "")


@pytest.fixture
def run(
    environment: Callable[..., dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Run `microsite` with arguments; settings other than the packaged ones by name."""
    runner = CliRunner()
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, input: str | None = None, **settings: str) -> Result:
        information = ScriptInfo(create_app=create_app)
        result = runner.invoke(
            main, arguments, input=input, env=environment(**settings), obj=information
        )
        if app := information._loaded_app:
            services(app).engine.dispose()
        return result

    return run


@pytest.fixture
def codes(run: Run, sqlite: Engine) -> list[str]:
    """The codes of a campaign with two placements."""
    assert run("campaigns", "create", "spring-2027", "Spring 2027").exit_code == 0
    added = run("placements", "add", "spring-2027", "Branch 0001, counter", "Branch 0001, door")
    assert added.exit_code == 0
    return [line.split("\t")[0] for line in added.stdout.splitlines()]


def refusal(result: Result) -> str:
    """Give the one line in which a command says what the user can mend."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert isinstance(result.exception, SystemExit)
    *usage, line = result.stderr.splitlines()
    assert all(line.startswith(("Usage:", "Try ")) or not line for line in usage)
    assert line.startswith("Error: ")
    return line


def test_database_upgrade_can_be_run_again(run: Run) -> None:
    for _ in range(2):
        assert run("database", "upgrade").exit_code == 0
    assert run("campaigns", "list").exit_code == 0


def test_a_campaign_is_created_and_listed(run: Run, sqlite: Engine) -> None:
    created = run("campaigns", "create", "spring-2027", "Spring 2027, all branches")
    assert created.exit_code == 0
    assert "microsite placements add spring-2027" in created.stdout
    listed = run("campaigns", "list").stdout
    assert re.search(r"spring-2027 +0 placements +goes on +Spring 2027, all branches", listed)


def test_without_campaigns_the_list_says_how_to_make_one(run: Run, sqlite: Engine) -> None:
    result = run("campaigns", "list")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "microsite campaigns create" in result.stderr


def test_a_campaign_ends_now_or_at_a_time(run: Run, codes: list[str]) -> None:
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
def test_placements_are_added_from_a_file_with_one_label_a_line(
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


def test_labels_that_the_campaign_had_already_get_another_code_and_are_named(
    run: Run, codes: list[str]
) -> None:
    added = run("placements", "add", "spring-2027", "Branch  0001, door ", "Branch 0002")
    assert added.exit_code == 0
    first, second = (line.split("\t") for line in added.stdout.splitlines())
    assert first[1] == "Branch 0001, door"
    assert first[0] not in codes
    assert second[1] == "Branch 0002"
    assert added.stderr == (
        "Note: the campaign had 1 of these labels already, as 'Branch 0001, door';"
        " each has one more code now.\n"
    )
    assert run("placements", "add", "spring-2027", "Branch 0003").stderr == ""


def test_a_list_of_branches_is_imported_once_and_says_what_it_did(
    run: Run, codes: list[str]
) -> None:
    Path("branches.csv").write_text("编号,名称,电话\n7,北京支行,010\n8,上海支行,021\n", "gb18030")
    tried = run("placements", "import", "branches.csv", "--campaign", "spring-2027", "--dry-run")
    assert "2 added, 0 changed, 0 as they were" in tried.stdout
    assert "none of this was kept" in tried.stderr
    first, second = (
        run("placements", "import", "branches.csv", "--campaign", "spring-2027") for _ in range(2)
    )
    assert first.exit_code == second.exit_code == 0
    assert "GB18030, separated by commas; first branch: 北京支行; notes: 电话." in first.stdout
    assert "2 added, 0 changed, 0 as they were; 2 more" in first.stdout
    assert "0 added, 0 changed, 2 as they were; 2 more" in second.stdout
    listed = run("placements", "list", "spring-2027").stdout.splitlines()
    assert [line.split("\t")[1] for line in listed[2:]] == ["北京支行", "上海支行"]


def test_a_list_with_problems_is_refused_as_a_whole_with_each_on_a_line(
    run: Run, codes: list[str]
) -> None:
    text = "id,branch\n1,Main\n1,=A1\n"
    result = run("placements", "import", "-", "--campaign", "spring-2027", input=text)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "line 3: id '1' is on line 2 already.",
        "line 3: branch is a formula ('=A1'); write its value.",
        "Nothing was imported: 2 to mend.",
    ]
    assert len(run("placements", "list", "spring-2027").stdout.splitlines()) == 2


def test_the_code_is_drawn_as_svg_of_the_width_asked_for(run: Run, codes: list[str]) -> None:
    result = run("qr", codes[0].lower(), "-o", "counter.svg", "--width", "40")
    assert result.exit_code == 0
    assert f"Branch 0001, counter: https://APP.PSBC.EXAMPLE/Q/{codes[0]}, version" in result.stdout
    drawn = Path("counter.svg").read_text()
    assert 'width="40mm"' in drawn
    assert f"https://APP.PSBC.EXAMPLE/Q/{codes[0]}" in drawn


@pytest.mark.parametrize("host", ["a..b", "-a.example", "a" * 3000])
def test_a_host_that_cannot_be_printed_is_one_line(run: Run, codes: list[str], host: str) -> None:
    for command in (["qr", codes[0]], ["check"]):
        assert refusal(run(*command, host=host)).startswith("Error: host: ")


def test_a_host_with_a_port_is_printed_as_it_is_served(run: Run, codes: list[str]) -> None:
    assert run("check", host="app.example:8443").exit_code == 0
    printed = run("qr", codes[0], host="app.example:8443").stdout
    assert f"https://APP.EXAMPLE:8443/Q/{codes[0]}, version" in printed


def test_a_code_that_fails_its_proof_is_not_written_and_says_what_would_pass(
    run: Run, codes: list[str]
) -> None:
    faint = ["qr", codes[0], "-o", "code.pdf", "--colour"]
    line = refusal(run(*faint, "#ffd400"))
    assert "Not written: The contrast of #ffd400 on white is 1.43:1" in line
    assert not Path("code.pdf").exists()
    darker = line.rpartition(" ")[2].rstrip(".")
    result = run(*faint, darker)
    assert result.exit_code == 0
    assert "Read back; 100% of its error correction is unused." in result.stdout
    assert "Take care: The contrast" in result.stderr
    assert Path("code.pdf").exists()


def test_the_code_drawn_as_png_reads_as_the_code(run: Run, codes: list[str]) -> None:
    result = run("qr", codes[1], "--output", "door.PNG", "--width", "25", "--dpi", "300")
    assert result.exit_code == 0
    with Image.open("door.PNG") as image:
        [found] = zxingcpp.read_barcodes(image)
    assert found.text == f"https://APP.PSBC.EXAMPLE/Q/{codes[1]}"


@needs_fonts
def test_a_code_is_drawn_with_frame_label_and_ink_as_wide_as_its_distance_takes(
    run: Run, codes: list[str]
) -> None:
    look = ["--frame", "sticker", "--language", "zh-Hant", "--colour", "GREEN=(90,12,95,40)"]
    result = run("qr", codes[0], "-o", "a.pdf", "--distance", "0.5", "--label", "auto", *look)
    assert result.exit_code == 0, result.output
    style = Style(
        width_mm=50,
        distance_mm=500,
        frame="sticker",
        language="zh-Hant",
        foreground=parse_colour("GREEN=(90,12,95,40)"),
    )
    label = ["Branch 0001, counter", f"app.psbc.example/q/{codes[0].lower()}"]
    made = build_artwork(f"https://APP.PSBC.EXAMPLE/Q/{codes[0]}", style, label)
    assert Path("a.pdf").read_bytes() == render(made, "pdf")


def test_a_logo_asks_for_level_h_by_itself(run: Run, codes: list[str]) -> None:
    Image.new("L", (64, 64), 60).save("logo.png")
    result = run("qr", codes[0], "-o", "a.svg", "--logo", "logo.png")
    assert result.exit_code == 0, result.output
    assert "-H" in result.stdout.splitlines()[-1]
    assert "<image" in Path("a.svg").read_text()


@needs_fonts
def test_a_campaign_goes_on_sheets_that_are_read_back(run: Run, codes: list[str]) -> None:
    stock = ["--stock", "avery-l7165", "--start", "8", "--label", "auto"]
    result = run("sheet", "spring-2027", "-o", "sheets.pdf", *stock)
    assert result.exit_code == 0, result.output
    assert "Codes: 2, all read back. Sheets: 2, of 2 x 4 labels." in result.stdout
    assert "its host is made up" in result.stderr
    orders = [
        SheetItem(f"https://APP.PSBC.EXAMPLE/Q/{code}", (label, f"app.psbc.example/q/{code.lower()}"))
        for code, label in zip(codes, ("Branch 0001, counter", "Branch 0001, door"), strict=True)
    ]
    sheets = Sheets(orders, Style(), STOCKS["avery-l7165"], 7)
    assert Path("sheets.pdf").read_bytes() == sheets.write()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("--copies 36", "Codes: 36, all read back. Sheets: 2, of 5 x 7"),
        ("--copies 9 --page 320x450 --cell 60x70 --gap 4", "Sheets: 1, of 4 x 6 labels"),
        ("--page letter --cell 60 --grid 2x3 --corner 7x9", "Sheets: 1, of 2 x 3 labels"),
        ("--stock avery-l7120 --width 35", "Sheets: 1, of 5 x 7 labels"),
    ],
)
def test_a_code_goes_on_the_paper_there_is(
    run: Run, codes: list[str], options: str, says: str
) -> None:
    result = run("sheet", codes[0].lower(), "-o", "sheets.pdf", *options.split())
    assert result.exit_code == 0, result.output
    assert says in result.stdout


def test_a_sheet_with_a_code_that_fails_is_not_written(run: Run, codes: list[str]) -> None:
    result = run("sheet", *codes, "-o", "sheets.pdf", "--colour", "#b0b0b0")
    assert result.exit_code == 2
    assert "Not written: 2 of 2 fail." in result.stderr
    assert f"Q/{codes[1]}: The contrast of #b0b0b0 on white is" in result.stderr
    assert not Path("sheets.pdf").exists()


@needs_fonts
def test_a_test_strip_says_how_many_of_its_codes_pass(run: Run, codes: list[str]) -> None:
    result = run("test-strip", codes[0], "-o", "strip.pdf", "--language", "zh-Hant")
    assert result.exit_code == 0, result.output
    assert "48 codes, of which 18 pass" in result.stdout
    style = Style(language="zh-Hant")
    address = f"https://APP.PSBC.EXAMPLE/Q/{codes[0]}"
    assert Path("strip.pdf").read_bytes() == build_test_strip(address, style, PAGE_SIZES["A4"])[0]


def test_the_code_is_drawn_in_the_terminal(run: Run, codes: list[str]) -> None:
    result = run("qr", codes[0], "--level", "H")
    assert result.exit_code == 0
    assert "▀" in result.stdout
    assert result.stdout.splitlines()[-1].endswith("-H")


@pytest.fixture
def counted(run: Run, codes: list[str], sqlite: Engine, tmp_path: Path) -> list[str]:
    """The codes, after 1,200 scans of the first and one choice without placement."""
    folder = tmp_path / "instance" / "journal"
    folder.mkdir(parents=True, exist_ok=True)
    journal = Journal(folder, "here")
    for _ in range(1200):
        journal.append(*BARE._replace(code=codes[0]))
    desktop = kind_of("ios", "", "", "landing:desktop")
    journal.append(*BARE._replace(request_class="choice", kind=desktop))
    journal.close()
    while run_tally(sqlite, folder, "here", time.time()).counted:
        pass
    return codes


def test_scans_are_reported_as_a_table_with_their_sum(run: Run, counted: list[str]) -> None:
    lines = run("scans").stdout.splitlines()
    assert lines[0].split() == ["class", "requests"]
    assert lines[1].split()[:2] == ["choice", "1"]
    assert lines[2].split()[:2] == ["scan", "1,200"]
    assert lines[-1].split() == ["all", "1,201"]


def test_scans_are_reported_by_what_is_asked_for(run: Run, counted: list[str]) -> None:
    lines = run(
        "scans", "--by", "placement", "--by", "store", "--class", "scan"
    ).stdout.splitlines()
    assert lines[0].split() == ["placement", "store", "requests"]
    assert lines[1].split() == [counted[0], "Branch", "0001,", "counter", "app-store", "1,200"]
    assert lines[2].split() == ["all", "1,200"]


def test_scans_are_reported_for_a_spreadsheet(run: Run, counted: list[str]) -> None:
    result = run("scans", "--by", "placement", "--by", "store", "--csv")
    assert list(csv.reader(io.StringIO(result.stdout))) == [
        ["placement", "store", "requests"],
        ["", "", "1"],
        [f"{counted[0]} Branch 0001, counter", "app-store", "1200"],
    ]


def test_scans_are_reported_of_some_days_and_of_one_campaign(run: Run, counted: list[str]) -> None:
    def requests(*options: str) -> str:
        return run("scans", *options).stdout.split()[-1]

    assert requests("--campaign", "spring-2027") == "1,200"
    assert requests("--until", "2020-01-01") == "0"
    assert requests("--since", "2020-01-01") == "1,201"


def test_before_any_scan_the_report_is_empty_and_says_so(run: Run, sqlite: Engine) -> None:
    result = run("scans")
    assert result.exit_code == 0
    assert result.stdout.split() == ["class", "requests", "all", "0"]


def test_check_names_every_made_up_value(run: Run) -> None:
    result = run("check")
    assert result.exit_code == 0
    for name in ("host", "app.app_store_id", "app.appgallery_id", "app.harmony_bundle"):
        assert f"Still a made-up value: {name}.\n" in result.stderr
    result = run("check", host="codes.example", app__app_store_id="42")
    assert "made-up value: host." not in result.stderr
    assert "app.app_store_id" not in result.stderr
    assert "app.harmony_bundle" in result.stderr
    assert "https://codes.example/q/" in result.stdout


@pytest.mark.parametrize(
    ("settings", "begins"),
    [
        ({"secret": ""}, "Error: secret: "),
        ({"host": "https://x"}, "Error: host: "),
        ({"languages": "en,fr"}, "Error: languages: "),
        ({"instance": "/proc/none"}, "Error: instance: "),
        ({"site": "missing.toml"}, "Error: MICROSITE_SITE: "),
        ({"database_url": "postgres://x"}, "Error: database_url: "),
        ({"hots": "x"}, "Error: hots: "),
        ({"routing__brands__xiaomy": "play"}, "Error: routing.brands: 'xiaomy' is unknown; "),
        ({"routing__in_app__wechatt__ios": "guide"}, "Error: routing.in_app: 'wechatt' is unkno"),
        ({"stores__oppo__brands": "oppo,1+"}, "Error: stores.oppo.brands: '1+' is unknown; use o"),
    ],
)
def test_settings_that_cannot_be_served_with_are_one_line(
    run: Run, settings: dict[str, str], begins: str
) -> None:
    for command in (["check"], ["campaigns", "list"], ["scans"], ["database", "upgrade"]):
        assert refusal(run(*command, **settings)).startswith(begins)


@pytest.mark.parametrize(
    "command",
    [
        "",
        "campaigns",
        "campaigns create",
        "placements add",
        "placements import",
        "qr",
        "scans",
        "check",
        "keeper",
    ],
)
def test_help_needs_no_settings(run: Run, command: str) -> None:
    for option in ("--help", "-h"):
        result = run(*command.split(), option, secret="", host="https://", instance="/proc/none")
        assert result.exit_code == 0
        assert result.stdout.startswith("Usage: ")


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("campaigns create Spring Title", "cannot name a campaign"),
        ("campaigns create spring-2027 Again", "There is a campaign 'spring-2027' already"),
        ("campaigns end autumn", "There is no campaign 'autumn'"),
        ("campaigns end spring-2027 --at tomorrow", "Invalid value for '--at'"),
        ("campaigns end spring-2027 --at 0001-01-01", "Invalid value for '--at'"),
        ("placements add spring-2027", "Nothing to add"),
        ("placements add autumn one", "There is no campaign 'autumn'"),
        ("placements add spring-2027 --from missing.txt", "missing.txt"),
        ("placements add spring-2027 --from gbk.txt", "gbk.txt"),
        ("placements import fine.csv --campaign autumn", "There is no campaign 'autumn'"),
        ("placements import missing.csv --campaign spring-2027", "missing.csv"),
        ("placements import fine.csv", "--campaign"),
        ("placements list autumn", "There is no campaign 'autumn'"),
        ("qr 222222", "'222222' is no placement's code"),
        ("qr CODE -o code.gif", "must end in .svg, .png, .pdf or .eps"),
        ("qr CODE -o missing/code.svg", "missing/code.svg"),
        ("qr CODE -o code.svg --width 0", "0 mm wide"),
        ("qr CODE -o code.svg --width=-3", "-3 mm wide"),
        ("qr CODE -o code.svg --width nan", "nan mm wide"),
        ("qr CODE -o code.png --dpi 0", "dpi"),
        ("qr CODE -o code.png --dpi=-1", "dpi"),
        ("qr CODE --level X", "Invalid value for '--level'"),
        ("qr CODE -o code.svg --colour green", "write black, white, #003366"),
        ("qr CODE -o code.svg --distance 9 --width 30", "it takes 900 mm or more"),
        ("qr CODE -o code.svg --logo fine.csv", "The logo is no PNG or JPEG"),
        ("sheet nowhere -o a.pdf", "There is no campaign 'nowhere'"),
        ("sheet CODE -o missing/a.pdf", "cannot write missing/a.pdf"),
        ("sheet CODE -o a.pdf --stock avery-l7651", "take codes of 21 mm or avery-l7120"),
        ("sheet CODE -o a.pdf --stock avery-l7120 --gap 4", "leave them out"),
        ("sheet CODE -o a.pdf --stock avery-l7120 --start 36", "take 1 to 35"),
        ("sheet CODE -o a.pdf --gap 4", "give its size, 70x37"),
        ("sheet CODE -o a.pdf --page A9", "write 70x37, in mm"),
        ("sheet CODE -o a.pdf --page 20x20", "a page of 20 x 20 mm"),
        ("sheet CODE -o a.pdf --cell 70x37 --grid 4x4", "1 x 1 to 2 x 7 do"),
        ("sheet CODE -o a.pdf --cell nanx37", "give its width x height"),
        ("test-strip 222222 -o a.pdf", "'222222' is no placement's code"),
        ("test-strip CODE -o a.pdf --size 80", "take fewer or smaller sizes"),
        ("test-strip CODE -o a.pdf --size nan", "take 12 to 60"),
        ("test-strip CODE -o a.pdf --contrast 22", "at most 21"),
        ("qr CODE -o code.svg --label \U0001f600", "has no glyph for \U0001f600 (U+1F600)"),
        ("scans --by month", "Invalid value for '--by'"),
        ("scans --since yesterday", "Invalid value for '--since'"),
        ("scans --class click", "Invalid value for '--class'"),
        ("scans --campaign autumn", "There is no campaign 'autumn'"),
        ("sacns", "No such command 'sacns'"),
    ],
)
def test_what_the_user_can_mend_is_one_line(
    run: Run, codes: list[str], command: str, says: str
) -> None:
    Path("gbk.txt").write_text("北京 0001\n", encoding="gb18030")
    Path("fine.csv").write_text("id,branch\n1,Main\n")
    arguments = command.replace("CODE", codes[0]).split()
    assert says in refusal(run(*arguments))


def test_before_the_first_upgrade_every_command_says_what_to_do(run: Run) -> None:
    for command in (
        ["campaigns", "list"],
        ["campaigns", "create", "spring", "Spring"],
        ["placements", "list", "spring"],
        ["qr", "222222"],
        ["scans"],
        ["demo"],
    ):
        assert "microsite database upgrade" in refusal(run(*command))


def test_an_unreachable_database_is_one_line_without_its_password(run: Run) -> None:
    address = "postgresql+psycopg://site:swordfish@127.0.0.1:9/microsite"
    line = refusal(run("campaigns", "list", database_url=address))
    assert "database" in line
    assert "swordfish" not in line


def test_a_failed_command_leaves_nothing_behind(run: Run, codes: list[str]) -> None:
    refusal(run("placements", "add", "spring-2027", "fine", "x" * 201))
    assert len(run("placements", "list", "spring-2027").stdout.splitlines()) == 2


def test_demo_makes_a_campaign_once_and_prints_an_address(run: Run, sqlite: Engine) -> None:
    addresses = {
        re.findall(r"http://127\.0\.0\.1:\d+/q/([A-Z0-9]+)", run("demo").stdout)[-1]
        for _ in range(2)
    }
    assert len(addresses) == 1
    assert re.search(r"demo +3 placements", run("campaigns", "list").stdout)


# Messages


@pytest.fixture
def references(sqlite: Engine) -> list[str]:
    """The references of two messages that wait."""
    draft = ContactForm("王小明", "wang@example.com", "Card", "It is lost.", consent=True)
    sendings = [Submission(token, "", "en", utc_now()) for token in ("one", "two")]
    return [service.submit_message(sqlite, Contact(), draft, sending) for sending in sendings]


def test_messages_are_listed_without_what_they_say(run: Run, references: list[str]) -> None:
    listed = run("messages", "list", "--waiting").stdout
    assert [line.split()[0].replace("-", "") for line in listed.splitlines()] == references
    assert "waits" in listed
    assert "wang" not in listed


def test_a_message_is_shown_by_its_reference_however_it_is_typed(
    run: Run, references: list[str]
) -> None:
    first = references[0]
    for typed in (first, first.lower(), f"{first[:4]}-{first[4:]}", f" {first[:4]} {first[4:]}"):
        shown = run("messages", "show", typed).stdout
        assert shown.startswith("It is lost.\n")
        assert "wang@example.com" in shown


def test_a_deleted_message_is_gone(run: Run, references: list[str]) -> None:
    assert run("messages", "delete", *references).stdout == "2 deleted.\n"
    result = run("messages", "list")
    assert (result.stdout, result.stderr) == ("", "There are none.\n")


def test_nothing_is_deleted_when_one_of_the_references_is_wrong(
    run: Run, references: list[str]
) -> None:
    assert "mistyped" in refusal(run("messages", "delete", references[0], "2223"))
    assert len(run("messages", "list").stdout.splitlines()) == 2


def test_messages_are_mailed_again_at_once_when_asked(
    run: Run, references: list[str], sqlite: Engine
) -> None:
    later = utc_now() + timedelta(hours=5)
    with sqlite.begin() as connection:
        connection.execute(update(Message).values(next_attempt_at=later, attempts=9, failure="450"))
    assert "tried 9 times (450)" in run("messages", "list").stdout
    result = run("messages", "retry")
    assert result.stdout == "2 to be mailed.\n"
    assert "mail.host" in result.stderr
    with sqlite.connect() as connection:
        due = connection.scalars(select(Message.next_attempt_at)).all()
    assert all(time <= utc_now() for time in due)


def test_a_message_that_was_mailed_is_mailed_again_only_when_named(
    run: Run, references: list[str], sqlite: Engine
) -> None:
    with sqlite.begin() as connection:
        connection.execute(update(Message).values(next_attempt_at=None, sent_at=utc_now()))
    assert run("messages", "list", "--waiting").stdout == ""
    assert "mailed" in run("messages", "list").stdout
    assert run("messages", "retry").stdout == "0 to be mailed.\n"
    assert run("messages", "retry", references[0]).stdout == "1 to be mailed.\n"
    assert len(run("messages", "list", "--waiting").stdout.splitlines()) == 1


def test_check_says_that_others_can_read_the_instance(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "read"
    folder.mkdir(0o755)
    assert f"can read {folder}" in run("check", instance=str(folder)).stderr
    folder.chmod(0o750)
    assert "can read" not in run("check", instance=str(folder)).stderr


def test_check_says_that_nothing_is_mailed_without_a_mail_server(run: Run) -> None:
    assert "mail.host" in run("check").stderr
    mail = {"mail__sender": "a@bank.example", "mail__recipient": "b@bank.example"}
    assert "mail.host" not in run("check", mail__host="mail.example", **mail).stderr
