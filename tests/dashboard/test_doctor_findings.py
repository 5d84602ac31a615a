"""What the doctor reported, in sentences."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from compliance.onboarding.report_format import Reason
from dashboard.doctor_findings import sentences


@pytest.mark.parametrize("reason", get_args(Reason))
@pytest.mark.parametrize("more", [{}, {"count": 0}, {"count": 1}, {"count": 2}])
def test_each_reason_has_a_sentence(reason: str, more: dict[str, Any]) -> None:
    (said,) = sentences([{"outcome": "fail", "reason": reason, **more}])

    assert not said[0].islower()
    assert said.endswith(".")
    assert "{" not in said
    assert "None" not in said


def test_a_sentence_says_what_and_where() -> None:
    assert sentences(
        [
            {"reason": "differs", "subject": "node", "found": "18.20.4", "outcome": "fail"},
            {"reason": "missing", "subject": "pnpm", "part": "web", "outcome": "fail"},
            {"reason": "names-missing", "count": 1, "names": ["DATABASE_URL"], "outcome": "fail"},
            {
                "reason": "names-missing",
                "count": 10,
                "names": list("ABCDEFGHIJ"),
                "outcome": "fail",
            },
        ]
    ) == [
        "Node.js 18.20.4 is here, and another version is asked for.",
        "In web: pnpm is missing.",
        "1 variable has no value in .env: DATABASE_URL.",
        "10 variables have no value in .env: A, B, C, D, E, F, G, H and 2 more.",
    ]
