"""Administrators say how long who left is kept, and make pseudonyms of those who ask for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from compliance import clock
from compliance.models import AuditEntry, Organization, Person
from tests.dashboard.reading import text_of
from tests.factories import make_person, signed_in

PAGE = "/settings/retention/"


@pytest.fixture
def gone(organization: Organization) -> Person:
    left = clock.now() - timedelta(days=3)
    return make_person(organization, "gone", name="Gone Girl", left_at=left)


def test_who_left_is_listed_with_when_they_will_be_a_pseudonym(
    client: Client, gone: Person, organization: Organization
) -> None:
    make_person(organization, "still-here")
    text = text_of(client, PAGE)

    assert "Gone Girl" in text
    assert "still-here" not in text
    [(person, until)] = client.get(PAGE).context["left"]
    assert person == gone
    assert gone.left_at is not None
    assert until == gone.left_at + timedelta(days=90)
    assert "90 days after somebody has left" in text_of(client, "/settings/")


def test_one_who_asks_for_it_becomes_a_pseudonym_at_once(
    client: Client, gone: Person, organization: Organization
) -> None:
    page = client.post(f"{PAGE}{gone.pk}/", follow=True).content.decode()

    gone.refresh_from_db()
    assert gone.login == f"former member {gone.pk}"
    assert f"gone is former member {gone.pk} now." in page
    assert "1 of those who left is a pseudonym, for good." in page
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.on_behalf) == ("person-reduced", "local administrator admin")
    assert "gone" not in str(list(AuditEntry.objects.values()))


def test_nobody_becomes_one_who_has_not_left(client: Client, organization: Organization) -> None:
    here = make_person(organization, "here")
    page = client.post(f"{PAGE}{here.pk}/", follow=True).content.decode()

    here.refresh_from_db()
    assert here.reduced_at is None
    assert "here has not left" in page
    assert client.post(f"{PAGE}999/").status_code == 404


def test_how_long_is_stored_and_written_down(client: Client, organization: Organization) -> None:
    assert client.post(PAGE, {"days": "30"}).status_code == 302
    assert client.post(PAGE, {"days": "30"}).status_code == 302

    organization.refresh_from_db()
    assert organization.retention_days == 30
    entry = AuditEntry.objects.get()
    assert entry.action == AuditEntry.Action.SETTINGS_CHANGED
    assert (entry.before, entry.after) == ({"retention_days": 90}, {"retention_days": 30})
    assert "30 days longer" in text_of(client, "/kept/")


@pytest.mark.parametrize("days", ["", "6", "3651", "-1", "x", "1e3"])
def test_what_is_no_time_is_refused(client: Client, organization: Organization, days: str) -> None:
    answer = client.post(PAGE, {"days": days})

    assert answer.status_code == 422
    organization.refresh_from_db()
    assert organization.retention_days == 90


def test_it_is_of_administrators_alone(organization: Organization, gone: Person) -> None:
    browser = signed_in(make_person(organization, "dev"))

    assert browser.get(PAGE).status_code == 404
    assert browser.post(f"{PAGE}{gone.pk}/").status_code == 404
    gone.refresh_from_db()
    assert gone.reduced_at is None
    assert "who left" not in text_of(browser, "/kept/")
