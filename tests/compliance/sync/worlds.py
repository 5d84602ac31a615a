"""Small organizations for tests of what goes wrong with GitHub."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.compliance.sync.troubled import NOW
from tests.github_simulator.generation import generate
from tests.github_simulator.state import (
    ClassicProtection,
    Collaborator,
    Deployment,
    DeploymentStatus,
    Invitation,
    Person,
    Repository,
    TeamRepository,
    World,
)

# A backend of which some checks pass and others fail; braces are doubled for `str.format`.
_PACKAGE = """{{
  "name": "{name}", "packageManager": "pnpm@9.1.0", "engines": {{"node": "22"}},
  "scripts": {{"dev": "node src/index.js", "lint": "eslint src"}},
  "dependencies": {{"express": "^4.19.0"}}, "devDependencies": {{"eslint": "^9.0.0"}}
}}
"""
_CI = """on: [pull_request]
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - run: pnpm run lint
"""
FILES = {
    "package.json": _PACKAGE,
    ".nvmrc": "22\n",
    "README.md": "# {name}\n",
    "src/index.js": "const express = require('express')\nconst app = express()\napp.listen(3000)\n",
    ".github/workflows/ci.yml": _CI,
}
LONG_AGO = NOW - timedelta(days=300)
DESCRIPTION = "PROJ-7: people could not sign in twice, so the session is renewed."


def small_world(folder: Path, count: int = 3) -> World:
    """A few private repositories of a team, in which all that GitHub knows is as it should be."""
    world = generate(count, folder, NOW, files=FILES)
    for repository in world.repositories:
        _furnish(repository)
    world.people.append(Person(id=900, login="partner", name="Partner"))
    world.repositories[0].collaborators = [Collaborator(login="partner")]
    world.invitations = [Invitation(id=1, email="new@example.com", created_at=LONG_AGO)]
    return world


def every_protection(folder: Path) -> World:
    """Repositories whose branches are protected by rulesets, classically, by both and by nothing,
    of each visibility; one of them is in its MVP phase, another has a protocol and an owner of its
    own, by custom properties.
    """
    world = small_world(folder, 5)
    _, classic, both, bare, public = world.repositories
    for each, name in zip(
        world.repositories, ("rulesets", "classic", "both", "bare", "open"), strict=True
    ):
        each.name = name
    world.teams[0].repositories = [TeamRepository(name="bare", permission="ADMIN")]
    for each in (classic, both, public):
        each.classic_protections = _classic()
    for each in (classic, bare):
        each.rulesets = []
    both.visibility, public.visibility = "INTERNAL", "PUBLIC"
    classic.properties = {"phase": "mvp"}
    both.properties = {"protocol": "engineering", "owner": "platform"}
    bare.secret_scanning_since = bare.push_protection_since = None
    return world


def _classic() -> list[ClassicProtection]:
    return [ClassicProtection(id=1, pattern="*", approvals=1)]


def _furnish(repository: Repository) -> None:
    """Make of what was generated what passes."""
    (pull,) = repository.pull_requests
    pull.head, pull.body = "feat/PROJ-7-sign-in", DESCRIPTION
    repository.secret_scanning_since = repository.push_protection_since = LONG_AGO
    head = repository.check_runs[0].commit
    at = repository.check_runs[0].started_at
    repository.deployments = [
        Deployment(
            id=repository.id,
            environment="staging",
            commit=head,
            creator="person-2",
            created_at=at,
            statuses=[DeploymentStatus(state="success", created_at=at)],
        )
    ]
