"""What is around the process: proxies and certificates."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrations.github.errors import SettingsError
from tests.integrations.github.conftest import Making
from tests.integrations.github.one_answer import ACME, organization
from tests.integrations.github.scripted import Scripted


def test_a_proxy_is_not_asked_for_what_is_on_this_machine(
    make_client: Making, github: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    github.on("GET /orgs/acme", ACME)

    assert organization(make_client()) == "acme"


@pytest.mark.parametrize(
    ("name", "value"),
    [("HTTPS_PROXY", "nonsense://proxy"), ("HTTPS_PROXY", "http://[::1")],
)
def test_a_proxy_that_is_none(
    make_client: Making, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match="HTTPS_PROXY"):
        make_client({"api_url": "https://api.github.com"})


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_that_are_none(
    make_client: Making, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    if content:
        (tmp_path / "authorities.pem").write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authorities.pem"))

    with pytest.raises(SettingsError, match="SSL_CERT_FILE"):
        make_client()
