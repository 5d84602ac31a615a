"""What an answer about many repositories lacks of each: GitHub says so beside the data.

What the credential may not see is denied, and stays so; what merely failed comes another time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from integrations.github import payloads
from integrations.github.access import Access, Kind, Permission
from integrations.github.errors import AnswerError
from integrations.github.graphql import GraphQLAnswer, Problem
from integrations.github.permissions import denied

T = TypeVar("T")

# The fields without which nothing is known of a repository's branches.
BRANCHES = frozenset({"defaultBranchRef", "working"})
# A pull request is shown all the same to whom this of it is denied.
_MERGE = "mergeCommit"


@dataclass(frozen=True)
class Shortfall:
    """What an answer lacks of one repository.

    `denied` are the fields that the credential may not see, the empty name being all of it; what
    a pull request was merged as stands for that alone. `failed` is what GitHub says of what failed,
    empty where nothing did. `is_gone`: there is no such repository, or it may not be seen.
    """

    denied: frozenset[str] = frozenset()
    failed: str = ""
    is_gone: bool = False

    @property
    def are_branches_denied(self) -> bool:
        """Whether the credential may not see its branches."""
        return bool(self.denied & BRANCHES)


NOTHING = Shortfall()


def whole(answer: GraphQLAnswer[T]) -> T:
    """The data of an answer that lacks nothing.

    Raises:
        AnswerError: GitHub did not answer in full.
    """
    if answer.errors:
        raise AnswerError(f"GitHub answered in part only: {answer.errors[0].message}")
    return answer.data


def shortfalls(errors: Iterable[Problem], where: Sequence[str]) -> dict[int, Shortfall]:
    """What an answer lacks, by the position of the repository in the list that stands at `where`.

    Raises:
        AnswerError: an error concerns no repository of the list, so that nothing is sure.
    """
    found: dict[int, list[Problem]] = {}
    for error in errors:
        begin, rest = list(error.path[: len(where)]), error.path[len(where) :]
        if begin != list(where) or not rest or not isinstance(rest[0], int):
            raise AnswerError(f"GitHub answered in part only: {error.message}")
        found.setdefault(rest[0], []).append(error)
    return {at: _shortfall(problems, len(where) + 1) for at, problems in found.items()}


def hidden_branches(node: payloads.Listed, lacks: Shortfall, access: Access | None) -> str:
    """Why the branches of a repository are not shown; empty where they are, or where it has none.

    `access` is what the credential was proven to see; None before that was tried.
    """
    reason = access.why_not(Permission.CONTENTS) if access else ""
    if lacks.are_branches_denied:
        kind = access.kind if access else Kind.OTHER
        return reason or denied(Permission.CONTENTS, kind).sentence
    return reason if node.default_branch_ref is None and not node.is_empty else ""


def _shortfall(problems: Sequence[Problem], depth: int) -> Shortfall:
    """`depth` is how long the path of the repository itself is."""
    denied, failed, is_gone = set(), "", False
    for problem in problems:
        field = _field(problem.path, depth)
        if problem.type == "FORBIDDEN":
            denied.add(field)
        elif problem.type == "NOT_FOUND" and not field:
            is_gone = True
        else:
            failed = problem.message or problem.type or "it says no more"
    return Shortfall(frozenset(denied), failed, is_gone)


def _field(path: Sequence[str | int], depth: int) -> str:
    if path[-1] == _MERGE:
        return _MERGE
    return str(path[depth]) if len(path) > depth else ""
