"""Many repositories in one question: what GitHub knows of them beside their files."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from compliance.collect import GoneError, SourceError, SourceRepository, WaitError, listed
from compliance.collect.activity import activity
from compliance.collect.branch_rules import branch_rules
from compliance.collect.collaborators import Collaborator, collaborators
from compliance.collect.commit_checks import are_pending, checks_on_default_branch
from compliance.collect.forge import Group, Withheld, window
from compliance.collect.further import FurtherPages
from compliance.collect.parts import BY_BRANCH, COMMITS, NEEDS, parts_of
from compliance.collect.requests import asking_for
from compliance.collect.shortfalls import NOTHING, Shortfall, hidden_branches, shortfalls
from compliance.collect.staging import Staging, reach_back
from compliance.facts import FactValues
from compliance.facts.forge import BranchRules, ChecksOnDefaultBranch, Deployments
from integrations.github import payloads, queries
from integrations.github.access import Access, Kind
from integrations.github.connections import Nodes
from integrations.github.errors import AnswerError, RefusedQueryError, UnreachableError
from integrations.github.permissions import denied
from integrations.github.queries import Part

if TYPE_CHECKING:
    from integrations.github.client import Client


@dataclass(frozen=True)
class Details:
    """What GitHub says of one repository: how it is listed, and the facts that were asked for.

    `collaborators` are None where they were not asked for or are not shown.
    """

    listed: SourceRepository
    facts: Mapping[Group, FactValues]
    checks_pending: bool
    collaborators: tuple[Collaborator, ...] | None


@dataclass(frozen=True)
class _Question:
    """A batch of one request: which repositories, which parts of them, and which not and why."""

    keys: tuple[str, ...]
    parts: frozenset[Part]
    withheld: Mapping[Part, str]


@dataclass(frozen=True)
class _Answer:
    """A repository of a batch, None where GitHub shows nothing; and what the answer lacks of it."""

    node: payloads.Repository | None
    lacks: Shortfall

    @property
    def is_gone(self) -> bool:
        """Whether GitHub shows no such repository."""
        return self.lacks.is_gone or (self.node is None and self.lacks == NOTHING)


class DetailsReader:
    """Asks for details of repositories, with one credential."""

    def __init__(
        self,
        client: Client,
        access: Access,
        working: str,
        now: datetime,
        staging: Staging | None = None,
    ):
        """`working` is the working branch; pull requests and commits are asked for up to `now`.
        `staging` says which deployments are wanted beside the newest.
        """
        self._client = client
        self._access = access
        self._working = working
        self._branch = f"refs/heads/{working}"
        self._since = window(now)
        self._staging = staging

    def read(
        self, keys: Sequence[str], parts: Collection[Part]
    ) -> Iterator[tuple[str, Details | SourceError]]:
        """Parts of some repositories, by their keys; one request for each fifty.

        What the credential was not proven to see is not asked for, and becomes `Unavailable` with
        what is needed. A batch that GitHub cannot answer is asked for again in halves; parts that
        it denies are left out the next time. A repository that it does not show is a `GoneError`,
        one that it cannot answer for, or only in part, a `SourceError`; both are handed over.

        Raises:
            WaitError: GitHub answers nobody before some moment.
            SourceError: it does not answer.
        """
        beside = {Part.STAGING} if self._staging and Part.DEPLOYMENTS in parts else set()
        questions = list(self._questions(keys, {*parts, *beside}))
        unanswered: list[tuple[str, SourceError]] = []
        has_answered = False
        while questions:
            question = questions.pop(0)
            try:
                with asking_for("the details of repositories"):
                    answers = self._ask(question)
            except SourceError as error:
                # Two in a row that are not answered even alone: it is not their fault.
                if not _is_too_much(error) or (unanswered and len(question.keys) == 1):
                    raise
                if len(question.keys) == 1:
                    unanswered.append((question.keys[0], error))
                questions[:0] = _halves(question)
                continue
            has_answered = True
            yield from unanswered
            unanswered.clear()
            refused = {key: _refused(answer, question) for key, answer in answers.items()}
            questions[:0] = self._without(question, refused)
            for key, answer in answers.items():
                if not refused[key]:
                    yield key, self._details(answer, question)
        if unanswered and not has_answered:
            raise unanswered[0][1]
        yield from unanswered

    def _questions(self, keys: Sequence[str], parts: Collection[Part]) -> Iterator[_Question]:
        withheld: dict[Part, str] = {}
        for part in parts:
            missing = [need for need in NEEDS[part] if not self._access.sees(need)]
            if missing:
                withheld[part] = "; ".join(self._access.why_not(each) for each in missing)
        asked = frozenset(parts) - withheld.keys()
        for start in range(0, len(keys), queries.REPOSITORIES_A_QUERY):
            batch = tuple(keys[start : start + queries.REPOSITORIES_A_QUERY])
            yield _Question(batch, asked, withheld)

    def _ask(self, question: _Question) -> dict[str, _Answer]:
        variables: dict[str, object] = {"ids": question.keys, "working": self._branch}
        if not question.parts.isdisjoint(COMMITS):
            variables["since"] = self._since.isoformat()
        if self._staging and Part.STAGING in question.parts:
            variables["environments"] = self._staging.environments
        document = queries.repositories(question.parts)
        answer = self._client.graphql(document, variables, payloads.Repositories)
        if len(answer.data.nodes) != len(question.keys):
            raise AnswerError("GitHub answered for other repositories than it was asked for")
        lacks = shortfalls(answer.errors, ("nodes",))
        return {
            key: _Answer(_node(raw), lacks.get(at, NOTHING))
            for at, (key, raw) in enumerate(zip(question.keys, answer.data.nodes, strict=True))
        }

    def _details(self, answer: _Answer, question: _Question) -> Details | SourceError:
        if answer.is_gone:
            return GoneError(
                "GitHub does not show it: it was deleted or moved, or the credential may no longer"
                " see it"
            )
        if answer.lacks.failed:
            return SourceError(f"GitHub answered for it in part only: {answer.lacks.failed}")
        if answer.node is None:
            return SourceError("GitHub denies it to the credential")
        try:
            with asking_for(f"the details of {answer.node.name_with_owner}"):
                return self._understood(answer.node, question, answer.lacks)
        except WaitError:
            raise
        except SourceError as error:
            return error
        except ValueError as error:
            return SourceError(f"GitHub answers with a word that is not known here: {error}")

    def _understood(
        self, node: payloads.Repository, question: _Question, lacks: Shortfall
    ) -> Details:
        branches = hidden_branches(node, lacks, self._access)
        partial = {part: self._needed(part) for part in parts_of(lacks.denied)}
        if branches:
            partial |= dict.fromkeys(BY_BRANCH, branches)
        withheld = Withheld({**question.withheld, **partial}, branches)
        facts: dict[Group, FactValues] = {}
        asked = question.parts | question.withheld.keys()
        if Part.PULL_REQUESTS in asked:
            facts[Group.ACTIVITY] = self._activity(node, question, withheld)
        checks = checks_on_default_branch(node, withheld)
        if Part.CHECKS in asked:
            facts[Group.CHECKS] = {ChecksOnDefaultBranch: checks}
        if Part.RULESETS in asked:
            rules = branch_rules(
                node, withheld, only_administrators=self._access.kind is not Kind.APP
            )
            facts[Group.RULES] = {BranchRules: rules}
        return Details(
            listed.listed(node, branches),
            facts,
            are_pending(checks),
            None if lacks.denied & {"outside", "direct"} else collaborators(node),
        )

    def _activity(
        self, node: payloads.Repository, question: _Question, withheld: Withheld
    ) -> FactValues:
        commits = not question.parts.isdisjoint(COMMITS)
        further = FurtherPages(self._client, node.id, self._since, commits=commits)
        found = activity(
            node,
            self._working,
            withheld,
            since=self._since,
            more_pull_requests=further.pull_requests,
            more_commits=further.commits,
        )
        staging, newest, page = self._staging, found[Deployments], node.staging
        if staging and isinstance(newest, Deployments) and isinstance(page, Nodes):
            more = functools.partial(further.deployments, staging.environments)
            reached = reach_back(node.id, newest, found, page, staging, more)
            return {**found, Deployments: reached}
        return found

    def _needed(self, part: Part) -> str:
        """What is needed to see a part that GitHub denied, whatever was proven before."""
        sentences = (denied(each, self._access.kind).sentence for each in NEEDS[part])
        return "; or ".join(sentences)

    def _without(
        self, question: _Question, refused: Mapping[str, frozenset[Part]]
    ) -> list[_Question]:
        """What is to be asked again, without the parts that GitHub denied."""
        grouped: dict[frozenset[Part], list[str]] = {}
        for key, parts in refused.items():
            if parts:
                grouped.setdefault(parts, []).append(key)
        return [
            _Question(
                tuple(keys),
                question.parts - parts,
                {**question.withheld, **{part: self._needed(part) for part in parts}},
            )
            for parts, keys in grouped.items()
        ]


def _node(raw: msgspec.Raw) -> payloads.Repository | None:
    """One repository of a batch.

    Raises:
        AnswerError: it has another shape than GitHub's schema says.
    """
    try:
        return msgspec.json.decode(raw, type=payloads.Repository | None)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AnswerError(f"GitHub answered in another shape than it describes: {error}") from error


def _refused(answer: _Answer, question: _Question) -> frozenset[Part]:
    """The parts because of which nothing of a repository is shown."""
    if answer.node is not None or answer.lacks.failed:
        return frozenset()
    return parts_of(answer.lacks.denied) & question.parts


def _halves(question: _Question) -> list[_Question]:
    """The same of half the repositories each; of a single one nothing is left to ask."""
    middle = len(question.keys) // 2
    if not middle:
        return []
    return [
        replace(question, keys=question.keys[:middle]),
        replace(question, keys=question.keys[middle:]),
    ]


def _is_too_much(error: SourceError) -> bool:
    """Whether fewer repositories at once may do: GitHub ends what takes it too long."""
    cause = error.__cause__
    if isinstance(cause, RefusedQueryError):
        return cause.kind != "INSUFFICIENT_SCOPES"
    return isinstance(cause, UnreachableError | AnswerError)
