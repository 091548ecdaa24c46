"""The command line as a whole: scans, settings, errors, help."""

import csv
import io
import re
import socket
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from microsite.scans.aggregation import aggregate
from microsite.scans.journal import Journal
from microsite.scans.journal import JournalEntry
from microsite.scans.journal import build_device_key
from tests.cli.conftest import Run
from tests.cli.conftest import error_line
from tests.support.servers import free_port

ORPHAN_SCAN = JournalEntry(
    int(time.time()), "scan", build_device_key("ios", "", "", "app-store"), "", ""
)


def test_database_upgrade_can_be_run_again(run: Run) -> None:
    for _ in range(2):
        assert run("database", "upgrade").exit_code == 0
    assert run("campaigns", "list").exit_code == 0


@pytest.fixture
def counted(run: Run, codes: list[str], sqlite: Engine, tmp_path: Path) -> list[str]:
    """The codes, after 1,200 scans of the first and one landing page click without a code."""
    folder = tmp_path / "instance" / "journal"
    folder.mkdir(parents=True, exist_ok=True)
    journal = Journal(folder, "here")
    for _ in range(1200):
        journal.append(*ORPHAN_SCAN._replace(code=codes[0]))
    desktop = build_device_key("ios", "", "", "landing:desktop")
    journal.append(*ORPHAN_SCAN._replace(request_class="landing_click", device_key=desktop))
    journal.close()
    while aggregate(sqlite, folder, "here", time.time()).bytes_counted:
        pass
    return codes


def test_scans_are_reported_as_a_table_with_their_sum(run: Run, counted: list[str]) -> None:
    lines = run("scans").stdout.splitlines()
    assert lines[0].split() == ["class", "requests"]
    assert lines[1].split()[:2] == ["landing_click", "1"]
    assert lines[2].split()[:2] == ["scan", "1,200"]
    assert lines[-1].split() == ["all", "1,201"]


def test_requests_of_apps_are_reported_as_no_scans(
    run: Run, counted: list[str], sqlite: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "instance" / "journal"
    journal = Journal(folder, "here")
    key = build_device_key("ios", "", "", "landing:fetcher")
    journal.append(*ORPHAN_SCAN._replace(request_class="app", device_key=key))
    journal.close()
    while aggregate(sqlite, folder, "here", time.time()).bytes_counted:
        pass
    lines = run("scans").stdout.splitlines()
    assert lines[1].split() == ["app", "1", *"an app's own request, nobody scanned".split()]
    assert lines[3].split()[:2] == ["scan", "1,200"]
    assert run("scans", "--class", "app").stdout.splitlines()[-1].split() == ["all", "1"]


def test_scans_are_grouped_by_several_columns(run: Run, counted: list[str]) -> None:
    lines = run(
        "scans", "--by", "placement", "--by", "store", "--class", "scan"
    ).stdout.splitlines()
    assert lines[0].split() == ["placement", "store", "requests"]
    assert lines[1].split() == [counted[0], "Branch", "0001,", "counter", "app-store", "1,200"]
    assert lines[2].split() == ["all", "1,200"]


def test_scans_are_printed_as_csv(run: Run, counted: list[str]) -> None:
    result = run("scans", "--by", "placement", "--by", "store", "--csv")
    assert result.stdout_bytes.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(result.stdout_bytes.decode("utf-8-sig")))) == [
        ["placement", "store", "requests"],
        ["", "", "1"],
        [f"{counted[0]} Branch 0001, counter", "app-store", "1200"],
    ]


def test_scans_are_filtered_by_day_and_campaign(run: Run, counted: list[str]) -> None:
    def requests(*options: str) -> str:
        return run("scans", *options).stdout.split()[-1]

    assert requests("--campaign", "spring-2027") == "1,200"
    assert requests("--until", "2020-01-01") == "0"
    assert requests("--since", "2020-01-01") == "1,201"


def test_before_any_scan_the_report_has_a_total_of_zero(run: Run, sqlite: Engine) -> None:
    result = run("scans")
    assert result.exit_code == 0
    assert result.stdout.split() == ["class", "requests", "all", "0"]


def test_check_lists_every_placeholder_value(run: Run) -> None:
    result = run("check")
    assert result.exit_code == 0
    for name in ("host", "app.app_store_id", "app.appgallery_id", "app.harmony_bundle"):
        assert f"Still a placeholder in site.toml: {name}.\n" in result.stderr
    result = run("check", host="codes.example", app__app_store_id="42")
    assert "Still a placeholder in site.toml: host." not in result.stderr
    assert "app.app_store_id" not in result.stderr
    assert "app.harmony_bundle" in result.stderr
    assert result.stdout == "Configuration OK. Codes point to https://codes.example.\n"


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
def test_an_invalid_setting_is_one_line(run: Run, settings: dict[str, str], begins: str) -> None:
    for command in (["check"], ["campaigns", "list"], ["scans"], ["database", "upgrade"]):
        assert error_line(run(*command, **settings)).startswith(begins)


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
        "daemon",
    ],
)
def test_help_needs_no_settings(run: Run, command: str) -> None:
    for option in ("--help", "-h"):
        result = run(*command.split(), option, secret="", host="https://", instance="/proc/none")
        assert result.exit_code == 0
        assert result.stdout.startswith("Usage: ")


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("campaigns create Spring Title", "is not a valid campaign name"),
        ("campaigns create spring-2027 Again", "Campaign 'spring-2027' already exists"),
        ("campaigns end autumn", "There is no campaign 'autumn'"),
        (
            "campaigns end spring-2027 --at tomorrow",
            "'tomorrow' is not a date: write 2027-05-31 or 2027-05-31T16:00.",
        ),
        ("scans --since 2027-02-01 --until 2027-01-31", "2027-02-01 is later than --until"),
        ("campaigns end spring-2027 --at 2027-02-30", "'2027-02-30' is not a date"),
        ("campaigns end spring-2027 --at 20270531", "'20270531' is not a date"),
        ("campaigns end spring-2027 --at 0001-01-01", "Invalid value for '--at'"),
        ("placements add spring-2027", "Nothing to add"),
        ("placements add autumn one", "There is no campaign 'autumn'"),
        ("placements add spring-2027 --from missing.txt", "missing.txt"),
        ("placements add spring-2027 --from big5.txt", "Pass --encoding cp950"),
        ("placements import fine.csv --campaign autumn", "There is no campaign 'autumn'"),
        ("placements import missing.csv --campaign spring-2027", "missing.csv"),
        ("placements import fine.csv", "--campaign"),
        ("placements list autumn", "There is no campaign 'autumn'"),
        ("qr 222222", "There is no placement with code '222222'"),
        ("qr CODE -o code.gif", "must end in .svg, .png, .pdf or .eps"),
        ("qr CODE -o missing/code.svg", "missing/code.svg"),
        ("qr CODE -o code.svg --width 0", "0 mm wide"),
        ("qr CODE -o code.svg --width=-3", "-3 mm wide"),
        ("qr CODE -o code.svg --width nan", "nan mm wide"),
        ("qr CODE -o code.png --dpi 0", "dpi"),
        ("qr CODE -o code.png --dpi=-1", "dpi"),
        ("qr CODE --level X", "Invalid value for '--level'"),
        ("qr CODE -o code.svg --colour green", "write black, white, #003366"),
        ("qr CODE -o code.svg --distance 9 --width 30", "use 900 mm or more"),
        ("qr CODE -o code.svg --logo fine.csv", "The logo is not a PNG or JPEG file"),
        ("sheet nowhere -o a.pdf", "There is no campaign 'nowhere'"),
        ("sheet CODE -o missing/a.pdf", "cannot write missing/a.pdf"),
        ("sheet CODE -o a.pdf --stock avery-l7651", "use codes of 21 mm or avery-l7120"),
        ("sheet CODE -o a.pdf --stock avery-l7120 --gap 4", "cannot be combined with"),
        ("sheet CODE -o a.pdf --stock avery-l7120 --start 36", "use 1 to 35"),
        ("sheet CODE -o a.pdf --gap 4", "require --label-size, for example 70x37"),
        ("sheet CODE -o a.pdf --page A9", "write width x height in mm, such as 70x37"),
        ("sheet CODE -o a.pdf --page 20x20", "a page of 20 x 20 mm"),
        ("sheet CODE -o a.pdf --label-size 70x37 --grid 4x4", "1 x 1 to 2 x 7 do"),
        ("sheet CODE -o a.pdf --label-size nanx37", "use a width and height such as 70x37"),
        ("test-strip 222222 -o a.pdf", "There is no placement with code '222222'"),
        ("test-strip CODE -o a.pdf --size 80", "use fewer or smaller sizes"),
        ("test-strip CODE -o a.pdf --size nan", "use 12 to 60"),
        ("test-strip CODE -o a.pdf --contrast 22", "at most 21"),
        ("qr CODE -o code.svg --caption \U0001f600", "has no glyph for \U0001f600 (U+1F600)"),
        ("scans --by month", "Invalid value for '--by'"),
        ("scans --since yesterday", "'yesterday' is not a date: write 2027-05-31."),
        ("scans --until 2027-05-31T16:00", "'2027-05-31T16:00' is not a date"),
        ("scans --class click", "Invalid value for '--class'"),
        ("scans --campaign autumn", "There is no campaign 'autumn'"),
        ("sacns", "No such command 'sacns'"),
    ],
)
def test_an_error_the_user_can_fix_is_one_line(
    run: Run, codes: list[str], command: str, message: str
) -> None:
    Path("big5.txt").write_text("營業部\n", encoding="cp950")
    Path("fine.csv").write_text("id,branch\n1,Main\n")
    arguments = command.replace("CODE", codes[0]).split()
    assert message in error_line(run(*arguments))


def test_without_tables_every_command_explains_how_to_create_them(run: Run) -> None:
    for command in (
        ["campaigns", "list"],
        ["campaigns", "create", "spring", "Spring"],
        ["placements", "list", "spring"],
        ["qr", "222222"],
        ["scans"],
        ["demo"],
    ):
        assert "microsite database upgrade" in error_line(run(*command))


def test_an_unreachable_database_is_an_error_without_the_password(run: Run) -> None:
    url = f"postgresql+psycopg://site:swordfish@127.0.0.1:{free_port()}/microsite"
    line = error_line(run("campaigns", "list", database_url=url))
    assert "database" in line
    assert "swordfish" not in line


def test_demo_creates_a_campaign_once_and_prints_a_url(run: Run, sqlite: Engine) -> None:
    urls = {
        re.findall(r"http://127\.0\.0\.1:\d+/q/([A-Z0-9]+)", run("demo").stdout)[-1]
        for _ in range(2)
    }
    assert len(urls) == 1
    assert re.search(r"demo +3 placements", run("campaigns", "list").stdout)


def test_demo_reports_a_port_in_use(
    run: Run, sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        line = error_line(run("demo"))
    assert line.startswith(f"Error: PORT: cannot listen on 127.0.0.1:{port}: ")


def test_check_warns_if_other_users_can_read_the_instance_folder(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "read"
    folder.mkdir(0o755)
    assert f"can read {folder}" in run("check", instance=str(folder)).stderr
    folder.chmod(0o750)
    assert "can read" not in run("check", instance=str(folder)).stderr


def test_check_says_that_apple_attributes_no_campaign_without_provider(run: Run) -> None:
    warning = "Apple attributes no campaign without `pt`"
    assert warning in run("check").stderr
    assert warning not in run("check", app__app_store_provider="118").stderr
    no_app_store = {"app__app_store_id": "", "routing__ios": "landing"}
    assert warning not in run("check", **no_app_store).stderr
    assert warning not in run("check", stores__app_store__attribution="").stderr


def test_check_warns_that_there_is_no_mail_server(run: Run) -> None:
    assert "mail.host" in run("check").stderr
    mail = {"mail__sender": "a@bank.example", "mail__recipient": "b@bank.example"}
    assert "mail.host" not in run("check", mail__host="mail.example", **mail).stderr
