"""Small repositories for tests of the core: a mapping from path to content, judged in memory."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from compliance.checks import CATALOGUE
from compliance.evaluate import CheckResult, evaluate
from compliance.extract import EXTRACTORS, extract, is_read
from compliance.extract.base import Extractor
from compliance.extract.secrets.lookout import SecretLookout
from compliance.facts import (
    Fact,
    Layout,
    Origin,
    Phase,
    PhaseName,
    RepositoryFacts,
    Today,
    Unavailable,
)
from compliance.facts.self_description import SelfDescription
from compliance.protocol import Clause, Coverage, CoveredBy, Protocol, Rule, Section
from compliance.tree import Caps, Kind, Tree, TreeBuilder

TODAY = date(2026, 11, 24)
Files = Mapping[str, str | bytes | Kind]
Facts = Mapping[type[Fact], Fact | Unavailable]


def tree_of(files: Files, caps: Caps = Caps()) -> Tree:
    """A tree of these files; a `Kind` as content makes a link or a submodule."""
    builder = TreeBuilder("c" * 40, is_read, caps, SecretLookout())
    for path, content in files.items():
        if isinstance(content, Kind):
            builder.offer(path, 0, content)
            continue
        raw = content.encode() if isinstance(content, str) else content
        if builder.offer(path, len(raw)):
            builder.add(path, raw)
    return builder.build()


@functools.cache
def extractors_of(key: str) -> tuple[Extractor, ...]:
    """The extractors of what a check asks for, with those that these build on: to run all of them
    for each of thousands of small repositories takes much longer.
    """
    asked: set[type] = {SelfDescription, Layout, *CATALOGUE[key].needs}
    for each in reversed(EXTRACTORS):
        if each.fact in asked:
            asked.update(each.needs)
    return tuple(each for each in EXTRACTORS if each.fact in asked)


def facts_of(
    files: Files, *, today: date = TODAY, phase: PhaseName = PhaseName.PRODUCTION
) -> RepositoryFacts:
    """All facts of a repository of these files, with the day and the phase."""
    return extract(tree_of(files), EXTRACTORS).knowing(Today(today), Phase(phase))


def judge(
    key: str,
    files: Files,
    *,
    today: date = TODAY,
    phase: PhaseName = PhaseName.PRODUCTION,
    parameters: Mapping[str, Any] | None = None,
    facts: Facts | None = None,
) -> CheckResult:
    """What one check says of a repository of these files, and of facts from elsewhere."""
    extracted = extract(tree_of(files), extractors_of(key))
    read = extracted.knowing(Today(today), Phase(phase))
    return judge_facts(key, read, parameters=parameters, facts=facts)


def judge_facts(
    key: str,
    read: RepositoryFacts,
    *,
    parameters: Mapping[str, Any] | None = None,
    facts: Facts | None = None,
) -> CheckResult:
    """What one check says of these facts, and of facts from elsewhere."""
    coverage = Coverage(CoveredBy.CHECK, key, "test:1", parameters=parameters or {})
    clause = Clause("test", "1", "Test", (Rule("Test", "Test.", (coverage,)),))
    protocol = Protocol("test", "Test", "1", "", (Section("test", "1", "Test", (clause,)),))
    known = replace(read, repository={**read.repository, **(facts or {})})
    (result,) = evaluate(protocol, CATALOGUE, known, frozenset(Origin)).results
    return result


@dataclass(frozen=True)
class Case:
    """One repository and what one check has to say of it.

    `message` is a part of the message, `evidence` the places as (path, line), line 0 for a file.
    `facts` are what is known of it beside its files.
    """

    check: str
    outcome: str
    name: str
    files: Files
    message: str = ""
    evidence: tuple[tuple[str, int], ...] | None = None
    today: date = TODAY
    phase: PhaseName = PhaseName.PRODUCTION
    parameters: Mapping[str, Any] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
