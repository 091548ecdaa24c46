"""`microsite news`: check, new, preview."""

import dataclasses
import os
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask.cli import AppGroup
from msgspec.structs import replace
from werkzeug.serving import run_simple

from microsite import create_app
from microsite.cli.operation import check_free
from microsite.config.schema import Config
from microsite.config.schema import ConfigError
from microsite.context import current_config
from microsite.languages import LANGUAGES
from microsite.news.loading.content_directory import SLUG
from microsite.news.loading.scaffold import written
from microsite.news.service import NewsService

THIS_MACHINE = "127.0.0.1"


@click.group(cls=AppGroup)
def news() -> None:
    """Articles: Markdown files in a folder (news.content), read again when they change.

    \b
    The way of an article:
      microsite news new spring-offer     writes spring-offer/en.md and so on, as drafts
      microsite news preview              shows them on this machine, drafts and all
      microsite news check                says what is wrong, with file, line and mend

    One that is written in one Chinese script only is put into the other by the program; remove
    the file of a language that the article is not to be written in.
    """


@news.command()
def check() -> None:
    """Check every article, drafts too.

    What is wrong is printed as a line `file:line: what is wrong; the mend`. Exit code 0 if nothing
    is, 1 if anything is: made for editors and for CI.
    """
    newsroom = NewsService.of(_with_drafts(), report=_say_nothing)
    edition = newsroom.edition()
    slugs = {article.slug for tag in LANGUAGES for article in edition.listing(tag)}
    for slug in slugs:
        for tag in edition.offered_in(slug):
            if article := edition.find(tag, slug):
                newsroom.body_of(article)
    problems = newsroom.problems()
    for problem in problems:
        path = _from_here(newsroom.content, problem.path)
        click.echo(str(dataclasses.replace(problem, path=path)))
    if problems:
        sys.exit(1)
    click.echo(f"{len(slugs)} articles in {_from_here(newsroom.content, '')}: nothing is wrong.")


@news.command()
@click.argument("slug")
def new(slug: str) -> None:
    """Write the files of a new article, as drafts to fill in.

    SLUG names it in addresses, for ever: a few words in a-z, 0-9 and hyphens, such as
    spring-offer.
    """
    config = current_config()
    if not SLUG.fullmatch(slug):
        raise click.BadParameter(
            f"{slug[:80]!r} is no slug; use a-z, 0-9 and single hyphens, 80 at most.",
            param_hint="SLUG",
        )
    folder = config.news_path / slug
    today = datetime.now(ZoneInfo(config.timezone)).date()
    try:
        folder.mkdir()
        for tag in config.languages:
            text = written(tag, today, config.news.categories)
            (folder / f"{tag}.md").write_text(text, encoding="utf-8")
            click.echo(_from_here(folder, f"{tag}.md"))
    except FileExistsError as error:
        raise click.BadParameter(
            f"{slug} is there already; choose another.", param_hint="SLUG"
        ) from error
    except OSError as error:
        raise ConfigError(
            f"news.content: cannot write in {config.news_path}: {error.strerror}."
        ) from error


@news.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=lambda: os.environ.get("PORT", "8000"),
    help="Where to serve, instead of $PORT or 8000.",
)
def preview(port: int) -> None:
    """Serve the site on this machine alone, with drafts and articles of the future.

    What is saved is seen with the next reload. Ctrl-C ends it.
    """
    check_free(THIS_MACHINE, str(port))
    config = replace(_with_drafts(), environment="development")
    click.echo(f"Drafts and all: http://{THIS_MACHINE}:{port}/{config.default_language}/news/")
    run_simple(THIS_MACHINE, port, create_app(config), threaded=True)


def _with_drafts() -> Config:
    config = current_config()
    return replace(config, news=replace(config.news, drafts=True))


def _from_here(folder: Path, name: str) -> str:
    """Name what is in a folder as one can open it from where the command was typed."""
    path = os.path.relpath(folder / name)
    return str(folder / name) if path.startswith(os.pardir) else path


def _say_nothing(_message: str) -> None:
    """Take the place of the log where problems are printed."""
