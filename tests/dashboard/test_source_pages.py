"""The page of the source: who asks, what that may see, what is asked when, what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from compliance import organizations
from compliance.checks import CATALOGUE
from compliance.collect.needs import checks_by_permission
from compliance.facts import Origin
from compliance.models import Organization, Poll
from compliance.sync import polls
from integrations.github.permissions import (
    NEEDS,
    Access,
    Kind,
    Permission,
    allowed,
    denied,
    unproven,
)
from tests.compliance.sync.on_github import OnGitHub
from tests.compliance.sync.on_github import on_github as polled
from tests.dashboard.reading import clock, content_of, text_of
from tests.factories import make_repository, make_result
from tests.github_simulator.generation import generate
from tests.integrations.github.apps import PEM

SOURCE = "/source/"
HOSTILE = '"><script>alert(1)</script>'


def access_of(kind: Kind = Kind.CLASSIC, **values: Any) -> Access:
    """A credential that sees everything."""
    seen = {each: allowed(each, kind) for each in Permission}
    return Access(**({"kind": kind, "actor": "nadia", "permissions": seen} | values))


def prove(organization: Organization, access: Access) -> None:
    organization.access = msgspec.to_builtins(access)
    organization.access_at = timezone.now()
    organization.save()


def poll_of(organization: Organization, kind: Poll.Kind, **values: Any) -> Poll:
    polls.schedule(organization)
    organization.polls.filter(kind=kind).update(**values)
    return organization.polls.get(kind=kind)


def row_of(text: str, title: str) -> str:
    """What the table says of one thing that is asked for."""
    others = [each.label for each in Poll.Kind if each.label != title]
    rest = text.split(title, 1)[1]
    ends = [rest.find(each) for each in (*others, "Requests are those") if each in rest]
    return rest[: min(ends)]


def test_before_anything_is_proven(client: Client, on_github: Organization) -> None:
    text = text_of(client, SOURCE)

    assert "What the credential may see has not been proven yet" in text
    assert "Organization acme" in text
    assert "Credential Token" in text
    assert "Asks at https://github.example.com/api/v3" in text
    assert "Last proven Not yet" in text
    assert text.count("Not tried yet") == len(Permission)
    assert " Seen " not in text
    assert "unknown in" not in text
    assert "Not known now" in text, "of the quota"
    assert "Not yet" in row_of(text, "Members, teams and invitations")


def test_who_asks_and_what_is_seen(client: Client, on_github: Organization, token: str) -> None:
    prove(on_github, access_of())
    on_github.base_permission = "read"
    on_github.save()

    content, text = content_of(client, SOURCE), text_of(client, SOURCE)

    assert "Credential Classic token of nadia" in text
    assert '<a class="outside" href="https://github.example.com/acme" rel="noopener">' in content
    assert "Base permission Read: what every member may do" in text
    assert "All that is asked for" in text
    assert text.count(" Seen ") == len(Permission)
    assert "Not seen" not in text
    assert "Where the token is of an administrator of the repository." in text
    assert token not in content


def test_an_app_is_named(client: Client, on_github: Organization, settings: Settings) -> None:
    settings.GITHUB = replace(settings.GITHUB, token="", app_id="12345", private_key=PEM)
    assert "Credential GitHub App 12345" in text_of(client, SOURCE)

    prove(on_github, access_of(Kind.APP, actor="plumbline-acme"))
    assert "Credential GitHub App plumbline-acme" in text_of(client, SOURCE)


def test_a_credential_that_cannot_be_used_says_why(
    client: Client, on_github: Organization, settings: Settings
) -> None:
    key = "-----BEGIN nonsense"
    settings.GITHUB = replace(settings.GITHUB, token="", app_id="12345", private_key=key)

    text = text_of(client, SOURCE)

    assert "Nothing can be asked: " in text
    assert "GITHUB_APP_PRIVATE_KEY" in text
    assert "nonsense" not in text


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.APP, "An owner of the organization adds the permission on the App’s page"),
        (Kind.CLASSIC, "Add the scope to the token"),
        (Kind.FINE_GRAINED, "Add the permission to the token"),
        (Kind.OTHER, "Give the credential the permission"),
    ],
)
def test_how_it_can_see_more_depends_on_what_it_is(
    client: Client, on_github: Organization, kind: Kind, words: str
) -> None:
    prove(on_github, access_of(kind))
    assert "To let it see more" not in text_of(client, SOURCE)

    access = access_of(kind)
    access.permissions[Permission.MEMBERS] = denied(Permission.MEMBERS, kind)
    prove(on_github, access)
    assert f"To let it see more {words}" in text_of(client, SOURCE)


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_not_seen_is_said_with_the_checks_that_need_it(
    client: Client, on_github: Organization, permission: Permission, kind: Kind
) -> None:
    access = access_of(kind)
    access.permissions[permission] = denied(permission, kind)
    prove(on_github, access)

    content, text = content_of(client, SOURCE), text_of(client, SOURCE)

    sentence = access.permissions[permission].sentence
    assert f"1 of {len(Permission)} not seen or not proven" in text
    assert f"{sentence[0].upper()}{sentence[1:]}." in text
    first = text.split("Never does it fail one. ")[1]
    assert first.startswith(f"Not seen {permission.sees[0].upper()}{permission.sees[1:]}")
    deciding = checks_by_permission(CATALOGUE, organizations.protocols().values())
    for check in deciding[permission]:
        assert f'<a href="/checks/{check.key}/?outcome=unknown">' in content
    assert content.count("?outcome=unknown") == len(deciding[permission])


def test_a_check_in_doubt_says_in_how_many_repositories(
    client: Client, on_github: Organization
) -> None:
    access = access_of()
    access.permissions[Permission.ADMINISTRATION] = denied(
        Permission.ADMINISTRATION, Kind.CLASSIC, HOSTILE
    )
    prove(on_github, access)
    for name, outcome in (("a", "unknown"), ("b", "unknown"), ("c", "pass")):
        make_result(make_repository(on_github, name), "branches-protected", outcome)
    gone = make_repository(on_github, "gone", gone_since=timezone.now())
    make_result(gone, "branches-protected", "unknown")

    text = text_of(client, SOURCE)

    title = CATALOGUE["branches-protected"].title
    assert f"{title} unknown in 2 repositories" in text
    assert HOSTILE not in content_of(client, SOURCE)


def test_what_is_neither_proven_nor_denied(client: Client, on_github: Organization) -> None:
    access = access_of()
    proof = unproven(Permission.DEPLOYMENTS, Kind.CLASSIC, "there is no repository to try it on")
    access.permissions[Permission.DEPLOYMENTS] = proof
    prove(on_github, access)

    text = text_of(client, SOURCE)

    assert "Not proven Deployments" in text
    assert "that deployments can be seen: there is no repository to try it on" in text


def test_each_thing_to_see_is_of_some_use(client: Client, on_github: Organization) -> None:
    prove(on_github, access_of())
    text = text_of(client, SOURCE)

    for permission in Permission:
        title = f"{permission.sees[0].upper()}{permission.sees[1:]} {NEEDS[permission].name}: read"
        row = text.split(title)[1].split(" Seen ")[0]
        assert "on it" in row or "Shows " in row, title


def test_remarks_are_shown(client: Client, on_github: Organization) -> None:
    remark = "the App sees only the repositories that were selected at its installation"
    prove(on_github, access_of(Kind.APP, remarks=(remark, HOSTILE)))

    assert f"Keep in mind: {remark}." in text_of(client, SOURCE)
    assert HOSTILE not in content_of(client, SOURCE)


@pytest.mark.parametrize(
    ("days", "words"),
    [(15, None), (13.5, "The token for GitHub ends on"), (-1, "The token for GitHub has ended on")],
)
def test_the_end_of_a_token_is_announced_two_weeks_before(
    client: Client, on_github: Organization, days: float, words: str | None
) -> None:
    prove(on_github, access_of(expires_at=timezone.now() + timedelta(days=days)))

    for address in (SOURCE, "/"):
        text = text_of(client, address)
        if words is None:
            assert "The token for GitHub" not in text
        else:
            assert words in text
    assert "Ends " in text_of(client, SOURCE)


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


def test_a_name_from_github_is_no_markup(client: Client, on_github: Organization) -> None:
    on_github.name = HOSTILE
    on_github.base_permission = HOSTILE[:20]
    prove(on_github, access_of(actor=HOSTILE))

    for address in (SOURCE, "/", "/settings/"):
        assert "<script>alert" not in content_of(client, address)


def test_the_demo_says_that_it_is_one(
    client: Client, on_github: Organization, settings: Settings
) -> None:
    settings.PLUMBLINE_DEMO = True

    assert "a simulation on this machine answers as GitHub does" in text_of(client, SOURCE)
    assert "Demo organization. Set GITHUB_ORG" in text_of(client, "/")


def test_a_folder_says_what_it_cannot_know(client: Client, organization: Organization) -> None:
    content, text = content_of(client, SOURCE), text_of(client, SOURCE)

    known = organizations.protocols().values()
    asked = {each.key for protocol in known for each in protocol.automated()}
    of_github = {key for key in asked if Origin.FORGE in CATALOGUE[key].origins}
    assert f"{len(of_github)} checks need GitHub" in text
    for key in of_github:
        assert f'href="/checks/{key}/"' in content
    assert "Every minute Not yet" in text.split("The repositories of a folder")[1]
    assert "What it may see" not in text
    assert "Requests left" not in text


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
