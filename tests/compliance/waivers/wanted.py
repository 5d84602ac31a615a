"""What tests ask for, and of what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from compliance.excusable import Wanted
from compliance.scoring import ExcuseKind
from tests.factories import NOW

TODAY = NOW.date()
WAIVER, ATTESTATION = ExcuseKind.WAIVER, ExcuseKind.ATTESTATION
LINK = "https://example.com/decisions/7"
PLACE = {
    "path": "src/old.ts",
    "line": 3,
    "end_line": 3,
    "excerpt": "",
    "url": "",
    "waived_by": None,
}


def part(path: str, outcome: str, *evidence: dict[str, Any]) -> dict[str, Any]:
    """A component of a result."""
    return {
        "path": path, "outcome": outcome, "standing": outcome, "excuses": [],
        "message": "m", "evidence": [*evidence],
    }  # fmt: skip


def wanted(kind: ExcuseKind = WAIVER, key: str = "linted", **given: Any) -> Wanted:
    values: dict[str, Any] = {"until": TODAY + timedelta(days=30), "link": LINK}
    return Wanted(kind, key, **({"reason": "It is being replaced."} | values | given))
