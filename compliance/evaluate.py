"""Asks the checks of a protocol what they say of the facts of one repository."""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from compliance.checks.base import (
    MAX_EVIDENCE,
    Check,
    Confidence,
    Evidence,
    Finding,
    Outcome,
    not_applicable,
    unknown,
)
from compliance.checks.remedies import fitted, project_of
from compliance.facts import (
    FactValues,
    Layout,
    Origin,
    Phase,
    RepositoryFacts,
    Scope,
    Unavailable,
)
from compliance.protocol import Coverage, Protocol

logger = logging.getLogger(__name__)

MAX_NAMED = 10


@dataclass(frozen=True)
class ComponentFinding:
    """What a check says of one component. `path` is its directory, "." for the root of the
    repository and for a finding that concerns the repository as a whole.
    """

    path: str
    finding: Finding


@dataclass(frozen=True)
class CheckResult:
    """What a check says of a repository: the first outcome that a component has, and each one's.

    `remedy` is what of the check's concerns the components that decide.
    """

    check: Check
    coverage: Coverage
    outcome: Outcome
    message: str
    remedy: str
    evidence: tuple[Evidence, ...]
    components: tuple[ComponentFinding, ...]

    @property
    def confidence(self) -> Confidence:
        """Whether the rule leaves judgement."""
        return self.check.confidence

    @property
    def messages(self) -> list[str]:
        """The message by components: those that say the same together."""
        deciding = [each for each in self.components if each.finding.outcome is self.outcome]
        return messages_of(deciding, self.components)


@dataclass(frozen=True)
class NotJudged:
    """A check that was left out of a run because this kind of source can never have its facts."""

    check: Check
    coverage: Coverage
    needs: tuple[Origin, ...]


@dataclass(frozen=True)
class Judgement:
    """All results of one repository under one protocol.

    `to_attest` are the rules that only a person's attestation can show, as far as they are asked
    in the repository's phase.
    """

    results: tuple[CheckResult, ...]
    not_judged: tuple[NotJudged, ...] = ()
    to_attest: tuple[Coverage, ...] = ()


def evaluate(
    protocol: Protocol,
    catalogue: Mapping[str, Check],
    facts: RepositoryFacts,
    origins: frozenset[Origin],
) -> Judgement:
    """Judge one repository.

    `origins` says where the source's facts can come from at all: checks that need another origin
    are listed as not judged. A missing fact and a check that raises become `unknown`; what is not
    asked in the repository's phase is not applicable.
    """
    results: list[CheckResult] = []
    not_judged: list[NotJudged] = []
    for coverage in protocol.automated():
        check = catalogue[coverage.key]
        missing = check.origins - origins
        outside = _outside_phase(coverage, facts)
        if outside:
            results.append(_merge(check, coverage, facts, [ComponentFinding(".", outside)]))
        elif missing:
            needs = tuple(sorted(missing, key=lambda origin: origin.value))
            not_judged.append(NotJudged(check, coverage, needs))
        else:
            results.append(_merge(check, coverage, facts, _ask(check, coverage, facts)))
    return Judgement(tuple(results), tuple(not_judged), _to_attest(protocol, facts))


def _to_attest(protocol: Protocol, facts: RepositoryFacts) -> tuple[Coverage, ...]:
    """The rules that only an attestation can show, but those of another phase."""
    outside = ((coverage, _outside_phase(coverage, facts)) for coverage in protocol.attested())
    return tuple(
        coverage
        for coverage, finding in outside
        if finding is None or finding.outcome is Outcome.UNKNOWN
    )


def _outside_phase(coverage: Coverage, facts: RepositoryFacts) -> Finding | None:
    """Why a rule is not asked in the repository's phase, or why that is not known; None where it
    is asked.
    """
    if not coverage.phases:
        return None
    phase = facts.repository.get(Phase)
    if not isinstance(phase, Phase):
        return unknown(phase.reason if isinstance(phase, Unavailable) else "no phase was collected")
    if coverage.asked_in(phase.name):
        return None
    asked = " and ".join(coverage.phases)
    return not_applicable(
        f"asked for in the {asked} phase; this repository is in its {phase.name} phase, "
        f"as {phase.said_by} says"
    )


def _ask(check: Check, coverage: Coverage, facts: RepositoryFacts) -> list[ComponentFinding]:
    """One finding for the repository, or one for each of its components.

    A manifest that could not be read may be a component: it is unknown, and so the repository
    passes nothing that this component might fail.
    """
    if check.scope is Scope.REPOSITORY:
        return [ComponentFinding(".", _call(check, coverage, facts.repository))]
    layout = facts.layout
    if isinstance(layout, Unavailable):
        return [ComponentFinding(".", unknown(layout.reason))]
    findings = [
        ComponentFinding(component.name, _call(check, coverage, {**facts.repository, **values}))
        for component, values in facts.by_component
    ]
    findings += [
        ComponentFinding(posixpath.dirname(manifest.path) or ".", unknown(manifest.reason))
        for manifest in layout.unreadable
    ]
    return findings or [ComponentFinding(".", not_applicable(_no_backend(layout)))]


def _no_backend(layout: Layout) -> str:
    if not layout.others:
        return "no backend component: there is no package.json and no Python project here"
    first, *others = layout.others
    more = f", and {len(others)} more manifests" if others else ""
    return f"no backend component: {first.path} {first.reason}{more}"


def _call(check: Check, coverage: Coverage, values: FactValues) -> Finding:
    arguments = []
    for need in check.needs:
        value = values.get(need, Unavailable(f"{need.__name__} was not collected"))
        if isinstance(value, Unavailable):
            return unknown(value.reason)
        arguments.append(value)
    try:
        return check.function(*arguments, **coverage.parameters)
    # A check is a plug-in: whatever goes wrong in one must not harm the others, and is counted.
    except Exception as error:
        logger.exception("check %s raised", check.key)
        return unknown(
            f"the check {check.key} failed with {type(error).__name__}: please report it"
        )


def _merge(
    check: Check,
    coverage: Coverage,
    facts: RepositoryFacts,
    findings: Iterable[ComponentFinding],
) -> CheckResult:
    """The repository's outcome is the first of fail, unknown, pass, not applicable there is."""
    components = tuple(findings)
    order = list(Outcome)
    outcome = min((each.finding.outcome for each in components), key=order.index)
    deciding = [each for each in components if each.finding.outcome is outcome]
    evidence = dict.fromkeys(place for each in deciding for place in each.finding.evidence)
    return CheckResult(
        check,
        coverage,
        outcome,
        message_of(deciding, components),
        _remedy(check, facts, outcome, deciding),
        tuple(evidence)[:MAX_EVIDENCE],
        components,
    )


def _remedy(
    check: Check, facts: RepositoryFacts, outcome: Outcome, deciding: Iterable[ComponentFinding]
) -> str:
    if outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE):
        return check.remedy
    whose = {each.path for each in deciding} if check.scope is Scope.COMPONENT else set[str]()
    return fitted(check.remedy, project_of(facts, whose))


def message_of(
    deciding: Sequence[ComponentFinding], all_of_them: Sequence[ComponentFinding]
) -> str:
    """The deciding message; where there are several components it names whose it is."""
    return "; ".join(messages_of(deciding, all_of_them))


def messages_of(
    deciding: Sequence[ComponentFinding], all_of_them: Sequence[ComponentFinding]
) -> list[str]:
    """The deciding messages, each once; where there are several components with whose it is."""
    if len(all_of_them) == 1:
        return [deciding[0].finding.message]
    messages: dict[str, list[str]] = {}
    for each in deciding:
        messages.setdefault(each.finding.message, []).append(each.path)
    return _first_of([f"{', '.join(_first_of(paths))}: {text}" for text, paths in messages.items()])


def _first_of(items: list[str]) -> list[str]:
    """The first of many, and how many more there are: a repository may have any number."""
    more = len(items) - MAX_NAMED
    return [*items[:MAX_NAMED], f"and {more} more"] if more > 0 else items
