"""What proves, and what refuses, each permission."""

from __future__ import annotations

from integrations.github.access import Access, Permission
from integrations.github.permissions import NEEDS
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
