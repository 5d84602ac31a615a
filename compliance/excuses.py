"""How results stand under what people approved: waivers and attestations.

A check knows nothing of them. What it says of each component is weighed here against what is in
effect on the day, over all of its evidence, before any of that is cut for being stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from compliance.checks.base import MAX_EVIDENCE, Check, Evidence, Outcome, unknown
from compliance.evaluate import CheckResult, ComponentFinding, Judgement, message_of
from compliance.extract.codeowners import matcher
from compliance.protocol import Coverage
from compliance.scoring import ExcuseKind, Scored, Standing, standing

MAX_PATTERN = 200
NOT_ATTESTED = "only people can show it, and nobody has attested it"


@dataclass(frozen=True)
class Excuse:
    """A waiver or an attestation that was approved.

    `number` is what it is stored under. `check` is the key of a check, or of a rule that only an
    attestation can show. `component` is the one that it is for ("." for the root), empty for all of
    them; `paths` are patterns of the places that a waiver is for, none meaning all. `until` is the
    last day, in UTC, on which it counts.
    """

    number: int
    kind: ExcuseKind
    check: str
    until: date
    component: str = ""
    paths: tuple[str, ...] = ()

    def concerns(self, component: str) -> bool:
        """Whether it is for a component, as far as that decides."""
        return self.component in ("", component)


@dataclass(frozen=True)
class Place:
    """A piece of evidence, and the number of the waiver under which it does not count, if any."""

    evidence: Evidence
    waived_by: int | None = None


@dataclass(frozen=True)
class StoodComponent:
    """How what a check says of a component counts.

    `rests_on` are the numbers of the excuses that make it count so.
    """

    said: ComponentFinding
    standing: Standing
    places: tuple[Place, ...]
    rests_on: tuple[int, ...] = ()


@dataclass(frozen=True)
class Stood:
    """How what a check says of a repository counts: the first standing that a component has.

    `check` is None for a rule that only an attestation can show, which has no remedy. Message and
    places are those of the components that decide, the places that still count first, and
    `MAX_EVIDENCE` at most.
    """

    coverage: Coverage
    check: Check | None
    outcome: Outcome
    standing: Standing
    message: str
    remedy: str
    places: tuple[Place, ...]
    components: tuple[StoodComponent, ...]

    @property
    def rests_on(self) -> tuple[int, ...]:
        """The numbers of the excuses that make it count so, in the order of the components."""
        deciding = (each for each in self.components if each.standing is self.standing)
        return tuple(dict.fromkeys(number for each in deciding for number in each.rests_on))


def stand(judgement: Judgement, excuses: Iterable[Excuse], day: date) -> tuple[Stood, ...]:
    """How each result of a judgement counts on a day, and after them what only people can attest.

    An excuse that has ended by that day counts for nothing, as does one for what is not judged, and
    an attestation of a check that is not attestable.
    """
    by_check: dict[str, list[Excuse]] = {}
    # Where several would do, it is the one that lasts longest.
    for excuse in sorted(excuses, key=lambda each: (each.until, each.number), reverse=True):
        if day <= excuse.until:
            by_check.setdefault(excuse.check, []).append(excuse)
    judged = (_of_result(each, by_check.get(each.check.key, [])) for each in judgement.results)
    to_attest = (_to_attest(each, by_check.get(each.key, [])) for each in judgement.to_attest)
    return (*judged, *to_attest)


def scored(stood: Iterable[Stood]) -> tuple[Scored, ...]:
    """What scoring needs to know of how results count."""
    return tuple(Scored(each.coverage.level, each.standing) for each in stood)


def is_pattern(text: str) -> bool:
    """Whether a text is a pattern of paths that a waiver may be for.

    It is one as in a .gitignore, without exclusions, ranges and escapes. Something in it has to be
    a name, since what fits every path is no waiver for a place.
    """
    return (
        len(text) <= MAX_PATTERN
        and text.isprintable()
        and not text.startswith("!")
        and not any(mark in text for mark in ("[", "]", "\\", "***"))
        and any(char not in "*?/. " for char in text)
    )


def pattern_of(path: str) -> str:
    """The pattern that fits one path; empty where a waiver cannot be for it.

    What a pattern may not have stands in it as any one character, so that it fits paths which
    differ in that alone.
    """
    pattern = "/" + "".join("?" if char in "[]\\" else char for char in path)
    return pattern if is_pattern(pattern) else ""


def _of_result(result: CheckResult, excuses: Sequence[Excuse]) -> Stood:
    usable = [
        each
        for each in excuses
        if result.check.attestable or each.kind is not ExcuseKind.ATTESTATION
    ]
    components = tuple(
        _of_component(each, [excuse for excuse in usable if excuse.concerns(each.path)])
        for each in result.components
    )
    return _merged(result.coverage, result, components)


def _to_attest(coverage: Coverage, excuses: Sequence[Excuse]) -> Stood:
    """A rule that only an attestation can show is unknown without one; none can waive it."""
    usable = [each for each in excuses if each.kind is ExcuseKind.ATTESTATION]
    component = _of_component(ComponentFinding(".", unknown(NOT_ATTESTED)), usable)
    return _merged(coverage, None, (component,))


def _of_component(said: ComponentFinding, excuses: Sequence[Excuse]) -> StoodComponent:
    """How a finding counts under the excuses that are for its component, longest first."""
    finding = said.finding
    for kind in (ExcuseKind.ATTESTATION, ExcuseKind.WAIVER):
        whole = next((each for each in excuses if each.kind is kind and not each.paths), None)
        counts_as = standing(finding.outcome, [kind])
        if whole and counts_as.is_excused:
            places = tuple(Place(each) for each in finding.evidence)
            return StoodComponent(said, counts_as, places, (whole.number,))
    may_be_waived = finding.outcome is Outcome.FAIL
    for_places = [each for each in excuses if each.paths and each.kind is ExcuseKind.WAIVER]
    places = tuple(_places(finding.evidence, for_places if may_be_waived else ()))
    numbers = [each.waived_by for each in places if each.waived_by is not None]
    if places and len(numbers) == len(places):
        return StoodComponent(said, Standing.WAIVED, places, tuple(dict.fromkeys(numbers)))
    return StoodComponent(said, Standing(finding.outcome.value), places)


def _places(evidence: Iterable[Evidence], waivers: Iterable[Excuse]) -> Iterator[Place]:
    """Each piece of evidence with the waiver that its path falls under; what is no file has no
    path, and falls under none.
    """
    patterns = [(each.number, matcher(path)) for each in waivers for path in each.paths]
    for each in evidence:
        fitting = (number for number, pattern in patterns if pattern.fullmatch(each.path))
        yield Place(each, None if each.url else next(fitting, None))


def _merged(
    coverage: Coverage, result: CheckResult | None, components: tuple[StoodComponent, ...]
) -> Stood:
    order = list(Standing)
    counts_as = min((each.standing for each in components), key=order.index)
    deciding = [each for each in components if each.standing is counts_as]
    places = dict.fromkeys(place for each in deciding for place in each.places)
    counted_first = sorted(places, key=lambda place: place.waived_by is not None)
    said = [each.said for each in components]
    return Stood(
        coverage,
        result.check if result else None,
        result.outcome if result else Outcome.UNKNOWN,
        counts_as,
        message_of([each.said for each in deciding], said),
        result.remedy if result else "",
        tuple(counted_first[:MAX_EVIDENCE]),
        components,
    )
