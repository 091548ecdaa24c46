"""Brands: recognised by the names and numbers of their models, as their browsers send them."""

import pytest

from microsite.detection.brands import BRAND_BROWSERS
from microsite.detection.brands import BRAND_NAMES
from microsite.detection.numbering import NUMBERING
from tests.support.user_agents import BLINK
from tests.support.user_agents import CHROME
from tests.support.user_agents import MOBILE_CHROME
from tests.support.user_agents import WEB_VIEW
from tests.support.user_agents import android
from tests.support.user_agents import detect
from tests.support.user_agents import linux

NAMED_MODELS = {
    "samsung": "SAMSUNG SM-A556B|Samsung Galaxy Y|Galaxy Nexus",
    "huawei": (
        "HUAWEI GRA-L09|HUAWEI Mate 9|MediaPad 10 Link|MatePad Pro|Mate 40 Pro|Ascend P7|nova 5i"
    ),
    "xiaomi": (
        "Xiaomi 14T Pro|Mi 10 Lite|MI 8 SE|Redmi Note 13 Pro|Redmi K60|Hongmi Note|HM NOTE 1W"
        "|MIX 3|Mix Fold 2"
    ),
    "poco": "POCO F5|POCO M6 Pro|Pocophone F1",
    "oppo": "OPPO A57|OPPO R11 Plus|Reno 8|Reno Ace",
    "oneplus": "OnePlus 8T|ONEPLUS A6010|Nord CE|NORD 2",
    "realme": "realme 6 Pro|Realme GT",
    "vivo": "vivo 1906|vivo X9s Plus|iQOO Neo|VIVO Y53",
    "meizu": "Meizu 16th|MEIZU 18|MZ MX4|mblu 10",
    "lenovo": "Lenovo TB-X606F|Lenovo K5 Note|IdeaTab A2109A|Yoga Tablet 2|ZUK Z2131|VIBE P1",
    "google": "Pixel 6a|Pixel 9 Pro XL|Pixel Fold",
    "motorola": "moto g54 5G|motorola edge 40|Moto Z2 Play",
    "nokia": "Nokia X20|Nokia 7.2",
    "nubia": "nubia Z60|Nubia NX609",
    "zte": "ZTE A2121|ZTE Blade A7",
    "coolpad": "Coolpad 8297|COOLPAD C103",
    "gionee": "GIONEE M7|Gionee S10L",
    "hisense": "Hisense A5|HISENSE F23",
    "htc": "HTC One M8|HTC Desire 820",
    "lg": "LG K50|LG V40",
    "tecno": "TECNO CK6|TECNO KI5q",
    "infinix": "Infinix X678B|Infinix X6525",
    "itel": "itel P40|itel A60s",
    "tcl": "TCL 40 SE|TCL T506D",
    "sony": "Sony XQ-DC72|Xperia 5 V",
    "asus": "ASUS AI2302",
    "sharp": "Sharp S7|AQUOS sense8",
    "nothing": "Nothing A065",
    "alcatel": "Alcatel 5033D",
    "micromax": "Micromax Q413",
    "wiko": "WIKO T60",
    "blackview": "Blackview BV8900",
    "doogee": "DOOGEE S98",
    "ulefone": "Ulefone Armor 21",
    "oukitel": "OUKITEL WP30",
    "cubot": "CUBOT KINGKONG 9",
    "fairphone": "Fairphone 5",
    "hmd": "HMD Pulse Pro",
    "acer": "Acer Liquid Z6",
    "panasonic": "Panasonic Eluga I7",
    "kyocera": "KYOCERA A101",
}

NUMBERED_MODELS = {
    "samsung": (
        "SM-S9210|SM-F9560|SM-T975|GT-I9300|GT-N7100|SGH-I337|SCH-I545|SPH-L720|SHV-E330S|SHW-M440S"
        "|SC-51C|SC-02H|SC52C|SCV43|SCG13|SCL24|SCT22|samsung-sm"
    ),
    "huawei": (
        "LYA-AL10|HMA-AL00|ELE-L29|NOH-AL00|JAD-LX9|DCO-AL00|STK-LX1|ANE-LX3|ALP-TL00|EML-AL00"
        "|AGS3-W09|BAH4-L09|BTV-DL09|BKL-AL20|CAN-BD00|MAR-LX1A|VOG-L04|RNE-L22|G620-L75|H60-L02"
        "|Y635-L21|T1-701u|M2-A01L|P7-L10|P6-U06|GEM-703L|Che1-L04|MT7-TL10|MediaPad-7|C8815|U8950"
        "|U9508|D-01J|HWV33|HW-01K|huaweiX"
    ),
    "honor": (
        "ELI-NX9|VNE-N41|REA-NX9|CRT-NX1|ALI-NX1|MAA-AN10|PGT-AN20|ELP-AN00|GIA-AN80|ANY-LX2|DIO-AN00"
        "|TFY-LX1|LGE-AN20|HONOR Magic6|HONOR X9b|Honor 200"
    ),
    "poco": (
        "23049PCD8I|24069PC21G|2312FPCA6G|22111317PI|2201117PG|220733SPI|21061110AG|22031116AI|21121210G"
        "|22021211RI|2207117BPG|M2007J20CT|M2010J19CG|M2012K11AG|M2102J20SI|M2103K19PI"
        "|MZB07Z1IN|MZB08W5IN|POCOX3|Xiaomi Poco F1"
    ),
    "xiaomi": (
        "2211133C|22127RK46C|23078RKD5C|24031PN0DC|25010PN30C|M2011K2C|M2101K9C|M1908C3JG|2014811"
        "|2016060|MI6|MI-ONE|MI_3W|MI PAD 5|MIPAD 4|RedmiNote|xiaomi14|HM2013|MDE40|XIG04"
        "|Black Shark 2|SHARK KSR-A0|SHARK PRS-H0|SKR-A0|SKW-A0"
    ),
    "oneplus": (
        "OnePlus8Pro|One Plus 3|A0001|ONE E1003|ONE A2003|AC2001|BE2029|GM1917|HD1905|IN2020|KB2000"
        "|DE2117|DN2103|EB2103|IV2201|LE2120|MT2111|NE2211|CPH2399|CPH2409|CPH2415|CPH2447|CPH2449"
        "|CPH2487|CPH2493|CPH2513|CPH2551|CPH2573|CPH2581|CPH2609|CPH2621|CPH2663|CPH2707|CPH2747"
        "|PGKM10|PGZ110|PHB110|PJA110|PJZ110|PKR110|PLK110"
    ),
    "oppo": (
        "CPH2207|CPH1979|CPH2711|OPD2102|OPG04|PEGM00|PCLT10|PFJM10|PHM110|PKB110|OPPO-A5"
        "|reno5|FindX2|Find N2|Find 7|A1601|A37f|A53m|A57t|X9079|N5209|N5117|R7plusf|R829T|R8107"
        "|R9s|R11st|R17"
    ),
    "realme": "RMX3085|RMX5000|RMP2103|realmeV",
    "vivo": "V2046A|V1936AL|V2349A|I2202|I1928|PA2353|iPA2475|DPD2221|vivoX21|iQOO8",
    "meizu": (
        "meizu20|MZ-M611A|M3 note|M5 E|M5c|M2 Note|MX5|16th Plus|16s Pro|16T|M1816|PRO 6 Plus"
        "|PRO 7|M355|M463|M465|M040|M571C|M611A|M621C|M681Q|M710H|M721L|M792Q|M811Q|M822Q|M852Q"
        "|M872Q|M881Q|M892Q|M923Q|M971Q"
    ),
    "lenovo": (
        "LenovoX|TB-8504X|TB300FU|TB2-X30F|YT3-X50M|YT-J706F|L38041|L58041|L70081|IdeaPadA10|zukZ1"
        "|A7600-H|A3500-FV|A6020a46|PB2-690M|PB1-750M|Tab 2 A8|TAB4 A7"
    ),
    "google": "Nexus 5X|Nexus 4",
    "amazon": "KFTRWI|KFMAWI|KFONWI|AEOKN",
    "motorola": "XT2343-3|XT1650|XT925",
    "nubia": "NX729J|NX769J",
    "zte": "ZTEX7|Blade V30",
    "haier": "HM-I559-FL|HM-N701-FL",
    "lg": "LG-H870|LM-V409N|LM-G710",
}


def split_models(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(brand, model) for brand, models in table.items() for model in models.split("|")]


@pytest.mark.parametrize(
    ("brand", "model"), split_models(NAMED_MODELS) + split_models(NUMBERED_MODELS)
)
def test_a_brand_is_recognised_by_its_models(brand: str, model: str) -> None:
    assert detect(android(model, version="12")).brand == brand
    in_web_view = android(f"{model} Build/AP1A.240505.004; wv", WEB_VIEW, "12")
    assert detect(in_web_view).brand == brand
    assert detect(android("K", version="10"), {"Sec-CH-UA-Model": f'"{model}"'}).brand == brand


def test_every_brand_name_and_pattern_has_a_test_case() -> None:
    first_words = {(model.lower().split()[0], brand) for brand, model in split_models(NAMED_MODELS)}
    assert [name for name, brand in BRAND_NAMES.items() if (name, brand) not in first_words] == []
    assert {brand for brand, _ in NUMBERING} | {"honor"} == NUMBERED_MODELS.keys()


@pytest.mark.parametrize(
    "model",
    [
        "HONOR 6X",
        "HONOR 8X",
        "HONOR 9",
        "Honor 10",
        "HONOR20",
        "honor_30",
        "Honor-5A",
        "HONOR H30-L01M",
        "HONOR Note 10",
        "HONOR Holly 2",
        "HONOR Bee",
        "HONOR V9",
        "HONOR View 20",
        "HONOR X10",
        "COL-AL10",
        "YAL-AL50",
        "EBG-AN00",
        "TEL-AN00a",
    ],
)
def test_honor_phones_from_before_november_2020_are_huaweis(model: str) -> None:
    assert detect(android(model, version="10")).brand == "huawei"


@pytest.mark.parametrize("model", ["HONOR 50", "HONOR 90 Lite", "HONOR X8a", "HONOR Magic6 Pro"])
def test_newer_honor_phones_are_honors(model: str) -> None:
    assert detect(android(model, version="13")).brand == "honor"


@pytest.mark.parametrize(
    ("version", "brand"),
    [("9", "huawei"), ("10", "huawei"), ("12", "huawei"), ("13", "honor"), ("15", "honor")],
)
def test_a_model_in_huaweis_scheme_above_android_12_is_honors(version: str, brand: str) -> None:
    assert detect(android("QQX-LX1", version=version)).brand == brand


@pytest.mark.parametrize(
    ("model", "brand"),
    [("QQX-AN00", "honor"), ("QQX-N49", "honor"), ("QQX-AL00", "huawei"), ("QQX-BD00", "huawei")],
)
def test_a_hinted_model_is_judged_without_the_version_of_a_reduced_string(
    model: str, brand: str
) -> None:
    hints = {"Sec-CH-UA-Platform": '"Android"', "Sec-CH-UA-Model": f'"{model}"'}
    assert detect(android("K", version="10"), hints).brand == brand


NUMBERS = {
    "huawei": (
        "AGRK-W09|BTKR-W00|SCMR-W09|WGRR-W19|QQXZ-W09|AGS3K-W10|KOB2K-L09|302HW|704HW|d-02K|HWV33"
        "|NOH-NX9|ANA-NX9|ELS-NX9|JEF-NX9|CDY-NX9A|ALT-AL00|ALT-L29|GFY-AL00|GFY-LX1|LNA-LX9"
        "|KRJ-W09|ABR-AL60|FDR-A03L|G620S-L03|Wukong-L29A|Angela-L02B"
    ),
    "honor": (
        "QQX-NX1|ALT-NX3|GFY-LX2|LNA-NX1|KRJ2-W09|KOB2-W09HN|AGR-W09HN|ABR-NX1|ABR-LX2|ALP-AN00"
    ),
    "xiaomi": (
        "M531DA|MDE40|MDG1|MAE51|A201XM|A401XM|XIG05|22101320C|22021211RC|21121210C|22011119UY"
        "|2311DRK48C|23113RKC6C|MZB8458IN|M2006C3MII|lancelot"
    ),
    "poco": (
        "22101320G|22021211RG|21121210G|2311DRK48G|23113RKC6G|24117RK2CG|22041216UG|25053PC47G"
        "|2409FPCC4G|220333QPG|MZB9965IN|M2006C3MI|M2104K10I|surya"
    ),
    "oneplus": "PLU110|PLZ110|PLR110|CPH2605|CPH2389|OPD2403|OPD2481|GN2200",
    "oppo": "PNA110|PQB110|PZZ110|PMD110|PLJ110|A101OP|A303OP|OPG04|CPH2777|1201|3007",
    "vivo": "J2504|J2510|V2031_21|V2507A|I2505|iPA2575|PA2511",
    "samsung": "404SC|SC-51F|SCG34|SM-S731N|SM-F971B",
    "lenovo": "A301LV|702LV|d-42A|TB336FU",
    "blu": "Vivo XL2|Vivo 5R|VIVO GO",
}
"""Numbers that are easily taken for another maker's, and numbers of phones still to come."""


@pytest.mark.parametrize(("brand", "model"), split_models(NUMBERS))
@pytest.mark.parametrize("version", ["10", "12", "16"])
def test_a_number_belongs_to_its_maker_on_any_version(brand: str, model: str, version: str) -> None:
    assert detect(android(model, version=version)).brand == brand


@pytest.mark.parametrize(
    ("build", "version", "brand"),
    [
        ("HONORQQX-AN00", "11", "honor"),
        ("HONORQQX-AN00", "12", "honor"),
        ("HONORQQX-AN00", "10", "huawei"),
        ("HUAWEIQQX-AN00", "12", "huawei"),
        ("HUAWEIQQX-AN00", "14", "huawei"),
        ("WIKOQQX-AN00", "14", "huawei"),
    ],
)
def test_the_build_tells_honor_from_huawei_for_unseen_letters(
    build: str, version: str, brand: str
) -> None:
    assert detect(android(f"QQX-AN00 Build/{build}", version=version)).brand == brand


def test_a_fake_of_vivos_name_does_not_get_its_store() -> None:
    assert detect(android("vivo 1906")).brand == "vivo"
    assert detect(android("vivo X21")).brand == "vivo"
    assert detect(android("BLU Vivo 8")).brand == "blu"


@pytest.mark.parametrize(
    "letters",
    "ALI ANB ANY BRP BVL CLK CMA CRT DIO DNN ELI ELP ELZ FCP FNE FRI GDI GIA HJC KOZ LGE LLY LSA"
    " MAA MGI NEW NTH NTN PGT PTP REA RNA ROD SDY TFY TNA VER VNE WDY".split(),
)
def test_honors_prefixes_are_honors_on_any_android(letters: str) -> None:
    assert detect(android(f"{letters}-AN10", version="11")).brand == "honor"


def test_a_phone_with_harmonyos_is_huaweis_even_with_honors_prefix() -> None:
    assert detect(android("HarmonyOS; ANY-AN00", version="12")).brand == "huawei"


BRAND_BROWSER_CASES = {
    "miui": android("K", f"{MOBILE_CHROME} XiaoMi MIUI", "10"),
    "miuibrowser": android("K", f"{WEB_VIEW} MiuiBrowser/20.1.11", "10"),
    "huaweibrowser": android("K", f"{WEB_VIEW} HuaweiBrowser/15.0.7", "10"),
    "hmscore": android("K", f"{WEB_VIEW} HMSCore/6.15", "10"),
    "heytapbrowser": android("K", f"{WEB_VIEW} HeyTapBrowser/45.12.5", "10"),
    "oppobrowser": android("K", f"{WEB_VIEW} OppoBrowser/10.701", "10"),
    "vivobrowser": android("K", f"{WEB_VIEW} VivoBrowser/26.3.0", "10"),
    "samsungbrowser": android("K", f"SamsungBrowser/28.1 {MOBILE_CHROME}", "10"),
    "honorbrowser": android("K", f"{WEB_VIEW} HonorBrowser/9.0.1", "10"),
    "silk": android("K", f"Silk/138.4.2 like {MOBILE_CHROME}", "10"),
}


@pytest.mark.parametrize(("browser", "user_agent"), BRAND_BROWSER_CASES.items())
def test_a_brands_own_browser_names_the_brand_if_the_model_is_hidden(
    browser: str, user_agent: str
) -> None:
    assert detect(user_agent).brand == BRAND_BROWSERS[browser]


def test_every_brand_browser_has_a_test_case() -> None:
    assert BRAND_BROWSERS.keys() == BRAND_BROWSER_CASES.keys()


OUTSIDE_THE_MODEL = {
    "a brand's browser on another's phone": (
        android("RMX3363", f"{WEB_VIEW} HeyTapBrowser/45.12.6"),
        "realme",
    ),
    "Samsung's browser, which puts Samsung before any model": (
        android("SAMSUNG RMX3363", f"SamsungBrowser/28.0 {MOBILE_CHROME}"),
        "realme",
    ),
    "Samsung's browser, before an unknown model": (
        android("SAMSUNG Zebra77", f"SamsungBrowser/28.0 {MOBILE_CHROME}"),
        "samsung",
    ),
    "Huawei in the build": (android("Zebra77 Build/HUAWEIZebra", version="9"), "huawei"),
    "a language before the model": (
        f"Mozilla/5.0 (Linux; U; Android 13; zh-cn; PEGM00 Build/TP1A) {BLINK} {MOBILE_CHROME}",
        "oppo",
    ),
    "a language with a script before the model": (
        f"Mozilla/5.0 (Linux; U; Android 13; zh-Hans-CN; V2046A Build/TP1A) {BLINK} {CHROME}",
        "vivo",
    ),
    "a phone requesting desktop sites": (linux(f"{CHROME} VivoBrowser/26.3.1"), "vivo"),
}


@pytest.mark.parametrize(("user_agent", "brand"), OUTSIDE_THE_MODEL.values(), ids=OUTSIDE_THE_MODEL)
def test_a_brand_is_found_outside_the_model(user_agent: str, brand: str) -> None:
    assert detect(user_agent).brand == brand


@pytest.mark.parametrize(
    ("name", "brand"),
    [
        ("samsung", "samsung"),
        ("HUAWEI", "huawei"),
        ("HONOR", "honor"),
        ("Xiaomi", "xiaomi"),
        ("Redmi", "xiaomi"),
        ("POCO", "poco"),
        ("OPPO", "oppo"),
        ("OnePlus", "oneplus"),
        ("realme", "realme"),
        ("vivo", "vivo"),
        ("iQOO", "vivo"),
        ("Meizu", "meizu"),
        ("Lenovo", "lenovo"),
    ],
)
def test_a_brand_may_be_named_after_an_unknown_model(name: str, brand: str) -> None:
    assert detect(android("Zebra77", f"{WEB_VIEW} Brand/{name}")).brand == brand


@pytest.mark.parametrize(
    "model",
    [
        "Zebra77",
        "K",
        "",
        "M7",
        "Milo 3",
        "Mixtape",
        "Novatel 5",
        "Realm 2",
        "TCLX",
        "V9",
    ],
)
def test_an_unknown_model_has_no_brand(model: str) -> None:
    assert detect(android(model, version="12")).brand is None


def test_a_computer_has_no_brand() -> None:
    assert detect("Mozilla/5.0 (Windows NT 10.0; Lenovo; Win64; x64)").brand is None
