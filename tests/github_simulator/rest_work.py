"""REST about the work on one repository: pull requests, checks, statuses and deployments."""

from __future__ import annotations

from tests.github_simulator.graphql_people import moment
from tests.github_simulator.messages import Response, as_json
from tests.github_simulator.rest_payloads import Json
from tests.github_simulator.rest_repository import ONE, commit_named
from tests.github_simulator.rest_routes import PAGES, RestCall, Route
from tests.github_simulator.state import CheckRun, Deployment, PullRequest, Repository, node_id


def _pulls(call: RestCall) -> Response:
    each = call.repository("pull_requests")
    wanted = call.request.parameters.get("state", "open")
    present = call.present
    pulls = [
        pull
        for pull in present.pull_requests(each)
        if wanted == "all" or (present.pull_request_state(pull) == "OPEN") == (wanted == "open")
    ]
    pulls.sort(key=lambda pull: pull.created_at, reverse=True)
    return call.listed(pulls, lambda pull: _pull(call, each, pull))


def _pull(call: RestCall, each: Repository, pull: PullRequest) -> Json:
    present, payloads = call.present, call.payloads
    state = present.pull_request_state(pull)
    number = each.id * 10_000 + pull.number
    return {
        "id": number,
        "node_id": node_id("PR", number),
        "number": pull.number,
        **_pull_addresses(call, each, pull),
        "state": "open" if state == "OPEN" else "closed",
        "locked": False,
        "title": pull.title,
        "user": payloads.user(pull.author),
        "body": pull.body or None,
        "labels": [],
        "milestone": None,
        "created_at": moment(pull.created_at),
        "updated_at": moment(present.pull_request_updated_at(pull)),
        "closed_at": moment(pull.merged_at or pull.closed_at) if state != "OPEN" else None,
        "merged_at": moment(pull.merged_at) if state == "MERGED" else None,
        "merge_commit_sha": pull.merge_commit or None if state == "MERGED" else None,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [
            payloads.user(asked.login) for asked in present.review_requests(pull) if asked.login
        ],
        "requested_teams": [],
        "head": _side(call, each, pull.head),
        "base": _side(call, each, pull.base),
        "author_association": "MEMBER",
        "auto_merge": None,
        "draft": present.is_draft(pull),
    }


def _pull_addresses(call: RestCall, each: Repository, pull: PullRequest) -> Json:
    full_name = f"{call.present.owner(each)}/{each.name}"
    api = f"{call.payloads.api}/repos/{full_name}"
    url, html = f"{api}/pulls/{pull.number}", f"{call.web}/{full_name}/pull/{pull.number}"
    links = {
        "self": url,
        "html": html,
        "issue": f"{api}/issues/{pull.number}",
        "comments": f"{api}/issues/{pull.number}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{api}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{api}/statuses/{_side_oid(call, each, pull.head)}",
    }
    return {
        "url": url,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        **{f"{name}_url": link for name, link in links.items() if name != "self"},
        "_links": {name: {"href": link} for name, link in links.items()},
    }


def _side_oid(call: RestCall, each: Repository, branch: str) -> str:
    head = call.present.branches(each).get(branch) or call.present.head(each)
    return head.oid if head else "0" * 40


def _side(call: RestCall, each: Repository, branch: str) -> Json:
    return {
        "label": f"{call.present.owner(each)}:{branch}",
        "ref": branch,
        "sha": _side_oid(call, each, branch),
        "user": call.payloads.organization_account(),
        "repo": call.payloads.repository_within(each),
    }


def _check_runs(call: RestCall) -> Response:
    each = call.repository("checks")
    commit = commit_named(call, each, call.names["ref"])
    runs = [
        run
        for run in each.check_runs
        if run.commit == commit.oid and run.started_at <= call.present.now
    ]
    shown, headers = call.page(enumerate(runs), lambda pair: _check_run(call, each, *pair))
    return as_json(200, {"total_count": len(runs), "check_runs": shown}, headers)


def _check_run(call: RestCall, each: Repository, place: int, run: CheckRun) -> Json:
    number = each.id * 10_000 + place
    api = f"{call.payloads.api}/repos/{call.present.owner(each)}/{each.name}"
    web = f"{call.web}/{call.present.owner(each)}/{each.name}/runs/{number}"
    ended = run.completed_at is not None and run.completed_at <= call.present.now
    return {
        "id": number,
        "node_id": node_id("CR", number),
        "name": run.name,
        "head_sha": run.commit,
        "external_id": "",
        "url": f"{api}/check-runs/{number}",
        "html_url": web,
        "details_url": web,
        "status": "completed" if ended else "in_progress",
        "conclusion": run.conclusion if ended else None,
        "started_at": moment(run.started_at),
        "completed_at": moment(run.completed_at) if ended else None,
        "output": {
            "title": None,
            "summary": None,
            "text": None,
            "annotations_count": 0,
            "annotations_url": f"{api}/check-runs/{number}/annotations",
        },
        "check_suite": {"id": number},
        "app": None,
        "pull_requests": [],
    }


def _status(call: RestCall) -> Response:
    each = call.repository("statuses")
    commit = commit_named(call, each, call.names["ref"])
    latest = {
        status.context: status
        for status in sorted(each.statuses, key=lambda status: status.created_at)
        if status.commit == commit.oid and status.created_at <= call.present.now
    }
    states = {status.state for status in latest.values()}
    failed, pending = states & {"error", "failure"}, "pending" in states or not states
    api = f"{call.payloads.api}/repos/{call.present.owner(each)}/{each.name}"
    shown, headers = call.page(
        enumerate(latest.values()),
        lambda pair: {
            "url": f"{api}/statuses/{commit.oid}",
            "avatar_url": None,
            "id": each.id * 10_000 + pair[0],
            "node_id": node_id("SC", each.id * 10_000 + pair[0]),
            "state": pair[1].state,
            "description": None,
            "target_url": None,
            "context": pair[1].context,
            "created_at": moment(pair[1].created_at),
            "updated_at": moment(pair[1].created_at),
        },
    )
    described: Json = {
        "state": "failure" if failed else "pending" if pending else "success",
        "statuses": shown,
        "sha": commit.oid,
        "total_count": len(latest),
        "repository": call.payloads.repository(each),
        "commit_url": f"{api}/commits/{commit.oid}",
        "url": f"{api}/commits/{commit.oid}/status",
    }
    return as_json(200, described, headers)


def _deployments(call: RestCall) -> Response:
    each = call.repository("deployments")
    made = sorted(
        call.present.deployments(each), key=lambda one: (one.created_at, one.id), reverse=True
    )
    return call.listed(made, lambda one: _deployment(call, each, one))


def _deployment(call: RestCall, each: Repository, one: Deployment) -> Json:
    api = f"{call.payloads.api}/repos/{call.present.owner(each)}/{each.name}"
    statuses = call.present.deployment_statuses(each, one)
    return {
        "url": f"{api}/deployments/{one.id}",
        "id": one.id,
        "node_id": node_id("DE", one.id),
        "sha": one.commit,
        "ref": one.ref or one.commit,
        "task": "deploy",
        "payload": {},
        "original_environment": one.environment,
        "environment": one.environment,
        "description": None,
        "creator": call.payloads.user(one.creator),
        "created_at": moment(one.created_at),
        "updated_at": moment(statuses[-1].created_at if statuses else one.created_at),
        "statuses_url": f"{api}/deployments/{one.id}/statuses",
        "repository_url": api,
        "transient_environment": False,
        "production_environment": one.production,
    }


ROUTES = [
    Route(
        "GET",
        f"{ONE}/pulls",
        _pulls,
        "pull_requests=read",
        "repo",
        "/pulls/pulls#list-pull-requests",
        ("state", *PAGES),
    ),
    Route(
        "GET",
        f"{ONE}/commits/{{ref}}/check-runs",
        _check_runs,
        "checks=read",
        "repo",
        "/checks/runs#list-check-runs-for-a-git-reference",
        PAGES,
    ),
    Route(
        "GET",
        f"{ONE}/commits/{{ref}}/status",
        _status,
        "statuses=read",
        "repo, repo:status",
        "/commits/statuses#get-the-combined-status-for-a-specific-reference",
        PAGES,
    ),
    Route(
        "GET",
        f"{ONE}/deployments",
        _deployments,
        "deployments=read",
        "repo, repo_deployment",
        "/deployments/deployments#list-deployments",
        PAGES,
    ),
]
