"""One small organization, of everything something, and the simulator that serves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import repositories_on_disk as disk
from tests.github_simulator.clock import Clock
from tests.github_simulator.credentials import Credential
from tests.github_simulator.simulator import Simulator
from tests.github_simulator.state import (
    CheckRun,
    ClassicProtection,
    Collaborator,
    CommitStatus,
    Deployment,
    DeploymentStatus,
    Invitation,
    Member,
    Organization,
    Person,
    PullRequest,
    Repository,
    Review,
    ReviewRequest,
    Rule,
    Ruleset,
    Team,
    TeamMember,
    TeamRepository,
    World,
)

# The day after the commits of `repositories_on_disk`.
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)

Ask = Callable[..., httpx.Response]


def _api(path: Path) -> Repository:
    head = disk.git(path, "rev-parse", "HEAD")
    return Repository(
        id=11,
        name="api",
        path=path,
        description="The API",
        topics=["backend"],
        properties={"phase": "mvp", "owners": ["core", "web"], "tier": None},
        created_at=NOW - 30 * HOUR,
        former_names=["old-api"],
        secret_scanning_since=NOW - HOUR,
        pull_requests=[
            PullRequest(
                number=1,
                title="feat: merged",
                body="Closes ABC-1",
                author="bob",
                head="feature/abc-1",
                base="dev",
                created_at=NOW - 5 * HOUR,
                merged_at=NOW - 2 * HOUR,
                merge_commit=head,
                reviews=[
                    Review(author="alice", state="APPROVED", submitted_at=NOW - 4 * HOUR),
                    Review(author=None, state="COMMENTED", submitted_at=NOW - 3 * HOUR),
                ],
            ),
            PullRequest(
                number=2,
                title="feat: open",
                author="renovate",
                head="dev",
                base="main",
                created_at=NOW - 3 * HOUR,
                draft=True,
                review_requests=[
                    ReviewRequest(login="alice", requested_at=NOW - 3 * HOUR),
                    ReviewRequest(team="core", requested_at=NOW - 3 * HOUR),
                ],
            ),
        ],
        check_runs=[
            CheckRun(
                commit=head,
                name="test",
                started_at=NOW - 2 * HOUR,
                completed_at=NOW - HOUR,
                conclusion="success",
            ),
        ],
        statuses=[
            CommitStatus(
                commit=head, context="ci/other", state="success", created_at=NOW - 2 * HOUR
            )
        ],
        deployments=[
            Deployment(
                id=1,
                environment="staging",
                commit=head,
                creator="alice",
                created_at=NOW - 2 * HOUR,
                statuses=[DeploymentStatus(state="success", created_at=NOW - HOUR)],
            )
        ],
        rulesets=[
            Ruleset(
                id=5,
                name="main",
                rules=[Rule(type="PULL_REQUEST", approvals=1), Rule(type="NON_FAST_FORWARD")],
            )
        ],
        classic_protections=[ClassicProtection(id=3, pattern="main", approvals=2)],
        collaborators=[Collaborator(login="carol", permission="READ")],
    )


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two git repositories that no test changes: `api` with the branches main and dev, `empty`."""
    made = tmp_path_factory.mktemp("repositories")
    files = {"README.md": "hello", ".gitattributes": "*.md text\n", "src/a.py": "print(1)\n"}
    disk.git(disk.repository(made / "api", files), "branch", "dev")
    disk.repository(made / "empty")
    return made


@pytest.fixture
def world(folder: Path) -> World:
    """The organization `acme`: an owner, a member, a partner, a bot, four repositories."""
    path, empty = folder / "api", folder / "empty"
    secret = Team(
        id=2,
        slug="hidden",
        name="Hidden",
        privacy="SECRET",
        parent="core",
        members=[TeamMember(login="alice")],
    )
    core = Team(
        id=1,
        slug="core",
        name="Core",
        members=[TeamMember(login="bob", role="MAINTAINER")],
        repositories=[TeamRepository(name="api", permission="WRITE")],
    )
    return World(
        organization=Organization(login="acme", name="Acme", default_repository_permission="none"),
        people=[
            Person(id=1, login="alice", name="Alice", emails=["alice@example.com"]),
            Person(id=2, login="bob"),
            Person(id=3, login="carol"),
            Person(id=4, login="renovate", bot=True),
        ],
        members=[Member(login="alice", role="ADMIN"), Member(login="bob")],
        invitations=[
            Invitation(id=1, email="dora@example.com", inviter="alice", created_at=NOW - HOUR),
            Invitation(id=2, login="carol", role="admin", created_at=NOW - HOUR),
        ],
        teams=[core, secret],
        repositories=[
            _api(path),
            Repository(id=12, name="empty", path=empty, in_plan=False),
            Repository(id=13, name="site", path=path, visibility="PUBLIC", template=True),
            Repository(
                id=14, name="legacy", path=path, archived_at=NOW - HOUR, fork=True, disabled=True
            ),
        ],
        rulesets=[Ruleset(id=9, name="all", repositories=["api"], rules=[Rule(type="DELETION")])],
    )


@pytest.fixture
def clock() -> Clock:
    """The moment as of which the world is shown."""
    return Clock(NOW)


@pytest.fixture
def simulator(world: World, clock: Clock) -> Iterator[Simulator]:
    """The simulator of that organization, with its time standing still."""
    with Simulator(world, clock=clock, wall=Clock(NOW), secret="opens") as running:
        yield running


@pytest.fixture
def owner(simulator: Simulator) -> Credential:
    """A classic token of an owner, with all scopes that the product asks for."""
    return simulator.token(
        "alice", scopes=frozenset({"repo", "read:org", "admin:org", "user:email"})
    )


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """What asks over HTTP, and follows no redirect by itself."""
    with httpx.Client(timeout=30) as client:
        yield client


@pytest.fixture
def rest(simulator: Simulator, http: httpx.Client) -> Ask:
    """Asks REST for a path as somebody."""

    def ask(path: str, credential: Credential | None, **headers: str) -> httpx.Response:
        if credential:
            headers["Authorization"] = f"Bearer {credential.token}"
        return http.get(simulator.url + path, headers=headers)

    return ask


@pytest.fixture
def graphql(simulator: Simulator, http: httpx.Client) -> Ask:
    """Asks a query as somebody."""

    def ask(query: str, credential: Credential, **variables: Any) -> httpx.Response:
        return http.post(
            f"{simulator.url}/graphql",
            json={"query": query, "variables": variables},
            headers={"Authorization": f"bearer {credential.token}"},
        )

    return ask
