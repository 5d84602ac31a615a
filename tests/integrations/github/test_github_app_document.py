"""The document about the credential says what the program asks for, no more and no less."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from integrations.github.permissions import NEEDS, Permission
from integrations.github.settings import from_environment

DOCUMENT = Path("docs/github-app.md").read_text(encoding="utf-8")
KEYS = {NEEDS[each].key for each in Permission}


def section(title: str) -> str:
    return re.split(r"^##+ ", DOCUMENT.split(f" {title}\n", 1)[1], flags=re.MULTILINE)[0]


def blocks(text: str, language: str = "") -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def link(title: str) -> tuple[str, dict[str, str]]:
    (address,) = [each for each in blocks(section(title)) if each.startswith("https://github.com/")]
    parts = urlsplit(address.strip())
    return parts.path, dict(parse_qsl(parts.query))


def test_the_table_is_what_is_asked() -> None:
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in section("What is asked, and why").splitlines()
        if re.match(r"\| [A-Z][a-z ]+: ", line)
    ]

    assert [(title, sees, scopes) for title, sees, _, scopes in rows] == [
        (each.title, each.sees, ", ".join(f"`{scope}`" for scope in NEEDS[each].scopes))
        for each in Permission
    ]
    assert all(why for _, _, why, _ in rows)


def test_the_manifest_asks_for_the_same() -> None:
    (manifest,) = [json.loads(each) for each in blocks(section("From a manifest"), "json")]

    assert manifest["default_permissions"] == dict.fromkeys(KEYS, "read")
    assert manifest["default_events"] == []
    assert manifest["public"] is False
    assert manifest["hook_attributes"]["active"] is False


def test_the_link_that_registers_an_app_asks_for_the_same() -> None:
    path, query = link("With one link")

    assert path == "/organizations/ACME/settings/apps/new"
    assert {name for name, value in query.items() if value in ("read", "write", "admin")} == KEYS
    assert "write" not in query.values()
    assert query["public"] == query["webhook_active"] == "false"


def test_the_link_of_a_fine_grained_token_asks_for_what_there_is() -> None:
    path, query = link("A fine-grained token")

    assert path == "/settings/personal-access-tokens/new"
    asked = {name for name, value in query.items() if value in ("read", "write", "admin")}
    assert asked == KEYS - {"metadata", NEEDS[Permission.CHECKS].key}
    assert query["target_name"] == "ACME"
    assert "write" not in query.values()


def test_the_link_of_a_classic_token_asks_for_what_its_table_says() -> None:
    path, query = link("A classic token")

    assert path == "/settings/tokens/new"
    needed = {scope for each in Permission for scope in NEEDS[each].scopes}
    assert set(query["scopes"].split(",")) == needed - {"admin:org"}


@pytest.mark.parametrize("title", ["A fine-grained token", "A classic token"])
def test_its_settings_are_accepted(title: str) -> None:
    (lines,) = [each for each in blocks(section(title)) if each.startswith("GITHUB_ORG")]
    environment = dict(line.split("=", 1) for line in lines.replace("…", "0").splitlines())

    assert from_environment(environment)
