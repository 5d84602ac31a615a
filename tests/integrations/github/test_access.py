"""What a credential may see, proven by what GitHub answers to each kind of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from integrations.github.access import Access, Kind, Permission, Proof, probe
from integrations.github.errors import LimitedError, RevokedError, UnreachableError
from integrations.github.permissions import NEEDS
from tests.integrations.github.apps import APP, INSTALLATION, installed
from tests.integrations.github.conftest import Making
from tests.integrations.github.scripted import Reply, Scripted, reply, said

FINE_GRAINED = {"token": "github_pat_11AAAAAAA0123456789_abcdefghijklmnop"}
ALL = {NEEDS[each].key: "read" for each in Permission}
DENIED = said("Resource not accessible by personal access token", 403)

# The requests that prove a permission on the private repository acme/shop.
PATHS = {
    Permission.CONTENTS: "GET /repos/acme/shop/git/trees/main",
    Permission.PULL_REQUESTS: "GET /repos/acme/shop/pulls",
    Permission.CHECKS: "GET /repos/acme/shop/commits/main/check-runs",
    Permission.COMMIT_STATUSES: "GET /repos/acme/shop/commits/main/status",
    Permission.DEPLOYMENTS: "GET /repos/acme/shop/deployments",
    Permission.ADMINISTRATION: "GET /repos/acme/shop/branches/main/protection",
    Permission.OUTSIDE_COLLABORATORS: "GET /repos/acme/shop/collaborators",
    Permission.MEMBERS: "GET /orgs/acme/teams",
    Permission.INVITATIONS: "GET /orgs/acme/invitations",
    Permission.CUSTOM_PROPERTIES: "GET /orgs/acme/properties/values",
}


def repository(name: str, *, private: bool = True, branch: str = "main") -> Reply:
    return reply({"full_name": f"acme/{name}", "private": private, "default_branch": branch})


def user(scopes: str | None = None, **headers: str) -> Reply:
    if scopes is not None:
        headers["X_OAuth_Scopes"] = scopes
    return reply({"login": "octo"}, **headers)


def everything(github: Scripted) -> None:
    github.on("GET /repos/acme/shop", repository("shop"))
    for path in PATHS.values():
        github.on(path, reply([]))


def seen(access: Access) -> set[Permission]:
    assert set(access.permissions) == set(Permission)
    for permission, proof in access.permissions.items():
        assert access.sees(permission) == (proof.allowed is True)
        assert access.why_not(permission) == ("" if proof.allowed else proof.sentence)
        assert permission.sees in proof.sentence
        assert not proof.sentence.endswith(".")
    return {each for each in Permission if access.sees(each)}


# A GitHub App: the installation says it.


def test_an_app_sees_what_its_installation_lists(make_client: Making, github: Scripted) -> None:
    github.on(INSTALLATION, installed(permissions=ALL))

    access = probe(make_client(APP), ["acme/shop"])

    assert (access.kind, access.actor, access.remarks) == (Kind.APP, "plumbline", ())
    assert seen(access) == set(Permission)
    assert github.lines() == [INSTALLATION]


@pytest.mark.parametrize("missing", sorted(set(ALL)))
def test_each_permission_that_an_app_lacks_is_named(
    make_client: Making, github: Scripted, missing: str
) -> None:
    given = {name: level for name, level in ALL.items() if name != missing}
    github.on(INSTALLATION, installed(permissions=given))

    access = probe(make_client(APP), [])

    affected = {each for each in Permission if NEEDS[each].key == missing}
    assert seen(access) == set(Permission) - affected
    for each in affected:
        sentence = f"cannot see {each.sees}: needs {NEEDS[each].name}, read"
        assert access.permissions[each] == Proof(allowed=False, sentence=sentence)


def test_the_sentence_of_the_page(make_client: Making, github: Scripted) -> None:
    github.on(INSTALLATION, installed(permissions={}))

    access = probe(make_client(APP), [])

    assert access.why_not(Permission.ADMINISTRATION) == (
        "cannot see classic branch protection: needs Administration, read"
    )


@pytest.mark.parametrize("level", ["read", "write", "admin"])
def test_more_than_reading_is_reading_too(
    make_client: Making, github: Scripted, level: str
) -> None:
    github.on(INSTALLATION, installed(permissions={"contents": level}))

    assert seen(probe(make_client(APP), [])) == {Permission.CONTENTS}


def test_a_suspended_app_sees_nothing(make_client: Making, github: Scripted) -> None:
    suspended = installed(permissions=ALL, suspended_at="2026-03-01T10:00:00Z")
    github.on(INSTALLATION, suspended)

    access = probe(make_client(APP), [])

    assert seen(access) == set()
    assert access.remarks == (
        "the App's installation is suspended since 2026-03-01: it sees nothing",
    )


def test_an_app_on_some_repositories_says_so(make_client: Making, github: Scripted) -> None:
    github.on(INSTALLATION, installed(permissions=ALL, repository_selection="selected"))

    (remark,) = probe(make_client(APP), []).remarks

    assert "only the repositories that were selected" in remark


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


@pytest.mark.parametrize("text", ["ghs_1234567890", "0123456789abcdef0123456789abcdef01234567"])
def test_a_token_of_an_installation_belongs_to_nobody(
    make_client: Making, github: Scripted, text: str
) -> None:
    everything(github)
    github.on("GET /user", said("Resource not accessible by integration", 403))

    access = probe(make_client({"token": text}), ["acme/shop"])

    assert (access.kind, access.actor) == (Kind.OTHER, "")
    assert seen(access) == set(Permission)


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


# What all have in common.


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31 12:00:00 UTC", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31 12:00:00 +0100", datetime(2026, 1, 31, 11, tzinfo=UTC)),
        ("some day", None),
        ("", None),
    ],
)
def test_when_a_token_ends(
    make_client: Making, github: Scripted, text: str, moment: datetime | None
) -> None:
    github.on("GET /user", user("repo", GitHub_Authentication_Token_Expiration=text))

    assert probe(make_client(), []).expires_at == moment


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (said("Bad credentials", 401), RevokedError),
        (said("", 429), LimitedError),
        (said("Server Error", 500), UnreachableError),
    ],
)
@pytest.mark.parametrize("line", ["GET /user", "GET /repos/acme/shop", *PATHS.values()])
def test_a_fault_is_no_proof_of_anything(
    make_client: Making,
    github: Scripted,
    line: str,
    answer: Reply,
    error: type[Exception],
) -> None:
    everything(github)
    github.on("GET /user", user())
    github.on(line, answer)

    with pytest.raises(error):
        probe(make_client(FINE_GRAINED), ["acme/shop"])


def test_it_can_be_stored(make_client: Making, github: Scripted) -> None:
    github.on(
        "GET /user", user("repo", GitHub_Authentication_Token_Expiration="2026-01-31 12:00:00 UTC")
    )
    access = probe(make_client(), [])

    stored: Any = msgspec.json.decode(msgspec.json.encode(access))

    assert stored["permissions"]["members"]["allowed"] is False
    assert msgspec.convert(stored, Access) == access


def test_titles_are_githubs() -> None:
    assert Permission.ADMINISTRATION.title == "Administration: read"
    assert Permission.COMMIT_STATUSES.title == "Commit statuses: read"
    assert Permission.INVITATIONS.title == Permission.MEMBERS.title == "Members: read"
