"""The stored tallies follow the results, and tell nobody of what they may not see."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models.expressions import RawSQL

from compliance import sight
from compliance.models import CheckResult, CheckTally, Collaboration, Organization
from compliance.scorecards import daily, tallies
from compliance.scorecards.scope import Scope
from compliance.scoring import Standing
from tests.factories import NOW, make_person, make_repository, make_result, note


def counted(found: list[CheckTally]) -> dict[str, dict[str, int]]:
    """By check in how many repositories it counts as what, without what it counts as nowhere."""
    sums: dict[str, dict[str, int]] = {}
    for row in found:
        of_check = sums.setdefault(row.key, {})
        for name, count in row.counts.items():
            if count:
                of_check[name] = of_check.get(name, 0) + count
    return sums


@pytest.fixture
def results(organization: Organization) -> None:
    """One check in a public, an internal and two private repositories."""
    for visibility, outcome in (("public", "pass"), ("internal", "fail"), ("private", "fail")):
        make_result(
            make_repository(organization, visibility, visibility=visibility), "linted", outcome
        )
    hidden = make_repository(organization, "hidden", visibility="private")
    make_result(hidden, "linted", "unknown")
    note(organization)


def test_an_administrator_sees_what_all_add_up_to(
    organization: Organization, results: None
) -> None:
    found = tallies.seen_by(Scope(sight.of_administrator(organization)))

    assert counted(found) == {"linted": {"pass": 1, "fail": 2, "unknown": 1}}


def test_a_member_sees_what_is_open_and_what_they_were_given(
    organization: Organization, results: None
) -> None:
    person = make_person(organization)
    assert counted(tallies.seen_by(Scope(sight.of(person)))) == {"linted": {"pass": 1, "fail": 1}}

    given = organization.repositories.get(name="private")
    Collaboration.objects.create(
        organization=organization, repository=given, person=person, permission="read"
    )

    assert counted(tallies.seen_by(Scope(sight.of(person)))) == {"linted": {"pass": 1, "fail": 2}}


def test_a_partner_sees_only_what_they_were_given(
    organization: Organization, results: None
) -> None:
    person = make_person(organization, role="collaborator")
    assert tallies.seen_by(Scope(sight.of(person))) == []

    given = organization.repositories.get(name="hidden")
    Collaboration.objects.create(
        organization=organization, repository=given, person=person, permission="read"
    )

    assert counted(tallies.seen_by(Scope(sight.of(person)))) == {"linted": {"unknown": 1}}


def test_each_standing_has_a_count_of_its_own(organization: Organization) -> None:
    for standing in Standing:
        make_result(
            make_repository(organization, standing.value),
            "linted",
            "fail",
            standing=standing.value,
            excuses=[7] if standing.is_excused else [],
        )

    note(organization)
    (row, other) = organization.tallies.all()

    assert set(row.counts.values()) == {1}
    assert row.failing_since == NOW
    assert row.counts == other.counts
    assert row.audience != other.audience


def test_what_is_gone_counts_no_longer(organization: Organization, results: None) -> None:
    CheckResult.objects.filter(repository__name="hidden").delete()
    organization.repositories.exclude(name="public").update(gone_since=NOW)

    tallies.note(organization)

    found = tallies.seen_by(Scope(sight.of_administrator(organization)))
    assert counted(found) == {"linted": {"pass": 1}}


def test_a_row_that_says_the_same_is_left_alone(organization: Organization, results: None) -> None:
    def versions() -> list[object]:
        return list(
            organization.tallies.annotate(v=RawSQL("xmin::text", ())).values_list("pk", "v")
        )

    before = versions()
    tallies.note(organization)

    assert versions() == before


def test_they_are_counted_again_only_after_a_judgement(
    organization: Organization, django_assert_num_queries: Any
) -> None:
    repository = make_repository(organization, judged_at=NOW)
    make_result(repository, "linted", "pass")
    note(organization)
    with django_assert_num_queries(1):
        daily.refresh(organization)

    CheckResult.objects.update(outcome="fail", standing="fail")
    organization.repositories.update(judged_at=NOW.replace(year=NOW.year + 1))
    daily.refresh(organization)

    found = tallies.seen_by(Scope(sight.of_administrator(organization)))
    assert counted(found) == {"linted": {"fail": 1}}


def test_they_are_not_counted_again_by_who_began_before_another_did(
    organization: Organization, django_assert_num_queries: Any
) -> None:
    """A worker knows the organization as it was before it judged."""
    make_repository(organization, judged_at=NOW)
    earlier = Organization.objects.get(pk=organization.pk)
    note(organization)

    with django_assert_num_queries(1):
        daily.refresh(earlier)
