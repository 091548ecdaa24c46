"""Variables that Kubernetes and Docker inject are no settings; a misspelt setting is refused."""

import pytest

from microsite.config.loader import load_config
from microsite.config.section import ConfigError
from tests.conftest import Environment

KUBERNETES = {
    "MICROSITE_PORT": "tcp://10.96.0.1:80",
    "MICROSITE_SERVICE_HOST": "10.96.0.1",
    "MICROSITE_SERVICE_PORT": "80",
    "MICROSITE_SERVICE_PORT_HTTP": "80",
    "MICROSITE_PORT_80_TCP": "tcp://10.96.0.1:80",
    "MICROSITE_PORT_80_TCP_ADDR": "10.96.0.1",
    "MICROSITE_PORT_80_TCP_PORT": "80",
    "MICROSITE_PORT_80_TCP_PROTO": "tcp",
}
KUBERNETES_IPV6 = {
    "MICROSITE_SERVICE_HOST": "fd00:10:96::1",
    "MICROSITE_SERVICE_PORT_HTTP_METRICS": "9090",
    "MICROSITE_PORT": "tcp://[fd00:10:96::1]:80",
    "MICROSITE_PORT_443_UDP": "udp://[fd00:10:96::1]:443",
    "MICROSITE_PORT_443_UDP_ADDR": "fd00:10:96::1",
    "MICROSITE_PORT_443_UDP_PROTO": "udp",
}
HELM_RELEASE = {
    "MICROSITE_MAIL_RELAY_SERVICE_HOST": "10.96.0.9",
    "MICROSITE_MAIL_RELAY_SERVICE_PORT": "25",
    "MICROSITE_POSTGRESQL_PORT": "tcp://10.96.0.8:5432",
    "MICROSITE_POSTGRESQL_PORT_5432_TCP_ADDR": "10.96.0.8",
}
DOCKER_LINK = {
    "MICROSITE_NAME": "/proxy/microsite",
    "MICROSITE_PORT": "tcp://172.17.0.5:8000",
    "MICROSITE_PORT_8000_TCP": "tcp://172.17.0.5:8000",
    "MICROSITE_PORT_8000_TCP_START": "tcp://172.17.0.5:8000",
    "MICROSITE_PORT_8000_TCP_PORT_END": "8005",
    "MICROSITE_ENV_PATH": "/usr/local/bin:/usr/bin",
    "MICROSITE_ENV_timezone": "Asia/Peking",
}


@pytest.mark.parametrize(
    "injected",
    [KUBERNETES, KUBERNETES_IPV6, HELM_RELEASE, DOCKER_LINK],
    ids=["Kubernetes", "Kubernetes with IPv6", "Helm release", "Docker link"],
)
def test_what_kubernetes_and_docker_inject_is_ignored(
    environment: Environment, injected: dict[str, str]
) -> None:
    assert load_config(environment() | injected) == load_config(environment())


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MICROSITE_TIMEZON", "Asia/Shanghai"),
        ("MICROSITE_PORT", "8000"),
        ("MICROSITE_MAIL_PORT", "587"),
        ("MICROSITE_MAIL_HOST", "10.0.0.5"),
        ("MICROSITE_SERVICE_HOST", "app.bank.example"),
        ("MICROSITE_NAME", "microsite"),
        ("MICROSITE_ENV_PATH", "/usr/bin"),
        ("MICROSITE_PORT_80_TPC", "tcp://10.96.0.1:80"),
    ],
)
def test_a_misspelt_setting_is_still_refused(
    environment: Environment, variable: str, value: str
) -> None:
    with pytest.raises(ConfigError, match="is not a setting; check its spelling"):
        load_config(environment() | {variable: value})


def test_a_setting_is_read_next_to_injected_variables(environment: Environment) -> None:
    mail = {"MICROSITE_MAIL__PORT": "2525"}
    assert load_config(environment() | HELM_RELEASE | mail).mail.port == 2525
