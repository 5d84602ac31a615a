"""What GitHub says beside its data: what is denied, what failed, and what is not there."""

from __future__ import annotations

import pytest

from compliance.collect.shortfalls import NOTHING, Shortfall, shortfalls, whole
from integrations.github.errors import AnswerError
from integrations.github.graphql import GraphQLAnswer, Problem

DEEP = ("organization", "repositories", "nodes")


def test_each_repository_has_its_own() -> None:
    found = shortfalls(
        [
            Problem("FORBIDDEN", ("nodes", 0, "pullRequests"), "Resource not accessible"),
            Problem("FORBIDDEN", ("nodes", 0, "working", "target"), "Resource not accessible"),
            Problem("NOT_FOUND", ("nodes", 1), "Could not resolve to a node"),
            Problem("SERVICE_UNAVAILABLE", ("nodes", 2, "deployments"), "Timeout"),
            Problem("", ("nodes", 3), ""),
            Problem("FORBIDDEN", ("nodes", 4), "no"),
        ],
        ("nodes",),
    )
    assert found == {
        0: Shortfall(denied=frozenset({"pullRequests", "working"})),
        1: Shortfall(is_gone=True),
        2: Shortfall(failed="Timeout"),
        3: Shortfall(failed="it says no more"),
        4: Shortfall(denied=frozenset({""})),
    }
    assert found[0].are_branches_denied
    assert not found[4].are_branches_denied


def test_a_list_may_lie_deep() -> None:
    problems = [Problem("FORBIDDEN", (*DEEP, 7, "defaultBranchRef"), "Resource not accessible")]
    assert shortfalls(problems, DEEP)[7].are_branches_denied
    assert shortfalls([], DEEP).get(7, NOTHING) == Shortfall()


def test_what_is_missing_below_a_repository_that_is_there_did_not_go() -> None:
    problems = [Problem("NOT_FOUND", ("nodes", 0, "deployments"), "no such thing")]
    assert shortfalls(problems, ("nodes",)) == {0: Shortfall(failed="no such thing")}


def test_a_pull_request_stands_where_only_the_commit_that_it_became_is_denied() -> None:
    path = ("nodes", 0, "pullRequests", "nodes", 3, "mergeCommit")
    (found,) = shortfalls([Problem("FORBIDDEN", path, "no")], ("nodes",)).values()
    assert "pullRequests" not in found.denied
    assert not found.failed


@pytest.mark.parametrize("path", [(), ("nodes",), ("nodes", "x"), ("other", 0), ("organization",)])
def test_an_error_of_no_repository_is_one_of_all(path: tuple[str | int, ...]) -> None:
    with pytest.raises(AnswerError, match="in part only: Timeout"):
        shortfalls([Problem("INTERNAL", path, "Timeout")], ("nodes",))


def test_data_beside_an_error_is_no_whole() -> None:
    assert whole(GraphQLAnswer(1)) == 1
    with pytest.raises(AnswerError, match="in part only: Timeout"):
        whole(GraphQLAnswer(1, (Problem("INTERNAL", ("x",), "Timeout"),)))
