"""From facts to rows: what is written, what is left as it is, and what history says of it."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance import organizations
from compliance.collect.folder import FILES_ONLY
from compliance.extract import EXTRACTORS, extract
from compliance.facts import Evidence
from compliance.models import Organization, Repository, ScoreChange, StoredFacts, Transition
from compliance.protocol import Clause, Coverage, CoveredBy, Rule, Section
from compliance.scorecards import judging
from compliance.scoring import Compliance, Level
from compliance.tree import Caps, Kind, TreeBuilder
from tests.factories import NOW

EXPRESS = {
    "package.json": '{"dependencies": {"express": "^5.0.0"}}\n',
    "app.js": "const express = require('express');\nconst app = express();\n",
}
PINNED = {**EXPRESS, ".nvmrc": "24\n"}
LATER = NOW + timedelta(hours=1)
KEY = "node-version-pinned"


@pytest.fixture
def repository(organization: Organization) -> Repository:
    """One that was never judged."""
    return Repository.objects.create(
        organization=organization, key="orders", name="orders", slug="orders"
    )


def judgement(
    repository: Repository, files: dict[str, str], commit: str, at: datetime
) -> judging.Judged:
    builder = TreeBuilder(commit, lambda path: True, Caps())
    for path, text in files.items():
        builder.offer(path, len(text), Kind.FILE)
        builder.add(path, text.encode())
    facts = extract(builder.build(), EXTRACTORS)
    return judging.judge(repository, facts, {}, FILES_ONLY, at)


def judge(
    repository: Repository, files: dict[str, str], commit: str = "a" * 40, at: datetime = NOW
) -> int:
    """Judge and store; how many transitions there were."""
    repository.refresh_from_db()
    transitions = judging.store(repository, judgement(repository, files, commit, at))
    repository.refresh_from_db()
    return transitions


def only(judged: judging.Judged, *keys: str) -> judging.Judged:
    """The same, as if the protocol asked these checks alone."""
    results = tuple(each for each in judged.judgement.results if each.check.key in keys)
    return dataclasses.replace(
        judged, judgement=dataclasses.replace(judged.judgement, results=results)
    )


def test_the_first_judgement_is_stored_and_changes_nothing(repository: Repository) -> None:
    assert judge(repository, EXPRESS) == 0

    result = repository.results.get(key=KEY)
    assert (result.outcome, result.since, result.since_commit) == ("fail", NOW, "a" * 40)
    assert result.clause.startswith("backend:2")
    assert (repository.commit, repository.judged_at) == ("a" * 40, NOW)
    assert repository.stacks == ["node"]
    assert not Transition.objects.exists()


def test_source_files_that_did_not_parse_are_noted(repository: Repository) -> None:
    judge(repository, {**EXPRESS, "half.js": "const express = require('express');\nexpress(;\n"})

    assert repository.unparsed == 1
    (place,) = repository.unparsed_places
    assert (place["path"], place["line"], place["excerpt"]) == ("half.js", 2, "express(;")

    judge(repository, EXPRESS, "b" * 40, LATER)
    assert (repository.unparsed, repository.unparsed_places) == (0, [])


def test_the_standing_is_the_sum_of_the_stored_results(repository: Repository) -> None:
    judge(repository, PINNED)

    rows = list(repository.results.all())
    weight = {"pass": 0, "fail": 0, "unknown": 0, "not_applicable": 0}
    for row in rows:
        weight[row.outcome] += Level(row.level).weight
    decided = weight["pass"] + weight["fail"]
    assert (repository.passed, repository.decided) == (weight["pass"], decided)
    assert (repository.covered, repository.judged) == (decided, decided + weight["unknown"])
    assert repository.score == pytest.approx(weight["pass"] / decided)
    failing = [row for row in rows if row.required and row.outcome == "fail"]
    assert repository.required_failures == len(failing) > 0
    assert repository.compliance == Compliance.NOT_COMPLIANT


def test_a_repository_that_nothing_concerns_has_no_score(repository: Repository) -> None:
    judged = judgement(repository, {"README.md": "# Notes\n"}, "a" * 40, NOW)
    applicable = [e for e in judged.judgement.results if e.outcome.value != "not_applicable"]
    nothing = only(judged, *(e.check.key for e in judged.judgement.results if e not in applicable))

    judging.store(repository, nothing)

    repository.refresh_from_db()
    assert (repository.score, repository.level, repository.judged) == (None, "", 0)
    assert repository.compliance == Compliance.NOT_ESTABLISHED
    assert repository.stacks == []


def test_another_outcome_is_a_transition_and_begins_anew(repository: Repository) -> None:
    judge(repository, EXPRESS)

    assert judge(repository, PINNED, "b" * 40, LATER) == 1

    transition = Transition.objects.get()
    assert (transition.key, transition.before, transition.after) == (KEY, "fail", "pass")
    assert (transition.at, transition.commit, transition.protocol) == (LATER, "b" * 40, "backend")
    result = repository.results.get(key=KEY)
    assert (result.outcome, result.since, result.since_commit) == ("pass", LATER, "b" * 40)
    assert list(ScoreChange.objects.order_by("at").values_list("at", "commit")) == [
        (NOW, "a" * 40), (LATER, "b" * 40)
    ]  # fmt: skip


def test_another_message_is_no_transition(repository: Repository) -> None:
    judge(repository, {**EXPRESS, ".nvmrc": "14\n"})
    before = repository.results.get(key=KEY)

    assert judge(repository, {**EXPRESS, ".nvmrc": "12\n"}, "b" * 40, LATER) == 0

    after = repository.results.get(key=KEY)
    assert after.message != before.message
    assert (after.pk, after.since, after.since_commit) == (before.pk, NOW, "a" * 40)
    assert ScoreChange.objects.count() == 1


def test_the_same_again_writes_only_that_it_was_judged(repository: Repository) -> None:
    judge(repository, PINNED)
    stored = StoredFacts.objects.get()

    with CaptureQueriesContext(connection) as queries:
        assert judge(repository, PINNED, at=LATER) == 0

    written = [each["sql"] for each in queries if each["sql"].startswith(("INSERT", "UPDATE"))]
    assert [sql.split('"')[1] for sql in written] == ["compliance_repository"]
    assert StoredFacts.objects.get().stored_at == stored.stored_at
    assert repository.judged_at == LATER


def test_facts_of_a_new_commit_replace_the_old_ones(repository: Repository) -> None:
    judge(repository, EXPRESS)

    judge(repository, PINNED, "b" * 40, LATER)

    stored = StoredFacts.objects.get()
    assert (stored.commit, stored.stored_at) == ("b" * 40, LATER)


def test_a_check_that_is_no_longer_asked_leaves_with_a_transition(repository: Repository) -> None:
    judge(repository, EXPRESS)
    kept = [each.key for each in repository.results.all() if each.key != KEY]

    transitions = judging.store(
        repository, only(judgement(repository, EXPRESS, "a" * 40, LATER), *kept)
    )

    assert transitions == 1
    transition = Transition.objects.get()
    assert (transition.key, transition.before, transition.after) == (KEY, "fail", "")
    assert not repository.results.filter(key=KEY).exists()


def test_a_check_that_is_new_to_a_judged_repository_is_a_transition(
    repository: Repository,
) -> None:
    judge(repository, EXPRESS)
    repository.results.filter(key=KEY).delete()

    assert judge(repository, EXPRESS, at=LATER) == 1

    transition = Transition.objects.get()
    assert (transition.key, transition.before, transition.after) == (KEY, "", "fail")


def test_what_was_wrong_with_it_is_forgotten(repository: Repository) -> None:
    Repository.objects.update(problem="it cannot be read", problem_since=NOW, retry_at=LATER)

    judge(repository, EXPRESS)

    assert (repository.problem, repository.problem_since, repository.retry_at) == ("", None, None)


def test_another_protocol_is_another_standing(repository: Repository) -> None:
    judge(repository, EXPRESS)
    repository.organization.protocol_rules = [["*", "engineering"]]
    repository.organization.save()

    judged = Repository.objects.select_related("organization").get()
    judging.store(judged, judgement(judged, EXPRESS, "a" * 40, LATER))

    repository.refresh_from_db()
    assert repository.protocol == "engineering"
    clauses = repository.results.values_list("clause", flat=True)
    assert {clause.partition(":")[0] for clause in clauses} == {"engineering"}
    assert ScoreChange.objects.filter(protocol="engineering").count() == 1


def test_the_score_does_not_take_rules_for_those_it_was_made_by(repository: Repository) -> None:
    """Rules that changed between judging and storing leave the repository due."""
    judged = judgement(repository, EXPRESS, "a" * 40, NOW)
    repository.organization.protocol_rules = [["*", "fullstack"]]

    judging.store(repository, judged)

    now = organizations.protocol_of(repository.organization, repository)
    assert repository.protocol == "backend"
    assert repository.judged_by != judging.judged_by(repository, now)


def test_a_rule_that_only_an_attestation_can_show_is_a_result_too(repository: Repository) -> None:
    judged = judgement(repository, PINNED, "a" * 40, NOW)
    attested = Coverage(CoveredBy.ATTESTATION, "penetration-test", "backend:9", Level.STANDARD)
    rule = Rule("Tested by attackers", "Once a year.", (attested,))
    section = Section("backend", "9", "Security", (Clause("backend", "9", "Tests", (rule,)),))
    protocol = dataclasses.replace(judged.protocol, sections=(*judged.protocol.sections, section))
    judging.store(repository, judged)
    before = (repository.passed, repository.decided, repository.covered, repository.judged)

    judging.store(
        repository,
        dataclasses.replace(
            judged,
            protocol=protocol,
            judgement=dataclasses.replace(judged.judgement, to_attest=(attested,)),
        ),
    )

    result = repository.results.get(key="penetration-test")
    assert (result.outcome, result.standing) == ("unknown", "unknown")
    assert (result.title, result.remedy) == ("Tested by attackers", "Once a year.")
    assert (result.confidence, result.attestable, result.clause) == ("", True, "backend:9")
    assert (repository.passed, repository.decided, repository.covered) == before[:3]
    assert repository.judged == before[3] + Level.STANDARD.weight


def test_text_that_postgresql_does_not_take_is_stored_all_the_same(
    repository: Repository,
) -> None:
    judged = judgement(repository, EXPRESS, "a" * 40, NOW)
    first, *others = judged.judgement.results
    odd = "a\0b\udc80"
    place = Evidence("x")
    object.__setattr__(place, "path", odd)
    finding = dataclasses.replace(first.components[0].finding, message=odd, evidence=(place,))
    component = dataclasses.replace(first.components[0], finding=finding)
    first = dataclasses.replace(first, components=(component,))
    judged = dataclasses.replace(
        judged, judgement=dataclasses.replace(judged.judgement, results=(first, *others))
    )

    judging.store(repository, judged)

    stored = repository.results.get(key=first.check.key)
    assert stored.message == "a\N{REPLACEMENT CHARACTER}b?"
    assert stored.evidence[0]["path"] == stored.message


def test_storing_takes_no_query_for_each_check(repository: Repository) -> None:
    judge(repository, EXPRESS)

    with CaptureQueriesContext(connection) as queries:
        judge(repository, {"README.md": "# Nothing is left\n"}, "b" * 40, LATER)

    assert len(queries) < 20
