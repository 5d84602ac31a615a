"""What a repository asks for is kept, waits for a manager, and counts once it is approved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from compliance import approvals, organizations
from compliance.approvals import ApprovalError
from compliance.collect.folder import FILES_ONLY
from compliance.extract import EXTRACTORS, extract
from compliance.facts import Fact, FactValues, Phase, PhaseName
from compliance.facts.forge import Commit, Commits, WorkingBranch
from compliance.facts.self_description import PATH, Agreed
from compliance.models import AskedFor, Organization, Person, Repository
from compliance.scorecards import asking, judging
from compliance.scorecards.self_description import phase_of
from compliance.sync import queue
from compliance.tree import Tree
from tests.compliance.repositories import Files, tree_of
from tests.factories import COMMIT, NOW

TWO: Files = {
    "api/package.json": '{"dependencies": {"express": "5"}}',
    "api/app.js": "const express = require('express');\nconst app = express();\n",
    "tools/package.json": '{"dependencies": {"koa": "3"}}',
    "tools/app.js": "const Koa = require('koa');\nconst app = new Koa();\n",
}
LEAVE_OUT = "components: {leave_out: [{path: tools, stack: node, reason: A toy.}]}\n"
LATER = NOW + timedelta(hours=1)


def person(organization: Organization, login: str, **values: Any) -> Person:
    given = {"key": login, "role": Person.Role.OWNER, "seen_at": NOW} | values
    return Person.objects.create(organization=organization, login=login, **given)


@pytest.fixture
def alice(organization: Organization) -> Person:
    return person(organization, "alice")


@pytest.fixture
def repository(organization: Organization) -> Repository:
    return Repository.objects.create(
        organization=organization, key="shop", name="shop", slug="shop", head=COMMIT
    )


def judge(
    repository: Repository, own_file: str | None, known: FactValues | None = None, **files: str
) -> Repository:
    """Read what is committed, judge it and store what comes of it, as a worker does."""
    repository.refresh_from_db()
    tree = tree_of({**TWO, **files, **({} if own_file is None else {PATH: own_file})})
    facts = extract(tree, EXTRACTORS, Agreed(asking.approved(repository)))
    with transaction.atomic():
        locked = Repository.objects.select_for_update().get(pk=repository.pk)
        judged = judging.judge(repository, facts, known or {}, FILES_ONLY, LATER)
        judging.store(locked, judged)
    repository.refresh_from_db()
    return repository


def asked(repository: Repository) -> AskedFor:
    return approvals.current(repository).get()


def components(repository: Repository) -> list[str]:
    return [each["path"] for each in repository.components if each["counts"]]


def is_due(repository: Repository) -> bool:
    repository.refresh_from_db()
    return bool(list(queue.due([repository], patient=True)))


class TestWaiting:
    def test_the_default_is_judged_and_the_request_is_kept(self, repository: Repository) -> None:
        judge(repository, LEAVE_OUT)

        assert components(repository) == ["api", "tools"]
        waiting = asked(repository)
        assert (waiting.matter, waiting.values, waiting.reason) == (
            "component",
            ["tools", "node"],
            "A toy.",
        )
        assert (waiting.line, waiting.commit, waiting.asked_at) == (1, COMMIT, LATER)
        assert waiting.verdict == AskedFor.Verdict.OPEN
        assert str(waiting) == "shop asks to leave out the component tools (node)"
        assert list(approvals.waiting(repository.organization)) == [waiting]

    def test_it_is_asked_for_once(self, repository: Repository) -> None:
        judge(repository, LEAVE_OUT)

        judge(repository, f"# Why\n\n{LEAVE_OUT}")

        assert asked(repository).line == 3
        assert AskedFor.objects.count() == 1

    def test_what_a_topic_asks_for_waits_likewise(self, repository: Repository) -> None:
        Repository.objects.update(topics=["phase-mvp", "protocol-nobody-knows", "phase-beta"])

        judge(repository, None)

        waiting = asked(repository)
        assert (waiting.values, waiting.topic) == (["mvp"], "phase-mvp")
        assert waiting.said_by == "the topic phase-mvp"

    def test_a_file_that_asks_for_what_a_topic_asks_is_what_says_it(
        self, repository: Repository
    ) -> None:
        Repository.objects.update(topics=["phase-mvp"])
        judge(repository, None)

        judge(repository, "phase: mvp\n")

        assert asked(repository).said_by == ".plumbline.yml, line 1"
        assert AskedFor.objects.count() == 1

    def test_where_the_organization_has_spoken_nothing_is_asked_for(
        self, repository: Repository
    ) -> None:
        Repository.objects.update(
            topics=["phase-mvp"], properties={"phase": "production", "protocol": "backend"}
        )

        judge(repository, "phase: mvp\nprotocol: fullstack\n")

        assert not AskedFor.objects.exists()

    def test_a_new_topic_makes_it_due(self, repository: Repository) -> None:
        judge(repository, None)
        Repository.objects.update(judged_at=datetime.now(UTC))
        assert not is_due(repository)

        Repository.objects.update(topics=["phase-mvp"])

        assert is_due(repository)


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

        assert components(repository) == ["api", "tools"]
        assert [each["matter"] for each in repository.granted] == ["component"]
        assert is_due(repository)

    def test_paths_are_ignored(self, repository: Repository, alice: Person) -> None:
        text = "ignore: [{paths: tools/, reason: A toy.}]\n"
        judge(repository, text)
        assert asked(repository).files == 2
        assert components(repository) == ["api", "tools"]

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


class TestTakenBackAndChanged:
    def test_another_reason_asks_again(self, repository: Repository, alice: Person) -> None:
        judge(repository, LEAVE_OUT)
        approvals.approve(asked(repository), alice)

        judge(repository, LEAVE_OUT.replace("A toy.", "Not deployed."))

        assert components(repository) == ["api", "tools"]
        assert asked(repository).verdict == AskedFor.Verdict.OPEN
        assert AskedFor.objects.filter(ended_at=LATER).count() == 1

    def test_what_was_taken_back_asks_again(self, repository: Repository, alice: Person) -> None:
        judge(repository, LEAVE_OUT)
        approvals.approve(asked(repository), alice)
        judge(repository, None)
        assert not approvals.current(repository).exists()

        judge(repository, LEAVE_OUT)

        assert components(repository) == ["api", "tools"]
        assert asked(repository).verdict == AskedFor.Verdict.OPEN

    def test_while_the_file_is_invalid_the_default_is_judged_and_no_approval_is_lost(
        self, repository: Repository, alice: Person
    ) -> None:
        judge(repository, LEAVE_OUT)
        approvals.approve(asked(repository), alice)
        judge(repository, LEAVE_OUT)

        judge(repository, f"{LEAVE_OUT}phase: soon\n")

        assert components(repository) == ["api", "tools"]
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
        assert components(repository) == ["api", "tools"]
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
        assert components(judge(repository, LEAVE_OUT)) == ["api", "tools"]

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
