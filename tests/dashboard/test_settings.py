"""What is wrong with a setting is said in one sentence, before anything else goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from compliance import organizations
from dashboard.celery import broker_url
from dashboard.demo import is_loopback
from integrations.github.settings import GitHubSettings

ROOT = Path(__file__).parents[2]
GITHUB = ("GITHUB_ORG", "GITHUB_TOKEN", "GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY")


# What has to be set besides, where others are served.
SERVED = {
    "PLUMBLINE_DEMO": False, "PLUMBLINE_HTTPS": True, "PLUMBLINE_PROXIES": 1,
    "ALLOWED_HOSTS": ["plumbline.example.com"],
}  # fmt: skip


def serving(settings: Settings, **changed: object) -> None:
    for name, value in {**SERVED, **changed}.items():
        setattr(settings, name, value)


def said() -> dict[str, str]:
    """What the checks say, by their identity; those of other apps aside."""
    messages = {str(each.id): str(each.msg) for each in run_checks()}
    return {key: text for key, text in messages.items() if key.startswith("plumbline.")}


@pytest.fixture(autouse=True)
def well_configured(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/plumbline")
    monkeypatch.setenv("REDIS_URL", "redis://localhost")
    monkeypatch.setenv("PLUMBLINE_SECRET_KEY", "x" * 50)
    for name in GITHUB:
        monkeypatch.delenv(name, raising=False)
    settings.PLUMBLINE_SOURCE = ""
    settings.PLUMBLINE_HOST = "127.0.0.1"
    settings.PLUMBLINE_PUBLISHED_ON = ""
    settings.ALLOWED_HOSTS = ["localhost"]


def test_nothing_is_said_of_what_is_right() -> None:
    assert said() == {}


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("DATABASE_URL", "plumbline.E001"),
        ("REDIS_URL", "plumbline.E002"),
        ("PLUMBLINE_SECRET_KEY", "plumbline.E003"),
    ],
)
@pytest.mark.parametrize("value", [None, "", " "])
def test_what_has_to_be_set(
    name: str, identity: str, value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)

    assert said() == {identity: f"{name} is not set."}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "fd00::4"])
@pytest.mark.parametrize("name", ["PLUMBLINE_HOST", "PLUMBLINE_PUBLISHED_ON"])
def test_others_are_served_behind_a_proxy_with_https(
    settings: Settings, host: str, name: str
) -> None:
    serving(settings, **{name: host})

    assert said() == {}


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"PLUMBLINE_DEMO": True}, "in the demo anybody may be anybody"),
        (
            {"PLUMBLINE_HTTPS": False},
            "PLUMBLINE_HTTPS does not say that a proxy with HTTPS stands in front",
        ),
        (
            {"ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"]},
            "PLUMBLINE_ALLOWED_HOSTS has no name under which they ask",
        ),
        (
            {"PLUMBLINE_PROXIES": 0},
            "PLUMBLINE_PROXIES does not say how many proxies stand in front",
        ),
    ],
)
@pytest.mark.parametrize("name", ["PLUMBLINE_HOST", "PLUMBLINE_PUBLISHED_ON"])
def test_an_address_that_others_can_reach(
    settings: Settings, name: str, changed: dict[str, object], missing: str
) -> None:
    serving(settings, **{name: "0.0.0.0"}, **changed)

    assert said() == {
        "plumbline.E004": f"{name} is 0.0.0.0, which others can reach, and {missing}."
    }


@pytest.mark.parametrize(
    ("address", "is_https", "known"),
    [
        ("http://127.0.0.1:4000", True, {"plumbline.E012"}),
        ("http://127.0.0.1:4000", False, set()),
        ("https://github.example.com", True, set()),
    ],
)
def test_a_github_on_this_machine_is_none_where_others_are_served(
    settings: Settings, address: str, is_https: bool, known: set[str]
) -> None:
    settings.GITHUB = GitHubSettings("acme", address, "https://github.example.com", token="t")
    settings.PLUMBLINE_HTTPS = is_https

    messages = said()

    assert set(messages) == known
    for text in messages.values():
        assert text == (
            "GITHUB_API_URL leads to this machine, and PLUMBLINE_HTTPS says that others are served."
        )


@pytest.mark.parametrize("published", ["127.0.0.1", "::1"])
def test_a_container_whose_port_is_published_to_this_machine(
    settings: Settings, published: str
) -> None:
    settings.PLUMBLINE_HOST = "0.0.0.0"
    settings.PLUMBLINE_PUBLISHED_ON = published

    assert said() == {}


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
@pytest.mark.parametrize("published", ["loopback", "true", "127.0.0.1.x"])
def test_a_container_whose_port_is_published_nobody_knows_where(
    settings: Settings, host: str, published: str
) -> None:
    serving(settings, PLUMBLINE_HOST=host, PLUMBLINE_PUBLISHED_ON=published)

    assert said() == {
        "plumbline.E004": f"PLUMBLINE_PUBLISHED_ON is {published}, which is no IP address."
    }


@pytest.mark.parametrize("name", ["*", ".", ""])
def test_a_name_that_is_any_name(settings: Settings, name: str) -> None:
    settings.ALLOWED_HOSTS = ["localhost", name]

    assert list(said()) == ["plumbline.E009"]


def test_what_github_cannot_be_asked_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ORG", "acme")

    assert said() == {
        "plumbline.E010": "GITHUB_ORG is set without a credential: set GITHUB_TOKEN, or"
        " GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY."
    }


def test_what_github_can_be_asked_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ORG", "acme")
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_example")

    assert said() == {}


def test_a_mail_server_that_is_half_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_HOST", "mail.example.com")

    assert said() == {"plumbline.E013": "MAIL_FROM is no address: set it to whom mail is from."}


@pytest.mark.parametrize("address", ["plumbline.example.com", "ftp://x.example", "https:///x"])
def test_an_address_of_the_dashboard_that_is_none(settings: Settings, address: str) -> None:
    settings.PLUMBLINE_URL = address

    assert list(said()) == ["plumbline.E014"]


def test_an_address_of_the_dashboard_that_no_header_of_mail_holds(settings: Settings) -> None:
    settings.PLUMBLINE_URL = "https://plümbline.example.com"

    assert said() == {
        "plumbline.E014": "PLUMBLINE_URL has letters beyond ASCII, which the headers of mail cannot"
        " hold."
    }


def test_a_source_that_is_not_there(settings: Settings, tmp_path: Path) -> None:
    settings.PLUMBLINE_SOURCE = str(tmp_path / "checkouts")

    assert "there is no such folder" in said()["plumbline.E005"]


def test_a_protocol_that_is_wrong(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("title: Own\n")
    settings.PLUMBLINE_PROTOCOLS = str(tmp_path)
    organizations.protocols.cache_clear()
    try:
        assert "own.yaml" in said()["plumbline.E006"]
    finally:
        organizations.protocols.cache_clear()


def test_an_address_that_is_no_redis(settings: Settings) -> None:
    settings.REDIS_URL = "localhost:6379"

    assert said() == {"plumbline.E007": "REDIS_URL is no address of a Redis or Valkey."}


@pytest.mark.parametrize("value", ["ture", "2"])
def test_a_flag_that_says_neither(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUMBLINE_HTTPS", value)

    assert list(said()) == ["plumbline.E008"]


@pytest.mark.parametrize(
    "url",
    ["plumbline", "sqlite:///plumbline.db", "mysql://localhost/plumbline", "postgres://h:x/y"],
)
def test_an_address_that_is_no_postgresql_is_one_sentence_without_the_address(url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import dashboard.settings"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert "DATABASE_URL is no address of a PostgreSQL: expected postgresql://" in last
    assert url not in last


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.10", "::1", "[::1]"])
def test_this_machine_only(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.com", ""])
def test_not_this_machine_only(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("redis", "broker"),
    [
        ("redis://host:6379/3", "redis://host:6379/3"),
        ("rediss://host", "rediss://host"),
        ("unix:///run/valkey.sock", "redis+socket:///run/valkey.sock?virtual_host=0"),
        ("unix:///run/valkey.sock?db=4", "redis+socket:///run/valkey.sock?virtual_host=4"),
    ],
)
def test_the_address_of_the_broker(redis: str, broker: str) -> None:
    assert broker_url(redis) == broker
