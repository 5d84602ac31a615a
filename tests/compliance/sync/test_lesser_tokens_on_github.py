"""What becomes of verdicts when a token sees less than the one before it, or than there is."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance.models import Poll, Repository
from tests.compliance.sync.troubled import SCOPES, Troubled, troubled
from tests.compliance.sync.withheld import (
    ALL,
    OF_CI,
    OF_PHASE,
    PERMISSIONS,
    PRIVATE,
    Needed,
    administration,
    assert_withheld,
    day_later,
    everybody,
    nothing,
    verdicts,
)
from tests.compliance.sync.worlds import every_protection
from tests.github_simulator.credentials import APP_PERMISSIONS, Credential, Kind
from tests.github_simulator.faults import change
from tests.github_simulator.state import World

pytestmark = pytest.mark.django_db

OWNER, MEMBER = "person-1", "person-3"


@dataclass(frozen=True)
class Lesser:
    """A token: whose it is, what verdicts need that it does not show, and what is said of people
    (empty: they are read).
    """

    needed: Needed
    people: str = ""
    login: str = OWNER
    kind: Kind = Kind.CLASSIC
    scopes: frozenset[str] = frozenset()
    permissions: Mapping[str, str] = field(default_factory=dict)


def without(permission: str) -> Lesser:
    """A fine-grained token; none of those has a permission for check runs."""
    needed = PERMISSIONS[permission]

    def needed_too(repository: str, key: str) -> str:
        words = "as fine-grained ones have no such permission" if key in OF_CI else ""
        return (needed(repository, key) if permission != "checks" else "") or words

    return Lesser(
        needed_too,
        "needs Members, read" if permission == "members" else "",
        kind=Kind.FINE_GRAINED,
        permissions={
            each: "read" for each in APP_PERMISSIONS if each not in (permission, "checks")
        },
    )


def scope_repo(repository: str, key: str) -> str:
    """Without that scope private and internal repositories are not there."""
    is_mvp = repository == "classic" and key in OF_PHASE
    return "needs the scope repo" if repository in PRIVATE and not is_mvp else ""


def administrator(repository: str, key: str) -> str:
    """What is shown to administrators only."""
    return "administrator" if administration(repository, key) else ""


NO_PEOPLE = "needs the scope read:org"
FROM_THE_START = (
    "fine-grained without contents",
    "fine-grained without statuses",
    "fine-grained without administration",
    "public_repo",
    "a member",
)
LESSER: Mapping[str, Lesser] = {
    **{f"fine-grained without {each}": without(each) for each in PERMISSIONS},
    "no scope": Lesser(scope_repo, NO_PEOPLE),
    "public_repo": Lesser(scope_repo, NO_PEOPLE, scopes=frozenset({"public_repo"})),
    "no repo": Lesser(scope_repo, scopes=frozenset({"admin:org"})),
    "no read:org": Lesser(nothing, NO_PEOPLE, scopes=frozenset({"repo"})),
    "a member": Lesser(administrator, login=MEMBER, scopes=SCOPES),
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return every_protection(tmp_path)


@pytest.fixture
def github(world: World, settings: Settings) -> Iterator[Troubled]:
    """By an owner's classic token with all scopes, at first."""
    with troubled(world, settings) as github:
        yield github


def ask_with(github: Troubled, lesser: Lesser) -> Credential:
    prefix = "github_pat_" if lesser.kind is Kind.FINE_GRAINED else "ghp_"
    credential = github.simulator.token(
        lesser.login,
        token=prefix + uuid.uuid4().hex,
        kind=lesser.kind,
        scopes=lesser.scopes,
        permissions=dict(lesser.permissions),
    )
    github.ask_with(token=credential.token)
    return credential


def people_problem() -> str:
    return Poll.objects.get(kind=Poll.Kind.PEOPLE).problem


def test_a_lesser_token_takes_the_place_of_another(
    github: Troubled, subtests: pytest.Subtests
) -> None:
    full = github.settings.GITHUB.token
    github.sync()
    before, people = verdicts(github), everybody()
    for name, lesser in LESSER.items():
        with subtests.test(token=name):
            ask_with(github, lesser)
            assert_withheld(before, day_later(github), lesser.needed)
            assert everybody() == people
            assert lesser.people in people_problem()
            assert bool(people_problem()) == bool(lesser.people)
    github.ask_with(token=full)
    assert day_later(github) == before
    assert everybody() == people


def test_a_lesser_token_from_the_start(
    github: Troubled, world: World, subtests: pytest.Subtests
) -> None:
    world.repositories[2].properties = {}
    github.sync()
    everything = verdicts(github)
    for name in FROM_THE_START:
        lesser = LESSER[name]
        with subtests.test(token=name):
            github.organization.delete()
            ask_with(github, lesser)
            github.sync()
            found = verdicts(github)
            if lesser.needed is not scope_repo:
                assert_withheld(everything, found, lesser.needed)
                continue
            # Nothing tells that there are others.
            assert {repository for repository, _ in found} == {"open"}
            assert {each: found[each][0] for each in found} == {
                each: everything[each][0] for each in everything if each[0] == "open"
            }
            assert "public repositories only" in str(github.organization.access)


@pytest.mark.parametrize("call", ["GET /orgs/{org}/repos", "Heads", "Repositories"])
def test_a_token_loses_its_scopes_on_the_way(github: Troubled, call: str) -> None:
    token = ask_with(github, Lesser(nothing, scopes=SCOPES))
    github.sync()
    before, people = verdicts(github), everybody()

    def lose() -> None:
        token.scopes = frozenset({"public_repo"})

    github.simulator.faults.add(change(lose), on=call)
    found = day_later(github)
    assert found.keys() == before.keys()
    assert all(found[each] in (before[each], ("unknown", found[each][1])) for each in found)
    assert_withheld(before, day_later(github), scope_repo)
    assert not Repository.objects.exclude(gone_since=None).exists()
    assert everybody() == people
    token.scopes = SCOPES
    assert day_later(github) == before


def test_a_token_loses_sight_of_all_but_some(github: Troubled) -> None:
    token = ask_with(
        github,
        Lesser(nothing, kind=Kind.FINE_GRAINED, permissions=dict(APP_PERMISSIONS)),
    )
    github.sync()
    before = verdicts(github)
    token.repositories = frozenset({"both"})
    now = day_later(github)
    assert now == before
    gone = Repository.objects.exclude(gone_since=None).values_list("name", flat=True)
    assert set(gone) == ALL - {"both", "open"}
    token.repositories = None
    assert day_later(github) == before
