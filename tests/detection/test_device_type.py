"""Device types: only phones and tablets have a store, for any system that other devices send."""

import pytest

from tests.support.user_agents import BLINK
from tests.support.user_agents import CHROME
from tests.support.user_agents import android
from tests.support.user_agents import detect

OTHER_DEVICES = {
    "tv": (
        "HbbTV/1.6.1|SmartTV|GoogleTV|TVBox|MiBox|MiTV|CrKey/1.56|Chromecast|BRAVIA|VIDAA/8"
        "|Viera/3.2|NetCast.TV-2013|AQUOS|TV Safari|NETTV/4.6|OpenTV|WebTV|DTV|Web0S|webOS.TV-2023"
        "|Roku/DVP-14|Boxee|Kodi/21|XBMC|TiVo|STB|Settop|SonyDTV|PhilipsTV|SmartCast|Maple|Espial"
        "|InettvBrowser|DLNADOC/1.50|WhaleTV|TBrowser"
    ),
    "watch": "Watch|Wearable|WearOS|ZenWatch",
    "console": "PlayStation Vita|Nintendo WiiU|Xbox One|Ouya|DreamPassport/3",
    "car": "QtCarBrowser|Tesla/2025.20.8",
    "headset": "OculusBrowser/39|PicoBrowser/4|Wolvic/1.8|visionOS",
    "speaker": "AlexaMediaPlayer/2|Sonos/85",
}


@pytest.mark.parametrize(
    ("form", "name"),
    [(form, name) for form, names in OTHER_DEVICES.items() for name in names.split("|")],
)
def test_another_device_is_recognised_by_its_name(form: str, name: str) -> None:
    visitor = detect(f"Mozilla/5.0 (Linux; {name}) {BLINK} {CHROME}")
    assert (visitor.platform, visitor.device_type) == ("other", form)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("tv", "HbbTV/1.6.1"),
        ("tv", "SmartTV"),
        ("tv", "GoogleTV"),
        ("tv", "AndroidTV"),
        ("tv", "CrKey/1.56"),
        ("watch", "Wearable"),
        ("watch", "WearOS"),
        ("console", "Ouya"),
    ],
)
def test_a_device_name_counts_even_if_android_sends_mobile(form: str, name: str) -> None:
    visitor = detect(android(f"Zebra77; {name}", f"{CHROME} Mobile"))
    assert (visitor.platform, visitor.device_type) == ("android", form)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("tv", "HbbTV/1.6.1"),
        ("tv", "CrKey/1.56"),
        ("headset", "Wolvic/1.8"),
        ("headset", "PicoBrowser/4"),
        ("headset", "OculusBrowser/39.2"),
        ("speaker", "AlexaMediaPlayer/2"),
    ],
)
def test_a_browser_of_one_kind_of_device_counts_even_if_android_sends_mobile(
    form: str, name: str
) -> None:
    visitor = detect(android("Zebra77", f"{CHROME} Mobile {name}"))
    assert (visitor.platform, visitor.device_type) == ("android", form)


@pytest.mark.parametrize("name", ["TV Cast/2", "SmartView", "Box/4", "Watch", "Tesla/7", "Xbox"])
def test_an_app_may_be_named_like_another_device(name: str) -> None:
    visitor = detect(android("Zebra77; wv", f"{CHROME} Mobile {name}"))
    assert (visitor.platform, visitor.device_type) == ("android", "phone")


@pytest.mark.parametrize("model", ["BNTV600", "BTV-W09", "SmartView 10", "HITV102", "Kilobox77x"])
def test_a_tablet_may_be_named_like_a_television(model: str) -> None:
    assert detect(android(model, CHROME)).device_type == "tablet"


@pytest.mark.parametrize("model", ["Tesla SP9", "Echo Plus", "DTV 5", "Maple 3", "Kodi X", "Stb2"])
def test_a_phone_may_be_named_like_another_device(model: str) -> None:
    visitor = detect(android(model))
    assert (visitor.platform, visitor.device_type) == ("android", "phone")


@pytest.mark.parametrize(
    "model",
    [
        "Zebra TV",
        "4K SmartTV2",
        "Zebra Box 4",
        "IPSTB 7",
        "STB",
        "LED55",
        "Nvidia Shell",
        "AFTGOLDFF",
        "TPM191E",
        "43PFS6808",
        "65OLED_707",
        "X96 Max",
        "X88 Pro",
        "H96 Mini",
        "A95X F3",
        "T95 Plus",
        "MXQ Pro",
        "TX3",
        "HK1 Rbox",
        "KM9 Pro",
        "MK22",
        "UGOOS AM7",
        "Beelink GT",
        "ZIDOO Z9X",
        "MECOOL KM2",
    ],
)
def test_a_television_without_mobile_is_recognised_by_its_model(model: str) -> None:
    assert detect(android(f"{model} Build/T1", CHROME, "11")).device_type == "tv"


@pytest.mark.parametrize("model", ["Smart TV 4", "Android TV", "GoogleTV 2", "Mi TV", "TV Box S"])
def test_a_television_with_mobile_is_recognised_by_tv_in_its_model(model: str) -> None:
    assert detect(android(model)).device_type == "tv"


@pytest.mark.parametrize("model", ["SM-R800", "SM-R910", "Samsung SM-R775V"])
def test_samsung_watches_are_recognised_by_their_models(model: str) -> None:
    assert detect(android(model)).device_type == "watch"


@pytest.mark.parametrize("model", ["SM-X216B", "Zebra77", "DTVPAD", "55 inches", "SM-R500"])
def test_other_android_devices_without_mobile_are_tablets(model: str) -> None:
    assert detect(android(model, CHROME)).device_type == "tablet"


@pytest.mark.parametrize(
    "system",
    [
        "Windows NT 11.0; ARM64",
        "Win98; de",
        "Macintosh; PPC Mac OS X",
        "X11; FreeBSD amd64",
        "X11; OpenBSD amd64",
        "X11; NetBSD",
        "X11; SunOS sun4u",
        "X11; Ubuntu",
        "OS/2; Warp 4.5",
        "AmigaOS 4.1",
        "Haiku; BeOS",
        "compatible; Konqueror/4.1; AIX",
        "Darwin; macOS",
        "Unix; HP-UX",
    ],
)
def test_a_computer_is_recognised_by_its_system(system: str) -> None:
    visitor = detect(f"Mozilla/5.0 ({system}) Gecko/20100101 Firefox/78.0")
    assert (visitor.platform, visitor.device_type, visitor.may_be_ipad) == (
        "desktop",
        "desktop",
        False,
    )


@pytest.mark.parametrize(
    "user_agent",
    [
        "Nokia3110c/2.0 (04.91) Profile/MIDP-2.0 Configuration/CLDC-1.1",
        "BlackBerry8520/5.0.0.681 Profile/MIDP-2.1",
        "Mozilla/5.0 (BlackBerry; U; BlackBerry 9800; en) Version/6.0.0.546 Mobile",
        "Mozilla/5.0 (PlayBook; U; RIM Tablet OS 2.1.0; en) Version/7.2.1",
        "SonyEricssonW995/R1EA Browser/NetFront/3.4",
        "Alcatel-OT-802/1.0",
        "SAMSUNG-GT-S5620/1.0 Dolfin/2.0 Bada/1.0",
        "DoCoMo/2.0 P903i(c100)",
        "KDDI-TS3G UP.Browser/6.2",
        "Mozilla/5.0 (SymbianOS/9.4; Series60/5.0; rv:1)",
        "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1; U; en)",
        "Mozilla/5.0 (Maemo; Linux armv7l; rv:2) Gecko",
        "Mozilla/5.0 (MeeGo; NokiaN9) AppleWebKit/534.13",
        "Mozilla/4.0 (compatible; MSIE 6.0; Windows CE; PPC)",
        "Mozilla/5.0 (Mobile; rv:48.0) Gecko/48.0 Firefox/48.0",
        "Mozilla/5.0 (Linux; Sailfish 4.5; Mobile) SailfishBrowser/1",
        "Mozilla/5.0 (hp-tablet; Linux; hpwOS/3.0.5; U) Version/5",
        "Mozilla/5.0 (compatible; MSIE 10.0; Windows Phone 8.0; IEMobile/10.0)",
        "Mozilla/5.0 (Linux; U; Kobo Touch)",
    ],
)
def test_a_phone_without_a_supported_store_has_platform_other(user_agent: str) -> None:
    visitor = detect(user_agent)
    assert (visitor.platform, visitor.device_type) == ("other", "phone")
