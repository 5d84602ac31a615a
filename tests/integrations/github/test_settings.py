"""Which settings make a GitHub to ask, and what is said of those that make none."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from integrations.github.errors import SettingsError
from integrations.github.settings import GitHubSettings, from_environment

TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"
PEM = (
    generate_private_key(65537, 2048)
    .private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    .decode()
)
WITH_TOKEN = {"GITHUB_ORG": "acme", "GITHUB_TOKEN": TOKEN}
WITH_APP = {"GITHUB_ORG": "acme", "GITHUB_APP_ID": "12345", "GITHUB_APP_PRIVATE_KEY": PEM}


def made(environment: dict[str, str]) -> GitHubSettings:
    settings = from_environment(environment)
    assert settings is not None
    return settings


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"GITHUB_ORG": "", "GITHUB_TOKEN": " ", "GITHUB_APP_ID": "", "GITHUB_APP_PRIVATE_KEY": ""},
        {"GITHUB_API_URL": "https://api.github.com", "GITHUB_URL": "https://github.com"},
    ],
)
def test_without_a_credential_there_is_no_github(environment: dict[str, str]) -> None:
    assert from_environment(environment) is None


def test_a_token_and_an_organization_are_enough() -> None:
    assert made(WITH_TOKEN) == GitHubSettings(
        "acme", "https://api.github.com", "https://github.com", token=TOKEN
    )
    assert not made(WITH_TOKEN).is_app


@pytest.mark.parametrize("app_id", ["12345", "Iv23liABCDEFGHIJKLMN"])
def test_an_app_has_its_id_or_its_client_id(app_id: str) -> None:
    settings = made(WITH_APP | {"GITHUB_APP_ID": app_id})

    assert (settings.is_app, settings.app_id, settings.private_key) == (True, app_id, PEM)


@pytest.mark.parametrize("written", [PEM, PEM.strip(), PEM.replace("\n", "\\n")])
def test_a_key_may_be_text_in_one_line_or_in_many(written: str) -> None:
    settings = made(WITH_APP | {"GITHUB_APP_PRIVATE_KEY": written})

    assert settings.private_key.strip() == PEM.strip()


def test_a_key_may_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "app.pem"
    file.write_text(f"\n{PEM}\n")

    assert made(WITH_APP | {"GITHUB_APP_PRIVATE_KEY": str(file)}).private_key == PEM


@pytest.mark.parametrize(
    ("api_url", "graphql_url", "web_url"),
    [
        ("https://api.github.com", "https://api.github.com/graphql", "https://github.com"),
        ("https://api.github.com/", "https://api.github.com/graphql", "https://github.com"),
        ("https://git.acme.com/api/v3", "https://git.acme.com/api/graphql", "https://git.acme.com"),
        (
            "https://git.acme.com/api/v3/",
            "https://git.acme.com/api/graphql",
            "https://git.acme.com",
        ),
        ("https://api.acme.ghe.com", "https://api.acme.ghe.com/graphql", "https://acme.ghe.com"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/graphql", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080/graphql", "http://[::1]:8080"),
        ("http://localhost:1/api/v3", "http://localhost:1/api/graphql", "http://localhost:1"),
    ],
)
def test_addresses_of_each_kind_of_github(api_url: str, graphql_url: str, web_url: str) -> None:
    settings = made(WITH_TOKEN | {"GITHUB_API_URL": api_url})

    assert (settings.graphql_url, settings.web_url) == (graphql_url, web_url)


def test_the_address_for_people_may_be_another() -> None:
    settings = made(
        WITH_TOKEN
        | {"GITHUB_API_URL": "https://git.acme.com/api/v3", "GITHUB_URL": "https://code.acme.com/"}
    )

    assert settings.web_url == "https://code.acme.com"


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"GITHUB_TOKEN": TOKEN}, "GITHUB_TOKEN is set without GITHUB_ORG"),
        ({"GITHUB_APP_ID": "1"}, "GITHUB_APP_ID is set without GITHUB_ORG"),
        ({"GITHUB_APP_PRIVATE_KEY": PEM}, "GITHUB_APP_PRIVATE_KEY is set without GITHUB_ORG"),
        ({"GITHUB_ORG": "acme"}, "GITHUB_ORG is set without a credential"),
        (WITH_TOKEN | {"GITHUB_ORG": "acme/shop"}, "GITHUB_ORG is no login"),
        (WITH_TOKEN | {"GITHUB_ORG": "../acme"}, "GITHUB_ORG is no login"),
        (WITH_TOKEN | WITH_APP, "are both set: leave out one"),
        (WITH_TOKEN | {"GITHUB_APP_ID": "1"}, "are both set: leave out one"),
        ({"GITHUB_ORG": "acme", "GITHUB_APP_ID": "1"}, "set without GITHUB_APP_PRIVATE_KEY"),
        ({"GITHUB_ORG": "acme", "GITHUB_APP_PRIVATE_KEY": PEM}, "set without GITHUB_APP_ID"),
        (WITH_APP | {"GITHUB_APP_ID": "my app"}, "GITHUB_APP_ID is neither"),
        (WITH_TOKEN | {"GITHUB_TOKEN": "two words"}, "GITHUB_TOKEN holds spaces"),
        (WITH_TOKEN | {"GITHUB_TOKEN": "ghp_é"}, "GITHUB_TOKEN holds spaces or signs"),
        (WITH_APP | {"GITHUB_APP_PRIVATE_KEY": "/nowhere/app.pem"}, "No such file"),
        (WITH_APP | {"GITHUB_APP_PRIVATE_KEY": "a\0b"}, "neither PEM text nor a file"),
        (WITH_APP | {"GITHUB_APP_PRIVATE_KEY": "-----BEGIN nonsense"}, "holds no PEM"),
        (
            WITH_APP | {"GITHUB_APP_PRIVATE_KEY": PEM.replace("RSA PRIVATE", "PUBLIC")},
            "holds no PEM",
        ),
        (WITH_TOKEN | {"GITHUB_API_URL": "api.github.com"}, "begins with https://"),
        (WITH_TOKEN | {"GITHUB_API_URL": "ftp://api.github.com"}, "begins with https://"),
        (WITH_TOKEN | {"GITHUB_API_URL": "https://"}, "begins with https://"),
        (WITH_TOKEN | {"GITHUB_API_URL": "https://[::1"}, "GITHUB_API_URL is no address"),
        (WITH_TOKEN | {"GITHUB_API_URL": "https://a:99999"}, "GITHUB_API_URL is no address"),
        (WITH_TOKEN | {"GITHUB_API_URL": "http://git.acme.com/api/v3"}, "in clear text"),
        (WITH_TOKEN | {"GITHUB_API_URL": "http://127.0.0.1.acme.com"}, "in clear text"),
        (WITH_TOKEN | {"GITHUB_API_URL": "https://me:pw@git.acme.com"}, "more than an address"),
        (WITH_TOKEN | {"GITHUB_API_URL": "https://git.acme.com?a=b"}, "more than an address"),
        (WITH_TOKEN | {"GITHUB_API_URL": "https://github.com"}, "github.com's is https://api"),
        (WITH_TOKEN | {"GITHUB_URL": "javascript:alert(1)"}, "GITHUB_URL is no address"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_environment(environment)

    message = str(caught.value)
    assert sentence in message
    assert "\n" not in message
    assert not message.endswith(".")
    secrets = (TOKEN, "two words", "ghp_", "me:pw", PEM[40:80])
    assert not any(secret in message for secret in secrets)


def test_a_key_file_that_is_no_pem(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "binary").write_bytes(b"\xff" * 100)
    (tmp_path / "long").write_text(PEM + "x" * 1_000_000)

    for name in ("empty", "binary", "long", "."):
        with pytest.raises(SettingsError, match="GITHUB_APP_PRIVATE_KEY"):
            from_environment(WITH_APP | {"GITHUB_APP_PRIVATE_KEY": str(tmp_path / name)})


def test_nothing_that_is_shown_tells_a_secret() -> None:
    for settings in (made(WITH_TOKEN), made(WITH_APP)):
        shown = f"{settings!r} {settings} {settings.identity}"
        assert not any(secret in shown for secret in (TOKEN, PEM, PEM[40:80], TOKEN[10:20]))


def test_each_credential_has_an_identity_of_its_own() -> None:
    settings = [
        made(WITH_TOKEN),
        made(WITH_TOKEN | {"GITHUB_TOKEN": TOKEN + "x"}),
        made(WITH_TOKEN | {"GITHUB_API_URL": "https://git.acme.com/api/v3"}),
        made(WITH_APP),
        made(WITH_APP | {"GITHUB_ORG": "other"}),
        made(WITH_APP | {"GITHUB_APP_ID": "1"}),
    ]

    assert len({each.identity for each in settings}) == len(settings)


def test_a_new_key_of_the_same_app_is_the_same_credential() -> None:
    other = PEM.replace("RSA PRIVATE", "PRIVATE")

    new = made(WITH_APP | {"GITHUB_APP_PRIVATE_KEY": other})

    assert new.identity == made(WITH_APP).identity
