"""What becomes of verdicts when the GitHub App may see less than before, or little from the start.

GitHub withholds in its own ways: an empty answer, an error beside it, a refusal of the whole. None
of them may look like "they do not have it".
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance.facts import Unavailable
from compliance.facts.forge import Deployments
from compliance.models import Poll, Repository
from compliance.sync import forge_facts
from tests.compliance.sync.troubled import Troubled, troubled
from tests.compliance.sync.withheld import (
    ALL,
    OF_SETTINGS,
    PERMISSIONS,
    Needed,
    assert_withheld,
    day_later,
    everybody,
    verdicts,
)
from tests.compliance.sync.worlds import every_protection, small_world
from tests.github_simulator.credentials import App
from tests.github_simulator.faults import change
from tests.github_simulator.generation import push
from tests.github_simulator.state import World

pytestmark = pytest.mark.django_db

# What may be lost between the proof and the question about repositories.
OF_DETAILS = (
    "contents", "pull_requests", "checks", "statuses", "deployments", "administration",
)  # fmt: skip


@pytest.fixture
def world(tmp_path: Path) -> World:
    return every_protection(tmp_path)


@pytest.fixture
def github(world: World, settings: Settings) -> Iterator[Troubled]:
    with troubled(world, settings, app=True) as github:
        yield github


def the_app(github: Troubled) -> App:
    (app,) = github.simulator.accounts.apps.values()
    return app


def test_all_is_seen_with_all_permissions(github: Troubled) -> None:
    github.sync()
    found = verdicts(github)
    assert {name for name, _ in found} == ALL
    assert not [each for each in found.items() if each[1][0] == "unknown"]
    outcomes = {name: found[name, "branches-protected"][0] for name in ALL}
    assert outcomes == dict.fromkeys(ALL, "pass") | {"bare": "fail"}


def test_an_app_loses_one_permission_after_the_other(
    github: Troubled, subtests: pytest.Subtests
) -> None:
    github.sync()
    before, people, app = verdicts(github), everybody(), the_app(github)
    for permission, needed in PERMISSIONS.items():
        with subtests.test(permission=permission):
            kept = app.permissions.pop(permission)
            assert_withheld(before, day_later(github), needed)
            assert everybody() == people
            app.permissions[permission] = kept
    assert day_later(github) == before
    assert everybody() == people


def test_an_app_never_had_a_permission(
    github: Troubled, world: World, subtests: pytest.Subtests
) -> None:
    # Whoever never saw custom properties cannot know that another protocol judges.
    world.repositories[2].properties = {}
    github.sync()
    everything, app = verdicts(github), the_app(github)
    for permission in (*OF_DETAILS, "organization_custom_properties"):
        with subtests.test(permission=permission):
            github.organization.delete()
            kept = app.permissions.pop(permission)
            github.sync()
            assert_withheld(everything, verdicts(github), PERMISSIONS[permission])
            app.permissions[permission] = kept


@pytest.mark.parametrize(
    ("call", "permissions"), [("Heads", ["contents"]), ("Repositories", OF_DETAILS)]
)
def test_a_permission_is_lost_after_it_was_proven(
    github: Troubled, call: str, permissions: Sequence[str], subtests: pytest.Subtests
) -> None:
    # It is there from the beginning, since how many files were searched is in a message.
    push(github.simulator.world.repositories[0], {"a.txt": "nothing"}, github.now)
    github.sync()
    before, app = verdicts(github), the_app(github)
    for permission in permissions:
        with subtests.test(permission=permission):
            push(github.simulator.world.repositories[0], {"a.txt": permission}, github.now)
            kept = app.permissions[permission]
            lost = change(functools.partial(app.permissions.pop, permission, None))
            github.simulator.faults.add(lost, on=call)
            assert_withheld(before, day_later(github), _of_what_is_not_public(permission))
            app.permissions[permission] = kept
    assert day_later(github) == before


def _of_what_is_not_public(permission: str) -> Needed:
    """GitHub shows to everybody what is public, and whether secrets are looked for was asked."""
    needed = PERMISSIONS[permission]

    def found(repository: str, key: str) -> str:
        is_listed = permission == "administration" and key in OF_SETTINGS
        return "" if repository == "open" or is_listed else needed(repository, key)

    return found


def test_contents_are_lost_before_an_archive(github: Troubled) -> None:
    """Those that were not read are said to be unreadable; the next day they are judged without."""
    app = the_app(github)
    lost = change(lambda: app.permissions.pop("contents", None))
    github.simulator.faults.add(lost, on="GET /repos/{owner}/{repo}/tarball/{ref}", after=1)
    github.sync()
    unread = Repository.objects.exclude(problem="")
    assert unread.count() == 3
    assert not unread.exclude(judged_at=None).exists()
    for problem in unread.values_list("problem", flat=True):
        assert "Resource not accessible by integration" in problem
    assert {outcome for _, (outcome, _) in day_later(github).items()} >= {"unknown", "pass"}
    assert not Repository.objects.exclude(problem="").exists()


def test_without_members_the_poll_says_so_and_nobody_leaves(github: Troubled) -> None:
    github.sync()
    people = everybody()
    assert people["owners"]
    assert people["invitations"]
    the_app(github).permissions.pop("members")
    day_later(github)
    assert everybody() == people
    (poll,) = Poll.objects.filter(kind=Poll.Kind.PEOPLE)
    assert "cannot see members and teams: needs Members, read" in poll.problem
    assert github.organization.problem == ""


def test_members_are_lost_after_that_was_proven(github: Troubled) -> None:
    github.sync()
    people = everybody()
    app = the_app(github)
    for call in ("Members", "Teams"):
        app.permissions["members"] = "read"
        lost = change(lambda: app.permissions.pop("members", None))
        github.simulator.faults.add(lost, on=call)
        day_later(github)
        (poll,) = Poll.objects.filter(kind=Poll.Kind.PEOPLE)
        assert poll.problem
        assert everybody() == people


def test_without_deployments_nothing_is_known_of_them(github: Troubled) -> None:
    github.sync()
    the_app(github).permissions.pop("deployments")
    day_later(github)
    repository = Repository.objects.get(name="rulesets")
    found = forge_facts.load(repository)[Deployments]
    assert isinstance(found, Unavailable)
    assert "needs Deployments, read" in found.reason


def test_only_some_repositories_are_selected(github: Troubled) -> None:
    github.sync()
    before = verdicts(github)
    the_app(github).repositories = frozenset({"rulesets"})
    now = day_later(github)
    assert {each: now[each] for each in before} == before
    gone = Repository.objects.exclude(gone_since=None).values_list("name", flat=True)
    assert set(gone) == ALL - {"rulesets", "open"}
    the_app(github).repositories = None
    assert day_later(github) == before
    assert not Repository.objects.exclude(gone_since=None).exists()


def test_no_repository_is_shown_any_more(tmp_path: Path, settings: Settings) -> None:
    with troubled(small_world(tmp_path), settings, app=True) as github:
        github.sync()
        before = verdicts(github)
        the_app(github).repositories = frozenset()
        assert day_later(github) == before
        assert "GitHub shows none of the 3 repositories" in github.organization.problem
        assert not Repository.objects.exclude(gone_since=None).exists()
        the_app(github).repositories = None
        assert day_later(github) == before
        assert github.organization.problem == ""
