"""The page of the source: who asks, and what that may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from compliance import organizations
from compliance.checks import CATALOGUE
from compliance.collect.needs import checks_by_permission
from compliance.facts import Origin
from compliance.models import Organization
from integrations.github.permissions import NEEDS, Kind, Permission, denied, unproven
from tests.dashboard.reading import content_of, text_of
from tests.dashboard.source import HOSTILE, SOURCE, access_of, prove, row_of
from tests.factories import make_repository, make_result
from tests.integrations.github.apps import PEM


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
