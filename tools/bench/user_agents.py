"""Generated User-Agents of customers' phones, in the vendors' documented formats.

Their mix is that of scans of a bank's posters in China. As in production, many phones send one of a
few strings (Safari and reduced Chrome hardly differ between devices), and few phones share any of
the others (web views send device, build and version).
"""

import random

_IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS {os} like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) {rest}"
)
_ANDROID = (
    "Mozilla/5.0 (Linux; Android {version}; {model}{build}) AppleWebKit/537.36"
    " (KHTML, like Gecko) {rest}"
)
_IOS = ("18_7", "18_6_2", "18_6", "18_5", "17_6_1", "18_3_2", "16_7_10", "17_5_1", "15_8_3")
_MODELS = (
    "ALN-AL00 15",
    "2311DRK48C 14",
    "PJD110 14",
    "V2309A 14",
    "SM-S9280 15",
    "NOH-AN00 12",
    "23127PN0CC 15",
    "PGT-AN10 14",
    "V2324A 14",
    "PHZ110 15",
    "LIO-AL00 12",
    "24053PY09C 14",
    "RMX3888 14",
    "SM-A5560 14",
    "ELZ-AN00 13",
    "CPH2581 14",
    "M2102J20SG 13",
    "V2171A 13",
    "SM-F9460 14",
    "Redmi K30 Pro 12",
    "Pixel 8 15",
)
_DESKTOP = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/{chrome}.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.{minor} Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:{chrome}.0) Gecko/20100101 Firefox/{chrome}.0",
)
_BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "curl/8.{minor}.0",
)
_SHARES = {"iphone": 35, "android": 45, "next": 8, "desktop": 8, "bot": 4}


def generate_user_agents(count: int, seed: int = 1) -> list[str]:
    """Return `count` User-Agents, not all distinct, in the order of the requests."""
    rng = random.Random(seed)
    names = rng.choices(list(_SHARES), list(_SHARES.values()), k=count)
    return [_generate(name, rng) for name in names]


def _choose_common(values: tuple[str, ...], rng: random.Random) -> str:
    """Return one of the values; the n-th is n times rarer than the first (Zipf's law)."""
    return rng.choices(values, [1 / n for n in range(1, len(values) + 1)])[0]


def _generate(name: str, rng: random.Random) -> str:
    chrome, minor = 142 - min(int(rng.expovariate(0.3)), 40), rng.randint(0, 5)
    wechat = (
        f"MicroMessenger/8.0.{61 - min(int(rng.expovariate(0.4)), 30)}"
        f" NetType/{rng.choice(('WIFI', '5G', '4G'))} Language/zh_CN"
    )
    if name == "iphone":
        version = _choose_common(_IOS, rng)
        safari = f"Version/{version.split('_')[0]}.{minor} Mobile/15E148 Safari/604.1"
        rest = rng.choice((safari, safari, f"Mobile/15E148 {wechat}"))
        return _IPHONE.format(os=version, rest=rest)
    if name == "android":
        return _generate_android(chrome, wechat, rng)
    if name == "next":
        return (
            f"Mozilla/5.0 (Phone; OpenHarmony 5.{minor}) AppleWebKit/537.36 (KHTML, like Gecko)"
            f" Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.{minor} Mobile"
        )
    template = rng.choice(_DESKTOP if name == "desktop" else _BOTS)
    return template.format(chrome=chrome, minor=minor)


def _generate_android(chrome: int, wechat: str, rng: random.Random) -> str:
    model, version = _choose_common(_MODELS, rng).rsplit(" ", 1)
    if rng.random() < 0.3:
        rest = f"Chrome/{chrome}.0.0.0 Mobile Safari/537.36"
        return _ANDROID.format(version=10, model="K", build="", rest=rest)
    build = f" Build/UKQ1.23{len(model) * 137}.00{rng.randint(1, 3)}"
    if rng.random() < 0.5:
        rest = f"Version/4.0 Chrome/{chrome}.0.{5000 + chrome}.{chrome} Mobile Safari/537.36"
        return _ANDROID.format(version=version, model=model, build=build, rest=f"{rest} {wechat}")
    rest = f"Chrome/{chrome}.0.{5000 + chrome}.{chrome} Mobile Safari/537.36"
    return _ANDROID.format(version=version, model=model, build=build, rest=rest)
