"""What changes at GitHub between two calls of one sync: in the end all is as if it had been so from
the beginning, and no verdict fails on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from compliance.models import Repository
from tests.compliance.sync.troubled import NOW, Troubled, troubled
from tests.compliance.sync.withheld import day_later, verdicts
from tests.compliance.sync.worlds import small_world
from tests.github_simulator.credentials import APP_PERMISSIONS, Kind
from tests.github_simulator.faults import bad_gateway, change, change_after
from tests.github_simulator.generation import push
from tests.github_simulator.messages import Response
from tests.github_simulator.simulator import Simulator
from tests.github_simulator.state import BranchSpan, World
from tests.github_simulator.state import Repository as OnGitHub

pytestmark = pytest.mark.django_db

TARBALL = "GET /repos/{owner}/{repo}/tarball/{ref}"
A_DAY = timedelta(days=1)


def delete(repository: OnGitHub) -> None:
    repository.until = NOW


def rename(repository: OnGitHub) -> None:
    repository.former_names = [repository.name]
    repository.name = "another-name"


def hide(repository: OnGitHub) -> None:
    repository.visibility = "PRIVATE"
    repository.collaborators = []


def push_forcibly(repository: OnGitHub) -> None:
    base = push(repository, {"lost.txt": "x"}, NOW + A_DAY - timedelta(minutes=2))
    at = NOW + A_DAY - timedelta(minutes=1)
    push(repository, {".nvmrc": "24\n"}, at, onto=f"{base}^")


def archive(repository: OnGitHub) -> None:
    repository.archived_at = NOW


def empty(repository: OnGitHub) -> None:
    repository.branches = {name: BranchSpan(until=NOW) for name in ("main", "dev")}


def rename_branch(repository: OnGitHub) -> None:
    push(
        repository,
        {},
        NOW + A_DAY - timedelta(minutes=1),
        branch="trunk",
        onto=f"{repository.heads}main^0",
    )
    repository.branches = {"main": BranchSpan(until=NOW)}
    repository.default_branch = "trunk"


CHANGES: Mapping[str, Callable[[OnGitHub], None]] = {
    "deleted": delete,
    "renamed": rename,
    "made private": hide,
    "pushed to forcibly": push_forcibly,
    "archived": archive,
    "emptied": empty,
    "its default branch renamed": rename_branch,
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return small_world(tmp_path, 2)


@pytest.fixture
def github(world: World, settings: Settings) -> Iterator[Troubled]:
    """By the token of a member, to whom what becomes private is hidden."""
    changing = world.repositories[0]
    changing.visibility = "INTERNAL"
    world.organization.default_repository_permission = "none"
    world.teams[0].repositories = world.teams[0].repositories[1:]
    with troubled(world, settings) as github:
        token = github.simulator.token(
            "person-2", token="ghp_of_a_member", scopes=frozenset({"repo", "read:org"})
        )
        github.ask_with(token=token.token)
        yield github


def rows() -> dict[str, tuple[str, str, str, str]]:
    """The repositories that are there, by their names; those that count with what was read."""
    there = Repository.objects.filter(gone_since=None)
    return {
        each.name: (
            each.full_name,
            each.branch,
            "" if each.left_out else each.commit,
            each.left_out,
        )
        for each in there
    }


def there(github: Troubled) -> dict[tuple[str, str], tuple[str, str]]:
    """The verdicts on the repositories that are there and count."""
    counting = Repository.objects.counted().values_list("name", flat=True)
    return {each: found for each, found in verdicts(github).items() if each[0] in counting}


@pytest.fixture(scope="module")
def truth() -> dict[str, object]:
    """What is found by whoever comes after each change; filled once."""
    return {}


# Whatever it is, the archive of a repository that is there is the one that was asked for.
CASES = [
    (name, call)
    for name in CHANGES
    for call in (
        "GET /orgs/{org}/repos",
        "Repositories",
        *([TARBALL] if name in ("deleted", "renamed", "made private") else []),
    )
]


@pytest.mark.parametrize(("name", "call"), CASES)
def test_a_repository_changes_after_a_call(
    github: Troubled, truth: dict[str, object], name: str, call: str
) -> None:
    changing = github.simulator.world.repositories[0]
    github.sync()
    before = verdicts(github)
    push(changing, {"a.txt": "new"}, NOW + A_DAY - timedelta(hours=1))
    github.pass_time(A_DAY)

    github.simulator.faults.add(change_after(lambda: CHANGES[name](changing)), on=call)
    for _ in github.settle():
        assert_nothing_fails(before, verdicts(github))
    (fault,) = github.simulator.faults.pending
    assert fault.happened == 1
    day_later(github)

    assert not Repository.objects.exclude(problem="").exists()
    found = there(github), rows()
    if name not in truth:
        github.organization.delete()
        github.sync()
        truth[name] = there(github), rows()
    assert found == truth[name]


def assert_nothing_fails(
    before: Mapping[tuple[str, str], tuple[str, str]],
    now: Mapping[tuple[str, str], tuple[str, str]],
) -> None:
    def failing(found: Mapping[tuple[str, str], tuple[str, str]]) -> set[str]:
        return {key for (_, key), (outcome, _) in found.items() if outcome == "fail"}

    assert failing(now) <= failing(before)


def test_an_archive_of_a_deleted_repository(github: Troubled) -> None:
    """It is gone once the list of repositories says so, which is asked soon."""
    deleted = github.simulator.world.repositories[0]
    github.simulator.faults.add(change(lambda: delete(deleted)), on=TARBALL)
    list(github.settle())
    row = Repository.objects.exclude(gone_since=None).get()
    assert row.name == deleted.name
    assert github.now - NOW <= timedelta(minutes=30)


def test_an_organization_without_repositories(tmp_path: Path, settings: Settings) -> None:
    world = small_world(tmp_path, 1)
    (only,) = world.repositories
    only.created_at = NOW + timedelta(hours=1)
    with troubled(world, settings) as github:
        token = github.simulator.token(
            "person-1",
            token="github_pat_simulated",
            kind=Kind.FINE_GRAINED,
            permissions=dict(APP_PERMISSIONS),
        )
        github.ask_with(token=token.token)
        github.sync()
        assert github.organization.problem == ""
        assert github.sync() == 0

        # The first one: what the token may see of repositories could not be tried before.
        github.pass_time(timedelta(hours=1, minutes=5))
        push(only, {"a.txt": "new"}, github.now - timedelta(minutes=1))
        list(github.settle())
        found = verdicts(github)
        assert not [each for each in found.items() if each[1][0] == "unknown"]
        github.organization.delete()
        github.sync()
        assert found == verdicts(github)


def test_the_only_repository_goes_and_another_comes(tmp_path: Path, settings: Settings) -> None:
    """That all are gone at once is not believed, but said; with another one there it is."""
    world = small_world(tmp_path, 2)
    first, second = world.repositories
    first.until = NOW + timedelta(hours=1)
    second.created_at = NOW + timedelta(hours=30)
    with troubled(world, settings, app=True) as github:
        github.sync()
        before = verdicts(github)
        assert day_later(github) == before
        assert "GitHub shows none of the 1 repositories" in github.organization.problem
        day_later(github)
        assert github.organization.problem == ""
        assert set(rows()) == {second.name}


def test_one_that_is_never_answered_for_stops_no_other(tmp_path: Path, settings: Settings) -> None:
    world = small_world(tmp_path, 5)
    heavy = world.repositories[1]

    def too_heavy(simulator: Simulator, answer: Callable[[], Response]) -> Response:
        response = answer()
        if heavy.node_id.encode() in response.body:
            return bad_gateway()(simulator, answer) or response
        return response

    with troubled(world, settings, app=True) as github:
        github.simulator.faults.add(too_heavy, on="Repositories", times=None)
        github.sync()
        row = Repository.objects.get(name=heavy.name)
        assert "GitHub answered 502" in row.problem
        assert row.judged_at is None
        others = Repository.objects.exclude(pk=row.pk)
        assert not others.filter(judged_at=None).exists()
        github.simulator.faults.clear()
        list(github.settle())
        row.refresh_from_db()
        assert (row.problem, row.commit) == ("", row.head)
