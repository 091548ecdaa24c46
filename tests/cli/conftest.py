"""Fixtures for the command line: run a command, codes of a campaign."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result
from flask.cli import ScriptInfo
from sqlalchemy import Engine

from microsite import create_app
from microsite.cli import main
from microsite.context import services
from tests.support.servers import free_port

Run = Callable[..., Result]


@pytest.fixture
def run(
    environment: Callable[..., dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Run `microsite` with arguments, and settings by name: `run("check", host="x.example")`."""
    runner = CliRunner()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORT", str(free_port()))  # 8000, the default, may be in use

    def run(*arguments: str, input: str | None = None, **settings: str) -> Result:
        script_info = ScriptInfo(create_app=create_app)
        result = runner.invoke(
            main, arguments, input=input, env=environment(**settings), obj=script_info
        )
        if app := script_info._loaded_app:
            services(app).engine.dispose()
        return result

    return run


@pytest.fixture
def codes(run: Run, sqlite: Engine) -> list[str]:
    """Codes of the campaign spring-2027 with two placements."""
    assert run("campaigns", "create", "spring-2027", "Spring 2027").exit_code == 0
    added = run("placements", "add", "spring-2027", "Branch 0001, counter", "Branch 0001, door")
    assert added.exit_code == 0
    return [line.split("\t")[0] for line in added.stdout.splitlines()]


def error_line(result: Result) -> str:
    """Return the only error line of a command that failed with exit code 2."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert isinstance(result.exception, SystemExit)
    *usage, line = result.stderr.splitlines()
    assert all(line.startswith(("Usage:", "Try ")) or not line for line in usage)
    assert line.startswith("Error: ")
    return line
