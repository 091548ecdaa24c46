"""From the text of an article's file to an Article, or to all of its errors."""

from datetime import datetime
from hashlib import blake2b

from microsite.news.loading import scaffold
from microsite.news.loading.errors import InvalidArticleError
from microsite.news.loading.errors import SourceError
from microsite.news.loading.fields import ContentRules
from microsite.news.loading.fields import FrontMatterFields
from microsite.news.loading.front_matter import SourceDocument
from microsite.news.loading.front_matter import parse_document
from microsite.news.loading.images import InspectImage
from microsite.news.loading.markdown_rules import check_body
from microsite.news.models import Article
from microsite.news.models import ArticleImage
from microsite.news.models import Source
from microsite.news.search.normalize import normalize


def parse_article(
    text: str, slug: str, tag: str, rules: ContentRules, inspect_image: InspectImage
) -> Article:
    """Return the article in a file's text. Raise InvalidArticleError with all of its errors."""
    document = parse_document(text)
    fields = FrontMatterFields(document, rules)
    title = fields.read_text("title", required=True)
    summary = fields.read_text("summary")
    published = fields.read_datetime("published", required=True)
    updated = fields.read_datetime("updated")
    _check_order(fields, published, updated)
    leading_image = _read_image(fields, inspect_image)
    body_images, body_errors = check_body(document.body, document.body_line, inspect_image)
    images = tuple(body_images)
    fields.errors += body_errors
    source = _read_source(fields)
    categories = fields.read_categories()
    pinned, draft = fields.read_bool("pinned"), fields.read_bool("draft")
    if not draft:
        _check_placeholders(fields, title, summary, document)
    if fields.errors or published is None:
        raise InvalidArticleError(*sorted(fields.errors))
    return Article(
        slug=slug,
        tag=tag,
        original_tag=tag,
        title=title,
        summary=summary,
        published=published,
        updated=updated,
        updated_line=fields.line_number("updated"),
        source=source,
        categories=categories,
        pinned=pinned,
        draft=draft,
        image=leading_image,
        body=document.body,
        body_line=document.body_line,
        body_images=images,
        digest=_digest(text, leading_image, images),
        search_text=normalize(tag, title, summary, document.body),
    )


def _check_order(
    fields: FrontMatterFields, published: datetime | None, updated: datetime | None
) -> None:
    if published and updated and updated.date() < published.date():
        fields.add_error("updated", "is before published; correct one of them or remove updated")


def _read_image(fields: FrontMatterFields, inspect_image: InspectImage) -> ArticleImage | None:
    name, alt = fields.read_text("image"), fields.read_text("image_alt")
    if not name:
        if alt:
            fields.add_error("image_alt", "is set without image; add image: or remove it")
        return None
    if not alt:
        fields.add_error("image", "has no alternative text; add image_alt:")
    size = inspect_image(name)
    if isinstance(size, str):
        fields.errors.append(SourceError(fields.line_number("image"), size))
        return None
    return ArticleImage(name, alt, *size)


def _read_source(fields: FrontMatterFields) -> Source | None:
    text, moment = fields.read_text("source"), fields.read_datetime("source_date")
    if text:
        return Source(text, moment.date() if moment else None)
    if moment:
        fields.add_error("source_date", "is set without source; add source: or remove it")
    return None


def _check_placeholders(
    fields: FrontMatterFields, title: str, summary: str, document: SourceDocument
) -> None:
    message = "is still the placeholder text; replace it or add draft: true"
    for key in scaffold.find_placeholder_fields(title, summary):
        fields.add_error(key, message)
    for line in scaffold.find_placeholder_lines(document.body):
        fields.errors.append(SourceError(document.body_line + line, message))


def _digest(text: str, *images: object) -> str:
    return blake2b(f"{text}{images}".encode(), digest_size=12).hexdigest()
