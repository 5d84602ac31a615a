"""REST about one repository itself: its archive, trees, protection and collaborators."""

from __future__ import annotations

from tests.github_simulator.git_objects import Commit
from tests.github_simulator.messages import Response, as_json
from tests.github_simulator.rest_payloads import Json
from tests.github_simulator.rest_routes import PAGES, RestCall, Route
from tests.github_simulator.state import (
    PERMISSIONS,
    Collaborator,
    Repository,
)


def _repository(call: RestCall) -> Response:
    return as_json(200, call.payloads.whole_repository(call.repository("metadata")))


def commit_named(call: RestCall, each: Repository, reference: str) -> Commit:
    """The commit that a branch, a full name of a branch, or an id names."""
    branches = call.present.branches(each)
    name = each.default_branch if reference == "HEAD" else reference
    head = branches.get(name.removeprefix("refs/").removeprefix("heads/"))
    if head:
        return head
    if len(reference) in (40, 64) and all(char in "0123456789abcdef" for char in reference):
        folder = call.present.folder(each)
        found = folder.object(reference)
        if found and found.kind == "commit":
            return folder.commit(reference)
    raise call.refuse(404, "Not Found")


def _tarball(call: RestCall) -> Response:
    """The way to the archive, which another server hands out for a while to whoever has it."""
    each = call.repository("contents")
    commit = commit_named(call, each, call.names["ref"])
    url = call.archives.ticket(each, call.present.owner(each), commit.oid, call.wall)
    return Response(302, {"Location": url, "Content-Type": "text/html;charset=utf-8"})


def _tree(call: RestCall) -> Response:
    each = call.repository("contents")
    folder = call.present.folder(each)
    if not call.present.branches(each):
        raise call.refuse(409, "Git Repository is empty.")
    wanted = call.names["tree_sha"]
    found = folder.object(wanted)
    oid = found.oid if found else commit_named(call, each, wanted).oid
    url = f"{call.payloads.api}/repos/{call.present.owner(each)}/{each.name}/git"
    recursive = "recursive" in call.request.parameters
    entries = [_entry(entry, url) for entry in folder.tree(oid) if recursive or "/" not in entry[4]]
    described: Json = {
        "sha": oid,
        "url": f"{url}/trees/{oid}",
        "tree": entries[: call.archives.most_in_a_tree],
        "truncated": len(entries) > call.archives.most_in_a_tree,
    }
    return as_json(200, described)


def _entry(entry: tuple[str, str, str, int | None, str], url: str) -> Json:
    mode, kind, oid, size, path = entry
    described: Json = {"path": path, "mode": mode, "type": kind, "sha": oid}
    if size is not None:
        described["size"] = size
    if kind != "commit":
        described["url"] = f"{url}/{kind}s/{oid}"
    return described


def _protection(call: RestCall) -> Response:
    """Classic protection of a branch, for administrators only."""
    each = call.repository("administration")
    branch = call.names["branch"]
    if branch not in call.present.branches(each):
        raise call.refuse(404, "Branch not found")
    rule = call.present.classic_protection(each, branch)
    if rule is None:
        raise call.refuse(404, "Branch not protected")
    owner = call.present.owner(each)
    url = f"{call.payloads.api}/repos/{owner}/{each.name}/branches/{branch}/protection"
    described: Json = {
        "url": url,
        "required_signatures": {"url": f"{url}/required_signatures", "enabled": False},
        "enforce_admins": {"url": f"{url}/enforce_admins", "enabled": False},
        "required_linear_history": {"enabled": False},
        "allow_force_pushes": {"enabled": rule.allows_force_pushes},
        "allow_deletions": {"enabled": False},
        "block_creations": {"enabled": False},
        "required_conversation_resolution": {"enabled": False},
        "lock_branch": {"enabled": False},
        "allow_fork_syncing": {"enabled": False},
    }
    if rule.approvals is not None:
        described["required_pull_request_reviews"] = {
            "url": f"{url}/required_pull_request_reviews",
            "dismiss_stale_reviews": False,
            "require_code_owner_reviews": False,
            "require_last_push_approval": False,
            "required_approving_review_count": rule.approvals,
        }
    return as_json(200, described)


def _collaborators(call: RestCall) -> Response:
    """Who has access by name; a person must be able to push to see it."""
    each = call.repository("metadata")
    access = call.access
    role = access.role(each)
    if not access.is_app and (role is None or PERMISSIONS.index(role) < PERMISSIONS.index("WRITE")):
        raise call.refuse(403, "Must have push access to view repository collaborators.")
    outside = call.request.parameters.get("affiliation") == "outside"
    present = call.present
    shown = present.outside_collaborators(each) if outside else present.collaborators(each)
    return call.listed(shown, lambda given: _collaborator(call, given))


def _collaborator(call: RestCall, given: Collaborator) -> Json:
    names = ("pull", "triage", "push", "maintain", "admin")
    rank = PERMISSIONS.index(given.permission)
    return {
        **call.payloads.user(given.login),
        "permissions": {name: rank >= place for place, name in enumerate(names)},
        "role_name": given.permission.lower(),
    }


ONE = "/repos/{owner}/{repo}"
ROUTES = [
    Route("GET", ONE, _repository, "metadata=read", "repo", "/repos/repos#get-a-repository"),
    Route(
        "GET",
        f"{ONE}/tarball/{{ref}}",
        _tarball,
        "contents=read",
        "repo",
        "/repos/contents#download-a-repository-archive-tar",
    ),
    Route(
        "GET",
        f"{ONE}/git/trees/{{tree_sha}}",
        _tree,
        "contents=read",
        "repo",
        "/git/trees#get-a-tree",
        ("recursive",),
    ),
    Route(
        "GET",
        f"{ONE}/branches/{{branch}}/protection",
        _protection,
        "administration=read",
        "repo",
        "/branches/branch-protection#get-branch-protection",
    ),
    Route(
        "GET",
        f"{ONE}/collaborators",
        _collaborators,
        "metadata=read",
        "read:org, repo",
        "/collaborators/collaborators#list-repository-collaborators",
        ("affiliation", *PAGES),
    ),
]
