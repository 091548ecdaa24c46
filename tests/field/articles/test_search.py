"""Search: words that mean the same, filters that combine, hits that are marked."""

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from microsite.config.conversion_words import check_synonyms
from microsite.config.section import ConfigError
from microsite.news.search.highlight import highlight
from microsite.news.search.lexicon import Lexicon
from microsite.news.search.lexicon import inflect
from microsite.news.search.query import parse_query
from microsite.news.service import NewsService
from tests.conftest import Settings
from tests.conftest import site
from tests.news.conftest import Content
from tests.support.markup import ParsedHtml


@pytest.fixture
def client(content: Content, settings: Settings) -> FlaskClient:
    """The packaged site with articles that each have one word of a group."""
    articles = {
        "qr-hans": ("zh-Hans", "扫描二维码", "2025-05-01", "[bank]"),
        "qr-hant": ("zh-Hant", "掃描 QR Code", "2025-06-01", "[safety]"),
        "bank-hans": ("zh-Hans", "手机银行更新", "2026-01-01", "[app]"),
        "bank-hant": ("zh-Hant", "行動銀行更新", "2026-02-01", "[app]"),
        "account": ("zh-Hant", "帳戶安全", "2026-03-01", "[safety]"),
        "branches": ("en", "New branches and policies", "2026-04-01", "[bank]"),
        "wechat": ("en", "Our WeChat page", "2025-04-01", "[safety]"),
    }
    for slug, (tag, title, published, categories) in articles.items():
        content.write(f"{slug}/{tag}.md", title=title, published=published, categories=categories)
    with site(settings(news__content=str(content.folder))) as app:
        return app.test_client()


def found(client: FlaskClient, query: str, tag: str = "zh-Hans", **filters: str) -> set[str]:
    """Return the slugs that a search finds."""
    response = client.get(f"/{tag}/news/search", query_string={"q": query, **filters})
    assert response.status_code == 200
    page = ParsedHtml(response.text)
    return {link["href"].rpartition("/")[2] for link in page.all("a", within="entry")}


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("二维码", {"qr-hans", "qr-hant"}),
        ("二維碼", {"qr-hans", "qr-hant"}),
        ("QR Code", {"qr-hans", "qr-hant"}),
        ("qr code 更新", set()),
        ("扫描二维码", {"qr-hans", "qr-hant"}),
        ("手机银行", {"bank-hans", "bank-hant"}),
        ("行動銀行", {"bank-hans", "bank-hant"}),
        ("行动银行更新", {"bank-hans", "bank-hant"}),
        ("账户", {"account"}),
        ("賬戶", {"account"}),
        ("微信", {"wechat"}),
        ("wechat", {"wechat"}),
        ("branch", {"branches"}),
        ("policy", {"branches"}),
        ("pages", {"wechat"}),
    ],
)
def test_words_that_mean_the_same_find_each_other(
    client: FlaskClient, query: str, slugs: set[str]
) -> None:
    assert found(client, query) == slugs


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("policy", "policies"),
        ("policies", "policy"),
        ("codes", "code"),
        ("branches", "branch"),
        ("boxes", "box"),
        ("people", "person"),
        ("person", "people"),
        ("key", ""),
        ("pass", ""),
        ("status", ""),
        ("as", ""),
    ],
)
def test_an_english_word_has_its_other_number(word: str, other: str) -> None:
    assert list(inflect(word)) == ([other] if other else [])


def test_categories_and_years_combine_in_the_list(client: FlaskClient) -> None:
    page = ParsedHtml(client.get("/zh-Hans/news/?category=safety&year=2025").text)
    shown = {link["href"] for link in page.all("a", within="entry")}
    assert shown == {"/zh-Hans/news/qr-hant", "/en/news/wechat"}
    chosen = [
        link.text for link in page.all("a", within="choices") if "aria-current" in link.attributes
    ]
    assert chosen == ["安全提示", "2025"]
    links = {link.text: link["href"] for link in page.all("a", within="choices")}
    assert links["2026"] == "/zh-Hans/news/?category=safety&year=2026"
    assert links["银行动态"] == "/zh-Hans/news/?category=bank&year=2025"
    assert links["全部"] == "/zh-Hans/news/?year=2025"
    assert links["全部年份"] == "/zh-Hans/news/?category=safety"
    hidden = {each["name"]: each["value"] for each in page.all("input", type="hidden")}
    assert hidden == {"category": "safety", "year": "2025"}


def test_a_category_with_an_empty_year_is_an_empty_list(client: FlaskClient) -> None:
    response = client.get("/en/news/?category=app&year=2025")
    assert response.status_code == 200
    page = ParsedHtml(response.text)
    assert page.all("a", within="entry") == []
    assert "No articles. Choose another year or category." in response.text
    for query in ("category=app&year=2024", "category=app&year=2025&page=2", "category=x"):
        assert client.get(f"/en/news/?{query}").status_code == 404


def test_filters_survive_a_search(client: FlaskClient) -> None:
    assert found(client, "二维码", category="safety") == {"qr-hant"}
    assert found(client, "二维码", category="bank", year="2025") == {"qr-hans"}
    assert found(client, "二维码", year="2026") == set()
    page = ParsedHtml(client.get("/zh-Hans/news/search?q=二维码&category=safety").text)
    links = {link.text: link["href"] for link in page.all("a", within="choices")}
    assert links["2025"].endswith("&category=safety&year=2025")
    assert links["2025"].startswith("/zh-Hans/news/search?q=")
    assert page.one("input", name="category")["value"] == "safety"
    for query in ("category=nothing", "year=1999", "year=x"):
        assert client.get(f"/zh-Hans/news/search?q=x&{query}").status_code == 404


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Three codes and a Code.", "code", ["codes", "Code"]),
        ("Decode the code", "code", ["code"]),
        ("扫描二维码下载", "二維碼", ["二维码"]),
        ("掃描 QR Code 下載", "二维码", ["QR", "Code"]),
        ("手機軟體更新", "软件", ["軟體"]),
        ("ＱＲ码", "qr", ["ＱＲ"]),
        ("New policies", "policy", ["policies"]),
        ("Nothing", "code", []),
        ("<b>code</b>", "b", ["b", "b"]),
        ("Cafe\u0301 code", "code", ["code"]),
        ("ﬁne code", "code", ["code"]),
    ],
)
def test_hits_are_marked(text: str, query: str, marked: list[str]) -> None:
    parts = highlight(text, parse_query(query, Lexicon([["二维码", "QR Code"]])))
    assert "".join(part for part, _ in parts) == text
    assert [part for part, is_hit in parts if is_hit] == marked


def test_a_result_page_marks_its_hits_and_escapes_the_rest(
    content: Content, settings: Settings
) -> None:
    content.write("a/en.md", title="A code & <b>", summary="Codes, codes")
    with site(settings(news__content=str(content.folder))) as app:
        page = app.test_client().get("/en/news/search?q=code").text
    assert "A <mark>code</mark> &amp; &lt;b&gt;</a>" in page
    assert "<mark>Codes</mark>, <mark>codes</mark></p>" in page


def test_words_of_the_conversion_find_each_other(settings: Settings) -> None:
    lexicon = NewsService.from_config(settings()).lexicon
    assert parse_query("二维码", lexicon)[0][1:] == ((" qr", " code"),)


def test_a_group_without_a_second_word_is_named(settings: Settings) -> None:
    config = settings()
    config = replace(config, news=replace(config.news, synonyms=[["a", "b"], ["a"]]))
    with pytest.raises(ConfigError, match=r"^news\.synonyms\[1\]: \['a'\] relates no words;"):
        check_synonyms(config)
