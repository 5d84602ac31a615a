"""A report with every outcome in it, and text that no format may take as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from compliance.checks.base import Check, Confidence, Finding, Outcome
from compliance.evaluate import CheckResult, ComponentFinding, Judgement, NotJudged
from compliance.facts import Component, Evidence, Origin, Stack
from compliance.facts.self_description import Matter, Notice, Request
from compliance.facts.sources import Unparsed
from compliance.protocol import Clause, Coverage, CoveredBy, Protocol, Rule, Section
from compliance.reports import Report
from compliance.scoring import Compliance, Level, Score, Weights
from compliance.self_description import Asking

# Everything that a hostile file name could do: move the cursor, forge a line, turn text around.
NASTY = "a\nb\x1b[2J\r\x07\u202ec\ud800\ufffe%20#?.js"
SCHEMA = json.loads(Path("docs/check-report.schema.json").read_text())


def result(
    key: str,
    outcome: Outcome,
    level: Level = Level.STANDARD,
    *evidence: Evidence,
    clause: str = "house:1.1",
    components: Iterable[str] = (".",),
    confidence: Confidence = Confidence.EXACT,
) -> CheckResult:
    check = Check(
        key=key,
        title=f"Title of {key}",
        confidence=confidence,
        attestable=False,
        remedy=f"Do {key}.\n\nThen check again.",
        needs=(),
        parameters={},
        function=lambda: Finding(outcome, ""),
    )
    message = f"message of {key}"
    return CheckResult(
        check,
        Coverage(CoveredBy.CHECK, key, clause, level),
        outcome,
        message,
        check.remedy,
        evidence,
        tuple(ComponentFinding(path, Finding(outcome, message)) for path in components),
    )


FAILING = (Evidence("src/app.js", 3, 4, "one\ntwo"), Evidence("b.js", 7))
NO_LINK = {"url": None, "note": None}
# What is no file of the repository.
PULL_REQUEST = Evidence("#12 feat: log in", excerpt="to main", url="https://github.com/s/a/pull/12")
RESULTS = (
    result("passes", Outcome.PASS, Level.STANDARD, Evidence("README.md")),
    result("fails", Outcome.FAIL, Level.FOUNDATION, *FAILING),
    result("is-recommended", Outcome.FAIL, Level.EXEMPLARY, clause="house:2.1", components=["api"]),
    result("is-undecided", Outcome.UNKNOWN, clause="house:2.1", confidence=Confidence.HEURISTIC),
    result("is-undecided-too", Outcome.UNKNOWN, Level.EXEMPLARY),
    result("does-not-apply", Outcome.NOT_APPLICABLE),
    result("is-nasty", Outcome.FAIL, Level.STANDARD, Evidence(NASTY, 1, 1, NASTY)),
)
NOTHING = Asking()
ASKING = Asking(
    requests=(Request(Matter.COMPONENT, ("tools", "node"), f"Why {NASTY}", line=4),),
    notices=(Notice(7, f"no file fits the pattern {NASTY}"), Notice(0, "it is misnamed")),
)


def report(*results: CheckResult, path: str = "shop", asking: Asking = NOTHING) -> Report:
    rules = (Rule("Title", "Text.", ()),)
    sections = (
        Section("house", "1", "First", (Clause("house", "1.1", "Clause", rules),)),
        Section("house", "2", "Second", (Clause("house", "2.1", "Clause", rules),)),
    )
    protocol = Protocol("house", "House Protocol", "3", "", sections)
    unjudged = result("ci-green", Outcome.PASS)
    judgement = Judgement(
        results,
        (NotJudged(unjudged.check, unjudged.coverage, (Origin.FORGE,)),),
        (Coverage(CoveredBy.ATTESTATION, "loops-reviewed", "house:2.1"),),
    )
    return Report(
        path=path,
        protocol=protocol,
        components=(Component("api", Stack.NODE, "api/package.json", "why"),),
        judgement=judgement,
        score=Score(Weights(2, 9, 11, 14), None, Compliance.NOT_COMPLIANT, 2, 1),
        asking=asking,
        unparsed=Unparsed(),
    )
