"""An organization as the pages show it."""

from __future__ import annotations

import pytest

from compliance.models import Organization, Repository, Team
from tests.factories import make_repository, make_result, make_team


@pytest.fixture
def team(organization: Organization) -> Team:
    return make_team(organization)


@pytest.fixture
def repository(organization: Organization, team: Team) -> Repository:
    """A judged repository with a result of each outcome."""
    repository = make_repository(organization, team=team)
    place = {"path": "package.json", "line": 3, "end_line": 3, "excerpt": '"node": "18"'}
    make_result(repository, "node-version-pinned", "fail", evidence=[place])
    make_result(repository, "package-manager-pnpm", "pass")
    make_result(repository, "lockfile-in-sync", "unknown", message="pnpm-lock.yaml has 9 MiB")
    make_result(repository, "python-version-pinned", "not_applicable")
    make_result(
        repository, "lint-in-ci", "fail", clause="engineering:3.2", level="standard", position=9
    )
    return repository
