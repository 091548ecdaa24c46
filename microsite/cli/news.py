"""`microsite news`: check, create and preview articles."""

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
from microsite.cli.ports import check_port_free
from microsite.config.schema import Config
from microsite.config.section import ConfigError
from microsite.context import current_config
from microsite.languages import LANGUAGES
from microsite.news.loading.content_directory import MAX_ARTICLE_SLUG_LENGTH
from microsite.news.loading.scaffold import scaffold_article
from microsite.news.service import NewsService
from microsite.slugs import is_slug

LOOPBACK_ADDRESS = "127.0.0.1"


@click.group(cls=AppGroup)
def news() -> None:
    """Check, create and preview news articles.

    Articles are Markdown files in a folder (news.content). The site loads them again when they
    change.

    \b
    News pipeline:
      microsite news new spring-offer     create drafts: spring-offer/en.md and so on
      microsite news preview              serve the site on this machine, drafts included
      microsite news check                print every error with file, line and fix

    Delete the file of a language that the article is not written in. An article in one Chinese
    script is converted to the other.
    """


@news.command()
def check() -> None:
    """Check every article, drafts included.

    Errors are printed as `file:line: error; fix`, for editors and CI. The exit code is 1 if there
    are any, else 0.
    """
    service = NewsService.from_config(_with_drafts(), report=_ignore)
    snapshot = service.snapshot()
    slugs = {article.slug for tag in LANGUAGES for article in snapshot.list_articles(tag)}
    for slug in slugs:
        for tag in snapshot.available_languages(slug):
            if article := snapshot.find(tag, slug):
                service.render(article)
    errors = service.content_errors()
    for error in errors:
        path = _relative_path(service.content, error.path)
        click.echo(str(dataclasses.replace(error, path=path)))
    if errors:
        sys.exit(1)
    noun = "article" if len(slugs) == 1 else "articles"
    click.echo(f"{len(slugs)} {noun} in {_relative_path(service.content, '')}: no errors.")


@news.command()
@click.argument("slug")
def new(slug: str) -> None:
    """Create the files of a new article, as drafts.

    SLUG is the article's permanent name in URLs: words in a-z and 0-9, separated by single
    hyphens, such as spring-offer.
    """
    config = current_config()
    if not is_slug(slug, MAX_ARTICLE_SLUG_LENGTH):
        raise click.BadParameter(
            f"{slug[:80]!r} is not a slug; use a-z, 0-9 and single hyphens, at most"
            f" {MAX_ARTICLE_SLUG_LENGTH} characters.",
            param_hint="SLUG",
        )
    folder = config.news_path / slug
    today = datetime.now(ZoneInfo(config.timezone)).date()
    try:
        folder.mkdir()
        for tag in config.languages:
            text = scaffold_article(tag, today, config.news.categories)
            (folder / f"{tag}.md").write_text(text, encoding="utf-8")
            click.echo(_relative_path(folder, f"{tag}.md"))
    except FileExistsError as error:
        raise click.BadParameter(
            f"{slug} already exists; choose another slug.", param_hint="SLUG"
        ) from error
    except OSError as error:
        raise ConfigError(
            f"news.content: cannot write to {config.news_path}: {error.strerror}."
        ) from error


@news.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=lambda: os.environ.get("PORT", "8000"),
    help="Port to serve on, instead of $PORT or 8000.",
)
def preview(port: int) -> None:
    """Serve the site on this machine only, with drafts and future articles.

    Reload the page to see saved changes. Stop it with Ctrl-C.
    """
    check_port_free(LOOPBACK_ADDRESS, str(port))
    config = replace(_with_drafts(), environment="development")
    url = f"http://{LOOPBACK_ADDRESS}:{port}/{config.default_language}/news/"
    click.echo(f"Preview with drafts: {url}")
    run_simple(LOOPBACK_ADDRESS, port, create_app(config), threaded=True)


def _with_drafts() -> Config:
    config = current_config()
    return replace(config, news=replace(config.news, drafts=True))


def _relative_path(folder: Path, name: str) -> str:
    """Return a path relative to the current folder if it is in it, else the whole path."""
    path = os.path.relpath(folder / name)
    return str(folder / name) if path.startswith(os.pardir) else path


def _ignore(_message: str) -> None:
    """Replace the log: the command prints the errors itself."""
