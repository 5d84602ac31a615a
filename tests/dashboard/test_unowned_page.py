"""The queue of repositories that nobody owns: which, where an owner was looked for, how to mend it,
and for whom.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from compliance.extract import VERSIONS
from compliance.facts import RepositoryFacts, Unavailable
from compliance.facts.encoding import encode
from compliance.facts.owners import Owners
from compliance.models import Grant, Organization, Person, Repository
from tests.dashboard.reading import content_of, text_of
from tests.dashboard.test_things import organization as teams_of_all  # noqa: F401 (a fixture)
from tests.factories import make_repository, make_team, signed_in

QUEUE = "/unowned/"
URL = "https://github.example.com/acme/orders"


@pytest.fixture
def orders(on_github: Organization) -> Repository:
    return make_repository(
        on_github, "orders", full_name="acme/orders", url=URL, properties={}, required_failures=2
    )


def know(repository: Repository, owners: Owners | Unavailable) -> None:
    """What its CODEOWNERS says; nothing else of its files."""
    facts = RepositoryFacts(None, dict.fromkeys(VERSIONS, Unavailable("not read")))
    known = RepositoryFacts(None, {**facts.repository, Owners: owners})
    repository.stored_facts.create(
        organization=repository.organization,
        body=encode(known, VERSIONS),
        stored_at=repository.judged_at,
    )


def test_where_an_owner_was_looked_for(client: Client, orders: Repository) -> None:
    team = make_team(orders.organization)
    Grant.objects.create(
        organization=orders.organization, team=team, repository=orders, permission="write"
    )
    know(orders, Owners(people=("alice", "bob")))

    text = text_of(client, QUEUE)

    assert "1 repository counts for no team: nobody is asked to mend what fails there." in text
    assert "orders Foundation 2 required gaps" in text
    assert "Settings no rule names a team Custom property names no team" in text
    assert "CODEOWNERS names people only: alice, bob" in text
    assert "Team's access no team administers or maintains it; Payments may write" in text
    assert "Topic none names a team" in text
    content = content_of(client, QUEUE)
    assert f'href="{URL}/new/main?filename=.github/CODEOWNERS"' in content
    assert f'href="{URL}/settings/access"' in content


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"properties": None}, "Custom property not shown to the credential"),
        ({"properties_hidden": True}, "Custom property not shown to the credential"),
        ({}, "CODEOWNERS not known: its files were not read"),
    ],
)
def test_what_cannot_be_told_says_so(
    client: Client, orders: Repository, values: dict[str, Any], says: str
) -> None:
    Repository.objects.update(**values)

    assert says in text_of(client, QUEUE)


def test_access_counts_once_the_file_is_known(client: Client, orders: Repository) -> None:
    team = make_team(orders.organization)
    Grant.objects.create(
        organization=orders.organization, team=team, repository=orders, permission="admin"
    )

    assert "Payments may admin; that counts once its CODEOWNERS" in text_of(client, QUEUE)


def test_facts_of_another_version_are_to_be_read_anew(client: Client, orders: Repository) -> None:
    orders.stored_facts.create(
        organization=orders.organization, body=b"old", stored_at=orders.judged_at
    )

    assert "CODEOWNERS not known: its files are to be read anew" in text_of(client, QUEUE)


def test_a_file_that_could_not_be_read_says_why(client: Client, orders: Repository) -> None:
    know(orders, Unavailable("CODEOWNERS has more than 3 MB"))

    assert "CODEOWNERS not known: CODEOWNERS has more than 3 MB" in text_of(client, QUEUE)


def test_those_with_most_required_gaps_come_first(client: Client, orders: Repository) -> None:
    make_repository(orders.organization, "billing", required_failures=7)
    make_repository(orders.organization, "owned", team=make_team(orders.organization))
    make_repository(orders.organization, "fork", left_out="it is a fork")

    page = client.get(QUEUE)
    assert [row.repository.name for row in page.context["rows"]] == ["billing", "orders"]


def test_a_folder_has_no_forge_to_ask(client: Client, organization: Organization) -> None:
    make_repository(organization)

    text = text_of(client, QUEUE)
    assert "Custom property" not in text
    assert "Topic" not in text
    assert "CODEOWNERS not known: its files were not read" in text


def test_an_empty_queue_says_so(client: Client, on_github: Organization) -> None:
    assert "Nothing has been read yet" in text_of(client, QUEUE)


def test_it_is_for_administrators_and_managers(
    repository: Repository, colleagues: dict[str, Person]
) -> None:
    repository.ownerships.all().delete()
    for name, may in (("olga", True), ("mara", True), ("alice", False), ("les", False)):
        browser = signed_in(colleagues[name])
        assert browser.get(QUEUE).status_code == (200 if may else 404), name
        # The list of repositories shows the same, without what was looked for.
        leads = f'href="{QUEUE}">1 repository has no owner</a>'
        assert (leads in content_of(browser, "/teams/")) is may, name
        named = f'<a href="/repositories/orders/">orders</a>; <a href="{QUEUE}">'
        assert (named in content_of(browser, "/")) is may, name


def test_a_secret_team_is_not_given_away(
    teams_of_all: Organization,  # noqa: F811
) -> None:
    secret = teams_of_all.teams.get(name="Design")
    site = teams_of_all.repositories.get(name="site")
    site.ownerships.create(organization=teams_of_all, team=secret, found_by="codeowners")
    know(site, Owners(teams=("design",)))
    know(teams_of_all.repositories.get(name="read"), Owners())
    mara = signed_in(teams_of_all.people.get(login="mara"))

    rows = {row.repository.name: row.looked for row in mara.get(QUEUE).context["rows"]}

    assert rows["site"] == rows["read"]
    assert "design" not in content_of(mara, QUEUE).lower()


def test_a_page_of_it_costs_few_queries(
    client: Client, orders: Repository, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        know(make_repository(orders.organization, f"r{number}"), Owners())

    with django_assert_max_num_queries(12):
        assert len(client.get(QUEUE).context["rows"]) == 15
