"""When the source is asked, who asks, and what becomes of a poll that fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from compliance import clock, organizations
from compliance.collect import CredentialError, SourceError, WaitError
from compliance.models import Organization, Poll, SyncRun
from compliance.sync import polls
from integrations.github.settings import GitHubSettings
from tests.factories import NOW

Kind = Poll.Kind
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


class Asked:
    """In place of what asks: counts how often it is asked, and raises what it is told to."""

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self.trouble: dict[str, Exception] = {}
        self.during: Callable[[], None] = lambda: None

    def __call__(self, organization: Organization, poll: Poll, reason: SyncRun.Reason) -> None:
        self.kinds.append(poll.kind)
        self.during()
        if poll.kind in self.trouble:
            raise self.trouble[poll.kind]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    asked = Asked()
    monkeypatch.setattr(polls, "_WORK", dict.fromkeys(Kind, asked))
    return asked


@pytest.fixture
def organization(settings: Settings) -> Organization:
    settings.PLUMBLINE_SOURCE = ""
    settings.GITHUB = GitHubSettings("acme", token="ghp_nobodys")
    organizations.client.cache_clear()
    return organizations.current()


def work(organization: Organization, minutes: int = 0) -> None:
    with clock.standing_at(NOW + minutes * MINUTE):
        polls.work_due(organization)


def poll(organization: Organization, kind: Kind) -> Poll:
    return organization.polls.get(kind=kind)


def test_each_at_its_cadence(organization: Organization, asked: Asked) -> None:
    work(organization)
    assert asked.kinds == ["settings", "people", "heads", "checks", "onboarding"], "settings first"

    asked.kinds.clear()
    for minutes in range(1, 25 * 60, 5):
        work(organization, minutes)

    times = {kind: asked.kinds.count(kind) for kind in dict.fromkeys(asked.kinds)}
    assert times == {
        "heads": 299, "checks": 299, "onboarding": 149, "people": 24, "settings": 1,
    }  # fmt: skip


def test_one_that_somebody_is_at_is_left_alone(organization: Organization, asked: Asked) -> None:
    seen: list[list[str]] = []

    def another_worker() -> None:
        before = len(asked.kinds)
        asked.during = lambda: None
        work(organization)
        seen.append(asked.kinds[before:])

    asked.during = another_worker
    work(organization)

    assert seen == [["people", "heads", "checks", "onboarding"]], (
        "all but settings, which the first one is at"
    )
    assert asked.kinds.count("settings") == 1


def test_one_whose_worker_died_is_done_by_the_next(
    organization: Organization, asked: Asked
) -> None:
    work(organization)
    asked.kinds.clear()
    dead = timezone.now() - timedelta(seconds=1)
    organization.polls.filter(kind=Kind.HEADS).update(
        due_at=NOW, leased_by="a dead worker", leased_until=dead
    )

    work(organization)

    assert asked.kinds == ["heads"]
    assert (poll(organization, Kind.HEADS).leased_by, poll(organization, Kind.HEADS).attempts) == (
        "",
        0,
    )


def test_who_lost_the_lease_notes_nothing(organization: Organization, asked: Asked) -> None:
    asked.during = lambda: organization.polls.update(leased_by="another worker") and None
    asked.trouble = {"settings": SourceError("no answer")}

    work(organization)

    found = poll(organization, Kind.SETTINGS)
    assert (found.leased_by, found.problem) == ("another worker", "")


def test_a_failure_is_tried_again_later_and_later(organization: Organization, asked: Asked) -> None:
    asked.trouble = {"heads": SourceError("GitHub does not answer")}
    tries = []
    for minutes in range(121):
        before = asked.kinds.count("heads")
        work(organization, minutes)
        tries += [minutes] * (asked.kinds.count("heads") - before)

    assert tries == [0, 1, 3, 7, 15, 31, 61, 91]
    found = poll(organization, Kind.HEADS)
    assert (found.problem, found.since) == ("GitHub does not answer", None)
    organization.refresh_from_db()
    assert organization.problem == "GitHub does not answer"

    asked.trouble = {}
    work(organization, 121)

    organization.refresh_from_db()
    assert (organization.problem, organization.checked_at) == ("", NOW + 121 * MINUTE)
    assert poll(organization, Kind.HEADS).attempts == 0


def test_a_limit_is_waited_for_and_is_no_attempt(organization: Organization, asked: Asked) -> None:
    until = NOW + 40 * MINUTE
    asked.trouble = {"heads": WaitError("the quota is used up", until)}
    work(organization)
    asked.kinds.clear()

    for minutes in range(1, 40):
        work(organization, minutes)
    assert "heads" not in asked.kinds
    with clock.standing_at(NOW + MINUTE):
        assert polls.waits_until(organization) == until
    assert poll(organization, Kind.HEADS).attempts == 0

    asked.trouble = {}
    work(organization, 40)
    assert asked.kinds.count("heads") == 1
    with clock.standing_at(until):
        assert polls.waits_until(organization) is None


def test_people_that_cannot_be_read_are_no_problem_of_the_whole(
    organization: Organization, asked: Asked
) -> None:
    asked.trouble = {"people": SourceError("cannot see members and teams: needs Members, read")}

    work(organization)

    organization.refresh_from_db()
    assert organization.problem == ""
    assert "needs Members" in poll(organization, Kind.PEOPLE).problem


def test_what_is_left_when_the_time_is_over_is_the_next_calls(
    organization: Organization, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polls, "SECONDS_A_CALL", 0.0)
    work(organization)
    assert asked.kinds == []
    with clock.standing_at(NOW):
        assert polls.is_at_work(organization)

    monkeypatch.undo()
    monkeypatch.setattr(polls, "_WORK", dict.fromkeys(Kind, asked))
    work(organization)
    assert asked.kinds == ["settings", "people", "heads", "checks", "onboarding"]
    with clock.standing_at(NOW):
        assert not polls.is_at_work(organization)


def test_a_credential_that_is_refused_is_a_problem_and_not_waited_for(
    organization: Organization, asked: Asked
) -> None:
    asked.trouble = {"heads": CredentialError("GitHub does not accept it", NOW + 5 * MINUTE)}

    work(organization)

    organization.refresh_from_db()
    assert organization.problem == "GitHub does not accept it"
    with clock.standing_at(NOW):
        assert polls.waits_until(organization) is None
    assert poll(organization, Kind.HEADS).due_at == NOW + MINUTE
