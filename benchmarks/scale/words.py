"""What made-up results say, as long as real ones do: about 90 characters and 400 bytes of evidence.

The sizes are those of results of open source services.
"""

from __future__ import annotations

import functools
import json
from typing import Any

from benchmarks.scale.history import Now
from compliance.checks import CATALOGUE
from compliance.protocol import Coverage, Protocol
from compliance.scoring import Standing

RESULT = (
    "key", "clause", "position", "title", "level", "confidence", "attestable", "outcome",
    "standing", "excuses", "message", "remedy", "evidence", "components", "since", "since_commit",
)  # fmt: skip
TRANSITION = (
    "key", "title", "clause", "level", "before", "after", "message", "at", "commit", "protocol",
    "protocol_version",
)  # fmt: skip
SCORE = (
    "at", "commit", "passed", "decided", "covered", "judged", "level", "compliance", "protocol",
    "protocol_version",
)  # fmt: skip
NOUNS = (
    "orders", "billing", "search", "catalogue", "ledger", "shipping", "identity", "pricing",
    "reviews", "returns", "loyalty", "stock", "tax", "notifications", "media", "reports",
)  # fmt: skip
KINDS = ("api", "service", "worker", "gateway", "web", "sync", "portal", "jobs")
_PLACES = {Standing.FAIL: 3, Standing.WAIVED: 3, Standing.PASS: 2}


def component() -> dict[str, Any]:
    """A component as a repository has it."""
    place = {"path": "package.json", "line": 21, "end_line": 21, "excerpt": '"express": "^5.1"'}
    why = "package.json depends on Express"
    return {"path": ".", "stack": "node", "why": why, "counts": True, "seen_at": place}


def said(protocol: Protocol, result: Now, position: int, excuse: int | None) -> tuple[Any, ...]:
    """The values of `RESULT`; `excuse` is the primary key of what it rests on."""
    coverage, standing = result.coverage, result.standing
    outcome = Standing.FAIL if standing is Standing.WAIVED else standing
    check = CATALOGUE.get(coverage.key)
    excuses = [excuse] if excuse is not None else []
    text = message(coverage.key, standing)
    found = _places(standing, position)
    components = (
        f'[{{"path": ".", "outcome": "{outcome}", "standing": "{standing}", "excuses": {excuses}, '
        f'"message": {json.dumps(text)}, "evidence": {found}}}]'
    )
    return (
        coverage.key, coverage.clause, position, title(protocol, coverage), coverage.level,
        check.confidence if check else "", bool(check and check.attestable), outcome, standing,
        excuses, text, check.remedy if check else "", found, components, result.since,
        result.commit,
    )  # fmt: skip


def title(protocol: Protocol, coverage: Coverage) -> str:
    """What a check is called, or a rule that only an attestation can show."""
    check = CATALOGUE.get(coverage.key)
    return check.title if check else protocol.rule_of(coverage).title[:200]


@functools.cache
def message(key: str, standing: Standing) -> str:
    """A sentence about a check."""
    counted = standing.replace("_", " ")
    return (
        f"{key} is {counted} in 3 of 212 places, the first of which are shown here in their order"
    )


@functools.cache
def _places(standing: Standing, position: int) -> str:
    return json.dumps(
        [
            {
                "path": f"src/modules/part-{position}/handlers/handler-{number}.ts",
                "line": 12 + number,
                "end_line": 14 + number,
                "excerpt": f"router.get('/things/{number}', async (request, reply) => {{",
                "url": "",
                "waived_by": None,
            }
            for number in range(_PLACES.get(standing, 0))
        ]
    )
