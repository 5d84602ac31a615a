"""What a repository asks for is kept, and waits for a manager."""

from __future__ import annotations

from datetime import UTC, datetime

from compliance import approvals
from compliance.models import AskedFor, Repository
from tests.compliance.scorecards.asking.self_described import (
    LATER,
    LEAVE_OUT,
    asked,
    components,
    is_due,
    judge,
)
from tests.factories import COMMIT


class TestWaiting:
    def test_the_default_is_judged_and_the_request_is_kept(self, repository: Repository) -> None:
        judge(repository, LEAVE_OUT)

        assert components(repository) == ["api", "toys"]
        waiting = asked(repository)
        assert (waiting.matter, waiting.values, waiting.reason) == (
            "component",
            ["toys", "node"],
            "A toy.",
        )
        assert (waiting.line, waiting.commit, waiting.asked_at) == (1, COMMIT, LATER)
        assert waiting.verdict == AskedFor.Verdict.OPEN
        assert str(waiting) == "shop asks to leave out the component toys (node)"
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
