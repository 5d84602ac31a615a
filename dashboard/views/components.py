"""What is shown of a repository's components: which there are, why, and what checks say of each."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from compliance.checks import CATALOGUE
from compliance.facts import Scope
from compliance.models import CheckResult, Repository
from compliance.scorecards.results import MAX_COMPONENT_EVIDENCE
from compliance.scoring import Standing

_ORDER = [each.value for each in Standing]
SHOWN_PLACES = 3
SHOWN_PATHS = 8


@dataclass
class Said:
    """What a check says alike of some components. `places` are the evidence of one of them."""

    standing: str
    message: str
    paths: list[str]
    places: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def named(self) -> list[str]:
        """The components that are named."""
        return self.paths[:SHOWN_PATHS]

    @property
    def more(self) -> int:
        """How many are not."""
        return len(self.paths) - len(self.named)

    @property
    def first_places(self) -> list[Mapping[str, Any]]:
        """The evidence that is shown at once: none where everything is well."""
        needs_a_look = self.standing in (Standing.FAIL, Standing.UNKNOWN)
        return self.places[: SHOWN_PLACES if needs_a_look else 0]

    @property
    def may_be_cut(self) -> bool:
        """Whether there are as many places as are kept, so that there may be others."""
        return len(self.places) >= MAX_COMPONENT_EVIDENCE

    @property
    def other_places(self) -> list[Mapping[str, Any]]:
        """The evidence that is shown to whoever asks for it."""
        return self.places[len(self.first_places) :]


def by_component(results: Iterable[CheckResult]) -> dict[str, list[Said]]:
    """What each check says of each component, where there are several, what needs a look first.

    Components of which the same is said, and without evidence, are named together.
    """
    return {each.key: _said(each) for each in results if len(each.components) > 1}


def _said(result: CheckResult) -> list[Said]:
    found: list[Said] = []
    alike: dict[tuple[str, str], Said] = {}
    for each in sorted(result.components, key=_urgency):
        said = Said(each["standing"], each["message"], [each["path"]], each["evidence"])
        if said.places:
            found.append(said)
            continue
        known = alike.setdefault((said.standing, said.message), said)
        if known is said:
            found.append(said)
        else:
            known.paths += said.paths
    return found


def _urgency(component: Mapping[str, Any]) -> int:
    return _ORDER.index(component["standing"])


def of_component(results: Iterable[CheckResult], path: str) -> list[CheckResult]:
    """What the checks that look at components say of one of them, as if it were the repository.

    Where a folder has a component of each stack, it is what needs a look first.
    """
    said = ((each, _by_path(each)) for each in filter(_looks_at_components, results))
    return [_as_of(result, by_path[path]) for result, by_path in said if path in by_path]


def _by_path(result: CheckResult) -> dict[str, Mapping[str, Any]]:
    """What a check says of each folder with a component, the most urgent where there are two."""
    by_urgency = sorted(result.components, key=_urgency, reverse=True)
    return {each["path"]: each for each in by_urgency}


def _looks_at_components(result: CheckResult) -> bool:
    check = CATALOGUE.get(result.key)
    return check is not None and check.scope is Scope.COMPONENT


def _as_of(result: CheckResult, component: Mapping[str, Any]) -> CheckResult:
    shown = copy.copy(result)
    for name in ("outcome", "standing", "message", "evidence", "excuses"):
        setattr(shown, name, component[name])
    shown.components = [component]
    return shown


@dataclass(frozen=True)
class Judged:
    """A component that is judged, and how many checks say what of it."""

    path: str
    stack: str
    why: str
    seen_at: Mapping[str, Any] | None
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Reason:
    """Why some manifests make no component; they may all the same where they cannot be read."""

    why: str
    paths: list[str]
    is_unreadable: bool


@dataclass(frozen=True)
class Components:
    """The components, and why every other manifest makes none."""

    judged: list[Judged]
    unreadable: list[Reason]
    others: list[Reason]
    unlisted: int

    @property
    def paths(self) -> set[str]:
        """The components that can be looked at by themselves."""
        return {each.path for each in self.judged}

    @property
    def count(self) -> int:
        """How many manifests make none."""
        return sum(len(each.paths) for each in self.others) + self.unlisted


def of_repository(repository: Repository, results: Iterable[CheckResult]) -> Components:
    """The components of a repository, with what the checks say of each."""
    counts = _counts(results)
    judged = [
        Judged(
            each["path"],
            each["stack"],
            each["why"],
            each.get("seen_at"),
            counts.get(each["path"], {}),
        )
        for each in repository.components
        if each["counts"]
    ]
    reasons: dict[str, Reason] = {}
    for each in repository.components:
        if not each["counts"]:
            new = Reason(each["why"], [], each.get("is_unreadable", False))
            reasons.setdefault(each["why"], new).paths.append(each["path"])
    return Components(
        judged,
        [each for each in reasons.values() if each.is_unreadable],
        [each for each in reasons.values() if not each.is_unreadable],
        repository.unlisted_manifests,
    )


def _counts(results: Iterable[CheckResult]) -> dict[str, Counter[str]]:
    """How many checks say what of each component."""
    counts: dict[str, Counter[str]] = {}
    for result in filter(_looks_at_components, results):
        for path, said in _by_path(result).items():
            counts.setdefault(path, Counter())[said["standing"]] += 1
    return counts
