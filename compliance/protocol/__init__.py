"""What a protocol is: the company's numbered clauses, and what covers each sentence of them.

A protocol has sections, they have clauses, and those have rules: one thing each that is asked, with
what covers it. Covered means: a check decides it, a person attests it, an onboarding item shows it,
it is `planned` (a check that is not written yet, which counts nowhere) or it is for `people`,
because no program reads it out of a repository. `compliance.protocol_files` reads all this from
files; nothing here knows what a particular company asks.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from compliance.facts import PhaseName
from compliance.scoring import Level


class CoveredBy(enum.StrEnum):
    """What answers for a rule."""

    CHECK = "check"
    PLANNED = "planned"
    ATTESTATION = "attestation"
    ONBOARDING = "onboarding"
    PEOPLE = "people"


class Confirmer(enum.StrEnum):
    """Whose word settles an onboarding item that no program verifies."""

    DEVELOPER = "developer"
    LEAD = "lead"


class ShownBy(enum.StrEnum):
    """What can show that an onboarding item is done, beside the lead's word.

    `developer`: who is onboarded ticks it. `doctor`: the doctor reports it from the laptop.
    `notion` is membership in the Notion workspace. All others are seen at GitHub, and nobody can
    tick them: membership in the organization (for a partner: access to the repository) or in a
    team, the first branch, commit, pull request or review, and a deployment to staging.
    """

    DEVELOPER = "developer"
    DOCTOR = "doctor"
    NOTION = "notion"
    MEMBERSHIP = "membership"
    TEAM = "team"
    BRANCH = "branch"
    COMMIT = "commit"
    PULL_REQUEST = "pull-request"
    REVIEW = "review"
    STAGING = "staging"


class Whom(enum.StrEnum):
    """Who is onboarded."""

    STAFF = "staff"
    PARTNER = "partner"


class Need(enum.StrEnum):
    """What there must be for an onboarding item to concern somebody: a repository that they were
    assigned to, or in it services for Compose, an example of its environment, migrations.
    """

    REPOSITORY = "repository"
    SERVICES = "services"
    ENV_EXAMPLE = "env-example"
    MIGRATIONS = "migrations"


@dataclass(frozen=True)
class ItemTerms:
    """How an onboarding item comes to be done, and whom it concerns.

    `confirmed_by` is whose word settles what the developer ticks. It concerns who is one of `whom`,
    in a repository of one of the `stacks` (`node`, `python`) that has what it `needs`; where one of
    them is empty, that is no condition. `docs` is an address to read on.
    """

    confirmed_by: Confirmer = Confirmer.DEVELOPER
    shown_by: tuple[ShownBy, ...] = (ShownBy.DEVELOPER,)
    whom: tuple[Whom, ...] = ()
    stacks: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    docs: str = ""


@dataclass(frozen=True)
class Coverage:
    """One thing that covers a rule.

    `key` names the check, attestation or onboarding item; for `people` it is the sentence that says
    what they look at. `clause` is the identity of the clause in which it stands. `level` means
    something for what is scored; `phases` are those in which it is asked, none being all of them;
    `terms` are for onboarding items.
    """

    by: CoveredBy
    key: str
    clause: str
    level: Level = Level.STANDARD
    phases: tuple[PhaseName, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    terms: ItemTerms = ItemTerms()

    def asked_in(self, phase: PhaseName) -> bool:
        """Whether it is asked of a product in that phase."""
        return not self.phases or phase in self.phases


@dataclass(frozen=True)
class Rule:
    """One thing that a clause asks, and all that covers it."""

    title: str
    text: str
    covered_by: tuple[Coverage, ...]


@dataclass(frozen=True)
class Clause:
    """A numbered clause; `identity` is protocol and number, as in `backend:3.1`."""

    protocol: str
    number: str
    title: str
    rules: tuple[Rule, ...]

    @property
    def identity(self) -> str:
        """The clause as it is named everywhere."""
        return f"{self.protocol}:{self.number}"

    def coverages(self) -> Iterator[Coverage]:
        """What covers its rules, in their order."""
        return (coverage for rule in self.rules for coverage in rule.covered_by)


@dataclass(frozen=True)
class Section:
    """A section of the written document."""

    protocol: str
    number: str
    title: str
    clauses: tuple[Clause, ...]

    @property
    def identity(self) -> str:
        """The section as it is named everywhere, as in `backend:3`."""
        return f"{self.protocol}:{self.number}"


@dataclass(frozen=True)
class Goal:
    """What the onboarding promises, within how many hours of the plan's start.

    `item` is the onboarding item that a successful deployment to one of the `environments` ticks.
    """

    title: str
    hours: int
    item: str
    environments: tuple[str, ...]


@dataclass(frozen=True)
class Protocol:
    """A protocol with all that it takes over from those it extends.

    `sections` are its own and, after them, those of each protocol in `extends`, nearest first.
    `working_branch` is where pull requests go; empty, it is a repository's default branch.
    """

    key: str
    title: str
    version: str
    summary: str
    sections: tuple[Section, ...]
    extends: tuple[str, ...] = ()
    working_branch: str = ""
    goal: Goal | None = None

    @functools.cached_property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change with anything it says, comments and layout aside.

        A stored result names version and fingerprint: the version is what people count by, and
        may be forgotten when a file, or one that it extends, is edited.
        """
        content = json.dumps(dataclasses.asdict(self), sort_keys=True)
        return hashlib.blake2b(content.encode(), digest_size=6).hexdigest()

    def clauses(self) -> Iterator[Clause]:
        """All clauses in reading order."""
        return (clause for section in self.sections for clause in section.clauses)

    def own_clauses(self) -> Iterator[Clause]:
        """The clauses that it does not take over from another."""
        return (clause for clause in self.clauses() if clause.protocol == self.key)

    def coverages(self) -> Iterator[Coverage]:
        """All that covers a rule, in reading order."""
        return (coverage for clause in self.clauses() for coverage in clause.coverages())

    def automated(self) -> tuple[Coverage, ...]:
        """The checks, each where it is first named: it is judged there, and once."""
        return tuple(coverage for coverage, _ in self._first(CoveredBy.CHECK))

    def attested(self) -> tuple[Coverage, ...]:
        """What only a person's attestation can show of a repository, each where first named."""
        return tuple(coverage for coverage, _ in self._first(CoveredBy.ATTESTATION))

    def rule_of(self, coverage: Coverage) -> Rule:
        """The rule that something covers, where it is first named."""
        rules = (rule for clause in self.clauses() for rule in clause.rules)
        return next(rule for rule in rules if coverage in rule.covered_by)

    def onboarding(self) -> tuple[tuple[Coverage, Rule], ...]:
        """The onboarding items with the rules that describe them, each where first named."""
        return self._first(CoveredBy.ONBOARDING)

    def _first(self, by: CoveredBy) -> tuple[tuple[Coverage, Rule], ...]:
        first: dict[str, tuple[Coverage, Rule]] = {}
        for rule in (rule for clause in self.clauses() for rule in clause.rules):
            for coverage in rule.covered_by:
                if coverage.by is by:
                    first.setdefault(coverage.key, (coverage, rule))
        return tuple(first.values())
