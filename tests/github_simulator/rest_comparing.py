"""REST about how two commits of a repository stand to each other."""

from __future__ import annotations

from collections.abc import Sequence

from tests.github_simulator.git_objects import Commit
from tests.github_simulator.graphql_people import moment
from tests.github_simulator.messages import Response, as_json
from tests.github_simulator.rest_payloads import Json
from tests.github_simulator.rest_repository import ONE, commit_named
from tests.github_simulator.rest_routes import PAGES, RestCall, Route
from tests.github_simulator.state import Repository, node_id


def _compare(call: RestCall) -> Response:
    """How the head stands to the base; the files that differ, which nobody asks for, are left out
    of the first page too.
    """
    each = call.repository("contents")
    names = call.names["basehead"].split("...")
    if len(names) != 2:
        raise call.missing()
    base, head = (commit_named(call, each, name) for name in names)
    folder = call.present.folder(each)
    of_base, of_head = folder.history(base.oid), folder.history(head.oid)
    known, reached = {one.oid for one in of_base}, {one.oid for one in of_head}
    shared = next((one for one in of_head if one.oid in known), None)
    if shared is None:
        raise call.refuse(404, f"No common ancestor between {names[0]} and {names[1]}.")
    ahead = [one for one in of_head if one.oid not in known]
    behind = [one for one in of_base if one.oid not in reached]
    shown, headers = call.page(reversed(ahead), lambda one: _commit(call, each, one))
    described: Json = {
        **_addresses(call, each, base, head),
        "base_commit": _commit(call, each, base),
        "merge_base_commit": _commit(call, each, shared),
        "status": _status(ahead, behind),
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": shown,
    }
    return as_json(200, described, headers)


def _status(ahead: Sequence[Commit], behind: Sequence[Commit]) -> str:
    if ahead:
        return "diverged" if behind else "ahead"
    return "behind" if behind else "identical"


def _addresses(call: RestCall, each: Repository, base: Commit, head: Commit) -> Json:
    owner = call.present.owner(each)
    pair = f"{base.oid}...{head.oid}"
    html = f"{call.web}/{owner}/{each.name}/compare/{pair}"
    short = f"{owner}:{base.oid[:7]}...{owner}:{head.oid[:7]}"
    return {
        "url": f"{call.payloads.api}/repos/{owner}/{each.name}/compare/{pair}",
        "html_url": html,
        "permalink_url": f"{call.web}/{owner}/{each.name}/compare/{short}",
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
    }


def _commit(call: RestCall, each: Repository, one: Commit) -> Json:
    full_name = f"{call.present.owner(each)}/{each.name}"
    api, web = f"{call.payloads.api}/repos/{full_name}", f"{call.web}/{full_name}"
    author = call.present.people_by_email.get(one.author_email)
    account = call.payloads.user(author.login) if author else None
    who = {"name": one.author_name, "email": one.author_email}
    return {
        "url": f"{api}/commits/{one.oid}",
        "sha": one.oid,
        "node_id": node_id("C", int(one.oid[:8], 16)),
        "html_url": f"{web}/commit/{one.oid}",
        "comments_url": f"{api}/commits/{one.oid}/comments",
        "commit": {
            "url": f"{api}/git/commits/{one.oid}",
            "author": {**who, "date": moment(one.authored_at)},
            "committer": {**who, "date": moment(one.committed_at)},
            "message": one.message,
            "comment_count": 0,
            "tree": {"sha": one.tree, "url": f"{api}/git/trees/{one.tree}"},
        },
        "author": account,
        "committer": account,
        "parents": [
            {
                "sha": parent,
                "url": f"{api}/commits/{parent}",
                "html_url": f"{web}/commit/{parent}",
            }
            for parent in one.parents
        ],
    }


ROUTES = [
    Route(
        "GET",
        f"{ONE}/compare/{{basehead}}",
        _compare,
        "contents=read",
        "repo",
        "/commits/commits#compare-two-commits",
        PAGES,
    ),
]
