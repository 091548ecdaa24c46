"""`microsite news`: what editors and CI type."""

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
from tests.support.markup import Markup

Run = Callable[..., Result]


@pytest.fixture
def run(
    environment: Callable[..., dict[str, str]], content: Content, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Run `microsite news` beside the content folder."""
    monkeypatch.chdir(content.folder.parent)

    def run(*arguments: str, **settings: str) -> Result:
        information = ScriptInfo(create_app=create_app)
        given = environment(**{"news__content": str(content.folder)} | settings)
        result = CliRunner().invoke(main, ["news", *arguments], env=given, obj=information)
        if app := information._loaded_app:
            services(app).engine.dispose()
        return result

    return run


def test_the_packaged_articles_pass_the_check(run: Run) -> None:
    result = run("check", news__content="")
    assert result.exit_code == 0, result.output
    count, _, said = result.stdout.partition(" ")
    assert int(count) >= 5  # who works on a copy may have begun others
    assert said == f"articles in {PACKAGED_NEWS}: nothing is wrong.\n"


def test_the_check_prints_a_line_for_each_problem_and_fails(run: Run, content: Content) -> None:
    content.write("good/en.md", categories="safety")
    content.write("draft/en.md", "<div>", draft="true")
    content.write("later/en.md", published="2100-01-01", sumary="x")
    content.write("deep/en.md", "- " * 1900 + "the end")
    result = run("check")
    assert result.exit_code == 1
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        "news/deep/en.md: cannot be shown as Markdown (RecursionError); make it simpler",
        "news/draft/en.md:6: has the HTML <div…>; remove it, an article is Markdown text",
        "news/later/en.md:4: 'sumary' is no field; did you mean summary?",
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
    what = "is still the template's; write your own, or add draft: true"
    assert result.stdout.splitlines() == [
        f"news/spring-offer/{name}:{line}: {left}{what}"
        for name in files
        for line, left in ((2, "'title' "), (3, "'summary' "), (13, ""), (17, ""))
    ]
    content.settle()
    assert content.titles("en") == []


def test_an_article_that_is_written_over_its_template_passes(run: Run, content: Content) -> None:
    run("new", "spring-offer")
    text = (content.folder / "spring-offer" / "en.md").read_text(encoding="utf-8")
    front, _, body = text.partition("\n---\n")
    mine = re.sub("(?m)^draft: .*\n", "", front).replace("Title (English)", "Spring")
    mine = re.sub("(?m)^summary: .*", "summary: Better rates.", mine)
    for path in (content.folder / "spring-offer").iterdir():
        path.write_text(f"{mine}\n---\nMine.\n", encoding="utf-8")
    assert run("check").exit_code == 0
    (content.folder / "spring-offer" / "en.md").write_text(f"{mine}\n---\nMine.\n\n{body}")
    assert len(run("check").stdout.splitlines()) == 2


def test_the_check_shows_an_address_as_it_stands(run: Run, content: Content) -> None:
    content.write("bad/en.md", "![A](https://elsewhere.example/a.webp) ![A](../good/a.webp)")
    assert [line.partition(";")[0] for line in run("check").stdout.splitlines()] == [
        "news/bad/en.md:5: names '../good/a.webp'",
        "news/bad/en.md:5: names 'https://elsewhere.example/a.webp'",
    ]


def test_every_field_that_a_new_article_offers_can_be_used(run: Run, content: Content) -> None:
    run("new", "spring-offer")
    content.draw("spring-offer/picture.webp")
    path = content.folder / "spring-offer" / "en.md"
    text = path.read_text(encoding="utf-8").replace("categories: [] ", "categories: [bank] ")
    path.write_text(re.sub("(?m)^# ", "", text), encoding="utf-8")
    result = run("check")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("slug", ["../x", "Spring", "a b", "", "x" * 81, "a/b", "-a", "春"])
def test_a_bad_slug_is_refused_and_nothing_is_written(
    run: Run, content: Content, slug: str
) -> None:
    result = run("new", "--", slug)
    assert result.exit_code == 2
    assert "is no slug; use a-z, 0-9 and single hyphens" in result.stderr
    assert list(content.folder.parent.rglob("*.md")) == []


def test_an_article_that_is_there_is_not_overwritten(run: Run, content: Content) -> None:
    path = content.write("spring-offer/en.md", "Mine.")
    before = path.read_bytes()
    result = run("new", "spring-offer")
    assert result.exit_code == 2
    assert "spring-offer is there already; choose another." in result.stderr
    assert path.read_bytes() == before


@pytest.fixture
def preview(
    environment: Callable[..., dict[str, str]], content: Content
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A preview that is served by a process of its own, and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = environment(news__content=str(content.folder)) | {"PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "microsite", "news", "preview"],
        env=os.environ | given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def page(address: str) -> Markup:
    """Open a page, waiting for the server to start."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address) as answer:
                return Markup(answer.read().decode())
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@pytest.mark.processes
def test_a_preview_shows_drafts_on_this_machine_alone_and_what_is_saved(
    content: Content, preview: tuple[str, "subprocess.Popen[str]"]
) -> None:
    content.write("draft/en.md", "First.", title="To come", draft="true")
    address, process = preview
    assert "To come" in [link.text for link in page(f"{address}/en/news/").all("a")]
    assert "First." in page(f"{address}/en/news/draft").one("main").text
    content.write("draft/en.md", "Second.", title="To come", draft="true")
    deadline = time.monotonic() + 30
    while "Second." not in page(f"{address}/en/news/draft").one("main").text:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    inodes = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    port = f":{int(address.rpartition(':')[2]):04X} "
    listening = [line.split() for line in inodes.splitlines() if port in line and " 0A " in line]
    assert {fields[1].partition(":")[0] for fields in listening} == {"0100007F"}
    assert process.poll() is None


def test_a_port_that_is_taken_is_named(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("preview", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: PORT: cannot serve on 127.0.0.1:")


def test_the_help_names_every_command_and_the_way_through_them() -> None:
    shown = CliRunner().invoke(main, ["news", "--help"]).stdout
    for name in ("check", "new", "preview"):
        assert f"  microsite news {name}" in shown
