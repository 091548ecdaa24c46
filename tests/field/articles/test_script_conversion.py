"""Conversion between the Chinese scripts, with the organisation's words, in whole blocks."""

import time
from collections.abc import Callable

import pytest

from microsite.config.conversion_words import conversion_words
from microsite.config.section import ConfigError
from microsite.news.rendering.conversion import ScriptConverter
from microsite.news.rendering.conversion import TraditionalVariant
from microsite.news.rendering.script import convert_pieces
from tests.conftest import Settings
from tests.news.conftest import Content

BANK_WORDS = (
    ("发卡银行", "發卡銀行"),
    ("账户", "帳戶"),
    ("账号", "帳號"),
    ("转账", "轉帳"),
    ("对账单", "對帳單"),
    ("短信验证码", "簡訊驗證碼"),
    ("手机银行", "手機銀行"),
    ("手机号码", "手機號碼"),
    ("营业网点", "營業據點"),
    ("网上银行", "網路銀行"),
    ("取款机", "提款機"),
    ("身份证", "身分證"),
    ("应用商店", "應用程式商店"),
    ("信用卡", "信用卡"),
    ("挂失", "掛失"),
    ("余额", "餘額"),
    ("贷款利率", "貸款利率"),
    ("外汇总额", "外匯總額"),
    ("客服热线", "客服專線"),
    ("存折", "存摺"),
    ("理财产品", "理財產品"),
    ("中国邮政储蓄银行", "中國郵政儲蓄銀行"),
    ("小米应用商店", "小米應用程式商店"),
    ("注销账户", "註銷帳戶"),
)
SEGMENTED = (
    ("被发放", "被發放"),
    ("被发送", "被發送"),
    ("资金发放", "資金發放"),
    ("行长发言", "行長發言"),
    ("必须发送", "必須發送"),
    ("少数组织", "少數組織"),
    ("多数组织", "多數組織"),
    ("幸福里支行", "幸福里支行"),
    ("平安里网点", "平安里網點"),
    ("万象", "萬象"),
    ("书面条款", "書面條款"),
    ("若干部门", "若干部門"),
    ("柜台风险", "櫃檯風險"),
    ("境内存款", "境內存款"),
    ("服务对象", "服務對象"),
    ("这里", "這裡"),
    ("头发", "頭髮"),
)


@pytest.fixture
def converter(settings: Settings) -> Callable[[TraditionalVariant], ScriptConverter]:
    """A function that returns the converter of the packaged site for a region."""

    def build(variant: TraditionalVariant) -> ScriptConverter:
        return ScriptConverter(variant, conversion_words(settings(news__conversion=variant)))

    return build


@pytest.mark.parametrize(("simplified", "traditional"), BANK_WORDS + SEGMENTED)
def test_words_of_a_bank_are_converted_in_both_directions(
    converter: Callable[[TraditionalVariant], ScriptConverter], simplified: str, traditional: str
) -> None:
    convert = converter("taiwan").convert_text
    assert convert(f"本行{simplified}。", "zh-Hant") == f"本行{traditional}。"
    assert convert(f"本行{traditional}。", "zh-Hans") == f"本行{simplified}。"


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("账户", "賬戶"),
        ("转账", "轉賬"),
        ("客户", "客戶"),
        ("短信", "短信"),
        ("二维码", "二維碼"),
        ("发卡银行", "發卡銀行"),
    ],
)
def test_hong_kong_has_words_of_its_own(
    converter: Callable[[TraditionalVariant], ScriptConverter], simplified: str, traditional: str
) -> None:
    convert = converter("hong-kong").convert_text
    assert convert(simplified, "zh-Hant") == traditional
    assert convert(traditional, "zh-Hans") == simplified


def test_a_word_in_latin_letters_has_spaces_in_chinese_text(
    converter: Callable[[TraditionalVariant], ScriptConverter],
) -> None:
    convert = converter("taiwan").convert_text
    assert convert("请扫描二维码下载。二维码", "zh-Hant") == "請掃描 QR Code 下載。QR Code"
    assert convert("請掃描 QR Code 下載。QR Code", "zh-Hans") == "请扫描二维码下载。二维码"


@pytest.mark.parametrize(
    "address", ["https://b.example/软件", "www.b.example/软件", "service@b.example"]
)
def test_addresses_in_titles_stay(
    converter: Callable[[TraditionalVariant], ScriptConverter], address: str
) -> None:
    text = converter("taiwan").convert_text(f"软件{address}，软件", "zh-Hant")
    assert text == f"軟體{address}，軟體"


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("头**发**", "<p>頭<strong>髮</strong></p>"),
        ("**头**发", "<p><strong>頭</strong>髮</p>"),
        ("头*发*和软~~件~~", "<p>頭<em>髮</em>和軟<s>體</s></p>"),
        ("[头](/x)发", '<p><a href="/x">頭</a>髮</p>'),
        ("头<b>发</b>", "<p>頭<b>髮</b></p>"),
        ("面\n**条**", "<p>麵<strong>條</strong></p>"),
        ("# 头**发**", '<h2 id="section-1">頭<strong>髮</strong></h2>'),
        ("| 头**发** |\n|---|", '<th scope="col">頭<strong>髮</strong></th>'),
        ("`头发` 头", "<p><code>头发</code> 頭</p>"),
        (
            "<https://b.example/软件>",
            '<a href="https://b.example/%E8%BD%AF%E4%BB%B6">https://b.example/软件</a>',
        ),
        ("软件https://b.example/软件。", ">https://b.example/软件</a>。"),
        ('[软件](/x "软件")', '<a href="/x" title="軟體">軟體</a>'),
    ],
)
def test_a_block_is_converted_as_a_whole_with_its_markup(
    content: Content, body: str, html: str
) -> None:
    content.write("a/zh-Hans.md", body)
    assert html in content.body("a", "zh-Hant")
    assert content.errors() == []


def test_markup_stays_at_its_place_if_a_phrase_changes_its_length() -> None:
    def convert(text: str) -> str:
        return text.replace("ab", "xyz")

    assert convert_pieces(["1a", "b2", "3ab", "4"], convert) == ["1xy", "z2", "3xyz", "4"]
    assert convert_pieces(["", "ab", ""], convert) == ["", "xyz", ""]
    assert convert_pieces([], convert) == []


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"taipei": {"发": "發"}}, "news.words.taipei: is not a table of words; use all, taiwan"),
        ({"all": {"发": " "}}, "news.words.all: '发' = ' ' has an empty word;"),
    ],
)
def test_invalid_tables_of_words_are_named(
    settings: Settings, words: dict[str, dict[str, str]], error: str
) -> None:
    with pytest.raises(ConfigError, match="^" + error.replace(".", r"\.")):
        settings(news__words=words)


def test_a_text_full_of_markup_is_converted_in_little_time(content: Content) -> None:
    content.write("a/zh-Hans.md", "头**发**和*软*件" * 120 + "\n\n" + "头**发**，和*软*件。" * 120)
    started = time.process_time()
    html = content.body("a", "zh-Hant")
    assert time.process_time() - started < 10
    assert html.count("頭<strong>髮</strong>，和<em>軟</em>體。") == 120
