"""URLs as people type them by hand: without a language, in another tag or letter case."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

TAIWAN = "zh-TW,zh;q=0.9,en;q=0.8"
NEGOTIATED = {
    "/app": "/zh-Hant/app",
    "/news": "/zh-Hant/news/",
    "/news/": "/zh-Hant/news/",
    "/contact": "/zh-Hant/contact",
    "/APP": "/zh-Hant/app",
    "/News/phone-safety": "/zh-Hant/news/phone-safety",
    "/app/K7F3M4": "/zh-Hant/app/K7F3M4",
    "/Verify?code=K7F3M4": "/zh-Hant/verify?code=K7F3M4",
    "/privacy/": "/zh-Hant/privacy",
    "/app。": "/zh-Hant/app",
    "/contact)": "/zh-Hant/contact",
    "/ａｐｐ": "/zh-Hant/app",
    "/。": "/zh-Hant/",
}
NEAREST = {
    "/EN/app": "/en/app",
    "/EN/news": "/en/news/",
    "/EN/APP": "/en/app",
    "/EN": "/en/",
    "/en-GB/contact": "/en/contact",
    "/en_US/app": "/en/app",
    "/zh": "/zh-Hans/",
    "/zh/app": "/zh-Hans/app",
    "/zh-CN/news": "/zh-Hans/news/",
    "/zh-sg/app": "/zh-Hans/app",
    "/zh-TW/app": "/zh-Hant/app",
    "/zh-hk/": "/zh-Hant/",
    "/zh_Hant/app": "/zh-Hant/app",
    "/zh-Hant-TW/NEWS/": "/zh-Hant/news/",
    "/ZH-HANT/News/phone-safety": "/zh-Hant/news/phone-safety",
    "/zh_TW.UTF-8/app?x=1": "/zh-Hant/app?x=1",
    "/zh-CHS/app": "/zh-Hans/app",
    "/en/app。": "/en/app",
}


def ask(app: Flask, path: str, accept_language: str = TAIWAN) -> TestResponse:
    return app.test_client().get(path, headers={"Accept-Language": accept_language})


@pytest.mark.parametrize(("typed", "page"), NEGOTIATED.items())
def test_a_page_without_a_language_redirects_once_to_the_negotiated_one(
    typed: str, page: str, app: Flask
) -> None:
    answer = ask(app, typed)
    assert (answer.status_code, answer.headers["Location"]) == (307, page)
    assert "Accept-Language" in answer.vary
    assert ask(app, page).status_code == 200
    assert ask(app, typed, "fr").headers["Location"] == page.replace("zh-Hant", "en")


@pytest.mark.parametrize(("typed", "page"), NEAREST.items())
def test_a_page_in_another_tag_redirects_once_to_the_nearest_one(
    typed: str, page: str, app: Flask
) -> None:
    answer = ask(app, typed, "fr")
    assert answer.status_code in (301, 307)
    assert answer.headers["Location"] == page
    assert "Accept-Language" not in answer.vary
    assert ask(app, page).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/fr/app",
        "/cn",
        "/apps",
        "/app/a/b",
        "/zh-TW/nothing",
        "/news/x/y",
        "/static/x",
        "/en/zh/app",
    ],
)
def test_what_means_no_page_is_missing(path: str, app: Flask) -> None:
    assert ask(app, path).status_code == 404


@pytest.mark.parametrize("typed", ["/q。", "/Q.", "/q)", "/q%20", "/q%E2%80%8B", "/ｑ", "/q；"])
def test_an_address_without_code_is_redirected_to_the_scan(typed: str, app: Flask) -> None:
    answer = ask(app, f"{typed}?platform=ios")
    assert (answer.status_code, answer.headers["Location"]) == (307, "/q?platform=ios")


def test_an_error_page_is_in_the_nearest_language(app: Flask) -> None:
    assert '<html lang="zh-Hant"' in ask(app, "/zh-TW/nothing", "en").text
