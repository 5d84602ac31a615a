"""What is said to take a permission is what becomes undecided without it."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pytest_django import Settings

from compliance import organizations
from compliance.checks import CATALOGUE
from compliance.collect.needs import checks_by_permission, permissions_of
from compliance.facts import Origin
from compliance.models import CheckResult
from integrations.github.permissions import NEEDS, Permission
from integrations.github.settings import GitHubSettings
from tests.compliance.sync.on_github import NOW, OnGitHub, on_github
from tests.github_simulator.credentials import APP_PERMISSIONS
from tests.github_simulator.generation import generate
from tests.integrations.github.apps import KEY, PEM

# Without Metadata no repository is listed, so nothing is said of any.
PERMISSIONS = sorted({NEEDS[each].key for each in Permission} - {"metadata"})


def without(missing: str, folder: Path, settings: Settings) -> list[str]:
    """The checks that are undecided, synced by an App that lacks a permission."""
    world = generate(1, folder, NOW)
    world.repositories[0].rulesets = []
    with on_github(world, settings) as plumbline:
        _ask_as_app(plumbline, settings, missing)
        plumbline.sync()
        organizations.client().close()
    return sorted(CheckResult.objects.filter(outcome="unknown").values_list("key", flat=True))


def _ask_as_app(plumbline: OnGitHub, settings: Settings, missing: str) -> None:
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    granted = {name: level for name, level in APP_PERMISSIONS.items() if name != missing}
    plumbline.simulator.app(12345, public.decode(), permissions=granted)
    url = plumbline.simulator.url
    organizations.client().close()
    organizations.client.cache_clear()
    settings.GITHUB = GitHubSettings("acme", url, url, app_id="12345", private_key=PEM)


def derived(*keys: str) -> list[str]:
    """The checks of the default protocol that take one of some permissions."""
    protocol = organizations.protocols()[organizations.DEFAULT_PROTOCOL]
    by_permission = checks_by_permission(CATALOGUE, [protocol])
    return sorted(
        {each.key for need in Permission if NEEDS[need].key in keys for each in by_permission[need]}
    )


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["", *PERMISSIONS])
def test_what_a_permission_decides_is_undecided_without_it(
    missing: str, tmp_path: Path, settings: Settings
) -> None:
    assert without(missing, tmp_path, settings) == derived(missing)


def test_every_fact_of_a_check_says_what_it_takes() -> None:
    for check in CATALOGUE.values():
        for need in check.needs:
            assert bool(permissions_of(need)) == (need.origin in (Origin.TREE, Origin.FORGE))
