"""Pull requests in digests: which wait for whom, and whom to thank for what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from compliance import sight
from compliance.collect.forge import Group
from compliance.digests.pulls import merged_as, waiting_for
from compliance.facts import Unavailable
from compliance.facts.forge import (
    Branches,
    Commits,
    Deployments,
    PullRequest,
    PullRequests,
    PullRequestState,
)
from compliance.models import Collaboration, Organization, Person, Repository
from compliance.sync import forge_facts
from tests.factories import COMMIT, NOW, make_person, make_repository


def pull(number: int, **values: Any) -> PullRequest:
    given = {
        "url": f"https://github.example.com/{number}", "title": f"Change {number}",
        "description": "", "author": "les", "author_is_bot": False, "head": "feat/x",
        "base": "dev", "state": PullRequestState.OPEN, "created_at": NOW - timedelta(days=number),
        "awaits": ("dev",),
    }  # fmt: skip
    return PullRequest(number, **(given | values))


def keep(repository: Repository, *pulls: PullRequest) -> None:
    known = dict.fromkeys((Branches, Commits, Deployments), Unavailable("not asked"))
    found = {**known, PullRequests: PullRequests(NOW - timedelta(days=90), pulls)}
    forge_facts.store(repository, {Group.ACTIVITY: found}, NOW)


@pytest.fixture
def orders(organization: Organization) -> Repository:
    return make_repository(organization)


@pytest.fixture
def dev(organization: Organization, orders: Repository) -> Person:
    """Somebody who works on it."""
    person = make_person(organization, "dev")
    Collaboration.objects.create(
        organization=organization, person=person, repository=orders, permission="write"
    )
    return person


def test_those_that_wait_longest_come_first(orders: Repository, dev: Person) -> None:
    keep(
        orders,
        pull(1),
        pull(5),
        pull(2, awaits=("les",)),
        pull(3, is_draft=True),
        pull(4, state=PullRequestState.MERGED),
    )

    found = waiting_for(sight.of(dev))

    assert [each.number for each in found] == [5, 1]
    assert (found[0].repository.name, found[0].author) == ("orders", "les")


def test_authors_are_called_by_their_names(
    organization: Organization, orders: Repository, dev: Person
) -> None:
    make_person(organization, "les", name="Les Lund")
    keep(orders, pull(1), pull(7, state=PullRequestState.MERGED, merged_as=COMMIT))

    assert [each.author for each in waiting_for(sight.of(dev))] == ["Les Lund"]
    assert [each.author for each in merged_as([(orders.pk, COMMIT)]).values()] == ["Les Lund"]


def test_nothing_is_told_of_a_repository_that_one_sees_no_more(
    organization: Organization, orders: Repository, dev: Person
) -> None:
    keep(orders, pull(1))
    Collaboration.objects.all().delete()
    Repository.objects.update(visibility="private")

    assert waiting_for(sight.of(dev)) == ()


def test_who_opened_what_was_merged_is_to_be_thanked(orders: Repository) -> None:
    keep(orders, pull(7, state=PullRequestState.MERGED, merged_as=COMMIT), pull(8))

    found = merged_as([(orders.pk, COMMIT), (orders.pk, ""), (orders.pk + 1, COMMIT)])

    assert {place: each.number for place, each in found.items()} == {(orders.pk, COMMIT): 7}


def test_what_an_earlier_version_stored_says_nothing(orders: Repository, dev: Person) -> None:
    keep(orders, pull(1))
    orders.stored_facts.update(body=b"damaged")

    assert waiting_for(sight.of(dev)) == ()
    assert merged_as([(orders.pk, COMMIT)]) == {}
