"""An address that a mail server refused is forgotten with the address."""

from __future__ import annotations

import pytest

from compliance.models import MailPreferences, Organization, Person
from dashboard.mails import addresses
from dashboard.models import User
from tests.dashboard.mailing import (
    MONDAY,
    WEEK,
    mail_server,
    make_reader,
    send_due,
    something_to_tell,
)
from tests.factories import signed_in


@pytest.fixture
def dev(organization: Organization) -> Person:
    refused = {"refused_address": "dev@example.com", "refused_at": MONDAY - WEEK}
    return make_reader(organization, **refused, refused_because="550 5.1.1 no")


def refused_address(person: Person) -> str:
    return MailPreferences.objects.get(person=person).refused_address


def test_a_new_address_is_sent_to_and_the_old_one_is_named_nowhere(
    organization: Organization, dev: Person
) -> None:
    addresses.store(User.objects.get(person=dev), "dev@example.org")
    assert refused_address(dev) == ""
    page = signed_in(dev).get("/digest/").content.decode()
    assert "for good" not in page
    with mail_server() as server, something_to_tell():
        send_due(organization, MONDAY)
    assert server.recipients == ["dev@example.org"]


def test_the_same_address_stays_refused(organization: Organization, dev: Person) -> None:
    addresses.store(User.objects.get(person=dev), "DEV@example.com")
    assert refused_address(dev) == "dev@example.com"
    with mail_server() as server, something_to_tell():
        send_due(organization, MONDAY)
    assert server.recipients == []


def test_an_address_that_is_gone_is_no_refused_one(dev: Person) -> None:
    addresses.store(User.objects.get(person=dev), "")
    assert refused_address(dev) == ""


def test_what_is_unknown_changes_nothing(dev: Person) -> None:
    addresses.store(User.objects.get(person=dev), None)
    assert refused_address(dev) == "dev@example.com"


def test_who_asks_for_one_now_reads_which_address_was_refused(dev: Person) -> None:
    page = signed_in(dev).post("/digest/send/", follow=True).content.decode()
    assert "refused dev@example.com for good, so nothing is sent" in page
