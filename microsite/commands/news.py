"""`microsite news`: check, new, preview."""

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
from microsite.commands import extensions
from microsite.commands.operation import check_free
from microsite.languages import LANGUAGES
from microsite.news.folder import SLUG
from microsite.news.newsroom import Newsroom
from microsite.settings import Config
from microsite.settings import ConfigError

THIS_MACHINE = "127.0.0.1"
DRAFT = """\
---
title: "Title ({language})"
summary: "What the article says, in a sentence or two: for lists and search engines."
published: {today}   # out from this day on; or from a time on: {today} 09:30
categories: []          # of these: {categories}
draft: true             # remove this line when the article is ready
# updated: {today}
# pinned: true          # stands first in the list
# image: picture.webp   # a file beside this one
# image_alt: What the picture shows, for those who do not see it
# source: Where the text is taken from
# source_date: {today}
---
Text in Markdown. Lists, tables, **emphasis** and [links](/{tag}/contact) are understood.

## A heading

A picture beside this file is shown by `![What it shows](picture.webp)`, alone in a paragraph.
"""


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
    newsroom = Newsroom.of(_with_drafts(), report=_say_nothing)
    edition = newsroom.edition()
    slugs = {article.slug for tag in LANGUAGES for article in edition.listing(tag)}
    for slug in slugs:
        for tag in edition.offered_in(slug):
            if article := edition.find(tag, slug):
                newsroom.body_of(article)
    problems = newsroom.problems()
    for problem in problems:
        click.echo(_from_here(newsroom.content, str(problem)))
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
    config = extensions.config()
    if not SLUG.fullmatch(slug):
        raise click.BadParameter(
            f"{slug[:80]!r} is no slug; use a-z, 0-9 and single hyphens, 80 at most.",
            param_hint="SLUG",
        )
    folder = config.news_path / slug
    try:
        folder.mkdir()
        for tag in config.languages:
            (folder / f"{tag}.md").write_text(_draft(tag, config), encoding="utf-8")
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
    config = extensions.config()
    return replace(config, news=replace(config.news, drafts=True))


def _draft(tag: str, config: Config) -> str:
    return DRAFT.format(
        language=LANGUAGES[tag].name,
        tag=tag,
        today=f"{datetime.now(ZoneInfo(config.timezone)):%Y-%m-%d}",
        categories=", ".join(config.news.categories) or "none; site.toml knows none",
    )


def _from_here(folder: Path, name: str) -> str:
    """Name what is in a folder as one can open it from where the command was typed."""
    path = os.path.relpath(folder / name)
    return str(folder / name) if path.startswith(os.pardir) else path


def _say_nothing(_message: str) -> None:
    """Take the place of the log where problems are printed."""
