"""The Traditional Chinese of Hong Kong: a catalog of differences over the one of Taiwan."""

import re

import pytest
from babel.messages import Message

from microsite.web.i18n import CATALOGS
from tests.conftest import Settings
from tests.conftest import site
from tests.support.catalogs import messages_by_id
from tests.support.catalogs import read_catalog
from tests.support.catalogs import read_template

TAIWANESE = ("簡訊", "QR Code", "郵遞區號", "軟體", "網路", "使用者", "服務專線", "隱私權")
PLACEHOLDER_PATTERN = re.compile(r"%\(\w+\)s")


def differences() -> dict[str, Message]:
    path = CATALOGS / "hong-kong" / "zh_Hant" / "LC_MESSAGES" / "messages.po"
    return messages_by_id(read_catalog(path))


def test_every_difference_replaces_a_text_of_the_site() -> None:
    texts = messages_by_id(read_template())
    taiwan = messages_by_id(read_catalog(CATALOGS / "zh_Hant" / "LC_MESSAGES" / "messages.po"))
    for text, message in differences().items():
        assert text in texts
        assert message.string != taiwan[text].string
        assert PLACEHOLDER_PATTERN.findall(str(message.string)) == PLACEHOLDER_PATTERN.findall(
            str(taiwan[text].string)
        )


def test_every_text_with_a_word_of_taiwan_has_its_difference() -> None:
    taiwan = messages_by_id(read_catalog(CATALOGS / "zh_Hant" / "LC_MESSAGES" / "messages.po"))
    replaced = differences()
    left = [
        text
        for text, message in taiwan.items()
        if any(word in str(message.string) for word in TAIWANESE) and text not in replaced
    ]
    assert left == []
    assert not any(word in str(m.string) for m in replaced.values() for word in TAIWANESE)


@pytest.mark.parametrize(
    ("conversion", "words", "others"),
    [("hong-kong", "二維碼", "QR Code"), ("taiwan", "QR Code", "二維碼")],
)
def test_the_setting_switches_the_sites_own_words(
    settings: Settings, conversion: str, words: str, others: str
) -> None:
    with site(settings(news__conversion=conversion)) as app:
        page = app.test_client().get("/zh-Hant/verify").text
        assert words in page
        assert others not in page
        assert "二维码" in app.test_client().get("/zh-Hans/verify").text
