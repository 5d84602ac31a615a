"""What changed in some days: net, of one kind each, and only what is a repository's own change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from compliance import sight
from compliance.models import Organization, Transition
from compliance.scorecards import change_tallies, changes
from compliance.scorecards.changes import Change, Kind
from compliance.scorecards.scope import Scope
from compliance.scoring import Standing
from tests.factories import NOW, make_repository, make_team, make_transition, note

SINCE = NOW - timedelta(days=7)


def found() -> list[Change]:
    return changes.changes(Transition.objects.all(), SINCE)


def test_each_check_changes_once_the_newest_first(organization: Organization) -> None:
    orders, billing = make_repository(organization, "orders"), make_repository(organization, "b")
    make_transition(orders, "linted", "pass", "unknown", at=NOW - timedelta(days=3))
    make_transition(billing, "linted", "fail", "pass", at=NOW - timedelta(days=2))
    last = make_transition(orders, "linted", "unknown", "fail", at=NOW - timedelta(days=1))

    first, second = found()

    assert first == Change(orders.pk, "linted", Standing.PASS, Standing.FAIL, last.pk)
    assert (second.repository, second.kind) == (billing.pk, Kind.BETTER)


def test_what_came_back_is_no_change(organization: Organization) -> None:
    orders = make_repository(organization)
    make_transition(orders, "linted", "pass", "fail", at=NOW - timedelta(days=3))
    make_transition(orders, "linted", "fail", "pass", at=NOW - timedelta(days=2))
    assert found() == []

    make_transition(orders, "linted", "pass", "fail", at=NOW - timedelta(days=1))

    (change,) = found()
    assert (change.before, change.after) == (Standing.PASS, Standing.FAIL)


def test_neither_what_is_older_nor_what_is_new_or_retired(organization: Organization) -> None:
    orders = make_repository(organization)
    make_transition(orders, "old", "pass", "fail", at=SINCE - timedelta(seconds=1))
    make_transition(orders, "asked-now", "", "fail")
    make_transition(orders, "retired", "fail", "")
    make_transition(orders, "came-and-went", "", "fail", at=NOW - timedelta(days=2))
    make_transition(orders, "came-and-went", "fail", "")

    assert found() == []


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("pass", "fail", Kind.WORSE),
        ("unknown", "fail", Kind.WORSE),
        ("not_applicable", "fail", Kind.WORSE),
        ("waived", "fail", Kind.LAPSED),
        ("attested", "fail", Kind.LAPSED),
        ("waived", "unknown", Kind.LAPSED),
        ("fail", "pass", Kind.BETTER),
        ("fail", "attested", Kind.BETTER),
        ("fail", "not_applicable", Kind.BETTER),
        ("waived", "pass", Kind.BETTER),
        ("fail", "waived", Kind.EXCUSED),
        ("pass", "waived", Kind.EXCUSED),
        ("pass", "unknown", Kind.UNDECIDED),
        ("fail", "unknown", Kind.UNDECIDED),
        ("unknown", "pass", Kind.OTHER),
        ("attested", "pass", Kind.OTHER),
    ],
)
def test_the_kind_of_a_change(before: str, after: str, kind: Kind) -> None:
    assert Change(1, "linted", Standing(before), Standing(after), 1).kind is kind


def test_how_many_by_team(organization: Organization) -> None:
    payments, logistics = make_team(organization), make_team(organization, "Logistics")
    shared = make_repository(organization, "shared", team=payments)
    shared.ownerships.create(organization=organization, team=logistics, found_by="settings")
    own = make_repository(organization, "own", team=logistics)
    nobodys = make_repository(organization, "nobodys")
    for repository in (shared, own, nobodys):
        make_transition(repository, "linted", "pass", "fail")
    make_transition(own, "tested", "fail", "pass")

    note(organization)
    scope = Scope(sight.of_administrator(organization))

    assert change_tallies.counts(scope, changes.WEEK) == {
        None: {Kind.WORSE: 3, Kind.BETTER: 1},
        payments.pk: {Kind.WORSE: 1},
        logistics.pk: {Kind.WORSE: 2, Kind.BETTER: 1},
    }
    assert changes.kinds(changes.recent(scope, changes.WEEK)) == {Kind.WORSE: 3, Kind.BETTER: 1}


def test_new_repositories_are_those_that_came_after_the_beginning(
    organization: Organization,
) -> None:
    began = NOW - timedelta(days=30)
    make_repository(organization, "first", added_at=began)
    make_repository(organization, "with-it", added_at=began + timedelta(hours=5))
    make_repository(organization, "later", added_at=began + timedelta(days=20))
    make_repository(organization, "new", added_at=NOW - timedelta(days=1))
    make_repository(organization, "unread", added_at=NOW - timedelta(days=1), judged_at=None)
    seen = sight.of_administrator(organization)

    assert [each.name for each in changes.new(seen, SINCE)] == ["new"]
    of_all = changes.new(seen, began - timedelta(days=1))
    assert [each.name for each in of_all] == ["new", "later"]
    # In an organization's first week all are new, so none is said to be.
    organization.repositories.exclude(name="new").delete()
    assert not changes.new(seen, SINCE).exists()
