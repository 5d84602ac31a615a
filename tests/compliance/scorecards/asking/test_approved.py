"""What a manager has approved counts, as it stood."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from compliance import approvals, organizations
from compliance.collect.folder import FILES_ONLY
from compliance.extract import EXTRACTORS, extract
from compliance.facts import Fact
from compliance.facts.forge import WorkingBranch
from compliance.facts.self_description import PATH
from compliance.models import Person, Repository
from compliance.scorecards import judging
from tests.compliance.repositories import tree_of
from tests.compliance.scorecards.asking.self_described import (
    LATER,
    LEAVE_OUT,
    TWO,
    asked,
    components,
    is_due,
    judge,
)


class TestApproved:
    def test_a_component_is_left_out(self, repository: Repository, alice: Person) -> None:
        judge(repository, LEAVE_OUT)

        approvals.approve(asked(repository), alice, "It is a toy indeed.")

        judge(repository, LEAVE_OUT)
        assert components(repository) == ["api"]
        assert [each["why"] for each in repository.components if not each["counts"]] == [
            "is left out, as .plumbline.yml asks and a manager approved: A toy."
        ]
        decided = asked(repository)
        assert decided.is_in_effect
        assert (decided.decided_by, decided.note) == (alice, "It is a toy indeed.")

    def test_the_repository_is_due_to_be_judged(
        self, repository: Repository, alice: Person
    ) -> None:
        judge(repository, LEAVE_OUT)
        Repository.objects.update(judged_at=datetime.now(UTC))
        assert not is_due(repository)

        approvals.approve(asked(repository), alice)

        assert is_due(repository)

    def test_a_decision_while_it_is_judged_is_not_lost(
        self, repository: Repository, alice: Person
    ) -> None:
        judge(repository, LEAVE_OUT)
        facts = extract(tree_of({**TWO, PATH: LEAVE_OUT}), EXTRACTORS)
        begun = judging.judge(repository, facts, {}, FILES_ONLY, datetime.now(UTC))

        approvals.approve(asked(repository), alice)
        repository.refresh_from_db()
        judging.store(repository, begun)

        assert components(repository) == ["api", "toys"]
        assert [each["matter"] for each in repository.granted] == ["component"]
        assert is_due(repository)

    def test_paths_are_ignored(self, repository: Repository, alice: Person) -> None:
        text = "ignore: [{paths: toys/, reason: A toy.}]\n"
        judge(repository, text)
        assert asked(repository).files == 2
        assert components(repository) == ["api", "toys"]

        approvals.approve(asked(repository), alice)

        assert components(judge(repository, text)) == ["api"]

    def test_the_phase(self, repository: Repository, alice: Person) -> None:
        judge(repository, "phase: mvp\n")
        assert repository.results.get(key="unit-tests").outcome == "fail"

        approvals.approve(asked(repository), alice)

        judge(repository, "phase: mvp\n")
        result = repository.results.get(key="unit-tests")
        assert result.outcome == "not_applicable"
        assert "as .plumbline.yml, which a manager approved, says" in result.message

    def test_the_phase_that_a_topic_asks_for(self, repository: Repository, alice: Person) -> None:
        Repository.objects.update(topics=["phase-mvp"])
        judge(repository, None)

        approvals.approve(asked(repository), alice)

        judge(repository, None)
        message = repository.results.get(key="unit-tests").message
        assert "as the topic phase-mvp, which a manager approved, says" in message

    def test_the_protocol(self, repository: Repository, alice: Person) -> None:
        judge(repository, "protocol: fullstack\n")
        assert repository.protocol == "backend"

        approvals.approve(asked(repository), alice)

        assert judge(repository, "protocol: fullstack\n").protocol == "fullstack"
        assert asked(repository).is_in_effect

    def test_a_custom_property_has_the_last_word(
        self, repository: Repository, alice: Person
    ) -> None:
        judge(repository, "protocol: fullstack\n")
        approvals.approve(asked(repository), alice)
        judge(repository, "protocol: fullstack\n")

        Repository.objects.update(properties={"protocol": "engineering"})

        assert judge(repository, "protocol: fullstack\n").protocol == "engineering"
        assert not approvals.current(repository).exists()

    def test_the_names_of_branch_and_environments(
        self, repository: Repository, alice: Person
    ) -> None:
        text = "branches: {working: trunk}\nenvironments: {staging: [eu]}\n"
        judge(repository, text)
        protocol = organizations.protocols()["backend"]
        assert organizations.working_branch_of(repository, protocol) == "dev"
        assert organizations.staging_of(repository, protocol) == ("staging",)

        for each in approvals.current(repository):
            approvals.approve(each, alice)

        judge(repository, text)
        assert organizations.working_branch_of(repository, protocol) == "trunk"
        assert organizations.staging_of(repository, protocol) == ("eu",)

    def test_checks_are_asked_by_the_branch(self, repository: Repository, alice: Person) -> None:
        judge(repository, "branches: {working: trunk}\n")
        approvals.approve(asked(repository), alice)
        facts = extract(tree_of({**TWO, PATH: "branches: {working: trunk}\n"}), EXTRACTORS)
        seen: list[Fact] = []

        def evaluate(_protocol: Any, _catalogue: Any, facts: Any, _origins: Any) -> Any:
            seen.append(facts.repository[WorkingBranch])

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(judging, "evaluate", evaluate)
            judging.judge(repository, facts, {}, FILES_ONLY, LATER)

        assert seen == [WorkingBranch("trunk")]
