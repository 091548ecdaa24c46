"""The commands `microsite news`."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result
from flask.cli import ScriptInfo

from microsite import create_app
from microsite.cli import main
from microsite.config.schema import PACKAGED_NEWS
from microsite.context import services
from tests.news.conftest import Content
from tests.support.markup import ParsedHtml

Run = Callable[..., Result]


@pytest.fixture
def run(
    environment: Callable[..., dict[str, str]], content: Content, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """A function that runs `microsite news` next to the content folder."""
    monkeypatch.chdir(content.folder.parent)

    def run(*arguments: str, **settings: str) -> Result:
        script_info = ScriptInfo(create_app=create_app)
        variables = environment(**{"news__content": str(content.folder)} | settings)
        result = CliRunner().invoke(main, ["news", *arguments], env=variables, obj=script_info)
        if app := script_info._loaded_app:
            services(app).engine.dispose()
        return result

    return run


def test_the_packaged_articles_pass_the_check(run: Run) -> None:
    result = run("check", news__content="")
    assert result.exit_code == 0, result.output
    count, _, rest = result.stdout.partition(" ")
    assert int(count) >= 5  # a working copy may contain others
    assert rest == f"articles in {PACKAGED_NEWS}: no errors.\n"


def test_the_check_prints_a_line_for_each_error_and_fails(run: Run, content: Content) -> None:
    content.write("good/en.md", categories="safety")
    content.write("draft/en.md", "<div>", draft="true")
    content.write("later/en.md", published="2100-01-01", sumary="x")
    content.write("deep/en.md", "- " * 1900 + "the end")
    result = run("check")
    assert result.exit_code == 1
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        "news/deep/en.md: cannot be rendered as Markdown (lists or quotations are nested too"
        " deeply); simplify it",
        "news/draft/en.md:6: contains the HTML tag <div…>; remove it or write Markdown",
        "news/later/en.md:4: 'sumary' is not a known field; did you mean summary?",
    ]


def test_a_new_article_is_a_draft_in_every_language_that_passes_the_check(
    run: Run, content: Content
) -> None:
    result = run("new", "spring-offer")
    assert result.exit_code == 0, result.output
    files = ["en.md", "zh-Hans.md", "zh-Hant.md"]
    assert result.stdout.splitlines() == [f"news/spring-offer/{name}" for name in files]
    assert sorted(path.name for path in (content.folder / "spring-offer").iterdir()) == files
    assert run("check").exit_code == 0
    assert content.titles("en") == []
    for name in files:
        path = content.folder / "spring-offer" / name
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(?m)^draft: .*\n", "", text), encoding="utf-8")
    result = run("check")
    assert result.exit_code == 1
    message = "is still the placeholder text; replace it or add draft: true"
    assert result.stdout.splitlines() == [
        f"news/spring-offer/{name}:{line}: {subject}{message}"
        for name in files
        for line, subject in ((2, "'title' "), (3, "'summary' "), (13, ""), (17, ""))
    ]
    content.settle()
    assert content.titles("en") == []


def test_a_new_article_passes_once_its_placeholders_are_replaced(
    run: Run, content: Content
) -> None:
    run("new", "spring-offer")
    text = (content.folder / "spring-offer" / "en.md").read_text(encoding="utf-8")
    front, _, body = text.partition("\n---\n")
    own = re.sub("(?m)^draft: .*\n", "", front).replace("Title (English)", "Spring")
    own = re.sub("(?m)^summary: .*", "summary: Better rates.", own)
    for path in (content.folder / "spring-offer").iterdir():
        path.write_text(f"{own}\n---\nOwn text.\n", encoding="utf-8")
    assert run("check").exit_code == 0
    (content.folder / "spring-offer" / "en.md").write_text(f"{own}\n---\nOwn text.\n\n{body}")
    assert len(run("check").stdout.splitlines()) == 2


def test_the_check_prints_an_image_url_unchanged(run: Run, content: Content) -> None:
    content.write("bad/en.md", "![A](https://elsewhere.example/a.webp) ![A](../good/a.webp)")
    assert [line.partition(";")[0] for line in run("check").stdout.splitlines()] == [
        "news/bad/en.md:5: image '../good/a.webp' is not a plain file name",
        "news/bad/en.md:5: image 'https://elsewhere.example/a.webp' is not a plain file name",
    ]


def test_every_field_of_a_new_article_can_be_used(run: Run, content: Content) -> None:
    run("new", "spring-offer")
    content.write_image("spring-offer/picture.webp")
    path = content.folder / "spring-offer" / "en.md"
    text = path.read_text(encoding="utf-8").replace("categories: [] ", "categories: [bank] ")
    path.write_text(re.sub("(?m)^# ", "", text), encoding="utf-8")
    result = run("check")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("slug", ["../x", "Spring", "a b", "", "x" * 81, "a/b", "-a", "春"])
def test_an_invalid_slug_is_rejected_and_nothing_is_written(
    run: Run, content: Content, slug: str
) -> None:
    result = run("new", "--", slug)
    assert result.exit_code == 2
    assert "is not a slug; use a-z, 0-9 and single hyphens" in result.stderr
    assert list(content.folder.parent.rglob("*.md")) == []


def test_an_existing_article_is_not_overwritten(run: Run, content: Content) -> None:
    path = content.write("spring-offer/en.md", "Own text.")
    before = path.read_bytes()
    result = run("new", "spring-offer")
    assert result.exit_code == 2
    assert "spring-offer already exists; choose another slug." in result.stderr
    assert path.read_bytes() == before


@pytest.fixture
def preview(
    environment: Callable[..., dict[str, str]], content: Content
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The URL of a preview, and the process that serves it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = environment(news__content=str(content.folder)) | {"PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "microsite", "news", "preview"],
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def open_page(url: str) -> ParsedHtml:
    """Return a page, waiting for the server to start."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url) as response:
                return ParsedHtml(response.read().decode())
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@pytest.mark.processes
def test_a_preview_shows_drafts_and_changes_on_this_machine_only(
    content: Content, preview: tuple[str, "subprocess.Popen[str]"]
) -> None:
    content.write("draft/en.md", "First.", title="To come", draft="true")
    url, process = preview
    assert "To come" in [link.text for link in open_page(f"{url}/en/news/").all("a")]
    assert "First." in open_page(f"{url}/en/news/draft").one("main").text
    content.write("draft/en.md", "Second.", title="To come", draft="true")
    deadline = time.monotonic() + 30
    while "Second." not in open_page(f"{url}/en/news/draft").one("main").text:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    sockets = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    port = f":{int(url.rpartition(':')[2]):04X} "
    listening = [line.split() for line in sockets.splitlines() if port in line and " 0A " in line]
    assert {fields[1].partition(":")[0] for fields in listening} == {"0100007F"}
    assert process.poll() is None


def test_a_port_in_use_is_reported(run: Run) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        result = run("preview", "--port", str(other.getsockname()[1]))
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: PORT: cannot listen on 127.0.0.1:")


def test_the_help_names_every_command() -> None:
    text = CliRunner().invoke(main, ["news", "--help"]).stdout
    for name in ("check", "new", "preview"):
        assert f"  microsite news {name}" in text
