"""Settings: errors in one line that names the setting; precedence of the environment."""

import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from microsite.config.loader import PACKAGED_SITE
from microsite.config.loader import load_config
from microsite.config.loader import placeholder_values
from microsite.config.schema import Config
from microsite.config.section import ConfigError

Settings = Callable[..., Config]
Environment = Callable[..., dict[str, str]]

PACKAGED = PACKAGED_SITE.read_text(encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, settings: Settings) -> Callable[..., Config]:
    """Read a copy of the packaged site.toml with one text replaced."""

    def load(old: str = "", new: str = "", **overrides: str) -> Config:
        assert old in PACKAGED
        path = tmp_path / "site.toml"
        path.write_text(PACKAGED.replace(old, new, 1), encoding="utf-8")
        return settings(site=str(path), **overrides)

    return load


def config_error(load: Callable[[], object]) -> str:
    """Return the message of the ConfigError that is raised."""
    with pytest.raises(ConfigError) as caught:
        load()
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message


def test_the_packaged_settings_are_valid(settings: Settings) -> None:
    config = settings()
    assert config.app.android_package == "com.yitong.mbank.psbc"
    assert config.languages == ["en", "zh-Hans", "zh-Hant"]
    assert config.environment == "production"


@pytest.mark.parametrize(
    ("name", "value", "prefix"),
    [
        ("secret", "", "secret: "),
        ("secret", "x" * 31, "secret: "),
        ("environment", "prod", "environment: "),
        ("environment", "", "environment: "),
        ("trusted_proxies", "two", "trusted_proxies: "),
        ("trusted_proxies", "1.5", "trusted_proxies: "),
        ("trusted_proxies", "-1", "trusted_proxies: "),
        ("timezone", "Asia/Peking", "timezone: "),
        ("timezone", "Asia", "timezone: "),
        ("timezone", "../../etc/passwd", "timezone: "),
        ("timezone", "", "timezone: "),
        ("host", "https://app.example", "host: "),
        ("host", "app.example:", "host: "),
        ("host", "app.example:http", "host: "),
        ("host", "a..b", "host: "),
        ("host", "a-.example", "host: "),
        ("host", "a" * 3000, "host: "),
        ("host", "app.example/codes", "host: "),
        ("host", "", "host: "),
        ("languages", "en,fr", "languages: 'fr'"),
        ("languages", "en,zh_Hans", "languages: 'zh_Hans'"),
        ("languages", "zh-Hans", "default_language: "),
        ("languages", "", "default_language: "),
        ("default_language", "zh", "default_language: "),
        ("app", "PSBC", "app: "),
        ("app__name", "PSBC", "app.name: "),
        ("app__name__zh_hans", "", "app.name.zh-Hans: "),
        ("app__app_store_identifier", "1", "app.app_store_identifier: "),
        ("stores__play__link", "http://play.google.com/x", "stores.play.link: "),
        ("stores__play__link", "//play.google.com/x", "stores.play.link: "),
        ("stores__play__link", "market://details?id=x", "stores.play.link: "),
        ("stores__play__link", "https://play.google.com@evil.example/", "stores.play.link: "),
        ("stores__play__link", "https://play.google.com.evil.example/", "stores.play.link: "),
        ("stores__play__link", "https://play.google.com:8443/", "stores.play.link: "),
        ("stores__play__link", "https://{android_package}/", "stores.play.link: "),
        ("stores__play__link", "https://play.google.com/{package}", "stores.play"),
        ("stores__play__link", "https://play.google.com/{name}", "stores.play"),
        ("stores__play__link", "https://play.google.com/{android_package", "stores.play"),
        ("stores__play__scheme", "market://details?id={}", "stores.play"),
        ("stores__play__attribution", "google", "stores"),
        ("stores__play__platforms", "android,symbian", "stores"),
        ("stores__play__platforms", "", "stores.play.platforms: "),
        ("store__play__link", "https://play.google.com/x", "store: "),
        ("routing__ios", "appstore", "routing.ios: "),
        ("routing__harmonyos", "oppo", "routing.harmonyos: "),
        ("routing__unknown_android", "play", "routing.unknown_android: "),
        ("routing__unknown_android__default", "", "routing.unknown_android.default: "),
        ("routing__unknown_android__default", "oppo", "routing.unknown_android.default: "),
        ("routing__unknown_android__zh_hant", "shop", "routing.unknown_android.zh-Hant: "),
        ("routing__unknown_android__zh_tw", "play", "routing.unknown_android.zh_tw: "),
        ("routing__unknown_android__fr", "play", "routing.unknown_android.fr: "),
        ("routing__brands__vivo", "viwo", "routing.brands.vivo: "),
        ("routing__brands__honor", "honor", "routing.brands.honor: "),
        ("routing__in_app__wechat__android", "shop", "routing.in_app.wechat.android: "),
        ("routing__in_app__wechat__harmonyos", "shop", "routing.in_app.wechat.harmonyos: "),
        ("routing__in_app__wechat__windows", "guide", "routing.in_app"),
        ("routing__unknown_android__default", "onelink", "app.onelink_code: "),
        ("app__app_store_id", "", "app.app_store_id: "),
        ("app__user_agents", "PSBC/9 (iPhone)", "app.user_agents: 'PSBC/9 (iPhone)'"),
        ("app__user_agents", "Bank,PSBC App", "app.user_agents: 'PSBC App'"),
        ("app__user_agents", "(PSBC)", "app.user_agents: "),
        ("app__user_agents", "/9.2", "app.user_agents: "),
        ("app__user_agents", "PSBC/9/2", "app.user_agents: "),
        ("app__user_agents", "邮储银行", "app.user_agents: "),
        ("app__user_agents", "mozilla/5", "app.user_agents: 'mozilla/5' is sent by browsers"),
        ("app__open_link", "home", "app.open_link: "),
        ("app__open_link", "/en/app", "app.open_link: "),
        ("app__open_link", "//app.bank.example/home", "app.open_link: "),
        ("app__open_link", "psbcbank:", "app.open_link: "),
        ("app__open_link", "psbcbank://a b", "app.open_link: "),
        ("app__open_link", "psbcbank://主页", "app.open_link: "),
        ("app__open_link", "JavaScript:alert(1)", "app.open_link: "),
        ("app__open_link", "data:text/html,x", "app.open_link: "),
        ("app__open_link", "vbscript:x", "app.open_link: "),
        ("app__open_link", "file:///etc/passwd", "app.open_link: "),
        ("app__open_link", "http://link.bank.example/home", "app.open_link: "),
        ("app__open_link", "https://app.psbc.example/home", "app.open_link: "),
        ("app__open_link", "https://APP.psbc.example:8443/home", "app.open_link: "),
        ("app__open_link", "https://user@app.psbc.example/home", "app.open_link: "),
        ("app__open_link", "https://app.psbc.example./home", "app.open_link: "),
        ("app__open_link", "https:link.bank.example", "app.open_link: "),
        ("app__open_link", "https://[1/", "app.open_link: "),
        ("stores__play__scheme", "market://{user_agents}", "stores.play: "),
        ("app__android_package", "", "app.android_package: "),
        ("allowed_hosts", "apps.apple.com", "stores."),
        ("contact__retention_days", "0", "contact.retention_days: "),
        ("contact__retention_days", "a month", "contact.retention_days: "),
        ("contact__rate_limit_per_client", "-1", "contact.rate_limit_per_client: "),
        ("contact__rate_limit_total", "0", "contact.rate_limit_total: "),
        ("contact__addresses", "Beijing", "contact.addresses"),
        ("mail__tls", "ssl", "mail.tls: "),
        ("mail__port", "smtp", "mail.port: "),
        ("mail__from", "a@bank.example", "mail.from: "),
        ("hotlines__0__tel", "1", "MICROSITE_HOTLINES__0__TEL: "),
        ("secrets", "x" * 40, "secrets: "),
    ],
)
def test_an_invalid_value_is_named(settings: Settings, name: str, value: str, prefix: str) -> None:
    assert config_error(lambda: settings(**{name: value})).startswith(prefix)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("environment", "develop", "'production', 'development'"),
        ("mail__tls", "ssl", "'starttls', 'tls', 'none'"),
        ("stores__play__platforms", "android,symbian", "'ios', 'ipados', 'android', 'harmonyos'"),
    ],
)
def test_the_allowed_values_are_listed(
    settings: Settings, name: str, value: str, allowed: str
) -> None:
    assert f"; use one of {allowed} (" in config_error(lambda: settings(**{name: value}))


@pytest.mark.parametrize(
    ("old", "new", "prefix"),
    [
        ('host = "app.psbc.example"', "", "host: is missing"),
        ("[organisation]", "[organization]", "organi"),
        ('ios = "app-store"', "", "routing.ios: is missing"),
        ('default = "play"', "", "routing.unknown_android.default: is missing"),
        (
            'zh-Hans = "myapp"',
            'zh-CN = "myapp"',
            "routing.unknown_android.zh-CN: is not a language",
        ),
        (
            'zh-Hans = "myapp"',
            'zh-Hans = "guide"',
            "routing.unknown_android.zh-Hans: 'guide' is not",
        ),
        ("[routing.unknown_android]", "[routing.unknown]", "routing.unknown"),
        ('app_store_id = "1000000000"', "app_store_id = 1000000000", "app.app_store_id: "),
        ('tel = "95580"', "tel = 95580", "hotlines"),
        ('languages = ["en", "zh-Hans", "zh-Hant"]', 'languages = "en"', "languages: "),
        ('name = { en = "Call Center", ', "name = { ", "hotlines[1].name.en: "),
        ('short_name = { en = "PSBC", ', "short_name = { ", "organisation.short_name.en: "),
        ('["mailto:security@', '["security@', "security.contact: "),
        ('["mailto:security@', '["mailto:a b@', "security.contact: "),
        ('["mailto:security@', '["http://security@', "security.contact: "),
        ('["mailto:security@', '["mailto:a\\nExpires: @', "security.contact: "),
        ('hours = { en = "24 hours a day, every day", ', "hours = { ", "hotlines[0].hours.en: "),
        ('name = { en = "Head office", ', "name = { ", "contact.addresses[0].name.en: "),
        ('zh-Hant = """', 'zh-TW = """', "contact.addresses[0].address.zh-Hant: "),
        ("[[contact.addresses]]", "[[contact.places]]", "contact"),
        ('name = { en = "Google Play", ', "name = { ", "stores.play.name.en: "),
        ("[routing.in_app.qq]", "[routing.inapp.qq]", "routing.inapp: "),
        ("[stores.vivo]", "[stores.viwo]", "routing.brands.vivo: "),
    ],
)
def test_an_error_in_site_toml_is_named(
    site: Callable[..., Config], old: str, new: str, prefix: str
) -> None:
    assert config_error(lambda: site(old, new)).startswith(prefix)


@pytest.mark.parametrize("key", ["landing", "guide", "store", "Play", "a" * 41, "a\\tb", "应用宝"])
def test_a_store_name_has_no_other_meaning(site: Callable[..., Config], key: str) -> None:
    message = config_error(lambda: site("[stores.xiaomi-global]", f'[stores."{key}"]'))
    assert message.startswith("stores.")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"host = ", "not valid TOML"),
        (b'host = "a"\nhost = "b"', "not valid TOML"),
        ('name = "中"'.encode("gb18030"), "not valid TOML"),
    ],
)
def test_an_invalid_toml_file_is_named(
    tmp_path: Path, settings: Settings, content: bytes, expected: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(content)
    message = config_error(lambda: settings(site=str(path)))
    assert message.startswith(f"{path}: ")
    assert expected in message


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_missing_site_toml_is_named(tmp_path: Path, settings: Settings, name: str) -> None:
    path = tmp_path / name
    message = config_error(lambda: settings(site=str(path)))
    assert message.startswith("MICROSITE_SITE: ")
    assert str(path) in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("user_agents", ""),
        ("user_agents", "PSBC"),
        ("user_agents", "PSBC/,YOUBankApp/psbc-9.2,my_bank"),
        ("open_link", ""),
        ("open_link", "psbcbank://home?from=code"),
        ("open_link", "com.bank.app:home"),
        ("open_link", "https://link.bank.example/home"),
    ],
)
def test_the_signs_and_the_link_of_the_own_app_are_settings(
    settings: Settings, name: str, value: str
) -> None:
    app = settings(**{f"app__{name}": value}).app
    current = getattr(app, name)
    assert (",".join(current) if name == "user_agents" else current) == value


def test_an_instance_folder_that_cannot_be_created_is_an_error(
    tmp_path: Path, settings: Settings
) -> None:
    blocker = tmp_path / "file"
    blocker.touch()
    for folder in (blocker, blocker / "instance", Path("/proc/instance")):
        message = config_error(partial(settings, instance=str(folder)))
        assert message.startswith("instance: ")
        assert str(folder) in message
        assert "MICROSITE_INSTANCE" in message


def test_an_instance_folder_without_write_permission_is_an_error(settings: Settings) -> None:
    assert config_error(lambda: settings(instance="/proc/self")).startswith("instance: ")


def test_the_instance_folder_is_created_with_its_parents(
    tmp_path: Path, settings: Settings
) -> None:
    folder = tmp_path / "var" / "lib" / "microsite"
    assert settings(instance=str(folder)).instance_path == folder
    assert folder.is_dir()
    assert folder.stat().st_mode & 0o077 == 0  # messages are in it


def test_development_needs_no_secret(settings: Settings) -> None:
    assert settings(environment="development", secret="").secret == ""


def test_the_environment_overrides_site_toml(settings: Settings) -> None:
    config = settings(
        host="codes.example",
        trusted_proxies="2",
        app__app_store_id="42",
        app__name__zh_hant="銀行",
        stores__app_store__link="https://apps.apple.com/app/id{app_store_id}",
        routing__brands__google="myapp",
        routing__in_app__wechat__android="guide",
        routing__unknown_android__default="samsung",
        routing__unknown_android__zh_hans="landing",
        languages="zh-Hans, en",
        app_links__apple_app_ids="TEAM.one,TEAM.two",
    )
    assert config.host == "codes.example"
    assert config.trusted_proxies == 2
    assert config.app.app_store_id == "42"
    assert config.app.name["zh-Hant"] == "銀行"
    assert config.stores["app-store"].link == "https://apps.apple.com/app/id{app_store_id}"
    assert config.routing.brands["google"] == "myapp"
    assert config.routing.in_app["wechat"].android == "guide"
    assert config.routing.unknown_android == {"default": "samsung", "zh-Hans": "landing"}
    assert config.languages == ["zh-Hans", "en"]
    assert config.app_links.apple_app_ids == ["TEAM.one", "TEAM.two"]


def test_the_environment_sets_what_site_toml_leaves_out(site: Callable[..., Config]) -> None:
    config = site(
        "[app_links]",
        "[app_links]\n#",
        routing__brands__meizu="play",
        routing__in_app__feishu__ios="guide",
        routing__unknown_android__zh_hant="samsung",
        database_url="postgresql+psycopg://db.example/microsite",
    )
    assert config.routing.brands["meizu"] == "play"
    assert config.routing.in_app["feishu"].ios == "guide"
    assert config.routing.unknown_android["zh-Hant"] == "samsung"
    assert config.database == "postgresql+psycopg://db.example/microsite"


def test_a_list_that_site_toml_leaves_out_can_be_set_in_the_environment(
    site: Callable[..., Config],
) -> None:
    config = site(
        PACKAGED[PACKAGED.index("[app_links]") :],
        "",
        app_links__apple_app_ids="TEAM.one",
        stores__samsung__brands="samsung",
    )
    assert config.app_links.apple_app_ids == ["TEAM.one"]
    assert config.stores["samsung"].brands == ["samsung"]


def test_variables_of_other_programs_are_ignored(environment: Environment) -> None:
    others = {"HOST": "0.0.0.0", "PATH": "/bin", "microsite_host": "x", "XMICROSITE_HOST": "y"}
    assert load_config(environment() | others).host == "app.psbc.example"


def test_another_site_toml_replaces_the_packaged_one(
    site: Callable[..., Config],
) -> None:
    assert site('"app.psbc.example"', '"codes.example"').host == "codes.example"


def test_sqlite_in_the_instance_folder_is_the_database_unless_another_is_set(
    tmp_path: Path, settings: Settings
) -> None:
    assert settings().database == f"sqlite:///{tmp_path}/instance/microsite.sqlite"


def test_every_placeholder_value_is_listed_until_it_is_set(settings: Settings) -> None:
    placeholders = tomllib.loads(PACKAGED)["placeholders"]
    assert "app.app_store_id" in placeholders
    assert placeholder_values(settings()) == placeholders
    config = settings(host="codes.example", app__app_store_id="42")
    assert placeholder_values(config) == [
        name for name in placeholders if name not in ("host", "app.app_store_id")
    ]


def test_no_placeholder_value_is_listed_once_all_are_set(
    settings: Settings, site: Callable[..., Config]
) -> None:
    placeholders = tomllib.loads(PACKAGED)["placeholders"]
    in_lists = ["hotlines.0.hours", "hotlines.1.hours", "contact.addresses"]
    own = {name.replace(".", "__"): "own" for name in placeholders if name not in in_lists}
    own["security__contact"] = "tel:95580"
    own["app__open_link"] = "bank://home"
    assert placeholder_values(settings(**own)) == in_lists
    config = site("24 hours a day, every day", "9 to 5", **own)
    assert placeholder_values(config) == in_lists[1:]
    assert placeholder_values(site("1 Example Street", "3 Bank Street", **own)) == in_lists[:2]


MAIL = {
    "mail__host": "mail.bank.example",
    "mail__sender": "site@bank.example",
    "mail__recipient": "service@bank.example",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("host", "smtp://mail.bank.example"),
        ("host", "mail.bank.example:587"),
        ("host", "mail bank"),
        ("port", "0"),
        ("port", "65536"),
        ("sender", ""),
        ("recipient", ""),
        ("sender", "PSBC <site@bank.example>"),
        ("recipient", "a@bank.example, b@bank.example"),
        ("recipient", "a@bank.example\r\nBcc: x@evil.example"),
        ("recipient", "service@邮储.example"),
    ],
)
def test_an_invalid_mail_setting_is_named(settings: Settings, name: str, value: str) -> None:
    overrides = MAIL | {f"mail__{name}": value}
    assert config_error(lambda: settings(**overrides)).startswith(f"mail.{name}: ")


def test_mail_user_and_password_are_set_together(settings: Settings) -> None:
    assert config_error(lambda: settings(**MAIL, mail__user="site")).startswith("mail.password: ")
    assert config_error(lambda: settings(**MAIL, mail__password="x")).startswith("mail.user: ")


def test_a_mail_password_is_sent_unencrypted_to_localhost_only(settings: Settings) -> None:
    account = {"mail__user": "site", "mail__password": "swordfish", "mail__tls": "none"}
    message = config_error(lambda: settings(**MAIL, **account))
    assert message.startswith("mail.tls: ")
    assert "swordfish" not in message
    assert settings(**MAIL, **account | {"mail__tls": "starttls"}).mail.port == 587
    assert settings(**(MAIL | {"mail__host": "localhost"}), **account).mail.tls == "none"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("content", "/nowhere/at/all"),
        ("content", "/dev/null"),
        ("conversion", "singapore"),
        ("page_size", "0"),
        ("page_size", "101"),
        ("drafts", "perhaps"),
    ],
)
def test_an_invalid_news_setting_is_named(settings: Settings, name: str, value: str) -> None:
    assert config_error(lambda: settings(**{f"news__{name}": value})).startswith(f"news.{name}: ")


@pytest.mark.parametrize(
    ("old", "new", "prefix"),
    [
        (
            "[news.categories]\n",
            '[news.categories]\nBank = { en = "B", zh-Hans = "B", zh-Hant = "B" }\n',
            "news.categories.'Bank': ",
        ),
        ('zh-Hans = "安全提示", ', "", "news.categories.safety.zh-Hans: "),
    ],
)
def test_a_category_has_a_key_for_urls_and_a_name_in_every_language(
    site: Callable[..., Config], old: str, new: str, prefix: str
) -> None:
    assert config_error(lambda: site(old, new)).startswith(prefix)


def test_a_relative_news_folder_is_relative_to_the_settings_that_set_it(
    site: Callable[..., Config], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("articles", "elsewhere/articles", "elsewhere/other"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "elsewhere")
    setting = ('content = ""', 'content = "articles"')
    assert site(*setting).news_path == tmp_path / "articles"
    absolute = f'content = "{tmp_path / "elsewhere"}"'
    assert site(setting[0], absolute).news_path == tmp_path / "elsewhere"
    from_environment = site(*setting, news__content="other")
    assert from_environment.news_path == tmp_path / "elsewhere" / "other"
