"""What a fine-grained token sees, which has to be tried on repositories."""

from __future__ import annotations

import pytest

from integrations.github.access import Kind, Permission, probe
from integrations.github.permissions import NEEDS
from tests.integrations.github.conftest import Making
from tests.integrations.github.proving import (
    DENIED,
    FINE_GRAINED,
    PATHS,
    everything,
    repository,
    seen,
    user,
)
from tests.integrations.github.scripted import Reply, Scripted, reply, said

# Any other token: each permission is tried.


@pytest.mark.parametrize("scopes", [None, ""])
def test_a_fine_grained_token_is_tried(
    make_client: Making, github: Scripted, scopes: str | None
) -> None:
    everything(github)
    github.on("GET /user", user(scopes))

    access = probe(make_client(FINE_GRAINED), ["acme/shop"])

    assert (access.kind, access.actor, access.remarks) == (Kind.FINE_GRAINED, "octo", ())
    assert seen(access) == set(Permission)
    paths = [each.partition("?")[0] for each in github.lines()]
    assert paths == ["GET /user", "GET /repos/acme/shop", *PATHS.values()]


@pytest.mark.parametrize("permission", PATHS)
def test_each_permission_that_a_fine_grained_token_lacks_is_named(
    make_client: Making, github: Scripted, permission: Permission
) -> None:
    everything(github)
    github.on("GET /user", user())
    github.on(PATHS[permission], DENIED)

    access = probe(make_client(FINE_GRAINED), ["acme/shop"])

    assert seen(access) == set(Permission) - {permission}
    needs = (
        "a GitHub App or a classic token"
        if permission is Permission.CHECKS
        else f"{NEEDS[permission].name}, read"
    )
    assert access.why_not(permission).startswith(f"cannot see {permission.sees}: needs {needs}")


@pytest.mark.parametrize("permission", PATHS)
@pytest.mark.parametrize(
    "answer", [said("Not Found", 404), said("No commit found", 422), said("Conflict", 409)]
)
def test_other_refusals_prove_nothing(
    make_client: Making, github: Scripted, permission: Permission, answer: Reply
) -> None:
    everything(github)
    github.on("GET /user", user())
    github.on(PATHS[permission], answer)

    access = probe(make_client(FINE_GRAINED), ["acme/shop"])

    assert seen(access) == set(Permission) - {permission}
    assert access.permissions[permission].allowed is None
    assert f"GitHub answers {answer.status}" in access.why_not(permission)


@pytest.mark.parametrize(
    ("permission", "answer"),
    [
        (Permission.ADMINISTRATION, said("Branch not protected", 404)),
        (Permission.CONTENTS, said("Git Repository is empty.", 409)),
    ],
)
def test_refusals_that_only_those_get_who_may_see_it(
    make_client: Making, github: Scripted, permission: Permission, answer: Reply
) -> None:
    everything(github)
    github.on("GET /user", user())
    github.on(PATHS[permission], answer)

    assert probe(make_client(FINE_GRAINED), ["acme/shop"]).sees(permission)


def test_a_plan_without_protected_branches_proves_nothing(
    make_client: Making, github: Scripted
) -> None:
    everything(github)
    github.on("GET /user", user())
    words = "Upgrade to GitHub Pro or make this repository public to enable this feature."
    github.on(PATHS[Permission.ADMINISTRATION], said(words, 403))

    access = probe(make_client(FINE_GRAINED), ["acme/shop"])

    assert access.permissions[Permission.ADMINISTRATION].allowed is None
    assert words.rstrip(".") in access.why_not(Permission.ADMINISTRATION)


def test_single_sign_on_is_told_in_githubs_words(make_client: Making, github: Scripted) -> None:
    everything(github)
    github.on("GET /user", user())
    github.on(PATHS[Permission.MEMBERS], said("Resource protected by organization SAML", 403))

    access = probe(make_client(FINE_GRAINED), ["acme/shop"])

    assert access.why_not(Permission.MEMBERS) == (
        "cannot see members and teams: needs Members, read (GitHub: Resource protected by"
        " organization SAML)"
    )


def test_private_repositories_are_asked_first(make_client: Making, github: Scripted) -> None:
    everything(github)
    github.on("GET /user", user())
    github.on("GET /repos/acme/docs", repository("docs", private=False))
    github.on("GET /repos/acme/docs/pulls", reply([]))
    github.on(PATHS[Permission.PULL_REQUESTS], DENIED)

    access = probe(make_client(FINE_GRAINED), ["acme/docs", "acme/shop"])

    assert not access.sees(Permission.PULL_REQUESTS)
    assert access.remarks == ()


def test_one_repository_may_prove_what_another_leaves_open(
    make_client: Making, github: Scripted
) -> None:
    """An empty one has no commit, and not everybody administers each."""
    everything(github)
    github.on("GET /user", user())
    github.on("GET /repos/acme/empty", repository("empty"))

    access = probe(make_client(FINE_GRAINED), ["acme/empty", "acme/shop"])

    assert seen(access) == set(Permission)


def test_public_repositories_prove_little_and_that_is_said(
    make_client: Making, github: Scripted
) -> None:
    everything(github)
    github.on("GET /user", user())
    github.on("GET /repos/acme/shop", repository("shop", private=False))

    access = probe(make_client(FINE_GRAINED), ["acme/shop"])

    assert access.remarks == ("what this token may see was tried on public repositories only",)


@pytest.mark.parametrize("samples", [[], ["acme/gone", "acme/renamed"]])
def test_without_a_repository_nothing_of_one_is_proven(
    make_client: Making, github: Scripted, samples: list[str]
) -> None:
    everything(github)
    github.on("GET /user", user())

    access = probe(make_client(FINE_GRAINED), samples)

    assert seen(access) == {each for each in Permission if NEEDS[each].is_of_organization}
    assert access.permissions[Permission.CONTENTS].allowed is None
    assert "there is no repository to try it on" in access.why_not(Permission.CONTENTS)


def test_branches_and_names_stay_names(make_client: Making, github: Scripted) -> None:
    github.on("GET /user", user())
    github.on("GET /repos/acme/shop", repository("shop", branch="release/1.0 ?#%"))

    probe(make_client(FINE_GRAINED), ["acme/shop"])

    tree = "GET /repos/acme/shop/git/trees/release%2F1.0%20%3F%23%25"
    assert tree in github.lines()


def test_at_most_three_repositories_are_looked_at(make_client: Making, github: Scripted) -> None:
    github.on("GET /user", user())
    for number in range(9):
        github.on(f"GET /repos/acme/{number}", repository(str(number)))
    client = make_client(FINE_GRAINED)

    probe(client, [f"acme/{number}" for number in range(9)])

    assert client.requests == 28
