"""A result of a check, and waivers and attestations of it."""

from __future__ import annotations

from datetime import date, timedelta

from compliance.checks.base import (
    EXACT,
    MAX_EVIDENCE,
    Check,
    Finding,
    Outcome,
    check,
    passed,
)
from compliance.evaluate import CheckResult, ComponentFinding, Judgement, message_of
from compliance.excuses import (
    Excuse,
    Stood,
    stand,
)
from compliance.facts import Today
from compliance.protocol import Coverage, CoveredBy
from compliance.scoring import ExcuseKind, Level

TODAY = date(2026, 11, 25)
TOMORROW = TODAY + timedelta(days=1)
KEY = "it-holds"
PLACES = ("src/a.ts", "src/b.ts", "legacy/a.ts", "legacy/deep/c.ts")


def a_check(key: str = KEY, *, attestable: bool = False) -> Check:
    def asked(today: Today) -> Finding:
        """Mend it."""
        return passed("nobody asks")

    return check(key, title="It holds", confidence=EXACT, attestable=attestable)(asked)


def result(
    *findings: Finding | tuple[str, Finding], key: str = KEY, attestable: bool = False
) -> CheckResult:
    """What a check said of some components; a finding alone is of the root."""
    components = tuple(
        ComponentFinding(*(each if isinstance(each, tuple) else (".", each))) for each in findings
    )
    order = list(Outcome)
    outcome = min((each.finding.outcome for each in components), key=order.index)
    deciding = [each for each in components if each.finding.outcome is outcome]
    evidence = dict.fromkeys(place for each in deciding for place in each.finding.evidence)
    return CheckResult(
        a_check(key, attestable=attestable),
        Coverage(CoveredBy.CHECK, key, "test:1", Level.FOUNDATION),
        outcome,
        message_of(deciding, components),
        "Mend it.",
        tuple(evidence)[:MAX_EVIDENCE],
        components,
    )


def waiver(number: int = 1, until: date = TODAY, **scope: object) -> Excuse:
    return Excuse(number, ExcuseKind.WAIVER, KEY, until, **scope)  # type: ignore[arg-type]


def attestation(number: int = 1, until: date = TODAY, **scope: object) -> Excuse:
    return Excuse(number, ExcuseKind.ATTESTATION, KEY, until, **scope)  # type: ignore[arg-type]


def stood(asked: CheckResult, *excuses: Excuse, day: date = TODAY) -> Stood:
    (found,) = stand(Judgement((asked,)), excuses, day)
    return found
