"""What people are shown here is what GitHub says that they may see, asked with their own token."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pytest_django import Settings

from compliance import sight
from compliance.models import Person
from tests.compliance.sync.on_github import NOW, OnGitHub, on_github
from tests.github_simulator.credentials import Credential, Kind
from tests.github_simulator.generation import generate
from tests.github_simulator.state import Collaborator, Team, TeamMember, TeamRepository, World
from tests.github_simulator.state import Person as Account

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Private repositories given by name, by a team, by the team above it and to nobody; somebody
    from outside; nothing by the base permission.
    """
    made = generate(5, tmp_path, NOW)
    made.organization.default_repository_permission = "none"
    made.teams.clear()
    for each in made.repositories:
        each.visibility = "PRIVATE"
    by_name, by_team, from_above, _, public = made.repositories
    public.visibility = "PUBLIC"
    member = next(each.login for each in made.members if each.role == "MEMBER")
    made.people.append(Account(id=901, login="pat"))
    by_name.collaborators = [Collaborator(login=member), Collaborator(login="pat")]
    made.teams = [
        Team(id=1, slug="above", name="Above", repositories=[TeamRepository(name=from_above.name)]),
        Team(
            id=2,
            slug="below",
            name="Below",
            parent="above",
            members=[TeamMember(login=member)],
            repositories=[TeamRepository(name=by_team.name)],
        ),
    ]
    return made


@pytest.fixture
def plumbline(world: World, settings: Settings, tmp_path: Path) -> Iterator[OnGitHub]:
    with on_github(world, settings, token=f"ghp_{tmp_path.parent.name}{tmp_path.name}") as running:
        yield running


def accessible(plumbline: OnGitHub, login: str) -> set[str]:
    """To which private repositories GitHub says that somebody was given access."""
    app = plumbline.simulator.app(42, "no key")
    given = plumbline.simulator.accounts.add(Credential(Kind.USER, login, app=app)).token
    answer = httpx.get(
        f"{plumbline.simulator.url}/user/installations/{app.installation_id}/repositories",
        headers={"Authorization": f"Bearer {given}"},
    )
    if answer.status_code == httpx.codes.NOT_FOUND:
        return set()
    return {each["name"] for each in answer.json()["repositories"] if each["private"]}


def shown(login: str) -> set[str]:
    there = sight.of(Person.objects.get(login=login)).repositories()
    return set(there.filter(visibility="private").values_list("name", flat=True))


@pytest.mark.parametrize("base", ["none", "read"])
def test_everybody_is_shown_what_github_lets_them_see(
    plumbline: OnGitHub, world: World, base: str
) -> None:
    world.organization.default_repository_permission = base

    plumbline.sync()

    people = [each.login for each in world.members] + ["pat"]
    expected = {login: accessible(plumbline, login) for login in people}
    assert {login: shown(login) for login in people} == expected
    if base == "none":
        assert sorted(map(len, expected.values())) == [*[0] * (len(people) - 3), 1, 3, 4]


def test_access_by_name_that_is_taken_back_is_not_shown_the_day_after(
    plumbline: OnGitHub, world: World
) -> None:
    plumbline.sync()
    by_name = world.repositories[0]
    member = by_name.collaborators[0].login
    assert by_name.name in shown(member)

    by_name.collaborators = []
    plumbline.pass_time(A_DAY).sync()

    assert by_name.name not in shown(member)
    assert Person.objects.get(login=member).left_at is None
