"""The page of what changed: filters in the address, and nothing of what its reader may not see."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from compliance.models import Organization, Ownership, Repository, Team
from tests.dashboard.reading import text_of
from tests.factories import (
    make_person,
    make_repository,
    make_team,
    make_transition,
    note,
    signed_in,
)

NOW = timezone.now()


@pytest.fixture
def changed(organization: Organization) -> None:
    """A check that got worse, one that got better, and an older one, of two teams."""
    began = NOW - timedelta(days=90)
    orders = make_repository(organization, "orders", team=make_team(organization), added_at=began)
    other = make_repository(
        organization, "billing", team=make_team(organization, "Billing"), added_at=began
    )
    yesterday = NOW - timedelta(days=1)
    make_transition(orders, "linted", "pass", "fail", at=yesterday, title="Is linted")
    make_transition(other, "tested", "fail", "pass", at=yesterday, title="Is tested")
    make_transition(other, "old", "pass", "fail", at=NOW - timedelta(days=20), title="Is older")


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/changes/", {"Is linted", "Is tested"}),
        ("/changes/?kind=worse", {"Is linted"}),
        ("/changes/?kind=nonsense&team=nobody&since=-1&page=x", {"Is linted", "Is tested"}),
        ("/changes/?team=billing", {"Is tested"}),
        ("/changes/?since=28", {"Is linted", "Is tested", "Is older"}),
        ("/changes/?kind=worse&team=billing&since=28", {"Is older"}),
        ("/changes/?kind=lapsed", set()),
    ],
)
def test_the_address_narrows_the_list(client: Client, address: str, shown: set[str]) -> None:
    text = text_of(client, address)

    assert {title for title in ("Is linted", "Is tested", "Is older") if title in text} == shown
    assert ("No such change" in text) == (not shown)


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize("address", ["/", "/changes/", "/teams/payments/"])
def test_the_name_of_a_check_leads_to_its_evidence(client: Client, address: str) -> None:
    content = client.get(address).content.decode()

    assert '<a class="title" href="/repositories/orders/#linted">Is linted</a>' in content


def between(begin: timedelta, end: timedelta, **query: str) -> str:
    """The address of what changed from so long ago until so long ago, as digests have it."""
    moments = {"begin": NOW - begin, "end": NOW - end}
    given = {name: f"{moment:%Y%m%dT%H%M%S}Z" for name, moment in moments.items()}
    return f"/changes/?{urlencode(given | query)}"


DAY = timedelta(days=1)


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (between(2 * DAY, 0 * DAY), {"Is linted", "Is tested"}),
        (between(21 * DAY, 2 * DAY), {"Is older"}),
        (between(21 * DAY, 0 * DAY, kind="worse"), {"Is linted", "Is older"}),
        (between(21 * DAY, 0 * DAY, kind="worse", team="billing"), {"Is older"}),
        (between(2 * DAY, 0 * DAY, own="1"), set()),
        (between(0 * DAY, 2 * DAY), {"Is linted", "Is tested"}),
        (between(400 * DAY, 0 * DAY), {"Is linted", "Is tested"}),
        ("/changes/?begin=nonsense&end=%00", {"Is linted", "Is tested"}),
    ],
    # Each process that runs tests has a moment of its own in these, and names must be the same.
    ids=["two days", "before", "worse", "of a team", "own", "turned around", "long", "nonsense"],
)
def test_a_span_is_listed_as_it_was_told_of(
    organization: Organization, address: str, shown: set[str]
) -> None:
    owner = signed_in(make_person(organization, "olga", role="owner"))

    text = text_of(owner, address)

    assert {title for title in ("Is linted", "Is tested", "Is older") if title in text} == shown


@pytest.mark.usefixtures("changed")
def test_a_span_is_taken_as_a_file_as_it_is_shown(organization: Organization) -> None:
    owner = signed_in(make_person(organization, "olga", role="owner"))
    asked = between(21 * DAY, 2 * DAY).partition("?")[2]

    response = owner.post(f"/exports/changes/?{asked}")

    rows = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert [row.split(",")[1] for row in rows[1:]] == ["Is older"]


@pytest.mark.usefixtures("changed")
def test_a_partner_reads_only_of_what_they_work_on(organization: Organization) -> None:
    partner = signed_in(make_person(organization, role="collaborator"))

    assert "Is linted" not in text_of(partner, "/changes/")
    assert partner.get("/changes/?team=billing").status_code == 200
    assert "Billing" not in text_of(partner, "/changes/?team=billing")


@pytest.mark.usefixtures("changed")
def test_new_repositories_are_named(client: Client, organization: Organization) -> None:
    assert "New repositories" not in text_of(client, "/changes/")
    make_repository(organization, "parcels", added_at=NOW - timedelta(hours=3))

    assert "New repositories parcels" in text_of(client, "/changes/")
    assert "1 new repository" in text_of(client, "/")


@pytest.mark.usefixtures("changed")
def test_the_overview_says_which_team_got_worse_and_why(client: Client) -> None:
    text = text_of(client, "/")

    assert "1 got worse" in text
    assert "1 got better" in text
    assert text.index("Is linted") < text.index("Is tested"), "what is urgent comes first"
    assert "1 worse" in text


@pytest.mark.usefixtures("changed")
def test_the_numbers_are_those_of_the_list_while_sums_are_behind(
    client: Client, organization: Organization
) -> None:
    note(organization)
    Ownership.objects.filter(repository__name="billing").update(
        team=Team.objects.get(name="Payments")
    )

    text = text_of(client, "/changes/?team=payments")

    assert "Is linted" in text
    assert "Is tested" in text
    assert "All 2" in text
    assert "All 0" in text_of(client, "/changes/?team=billing")


@pytest.mark.usefixtures("changed")
def test_what_became_private_is_in_no_number(organization: Organization) -> None:
    note(organization)
    Repository.objects.filter(name="billing").update(visibility=Repository.Visibility.PRIVATE)

    text = text_of(signed_in(make_person(organization)), "/changes/")

    assert "Is tested" not in text
    assert "All 1" in text
