"""Repositories, their branches, commits and files, as GraphQL shows them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from tests.github_simulator import graphql_rules, graphql_work
from tests.github_simulator.git_objects import Commit, GitObject
from tests.github_simulator.graphql_connections import GitHubError, Node, connection
from tests.github_simulator.graphql_people import Question, moment, person
from tests.github_simulator.state import Repository

# GitHub gives the text of a file up to this size.
_TEXT_BYTES = 512_000


def repository_named(question: Question, owner: str, name: str) -> Node:
    """A repository by its name, or by one that it had.

    Raises:
        GitHubError: it is not there for whoever asks.
    """
    present = question.present
    for each in present.repositories.values():
        names = [each.name, *each.former_names]
        is_it = name.lower() in [known.lower() for known in names]
        if is_it and present.owner(each).lower() == owner.lower() and question.access.sees(each):
            return repository(question, each)
    raise GitHubError(
        "NOT_FOUND", f"Could not resolve to a Repository with the name '{owner}/{name}'."
    )


def repository(question: Question, each: Repository) -> Node:
    """A repository; what costs something, or needs a permission, behind calls."""
    present, access = question.present, question.access
    full_name = f"{present.owner(each)}/{each.name}"
    role = access.role(each)
    return {
        "__typename": "Repository",
        "id": each.node_id,
        "databaseId": each.id,
        "name": each.name,
        "nameWithOwner": full_name,
        "url": f"{question.web}/{full_name}",
        "description": each.description or None,
        "createdAt": moment(present.created_at(each)),
        "pushedAt": lambda _: moment(present.pushed_at(each)),
        "archivedAt": moment(each.archived_at) if present.is_archived(each) else None,
        "visibility": each.visibility,
        "isPrivate": each.visibility == "PRIVATE",
        "isArchived": present.is_archived(each),
        "isDisabled": each.disabled,
        "isLocked": each.locked,
        "isFork": each.fork,
        "isTemplate": each.template,
        "isEmpty": lambda _: not present.branches(each),
        "viewerCanAdminister": not access.is_app and role == "ADMIN",
        "viewerPermission": None if access.is_app else role,
        "defaultBranchRef": lambda _: _ref(question, each, each.default_branch),
        "ref": lambda _, **named: _ref(question, each, named["qualifiedName"]),
        "object": lambda _, **wanted: _object(question, each, wanted),
        **graphql_work.of_repository(question, each, partial(_object, question, each)),
        **graphql_rules.of_repository(question, each),
    }


def _ref(question: Question, each: Repository, name: str) -> Node | None:
    """A branch; a name may be qualified in whole, in part or not at all."""
    question.require(each, "contents")
    branch = name.removeprefix("refs/").removeprefix("heads/")
    head = question.present.branches(each).get(branch)
    if head is None:
        return None
    return {
        "__typename": "Ref",
        "id": f"REF_{each.node_id}_{branch}",
        "name": branch,
        "prefix": "refs/heads/",
        "target": lambda _: _commit(question, each, head),
        "repository": lambda _: repository(question, each),
        **graphql_rules.of_branch(question, each, branch),
    }


def _git_object(question: Question, each: Repository, kind: str, oid: str) -> Node:
    full_name = f"{question.present.owner(each)}/{each.name}"
    return {
        "__typename": kind,
        "id": f"{kind[0]}_{each.node_id}_{oid}",
        "oid": oid,
        "abbreviatedOid": oid[:7],
        "commitUrl": f"{question.web}/{full_name}/commit/{oid}",
    }


def _commit(question: Question, each: Repository, commit: Commit) -> Node:
    node = _git_object(question, each, "Commit", commit.oid)
    return {
        **node,
        "url": node["commitUrl"],
        "message": commit.message,
        "messageHeadline": commit.headline,
        "committedDate": moment(commit.committed_at),
        "authoredDate": moment(commit.authored_at),
        "tree": lambda _: _git_object(question, each, "Tree", commit.tree),
        "author": lambda _: _author(question, commit),
        "parents": lambda _, **arguments: _commits(
            question,
            each,
            [question.present.folder(each).commit(parent) for parent in commit.parents],
            arguments,
        ),
        "history": lambda _, **arguments: _history(question, each, commit, arguments),
        "statusCheckRollup": lambda _: graphql_work.rollup(question, each, commit.oid),
    }


def _author(question: Question, commit: Commit) -> Node:
    known = question.present.people_by_email.get(commit.author_email)
    return {
        "name": commit.author_name,
        "email": commit.author_email,
        "date": moment(commit.authored_at),
        "user": person(question, known) if known else None,
    }


def _history(
    question: Question, each: Repository, commit: Commit, arguments: dict[str, Any]
) -> Node:
    commits = list(question.present.folder(each).history(commit.oid))
    if since := arguments.get("since"):
        begin = datetime.fromisoformat(since)
        commits = [known for known in commits if known.committed_at >= begin]
    if until := arguments.get("until"):
        end = datetime.fromisoformat(until)
        commits = [known for known in commits if known.committed_at <= end]
    return _commits(question, each, commits, arguments)


def _commits(
    question: Question, each: Repository, commits: list[Commit], arguments: dict[str, Any]
) -> Node:
    return connection(commits, lambda commit: _commit(question, each, commit), arguments)


def _object(question: Question, each: Repository, wanted: dict[str, Any]) -> Node | None:
    """An object by its id, or by `REVISION:PATH`; of commits only those that are there by now."""
    question.require(each, "contents")
    folder = question.present.folder(each)
    expression = wanted.get("oid")
    if expression is None:
        revision, colon, path = (wanted.get("expression") or "HEAD").partition(":")
        oid = _resolved(question, each, revision)
        if oid is None:
            return None
        expression = oid + colon + path
    found = folder.object(expression)
    if found is None:
        return None
    if found.kind == "commit":
        return _commit(question, each, folder.commit(found.oid))
    if found.kind == "blob":
        return _blob(question, each, found)
    return _git_object(question, each, found.kind.capitalize(), found.oid)


def _resolved(question: Question, each: Repository, revision: str) -> str | None:
    branches = question.present.branches(each)
    name = each.default_branch if revision == "HEAD" else revision
    head = branches.get(name.removeprefix("refs/").removeprefix("heads/"))
    if head:
        return head.oid
    is_oid = len(revision) in (40, 64) and all(each in "0123456789abcdef" for each in revision)
    return revision if is_oid else None


def _blob(question: Question, each: Repository, found: GitObject) -> Node:
    """A file, as GitHub gives it: no text of what is binary, the begin of what is long."""
    content = found.content
    is_binary = b"\0" in content[:8000]
    return {
        **_git_object(question, each, "Blob", found.oid),
        "byteSize": len(content),
        "isBinary": is_binary,
        "isTruncated": not is_binary and len(content) > _TEXT_BYTES,
        "text": None if is_binary else content[:_TEXT_BYTES].decode("utf-8", "replace"),
        "repository": lambda _: repository(question, each),
    }
