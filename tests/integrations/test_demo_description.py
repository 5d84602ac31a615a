"""What GitHub would know of the demo organization: it is one that could be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from integrations import demo
from tests.github_simulator.organization_file import load
from tests.github_simulator.state import Member, PullRequest, Repository, World
from tests.repositories_on_disk import git

# A Monday, so that the last working day is days ago.
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("made") / "demo"
    demo.build(target, NOW)
    return target


@pytest.fixture(scope="module")
def world(made: Path) -> World:
    return load(made / demo.DESCRIPTION)


def pulls(world: World) -> list[tuple[Repository, PullRequest]]:
    return [(each, pull) for each in world.repositories for pull in each.pull_requests]


def members_at(world: World, moment: datetime) -> dict[str, Member]:
    return {
        each.login: each
        for each in world.members
        if (each.since or moment) <= moment and (each.until is None or moment < each.until)
    }


class TestPeople:
    def test_there_are_owners_members_partners_bots_and_an_invitation(self, world: World) -> None:
        now = members_at(world, NOW)
        outside = {each.login for one in world.repositories for each in one.collaborators}
        invited = [(each.login, each.email) for each in world.invitations]

        assert Counter(each.role for each in now.values()) == {"ADMIN": 2, "MEMBER": 21}
        assert len(outside) == 4
        assert not outside & now.keys()
        assert sum(each.bot for each in world.people) == 2
        assert len(invited) == 2
        assert all(each.created_at < NOW and each.until is None for each in world.invitations)

    def test_some_joined_in_the_last_week_and_one_left(self, world: World) -> None:
        week = NOW - timedelta(days=7)

        assert members_at(world, NOW).keys() - members_at(world, week).keys() == {
            "emil-bq",
            "leila-bq",
            "noah-bq",
        }
        assert members_at(world, week - timedelta(days=60)).keys() - members_at(world, NOW).keys()

    def test_teams_have_members_of_the_organization_and_repositories_that_are_there(
        self, world: World
    ) -> None:
        names = {each.name for each in world.repositories}
        slugs = {each.slug for each in world.teams}
        spans = {each.login: each for each in world.members}

        for team in world.teams:
            assert {each.name for each in team.repositories} <= names
            assert team.parent is None or team.parent in slugs
            assert {each.role for each in team.members} == {"MAINTAINER", "MEMBER"}
            for each in team.members:
                joined, since = spans[each.login].since, each.since
                assert joined is not None
                assert since is not None
                assert joined <= since
                assert each.until == spans[each.login].until
        assert {each.slug for each in world.teams if each.privacy == "SECRET"}
        assert {each.slug for each in world.teams if each.parent}
        owned = {each.name for team in world.teams for each in team.repositories}
        assert owned == names

    def test_only_who_is_there_commits(self, world: World, made: Path) -> None:
        people = {email: each for each in world.people for email in each.emails}
        spans = {each.login: (each.since, each.until) for each in world.members}
        for repository in world.repositories:
            outside = {each.login: (each.since, each.until) for each in repository.collaborators}
            log = git(made / repository.name, "log", "--all", "--format=%at %ae")
            for line in log.splitlines():
                second, email = line.split()
                person = people[email]
                if person.bot:
                    continue
                since, until = (spans | outside)[person.login]
                moment = datetime.fromtimestamp(int(second), UTC)
                assert since is not None
                assert since <= moment, (repository.name, line)
                assert until is None or moment < until, (repository.name, line)


class TestWork:
    def test_pull_requests_go_their_way_in_order(self, world: World) -> None:
        for repository, pull in pulls(world):
            where = (repository.name, pull.number)
            ends = pull.merged_at or pull.closed_at or NOW
            assert pull.created_at < ends <= NOW, where
            for review in pull.reviews:
                assert pull.created_at < review.submitted_at < ends, where
                assert review.author != pull.author, where

    def test_their_numbers_follow_the_order_of_their_opening(self, world: World) -> None:
        for repository in world.repositories:
            found = sorted(repository.pull_requests, key=lambda pull: pull.created_at)
            numbers = [pull.number for pull in found]
            assert (
                numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
            )

    def test_what_is_merged_is_on_its_base(self, world: World, made: Path) -> None:
        for repository, pull in pulls(world):
            subjects = git(
                made / repository.name, "log", "--first-parent", "--format=%s", pull.base
            )
            named = any(f"#{pull.number}" in line for line in subjects.splitlines())
            assert named == (pull.merged_at is not None), (repository.name, pull.number)

    def test_there_are_pull_requests_of_every_kind(self, world: World) -> None:
        found = [pull for _, pull in pulls(world)]
        open_ones = [pull for pull in found if not pull.merged_at and not pull.closed_at]

        assert any(pull.draft for pull in open_ones)
        assert any(not pull.reviews and pull.merged_at for pull in found)
        assert any(review.state == "CHANGES_REQUESTED" for pull in found for review in pull.reviews)
        assert {pull.base for pull in found} >= {"main", "dev"}
        waiting = {each.login for pull in open_ones for each in pull.review_requests}
        assert len(waiting) > 5
        assert {pull.author for pull in found} >= {"dependabot", "noah-bq", "marek-tidewater"}

    def test_runs_and_deployments_are_of_commits_that_are_there_and_later_than_them(
        self, world: World, made: Path
    ) -> None:
        for repository in world.repositories:
            log = git(made / repository.name, "log", "--all", "--format=%H %ct").splitlines()
            times = {
                commit: datetime.fromtimestamp(int(second), UTC)
                for commit, second in (line.split() for line in log)
            }
            for run in repository.check_runs:
                assert times[run.commit] < run.started_at < (run.completed_at or NOW)
            for deployment in repository.deployments:
                history = [status.created_at for status in deployment.statuses]
                assert times[deployment.commit] < deployment.created_at <= history[0]
                assert history == sorted(history)
                assert history[-1] < NOW

    def test_deployments_go_to_staging_and_production_and_one_failed(self, world: World) -> None:
        deployments = [each for one in world.repositories for each in one.deployments]
        states = Counter(each.statuses[-1].state for each in deployments)

        assert {each.environment for each in deployments} == {"staging", "production"}
        assert all(each.production == (each.environment == "production") for each in deployments)
        assert set(states) == {"success", "failure"}

    def test_a_newcomer_deployed_to_staging_within_48_hours(self, world: World) -> None:
        (joined,) = (each.since for each in world.members if each.login == "noah-bq")
        (ledger,) = (each for each in world.repositories if each.name == "payments-ledger")
        (merged,) = (pull.merged_at for pull in ledger.pull_requests if pull.author == "noah-bq")
        succeeded = [
            status.created_at
            for each in ledger.deployments
            if each.environment == "staging" and merged and each.created_at > merged
            for status in each.statuses
            if status.state == "success"
        ]

        assert joined is not None
        assert timedelta(0) < min(succeeded) - joined < timedelta(hours=48)


class TestAgain:
    def test_another_day_keeps_the_ids(self, world: World, made: Path, tmp_path: Path) -> None:
        demo.build(tmp_path, NOW + timedelta(days=1))
        later = load(tmp_path / demo.DESCRIPTION)

        assert ids(later) == ids(world)

    def test_ids_are_unique(self, world: World) -> None:
        for kind, found in ids(world).items():
            assert len(set(found)) == len(found), kind


def ids(world: World) -> dict[str, Sequence[object]]:
    repositories = world.repositories
    return {
        "people": [each.id for each in world.people],
        "teams": [each.id for each in world.teams],
        "invitations": [each.id for each in world.invitations],
        "repositories": [each.id for each in repositories],
        "pull requests": [(each.id, pull.number) for each, pull in pulls(world)],
        "deployments": [deployed.id for each in repositories for deployed in each.deployments],
        "rulesets": [rules.id for each in repositories for rules in each.rulesets]
        + [rules.id for rules in world.rulesets],
        "protections": [rule.id for each in repositories for rule in each.classic_protections],
    }
