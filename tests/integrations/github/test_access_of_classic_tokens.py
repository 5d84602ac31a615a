"""What a classic token sees, by its scopes."""

from __future__ import annotations

import pytest

from integrations.github.access import Kind, Permission, probe
from tests.integrations.github.conftest import Making
from tests.integrations.github.proving import (
    PATHS,
    everything,
    repository,
    seen,
    user,
)
from tests.integrations.github.scripted import Scripted, reply, said

# A classic token: its scopes say it.


def test_a_classic_token_sees_by_its_scopes(make_client: Making, github: Scripted) -> None:
    github.on("GET /user", user("gist, repo, read:org"))
    github.on("GET /orgs/acme/properties/values", reply([]))

    access = probe(make_client(), ["acme/shop"])

    assert (access.kind, access.actor, access.remarks) == (Kind.CLASSIC, "octo", ())
    assert seen(access) == set(Permission) - {Permission.INVITATIONS}
    assert access.why_not(Permission.INVITATIONS) == (
        "cannot see pending invitations: needs the scope admin:org, of an owner of the organization"
    )
    assert github.lines() == ["GET /user", "GET /orgs/acme/properties/values?per_page=1"]


@pytest.mark.parametrize("scope", ["read:org", "write:org", "admin:org"])
def test_a_wider_scope_includes_the_narrower(
    make_client: Making, github: Scripted, scope: str
) -> None:
    github.on("GET /user", user(f"repo, {scope}"))

    assert Permission.MEMBERS in seen(probe(make_client(), []))


def test_what_an_administrator_alone_sees_is_said(make_client: Making, github: Scripted) -> None:
    github.on("GET /user", user("repo, read:org"))

    proof = probe(make_client(), []).permissions[Permission.ADMINISTRATION]

    assert proof.allowed
    assert proof.sentence == (
        "sees classic branch protection, where the token is of an administrator of the repository"
    )


def test_pending_invitations_take_an_owner_too(make_client: Making, github: Scripted) -> None:
    github.on("GET /user", user("repo, admin:org"))
    line = "GET /orgs/acme/invitations"

    github.on(line, said("You must be an owner", 403))
    access = probe(make_client(), [])
    assert "(GitHub: You must be an owner)" in access.why_not(Permission.INVITATIONS)

    github.on(line, said("Not Found", 404))
    access = probe(make_client(), [])
    assert access.permissions[Permission.INVITATIONS].allowed is None
    assert "GitHub answers 404; that needs the scope admin:org" in access.why_not(
        Permission.INVITATIONS
    )

    github.on(line, reply([]))
    assert probe(make_client(), []).sees(Permission.INVITATIONS)


def test_a_classic_token_without_read_org_sees_no_members(
    make_client: Making, github: Scripted
) -> None:
    github.on("GET /user", user("repo"))

    access = probe(make_client(), ["acme/shop"])

    assert access.why_not(Permission.MEMBERS) == (
        "cannot see members and teams: needs the scope read:org"
    )
    assert access.why_not(Permission.OUTSIDE_COLLABORATORS) == (
        "cannot see who was given access by name: needs the scopes repo and read:org, of a member"
        " who may push to the repository"
    )
    assert access.permissions[Permission.CUSTOM_PROPERTIES].allowed is False
    assert github.lines() == ["GET /user"]


@pytest.mark.parametrize("scopes", ["", "public_repo", "gist,  , user"])
def test_a_classic_token_without_repo_is_tried_on_public_repositories(
    make_client: Making, github: Scripted, scopes: str
) -> None:
    everything(github)
    github.on("GET /user", user(scopes))
    github.on("GET /repos/acme/shop", repository("shop", private=False))
    github.on(PATHS[Permission.ADMINISTRATION], said("Not Found", 404))
    github.on(PATHS[Permission.OUTSIDE_COLLABORATORS], said("Must have push access", 403))

    access = probe(make_client(), ["acme/secret", "acme/shop"])

    assert access.kind is Kind.CLASSIC
    assert seen(access) == {
        Permission.METADATA,
        Permission.CONTENTS,
        Permission.PULL_REQUESTS,
        Permission.CHECKS,
        Permission.COMMIT_STATUSES,
        Permission.DEPLOYMENTS,
    }
    assert access.remarks == ("a token without the scope repo sees public repositories only",)


def test_scopes_tell_a_classic_token_whatever_it_looks_like(
    make_client: Making, github: Scripted
) -> None:
    github.on("GET /user", user("repo, read:org"))

    assert probe(make_client({"token": "0" * 40}), []).kind is Kind.CLASSIC


def test_a_token_that_looks_classic_and_has_no_scopes_is_tried(
    make_client: Making, github: Scripted
) -> None:
    everything(github)
    github.on("GET /user", user())

    access = probe(make_client({"token": "ghp_1234567890"}), ["acme/shop"])

    assert access.kind is Kind.OTHER
    assert seen(access) == set(Permission)
