"""What pages say of waived and attested results: never just that they pass."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from compliance.models import Excuse, Organization, Person, Repository, Team
from tests.dashboard.reading import text_of
from tests.factories import (
    NOW,
    UNNOTED,
    make_excuse,
    make_person,
    make_repository,
    make_result,
    make_transition,
)

HOSTILE = "<script>alert(1)</script>"
LINK = "https://example.com/decisions/7"
PLACES = [
    {"path": "src/new.ts", "line": 3, "end_line": 3, "excerpt": "new", "waived_by": None},
    {"path": "src/old.ts", "line": 9, "end_line": 9, "excerpt": "old", "waived_by": None},
]


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is the day of the factories."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return NOW


@pytest.fixture
def people(organization: Organization) -> tuple[Person, Person]:
    """Who asks, and who decides."""
    return make_person(organization, "alice-dev"), make_person(organization, "bob-lead")


@pytest.fixture
def waiver(repository: Repository, people: tuple[Person, Person]) -> Excuse:
    """One in effect, for Node.js in one component."""
    return approved(repository, people, "node-version-pinned", component="api", link=LINK)


def approved(
    repository: Repository, people: tuple[Person, Person], key: str, **values: object
) -> Excuse:
    """A result that is waived from now on, or attested."""
    result = repository.results.get(key=key)
    given = {"state": "approved", "decided_by": people[1], "decided_at": NOW, "decision": "Agreed."}
    excuse = make_excuse(result, people[0], **(given | values))
    result.standing = "waived" if excuse.kind == "waiver" else "attested"
    result.excuses = [excuse.pk]
    result.save()
    UNNOTED.add(repository.organization_id)
    return excuse


def test_a_repository_says_who_excused_what_why_and_until_when(
    client: Client, repository: Repository, waiver: Excuse
) -> None:
    make_transition(repository, "node-version-pinned", "fail", "waived")

    text = text_of(client, "/repositories/orders/")
    content = client.get("/repositories/orders/").content.decode()

    title = "Title of node-version-pinned message of node-version-pinned"
    assert f"Waived {title} until 25 Dec 2026" in text
    assert "In effect Waiver for api until 25 Dec 2026 It is being replaced." in text
    assert "Asked for by alice-dev 26 Oct 2026; approved by bob-lead 25 Nov 2026: Agreed. " in text
    assert f'href="{LINK}"' in content
    assert "Waived since 25 Nov 2026" in text
    assert "1 waived, 1 does not apply" in text
    assert "1 of 4" in text, "one passes of four that apply"
    assert "Remedy of node-version-pinned." in text, "what to do once it ends"


def test_an_attestation_is_told_from_a_pass(
    client: Client, repository: Repository, people: tuple[Person, Person]
) -> None:
    approved(repository, people, "lockfile-in-sync", kind="attestation", link=LINK)

    text = text_of(client, "/repositories/orders/")

    assert "Attested Title of lockfile-in-sync" in text
    assert "In effect Attestation until 25 Dec 2026" in text
    assert "Unknown 0 Attested 1 Pass 1" in text
    assert "Attested Title of lockfile-in-sync" in text_of(
        client, "/repositories/orders/?outcome=attested"
    )
    assert (
        "Title of lockfile-in-sync"
        not in text_of(client, "/repositories/orders/?outcome=unknown")
        .partition("The way up")[2]
        .partition("About it")[0]
    )


def test_tabs_speak_of_what_is_excused_only_where_something_is(
    client: Client, repository: Repository
) -> None:
    assert "Waived" not in text_of(client, "/repositories/orders/")
    assert "Waived 0" in text_of(client, "/repositories/orders/?outcome=waived")
    assert "Waived" not in text_of(client, "/checks/lint-in-ci/")


def test_a_place_that_is_waived_says_so(
    client: Client, repository: Repository, people: tuple[Person, Person]
) -> None:
    """While another place keeps the check failing."""
    result = repository.results.get(key="lint-in-ci")
    excuse = make_excuse(
        result, people[0], state="approved", decided_by=people[1], decided_at=NOW,
        paths=["src/old.ts"],
    )  # fmt: skip
    result.evidence = [PLACES[0], PLACES[1] | {"waived_by": excuse.pk}]
    result.save()

    text = text_of(client, "/repositories/orders/")

    assert "Fail Title of lint-in-ci" in text
    assert "In effect Waiver at src/old.ts until 25 Dec 2026" in text
    assert "src/new.ts:3 new" in text
    assert "src/old.ts:9 waived until 25 Dec 2026 old" in text


def test_what_waits_and_what_was_is_told_apart(
    client: Client, repository: Repository, people: tuple[Person, Person]
) -> None:
    result = repository.results.get(key="node-version-pinned")
    alice, bob = people
    decided = {"decided_by": bob, "decided_at": NOW}
    make_excuse(result, alice)
    yesterday = (NOW - timedelta(days=1)).date()
    make_excuse(result, alice, state="approved", until=yesterday, **decided)
    make_excuse(result, alice, state="refused", decision="Mend it.", **decided)
    revoked = {"ended_by": alice, "ended_at": NOW, "ended_because": "Gone."}
    make_excuse(result, alice, state="revoked", **decided, **revoked)

    text = text_of(client, "/repositories/orders/")

    assert "Fail Title of node-version-pinned" in text
    assert "Waiver asked for" in text
    assert "Waits for approval Waiver until 25 Dec 2026" in text
    assert "Ended Waiver until 24 Nov 2026" in text
    assert "refused by bob-lead 25 Nov 2026: Mend it." in text
    assert "Revoked Waiver until 25 Dec 2026" in text
    assert "revoked by alice-dev 25 Nov 2026: Gone." in text


def test_a_check_across_the_organization(
    client: Client, repository: Repository, waiver: Excuse, organization: Organization
) -> None:
    make_result(make_repository(organization, "other"), "node-version-pinned", "pass")

    text = text_of(client, "/checks/node-version-pinned/")

    assert "All 2 Fail 0 Unknown 0 Waived 1 Pass 1 Not applicable 0" in text
    assert "Waived for api until 25 Dec 2026, approved by bob-lead: It is being replaced." in text
    waived = text_of(client, "/checks/node-version-pinned/?outcome=waived")
    assert "orders" in waived
    assert "other" not in waived.partition("All 2")[2]
    assert "100% of the decided pass" in text


def test_lists_say_how_much_is_excused_and_find_it(
    client: Client, repository: Repository, waiver: Excuse, organization: Organization, team: Team
) -> None:
    make_result(make_repository(organization, "other", team=team), "node-version-pinned", "fail")

    for address in ("/repositories/", f"/teams/{team.slug}/"):
        assert "Node.js · 1 excused" in text_of(client, address)
        assert text_of(client, address).count("excused") == 1
    found = text_of(client, "/repositories/?check=node-version-pinned&outcome=waived")
    assert "1 repository that fits" in found
    failing = text_of(client, "/repositories/?check=node-version-pinned&outcome=fail")
    assert "1 repository that fits" in failing
    assert "other" in failing


def test_the_score_of_a_team_says_how_much_of_it_is_excused(
    client: Client, repository: Repository, people: tuple[Person, Person], team: Team
) -> None:
    address = f"/teams/{team.slug}/"
    assert "of what is decided passes Coverage" in text_of(client, address)
    approved(repository, people, "node-version-pinned")
    approved(repository, people, "lint-in-ci")
    approved(repository, people, "lockfile-in-sync", kind="attestation", link=LINK)

    assert "of what is decided passes 2 waived, 1 attested Coverage" in text_of(client, address)
    assert f"/requests/?show=in-effect&amp;team={team.slug}" in client.get(address).content.decode()


def test_a_repository_of_two_teams_has_its_excuses_counted_once(
    client: Client, repository: Repository, waiver: Excuse, organization: Organization
) -> None:
    other = Team.objects.create(organization=organization, slug="more", name="More")
    repository.ownerships.create(organization=organization, team=other, found_by="settings")

    for address in ("/repositories/", "/repositories/?team=more", "/teams/more/"):
        assert "Node.js · 1 excused" in text_of(client, address)


def test_a_rule_that_only_an_attestation_can_show(client: Client, repository: Repository) -> None:
    make_result(
        repository, "penetration-test", "unknown", confidence="", attestable=True,
        message="only people can show it, and nobody has attested it",
    )  # fmt: skip

    text = text_of(client, "/repositories/orders/")
    check = text_of(client, "/checks/penetration-test/")

    assert "Unknown Title of penetration-test only people can show it" in text
    assert "none: only an attestation can show it" in text
    assert "Only an attestation can show it" in check
    assert "Retired" not in check


def test_nothing_that_people_write_is_markup(
    client: Client, repository: Repository, people: tuple[Person, Person]
) -> None:
    Person.objects.update(login=HOSTILE)
    approved(
        repository, people, "node-version-pinned", reason=HOSTILE, component=HOSTILE,
        decision=HOSTILE, paths=[HOSTILE], link="javascript:alert(1)",
    )  # fmt: skip

    for address in ("/repositories/orders/", "/checks/node-version-pinned/"):
        content = client.get(address).content.decode()
        assert "<script>alert" not in content
        assert 'href="javascript' not in content


def test_pages_take_no_query_for_each_excuse(
    client: Client, repository: Repository, people: tuple[Person, Person]
) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    approved(repository, people, "node-version-pinned")
    addresses = ("/repositories/orders/", "/checks/node-version-pinned/", "/repositories/")
    before = [queries(address) for address in addresses]
    for number in range(5):
        other = make_repository(repository.organization, f"other-{number}")
        make_result(other, "node-version-pinned", "fail")
        approved(other, people, "node-version-pinned")
        approved(repository, people, "lint-in-ci")

    assert [queries(address) for address in addresses] == before
