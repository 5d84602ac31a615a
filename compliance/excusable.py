"""What may be asked to be excused, and how that has to be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from compliance import excuses
from compliance.checks.base import Outcome
from compliance.facts import is_web_address
from compliance.masking import mask, one_line, printable
from compliance.models import CheckResult
from compliance.models.waiver import LONGEST
from compliance.scoring import ExcuseKind

MAX_REASON = 2_000
MAX_LINK = 500
MAX_PATHS = 20


class ExcuseError(Exception):
    """What somebody wants done with a waiver or an attestation cannot be; one sentence says why."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants excused, and until which day (UTC) at most.

    `key` is the check's, `component` as in `CheckResult.components`, empty for all of them; `paths`
    are patterns as in a .gitignore of the places that a waiver is for, none meaning all.
    """

    kind: ExcuseKind
    key: str
    until: date
    reason: str
    link: str = ""
    component: str = ""
    paths: tuple[str, ...] = ()


def storable(wanted: Wanted, result: CheckResult, today: date) -> Wanted:
    """What is wanted as it is stored: without what looks like a secret.

    `result` is what the check says now.

    Raises:
        ExcuseError: there is nothing of the kind to excuse, or what is given is not what it has to
            be.
    """
    _must_fit(wanted, result)
    _must_lie_at_paths(wanted, result)
    _must_last(wanted, today)
    return replace(
        wanted, reason=_reason(wanted), link=_link(wanted), paths=tuple(sorted(set(wanted.paths)))
    )


def note(text: str) -> str:
    """What is said of a decision or of an end, as it is stored."""
    return mask(printable(text[:MAX_REASON])).strip()


def _must_fit(wanted: Wanted, result: CheckResult) -> None:
    components = _components(wanted, result)
    if not components:
        where = one_line(wanted.component)
        raise ExcuseError(f"“{result.title}” is not judged of a component {where}.")
    found = {each["outcome"] for each in components}
    if wanted.kind is ExcuseKind.WAIVER:
        if Outcome.FAIL not in found:
            raise ExcuseError(f"“{result.title}” does not fail here, so there is nothing to waive.")
    elif not result.attestable:
        raise ExcuseError(
            f"“{result.title}” cannot be attested: whether it holds shows in the repository."
        )
    elif not found & {Outcome.FAIL, Outcome.UNKNOWN}:
        raise ExcuseError(f"“{result.title}” neither fails nor is unknown here.")


def _must_lie_at_paths(wanted: Wanted, result: CheckResult) -> None:
    if not wanted.paths:
        return
    if wanted.kind is ExcuseKind.ATTESTATION:
        raise ExcuseError("An attestation is for a whole check or component, and not for a path.")
    if len(wanted.paths) > MAX_PATHS:
        raise ExcuseError(f"A waiver is for at most {MAX_PATHS} paths.")
    wrong = next((each for each in wanted.paths if not excuses.is_pattern(each)), None)
    if wrong is not None:
        raise ExcuseError(
            f"“{one_line(wrong)[:80]}” is no pattern as in a .gitignore that fits some paths only; "
            f"it has at most {excuses.MAX_PATTERN} characters and no !, [ or \\."
        )
    failing = [each for each in _components(wanted, result) if each["outcome"] == Outcome.FAIL]
    if not any(place for each in failing for place in each["evidence"] if not place["url"]):
        raise ExcuseError(
            f"“{result.title}” names no file that breaks it, so it cannot be waived by path."
        )


def _components(wanted: Wanted, result: CheckResult) -> list[Mapping[str, Any]]:
    return [each for each in result.components if wanted.component in ("", each["path"])]


def _must_last(wanted: Wanted, today: date) -> None:
    longest = LONGEST[wanted.kind]
    if not today <= wanted.until <= today + longest:
        raise ExcuseError(
            f"It has to end between today and {today + longest}: after {longest.days} days at most."
        )


def _reason(wanted: Wanted) -> str:
    text = mask(printable(wanted.reason[: 2 * MAX_REASON])).strip()
    if not text or len(text) > MAX_REASON:
        raise ExcuseError(f"A reason is needed, in at most {MAX_REASON} characters.")
    return text


def _link(wanted: Wanted) -> str:
    link = wanted.link
    if wanted.kind is ExcuseKind.ATTESTATION and not link:
        raise ExcuseError("An attestation needs a link to what shows that the clause holds.")
    if link and (len(link) > MAX_LINK or not is_web_address(link)):
        raise ExcuseError(
            f"The link is no address of http or https with at most {MAX_LINK} characters."
        )
    return mask(link)
