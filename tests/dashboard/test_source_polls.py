"""The page of the source: what is asked when, what is left of the quota, and what goes wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from compliance import organizations
from compliance.models import Organization, Poll
from compliance.sync import polls
from tests.compliance.sync.on_github import OnGitHub
from tests.compliance.sync.on_github import on_github as polled
from tests.dashboard.reading import clock, content_of, text_of
from tests.dashboard.source import HOSTILE, SOURCE, access_of, poll_of, prove, row_of
from tests.factories import make_repository, make_result
from tests.github_simulator.generation import generate


def test_what_is_left_of_the_quota(client: Client, on_github: Organization) -> None:
    budget = organizations.client().budget
    later = timezone.now() + timedelta(minutes=20)
    budget.note("core", 5_000, 4_312, later)
    budget.note("graphql", 5_000, 0, later)

    text = text_of(client, SOURCE)

    assert f"REST counted anew at {clock(later)} 4,312 of 5,000" in text
    assert f"GraphQL used up until {clock(later)} 0 of 5,000" in text
    assert "Paused" not in text


def test_a_secondary_limit_is_said(client: Client, on_github: Organization) -> None:
    until = timezone.now() + timedelta(minutes=7)
    organizations.client().budget.block(until)

    expected = f"GitHub asked us to wait with all requests until {clock(until)}"
    assert expected in text_of(client, SOURCE)


def test_what_is_asked_and_when(client: Client, on_github: Organization) -> None:
    now = timezone.now()
    due = now + timedelta(minutes=3)
    poll_of(on_github, Poll.Kind.HEADS, done_at=now, due_at=due, requests=1_234)
    wait = now + timedelta(minutes=11)
    poll_of(on_github, Poll.Kind.PEOPLE, not_before=wait, problem=f"no quota {HOSTILE}")
    poll_of(on_github, Poll.Kind.SETTINGS, problem="GitHub is down", done_at=now, due_at=due)
    poll_of(on_github, Poll.Kind.CHECKS, leased_until=now + timedelta(minutes=1), problem="once")

    text = text_of(client, SOURCE)

    heads = row_of(text, "What was pushed to")
    assert "Every 5 minutes Answered" in heads
    assert clock(due) in heads
    assert "1,234" in heads
    people = row_of(text, "Members, teams and invitations")
    assert "No quota" in people
    assert f"Every hour Waits until {clock(wait)}" in people
    settings_row = row_of(text, "Settings, rules, and which repositories there are")
    assert "GitHub is down" in settings_row
    assert "Every day Failed" in settings_row
    running = row_of(text, "Checks that still run")
    assert "Being asked" in running
    assert "once" not in running
    assert "When there is something Not yet" in row_of(text, "What has changed in repositories")
    assert HOSTILE not in content_of(client, SOURCE)


def test_a_lease_that_ran_out_is_nobodys(client: Client, on_github: Organization) -> None:
    past = timezone.now() - timedelta(seconds=5)
    poll_of(on_github, Poll.Kind.HEADS, leased_until=past)

    assert "Being asked" not in text_of(client, SOURCE)


def test_a_problem_is_on_every_page_with_the_age_of_what_is_shown(
    client: Client, on_github: Organization
) -> None:
    seen = timezone.now() - timedelta(minutes=40)
    on_github.problem, on_github.checked_at = f"GitHub answered 502 {HOSTILE}", seen
    on_github.save()
    poll_of(on_github, Poll.Kind.HEADS, problem=on_github.problem)

    for address in ("/", "/teams/", "/repositories/", SOURCE):
        content, text = content_of(client, address), text_of(client, address)
        assert "GitHub cannot be read: GitHub answered 502" in text
        assert f"Results are as of {clock(seen)}." in text
        assert 'class="note is-error" role="alert"' in content
        assert HOSTILE not in content


def test_waiting_for_github_is_no_failure(client: Client, on_github: Organization) -> None:
    until = timezone.now() + timedelta(minutes=12)
    on_github.problem = "GitHub's quota for graphql is used up"
    on_github.save()
    poll_of(on_github, Poll.Kind.HEADS, problem=on_github.problem, not_before=until)

    content, text = content_of(client, "/"), text_of(client, "/")

    assert f"GitHub is asked again at {clock(until)}: GitHub's quota for graphql is used up" in text
    assert "Nothing is known yet." in text
    assert 'class="note is-warning" role="alert"' in content


def test_a_wait_that_is_over_is_no_wait(client: Client, on_github: Organization) -> None:
    on_github.problem = "GitHub's quota for graphql is used up"
    on_github.save()
    past = timezone.now() - timedelta(seconds=1)
    poll_of(on_github, Poll.Kind.HEADS, problem=on_github.problem, not_before=past)

    assert "GitHub cannot be read: GitHub's quota for graphql" in text_of(client, "/")


def test_people_that_cannot_be_read_are_said_where_they_matter(
    client: Client, on_github: Organization
) -> None:
    read = timezone.now() - timedelta(hours=3)
    problem = "cannot see members and teams: needs Members, read"
    poll_of(on_github, Poll.Kind.PEOPLE, problem=problem, done_at=read)

    for address in ("/", "/teams/"):
        assert f"Members and teams are as of {clock(read)}: {problem}." in text_of(client, address)
    assert "Members and teams are" not in text_of(client, "/repositories/")


@pytest.mark.parametrize("address", [SOURCE, "/", "/teams/", "/repositories/", "/settings/"])
def test_a_broken_source_costs_no_more_queries(
    client: Client, on_github: Organization, address: str, django_assert_max_num_queries: Any
) -> None:
    until = timezone.now() + timedelta(minutes=12)
    prove(on_github, access_of(expires_at=timezone.now() + timedelta(days=1)))
    Organization.objects.update(problem="GitHub is down", checked_at=timezone.now())
    for kind in (*polls.OF_GITHUB, Poll.Kind.DETAILS):
        poll_of(on_github, kind, problem="GitHub is down", not_before=until)
    for number in range(6):
        repository = make_repository(on_github, f"r-{number}", wanted="all", wanted_at=until)
        make_result(repository, "branches-protected", "unknown")
    run = on_github.runs.create(reason="start", started_at=timezone.now())
    run.items.create(
        organization=on_github, repository=repository, work="read", queued_at=timezone.now()
    )

    with django_assert_max_num_queries(14):
        assert client.get(address).status_code == 200


@pytest.fixture
def installation(tmp_path: Path, settings: Settings, token: str) -> Any:
    """Two repositories in the simulated GitHub."""
    with polled(generate(2, tmp_path, OnGitHub.now), settings, token=token) as plumbline:
        yield plumbline


@pytest.mark.django_db
def test_after_a_real_sync(client: Client, installation: OnGitHub) -> None:
    installation.sync()

    text = text_of(client, SOURCE)

    assert "Classic token of person-1" in text
    assert "All that is asked for" in text
    assert "GraphQL counted anew at" in text
    assert "Answered" in row_of(text, "What has changed in repositories")
    assert "Last proven Not yet" not in text


@pytest.mark.django_db
def test_a_credential_that_github_refuses(client: Client, installation: OnGitHub) -> None:
    installation.sync()
    installation.pass_time(timedelta(minutes=5))
    for credential in installation.simulator.accounts.credentials:
        credential.revoked = True
    installation.sync()

    text = text_of(client, SOURCE)

    assert "GitHub does not accept the credential" in text
    assert "Results are as of" in text
