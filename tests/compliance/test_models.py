"""What the database itself refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from compliance.models import (
    Audience,
    DailyScore,
    Organization,
    Repository,
    ScoreChange,
    SyncItem,
    SyncRun,
)
from tests.factories import NOW, make_repository

FIGURES = {"exemplary": 0, "standard": 0, "foundation": 0, "below": 0, "not_established": 0}


@pytest.mark.parametrize(
    "weights", [(9, 8, 10, 10), (1, 8, 7, 10), (1, 8, 11, 10)], ids=["passed", "decided", "covered"]
)
class TestWeights:
    def test_of_a_repository(self, organization: Organization, weights: tuple[int, ...]) -> None:
        passed, decided, covered, judged = weights
        with pytest.raises(IntegrityError):
            make_repository(
                organization, passed=passed, decided=decided, covered=covered, judged=judged
            )

    def test_of_a_change(self, organization: Organization, weights: tuple[int, ...]) -> None:
        passed, decided, covered, judged = weights
        repository = make_repository(organization)
        with pytest.raises(IntegrityError):
            ScoreChange.objects.create(
                organization=organization, repository=repository, at=NOW,
                passed=passed, decided=decided, covered=covered, judged=judged,
            )  # fmt: skip

    def test_of_a_day(self, organization: Organization, weights: tuple[int, ...]) -> None:
        passed, decided, covered, judged = weights
        with pytest.raises(IntegrityError):
            DailyScore.objects.create(
                organization=organization, day=NOW.date(), audience=Audience.ALL, repositories=1,
                passed=passed, decided=decided, covered=covered, judged=judged, **FIGURES,
            )  # fmt: skip


def test_an_organization_has_one_row_a_day(organization: Organization) -> None:
    def note() -> None:
        DailyScore.objects.create(
            organization=organization, day=NOW.date(), audience=Audience.ALL, repositories=0,
            passed=0, decided=0, covered=0, judged=0, **FIGURES,
        )  # fmt: skip

    note()
    with pytest.raises(IntegrityError):
        note()


class TestItems:
    @pytest.fixture
    def repository(self, organization: Organization) -> Repository:
        return make_repository(organization)

    def queue(self, repository: Repository, **values: Any) -> SyncItem:
        run = SyncRun.objects.create(
            organization_id=repository.organization_id, reason="request", started_at=NOW
        )
        return SyncItem.objects.create(
            organization_id=repository.organization_id,
            run=run, repository=repository, work="read", queued_at=NOW, **values,
        )  # fmt: skip

    def test_one_is_open_at_a_time(self, repository: Repository) -> None:
        self.queue(repository, state="done")
        self.queue(repository)
        with pytest.raises(IntegrityError):
            self.queue(repository, state="working", leased_until=NOW)

    def test_nobody_works_without_a_lease(self, repository: Repository) -> None:
        with pytest.raises(IntegrityError):
            self.queue(repository, state="working")

    def test_those_to_take(self, organization: Organization) -> None:
        second = timedelta(seconds=1)
        states: dict[str, dict[str, Any]] = {
            "waiting": {},
            "due": {"not_before": NOW},
            "not due": {"not_before": NOW + second},
            "worked on": {"state": "working", "leased_until": NOW + second},
            "orphaned": {"state": "working", "leased_until": NOW - second},
            "done": {"state": "done"},
            "failed": {"state": "failed"},
        }
        for number, (name, values) in enumerate(states.items()):
            self.queue(make_repository(organization, name, slug=f"r{number}"), **values)

        found = SyncItem.objects.to_take(NOW, NOW).values_list("repository__name", flat=True)

        assert set(found) == {"waiting", "due", "orphaned"}
