"""From the list of requests to the form: one's repositories, and what fails there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from compliance import sight
from compliance.models import Organization, Person
from dashboard import things
from dashboard.access import Action, Answer, answer
from dashboard.views.where_to_ask import PAGE, asked_in
from tests.dashboard.reading import content_of, text_of
from tests.dashboard.test_things import organization  # noqa: F401
from tests.factories import make_asked, make_excuse, make_repository, make_result, signed_in

NEW = "/requests/new/"
CHECKS = "/repositories/orders/ask/"


@pytest.fixture
def failing(organization: Organization) -> Organization:  # noqa: F811
    """In each repository a check that fails, one that is undecided and one that passes."""
    for repository in organization.repositories.all():
        make_result(repository, "linted", "fail")
        make_result(repository, "monitored", "unknown", attestable=True)
        make_result(repository, "tested", "pass")
    return organization


def who(organization: Organization, login: str) -> Person:  # noqa: F811
    return organization.people.get(login=login)


def named(page: str) -> set[str]:
    return set(re.findall(r'href="/repositories/(\w+)/ask/"', page))


def test_who_asks_where_is_as_the_table_says(failing: Organization) -> None:
    for person in failing.people.all():
        seen = sight.of(person)
        allowed = {
            each
            for each in failing.repositories.all()
            if answer(seen.role, Action.ASK, things.thing_of_repository(seen, each))
            is Answer.ALLOWED
        }
        assert set(asked_in(seen)) == allowed, person
        browser = signed_in(person)
        assert named(content_of(browser, NEW)) == {each.slug for each in allowed}, person
        for each in failing.repositories.all():
            expected = {200} if each in allowed else {403, 404}
            assert browser.get(f"/repositories/{each.slug}/ask/").status_code in expected


def test_the_list_of_requests_leads_there(failing: Organization) -> None:
    page = content_of(signed_in(who(failing, "dev")), "/requests/")

    assert re.search(r'<a class="button is-primary" href="/requests/new/">.*Ask for an exc', page)


def test_a_local_administrator_is_nobody_who_asks(client: Client, failing: Organization) -> None:
    assert NEW not in content_of(client, "/requests/")
    assert "only its people ask" in text_of(client, NEW)
    assert "only its people ask" in text_of(client, CHECKS)


def test_what_can_be_asked_for_leads_to_the_form(failing: Organization) -> None:
    browser = signed_in(who(failing, "olga"))
    page = content_of(browser, CHECKS)

    waiver = f"{reverse('ask', args=['orders', 'linted'])}?kind=waiver"
    attest = f"{reverse('ask', args=['orders', 'monitored'])}?kind=attestation"
    assert f'href="{waiver}"' in page
    assert f'href="{attest}"' in page
    assert "Title of tested" not in page
    assert browser.get(waiver).status_code == browser.get(attest).status_code == 200


def test_what_was_asked_for_already_is_said(failing: Organization) -> None:
    result = failing.repositories.get(name="orders").results.get(key="linted")
    tomorrow = (timezone.now() + timedelta(days=1)).date()
    make_excuse(result, who(failing, "mara"), asked_at=timezone.now(), until=tomorrow)

    assert "Waiver asked for" in text_of(signed_in(who(failing, "olga")), CHECKS)


def test_repositories_in_which_nothing_fails_are_not_offered(failing: Organization) -> None:
    failing.repositories.get(name="orders").results.exclude(key="tested").delete()
    browser = signed_in(who(failing, "olga"))

    assert "orders" not in named(content_of(browser, NEW))
    assert "Nothing to ask for" in text_of(browser, CHECKS)


def test_what_does_not_count_has_nothing_to_ask_for(failing: Organization) -> None:
    failing.repositories.filter(name="orders").update(left_out="archived")
    browser = signed_in(who(failing, "olga"))

    assert "orders" not in named(content_of(browser, NEW))
    assert browser.get(CHECKS).status_code == 404


def test_a_repository_is_found_by_a_part_of_its_name(failing: Organization) -> None:
    browser = signed_in(who(failing, "olga"))

    assert named(content_of(browser, f"{NEW}?q=ORD")) == {"orders"}
    assert "No repository fits" in text_of(browser, f"{NEW}?q=nothing")


def test_many_repositories_come_a_page_at_a_time_for_as_many_queries(
    failing: Organization,
) -> None:
    browser = signed_in(who(failing, "olga"))
    browser.get(NEW)
    with CaptureQueriesContext(connection) as few:
        browser.get(NEW)
    for number in range(PAGE):
        make_result(make_repository(failing, f"more-{number}"), "linted", "fail")

    with CaptureQueriesContext(connection) as many:
        page = content_of(browser, NEW)

    assert len(named(page)) <= PAGE
    assert 'href="?page=2"' in page
    assert len(many) == len(few) <= 15


def test_many_checks_take_as_many_queries(failing: Organization) -> None:
    browser = signed_in(who(failing, "olga"))
    orders = failing.repositories.get(name="orders")
    browser.get(CHECKS)
    with CaptureQueriesContext(connection) as few:
        browser.get(CHECKS)
    for number in range(20):
        make_result(orders, f"linted-{number}", "fail")
    make_asked(orders)

    with CaptureQueriesContext(connection) as many:
        browser.get(CHECKS)

    assert len(many) == len(few) <= 15
