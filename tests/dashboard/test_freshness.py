"""How fresh what pages say is: on the overview, beside each figure of a repository, in the demo."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from compliance import organizations
from compliance.models import Organization, Repository, SyncRun
from compliance.scorecards.freshness import Freshness, checked_at, freshness, is_current
from tests.dashboard.reading import clock, text_of
from tests.factories import COMMIT, make_person, make_repository, make_result, signed_in

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
QUOTA = "GitHub's quota for core is used up until 14:05:00 UTC"


@pytest.fixture
def asked(on_github: Organization) -> Organization:
    """GitHub was asked four minutes ago."""
    Organization.objects.update(checked_at=timezone.now() - 4 * MINUTE)
    on_github.refresh_from_db()
    return on_github


def judged(organization: Organization, name: str, ago: timedelta, **values: Any) -> Repository:
    return make_repository(organization, name, judged_at=timezone.now() - ago, **values)


def moved(organization: Organization, name: str, ago: timedelta, **values: Any) -> Repository:
    """One that was pushed to after it was judged."""
    return judged(organization, name, ago, head="d" * 40, **values)


def waits(repository: Repository, **values: Any) -> None:
    now = timezone.now()
    run = SyncRun.objects.create(
        organization=repository.organization, reason="schedule", started_at=now
    )
    given = {"work": "read", "queued_at": now} | values
    run.items.create(organization=run.organization, repository=repository, **given)


def known(organization: Organization) -> Freshness:
    """How fresh all is, where what `moved` came lately."""
    everything = organization.repositories.all()
    new = everything.filter(name__startswith="moved")
    return freshness(organization, everything, organization.teams.all(), new, 5)


@pytest.mark.parametrize("looked", [None, 4 * MINUTE, 5 * HOUR, 3 * DAY], ids=str)
def test_each_is_counted_once_by_when_it_was_last_seen_as_it_was_judged(
    on_github: Organization, looked: timedelta | None
) -> None:
    now = timezone.now()
    Organization.objects.update(checked_at=now - looked if looked else None)
    on_github.refresh_from_db()
    for number, ago in enumerate((10 * MINUTE, 3 * HOUR, 3 * HOUR, 2 * DAY, 5 * DAY)):
        judged(on_github, f"still-{number}", ago)
        judged(on_github, f"unread-{number}", ago, problem="It cannot be read.")
        judged(on_github, f"left-out-{number}", ago, left_out="it is a fork")
    moved(on_github, "moved", 2 * HOUR)
    judged(on_github, "withheld", 2 * HOUR, commit="", withheld="No access.")
    make_repository(on_github, "new", judged_at=None, head="")

    found = known(on_github)

    listed = on_github.repositories.listed()
    seen_at = [checked_at(on_github, each) for each in listed]
    ages = [now - moment for moment in seen_at if moment]
    assert (found.hour, found.day, found.older, found.never) == (
        sum(age <= HOUR for age in ages),
        sum(HOUR < age <= DAY for age in ages),
        sum(age > DAY for age in ages),
        1,
    )
    assert found.total == listed.count()
    assert {each.pk for each in listed.behind()} == {
        each.pk for each in listed if not is_current(each)
    }


def test_what_did_not_move_is_as_fresh_as_the_last_look(asked: Organization) -> None:
    judged(asked, "still", 20 * HOUR)
    moved(asked, "moved", 20 * HOUR)
    moved(asked, "long-moved", 50 * HOUR)
    make_repository(asked, "new", judged_at=None, head="")
    judged(asked, "fork", 50 * HOUR, left_out="it is a fork")
    judged(asked, "gone", 50 * HOUR, gone_since=timezone.now())

    found = known(asked)

    assert (found.hour, found.day, found.older, found.never) == (1, 1, 1, 1)
    assert found.unowned.count == 3
    assert [each["name"] for each in found.unowned.first] == ["long-moved", "moved", "still"]
    assert found.new == 1
    assert [each.name for each in found.behind] == ["new", "long-moved", "moved"]


def test_one_whose_files_are_withheld_is_not_behind(asked: Organization) -> None:
    judged(asked, "withheld", 20 * HOUR, withheld="needs Contents: read", commit="")

    assert known(asked).behind == ()


def test_while_github_is_silent_all_of_it_gets_old(asked: Organization) -> None:
    judged(asked, "still", 20 * HOUR)
    Organization.objects.update(checked_at=timezone.now() - 3 * DAY)
    asked.refresh_from_db()

    found = known(asked)
    assert (found.hour, found.day) == (0, 1), "judged by what is stored, and no fresher than that"


def test_it_is_one_query(asked: Organization, django_assert_num_queries: Any) -> None:
    for number in range(8):
        moved(asked, f"moved-{number}", HOUR)

    with django_assert_num_queries(1):
        found = known(asked)
    assert len(found.behind) == 5
    assert found.total == 8


def test_what_is_not_counted_and_what_could_not_be_read_is_counted(asked: Organization) -> None:
    judged(asked, "fork", HOUR, left_out="it is a fork")
    judged(asked, "gone", HOUR, gone_since=timezone.now(), problem="it went")
    for name, values in (
        ("well", {}),
        ("broken", {"problem": "its archive breaks off"}),
        ("withheld", {"withheld": "needs Contents: read"}),
    ):
        repository = judged(asked, name, HOUR, **values)
        make_result(repository, "linted", "unknown")
        make_result(repository, "tested", "pass")

    found = known(asked)

    assert (found.unread, found.undecided, found.left_out) == (2, 2, 2)


def test_the_overview_says_that_nothing_is_behind(client: Client, asked: Organization) -> None:
    make_result(judged(asked, "well", HOUR), "linted", "unknown")
    assert "All that GitHub shows are counted" in text_of(client, "/")

    judged(asked, "fork", HOUR, left_out="it is a fork")
    text = text_of(client, "/")

    assert "Nothing is behind: each repository is judged as GitHub showed it at the last" in text
    assert "No check is unknown because a repository could not be read" in text
    assert "1 more is not counted, such as what is archived or empty" in text


def test_the_overview_says_what_failed_readings_leave_open(
    client: Client, asked: Organization
) -> None:
    broken = moved(asked, "broken", HOUR, problem="its archive breaks off")
    for key in ("linted", "tested", "typed"):
        make_result(broken, key, "unknown" if key != "typed" else "pass")

    text = text_of(client, "/")

    assert "1 repository could not be read at the last attempt; 2 of its checks are" in text
    assert "Nothing is behind" not in text


def test_the_overview_says_which_are_behind_and_why(client: Client, asked: Organization) -> None:
    until = timezone.now() + HOUR
    judged(asked, "well", HOUR)
    waits(moved(asked, "held", 3 * HOUR), not_before=until, problem=QUOTA)
    moved(asked, "pushed", 4 * HOUR)
    moved(asked, "broken", 5 * HOUR, problem="its archive breaks off")
    make_repository(asked, "found", judged_at=None, head="")

    text = text_of(client, "/")

    assert "checked within the hour 1 within a day 3 longer ago 0 not judged yet 1" in text
    assert "Waiting found It was found, and waits to be read never judged" in text
    assert "Stale broken its archive breaks off as of 5 hours ago" in text
    assert "Waiting pushed It was pushed to, and waits to be read as of 4 hours ago" in text
    assert f"held It is read at {clock(until)}: {QUOTA}" in text
    assert "4 behind" in text


def test_why_the_source_waits_is_for_those_who_see_it(asked: Organization) -> None:
    waits(moved(asked, "held", 3 * HOUR), not_before=timezone.now() + HOUR, problem=QUOTA)

    text = text_of(signed_in(make_person(asked, "dev")), "/")
    assert "since GitHub does not answer before" in text
    assert QUOTA not in text


def test_one_that_its_reader_may_not_see_is_not_counted(asked: Organization) -> None:
    moved(asked, "hidden", HOUR, visibility="private")
    judged(asked, "open", HOUR)

    text = text_of(signed_in(make_person(asked, "dev")), "/")
    assert "within the hour 1" in text
    assert "hidden" not in text


class TestARepository:
    @pytest.fixture
    def orders(self, asked: Organization) -> Repository:
        repository = judged(asked, "orders", 20 * HOUR)
        make_result(repository, "dev-command", "pass")
        return repository

    def test_says_once_and_in_one_wording_when_it_was_checked(
        self, client: Client, orders: Repository
    ) -> None:
        text = text_of(client, "/repositories/orders/")
        assert text.count(f"Checked 4 minutes ago at {COMMIT[:7]}") == 1
        assert "Judged 20 hours ago" not in text

    @pytest.mark.parametrize(
        "values",
        [
            {"problem": "its archive breaks off", "problem_since": timezone.now()},
            {"head": "d" * 40},
            {"gone_since": timezone.now()},
        ],
    )
    def test_that_is_behind_says_as_of_when(
        self, client: Client, orders: Repository, values: dict[str, Any]
    ) -> None:
        Repository.objects.update(**values)

        text = text_of(client, "/repositories/orders/")
        assert text.count("Last known, as of 20 hours ago") == 1
        assert "Checked 4 minutes ago at" not in text

    def test_is_last_known_while_github_is_down(self, client: Client, orders: Repository) -> None:
        Organization.objects.update(problem="GitHub answered with 502")

        assert text_of(client, "/repositories/orders/").count("Last known, as of 4 minutes") == 1


class TestTheDemo:
    @pytest.fixture(autouse=True)
    def demo(self, asked: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(organizations, "is_demo", lambda: True)
        organizations.current()

    def test_says_that_its_past_is_played(self, client: Client, asked: Organization) -> None:
        Organization.objects.update(checked_at=timezone.now() - 60 * DAY)

        text = text_of(client, "/")
        assert "The demo’s past is being played: what you see is as of" in text
        assert "Checked" not in text

    def test_says_nothing_of_it_afterwards(self, client: Client, asked: Organization) -> None:
        Organization.objects.update(checked_at=timezone.now() - 4 * MINUTE)

        assert "past is being played" not in text_of(client, "/")
