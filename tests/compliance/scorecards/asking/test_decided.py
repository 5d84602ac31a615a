"""Deciding on what a repository asks for, and what it takes back or changes."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from compliance import approvals
from compliance.approvals import ApprovalError
from compliance.collect.folder import FILES_ONLY
from compliance.extract import EXTRACTORS, extract
from compliance.facts import FactValues, Phase, PhaseName
from compliance.facts.forge import Commit, Commits
from compliance.models import AskedFor, Organization, Person, Repository
from compliance.scorecards import judging
from compliance.scorecards.self_description import phase_of
from compliance.tree import Tree
from tests.compliance.scorecards.asking.self_described import (
    LATER,
    LEAVE_OUT,
    asked,
    components,
    judge,
    person,
)
from tests.factories import COMMIT, NOW


class TestTakenBackAndChanged:
    def test_another_reason_asks_again(self, repository: Repository, alice: Person) -> None:
        judge(repository, LEAVE_OUT)
        approvals.approve(asked(repository), alice)

        judge(repository, LEAVE_OUT.replace("A toy.", "Not deployed."))

        assert components(repository) == ["api", "toys"]
        assert asked(repository).verdict == AskedFor.Verdict.OPEN
        assert AskedFor.objects.filter(ended_at=LATER).count() == 1

    def test_what_was_taken_back_asks_again(self, repository: Repository, alice: Person) -> None:
        judge(repository, LEAVE_OUT)
        approvals.approve(asked(repository), alice)
        judge(repository, None)
        assert not approvals.current(repository).exists()

        judge(repository, LEAVE_OUT)

        assert components(repository) == ["api", "toys"]
        assert asked(repository).verdict == AskedFor.Verdict.OPEN

    def test_while_the_file_is_invalid_the_default_is_judged_and_no_approval_is_lost(
        self, repository: Repository, alice: Person
    ) -> None:
        judge(repository, LEAVE_OUT)
        approvals.approve(asked(repository), alice)
        judge(repository, LEAVE_OUT)

        judge(repository, f"{LEAVE_OUT}phase: soon\n")

        assert components(repository) == ["api", "toys"]
        assert repository.own_file_is_invalid
        assert [each["line"] for each in repository.notices] == [2]
        assert not asked(repository).is_in_effect
        assert not approvals.waiting(repository.organization).exists()

        judge(repository, LEAVE_OUT)
        assert components(repository) == ["api"]
        assert (repository.own_file_is_invalid, repository.notices) == (False, [])

    def test_while_its_files_are_not_shown_it_asks_on(
        self, repository: Repository, alice: Person
    ) -> None:
        judge(repository, "phase: mvp\n")
        approvals.approve(asked(repository), alice)

        facts = extract(Tree(None, incomplete="GitHub does not show its files"), EXTRACTORS)
        repository.refresh_from_db()
        judging.store(repository, judging.judge(repository, facts, {}, FILES_ONLY, LATER))

        assert asked(repository).is_in_effect
        assert [each["matter"] for each in repository.granted] == ["phase"]

    def test_an_approved_topic_that_is_taken_off_ends(
        self, repository: Repository, alice: Person
    ) -> None:
        Repository.objects.update(topics=["phase-mvp"])
        judge(repository, None)
        approvals.approve(asked(repository), alice)
        judge(repository, None)

        Repository.objects.update(topics=[])

        judge(repository, f"{LEAVE_OUT}phase: soon\n")
        assert repository.granted == []
        assert AskedFor.objects.get().ended_at == LATER


class TestDeciding:
    def commit_by(self, login: str) -> FactValues:
        commit = Commit(COMMIT, "https://x.example", "h", login, False, 1, NOW)
        return {Commits: Commits("main", NOW, (commit,))}

    def test_nobody_decides_on_their_own(self, repository: Repository, alice: Person) -> None:
        judge(repository, LEAVE_OUT, self.commit_by("alice"))
        bob = person(repository.organization, "bob")
        assert asked(repository).asked_by == "alice"

        for decide in (approvals.approve, approvals.refuse):
            with pytest.raises(ApprovalError, match="Nobody decides on what they asked for"):
                decide(asked(repository), alice)

        assert approvals.approve(asked(repository), bob).is_in_effect

    def test_who_committed_again_what_somebody_asked_for_has_not_asked(
        self, repository: Repository
    ) -> None:
        judge(repository, LEAVE_OUT, self.commit_by("alice"))

        judge(repository, LEAVE_OUT, self.commit_by("bob"))

        assert asked(repository).asked_by == "alice"

    def test_a_refusal_counts_until_something_else_is_asked(
        self, repository: Repository, alice: Person
    ) -> None:
        judge(repository, LEAVE_OUT)

        approvals.refuse(asked(repository), alice)

        judge(repository, LEAVE_OUT)
        assert components(repository) == ["api", "toys"]
        assert asked(repository).verdict == AskedFor.Verdict.REFUSED
        assert not approvals.waiting(repository.organization).exists()

    def test_what_was_approved_can_be_refused_later(
        self, repository: Repository, alice: Person
    ) -> None:
        judge(repository, LEAVE_OUT)
        approvals.approve(asked(repository), alice)

        approvals.refuse(asked(repository), alice, "It serves customers by now.")

        repository.refresh_from_db()
        assert repository.granted == []
        assert components(judge(repository, LEAVE_OUT)) == ["api", "toys"]

    def test_what_cannot_be_decided(
        self, repository: Repository, alice: Person, organization: Organization
    ) -> None:
        judge(repository, LEAVE_OUT)
        stale = asked(repository)
        left = person(organization, "carol", left_at=NOW)
        stranger = person(Organization.objects.create(source="other", name="Other"), "dave")
        for who in (left, stranger):
            with pytest.raises(ApprovalError, match="does not belong to the organization"):
                approvals.approve(stale, who)
        approvals.approve(stale, alice)
        with pytest.raises(ApprovalError, match="It is approved already"):
            approvals.approve(stale, alice)
        judge(repository, None)

        with pytest.raises(ApprovalError, match="shop does not ask for this any more"):
            approvals.refuse(stale, alice)

    def test_a_decision_that_somebody_took_meanwhile_stands(
        self, repository: Repository, alice: Person
    ) -> None:
        judge(repository, LEAVE_OUT)
        seen = asked(repository)
        bob = person(repository.organization, "bob")
        approvals.approve(seen, alice, seen=seen.verdict)

        with pytest.raises(ApprovalError, match="alice decided meanwhile: it was approved"):
            approvals.refuse(seen, bob, "No.", seen=seen.verdict)

        assert asked(repository).is_in_effect
        approvals.refuse(seen, bob, "No.", seen=AskedFor.Verdict.APPROVED)
        assert not asked(repository).is_in_effect

    def test_the_database_wants_to_know_who_decided(self, repository: Repository) -> None:
        judge(repository, LEAVE_OUT)

        with pytest.raises(IntegrityError), transaction.atomic():
            AskedFor.objects.update(verdict=AskedFor.Verdict.APPROVED)

    def test_a_note_is_masked(self, repository: Repository, alice: Person) -> None:
        judge(repository, LEAVE_OUT)
        token = "ghp_" + "a1B2" * 9

        assert token not in approvals.approve(asked(repository), alice, f"see {token}").note


def test_the_phase_is_told_from_what_is_granted(repository: Repository, alice: Person) -> None:
    judge(repository, "phase: mvp\n")
    approvals.approve(asked(repository), alice)
    repository.refresh_from_db()

    assert phase_of(repository) == Phase(PhaseName.MVP, ".plumbline.yml, which a manager approved,")
