"""Mail is ended with one click, by whoever has the link of a mail."""

from __future__ import annotations

import pytest
from django.test import Client

from compliance.digests import choosing
from compliance.models import MailPreferences, Organization, Person
from dashboard.mails import links
from tests.dashboard.mailing import (
    MONDAY,
    mail_server,
    make_reader,
    send_due,
    something_to_tell,
    wanted_by,
)
from tests.dashboard.reading import said


@pytest.fixture
def dev(organization: Organization) -> Person:
    return make_reader(organization)


def one_click(person: Person, kind: str = "digest") -> str:
    return links.unsubscribe_url(person, kind).removeprefix(links.base_url())


def test_one_click_ends_the_digest_without_a_session(dev: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    address = one_click(dev)
    # Opening it ends nothing.
    assert "Get no more digests?" in said(strict.get(address))
    assert wanted_by(dev).wants_digest
    answer = strict.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "no more digests" in said(answer)
    assert not answer.cookies
    assert not wanted_by(dev).wants_digest
    assert wanted_by(dev).next_at is None
    # Once more is no error: mail programs try again.
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_one_click_ends_notices_alone(dev: Person) -> None:
    assert Client().post(one_click(dev, links.NOTICES)).status_code == 200
    wanted = wanted_by(dev)
    assert wanted.wants_digest
    assert set(wanted.unwanted) == set(choosing.NOTICES)


def test_the_link_of_a_mail_is_the_one_in_its_header(dev: Person) -> None:
    with mail_server() as server, something_to_tell():
        send_due(dev.organization, MONDAY)
    (message,) = server.messages
    header = str(message["List-Unsubscribe"]).strip().strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = header.removeprefix(links.base_url())
    Client().post(path, {"List-Unsubscribe": "One-Click"})
    assert not wanted_by(dev).wants_digest


@pytest.mark.parametrize("spoil", ["", "x", "1.digest:abc", "é" * 50, "1" * 5000])
def test_a_link_that_is_none_ends_nothing(dev: Person, spoil: str) -> None:
    answer = Client().post("/digest/stop/", {"for": spoil}, query_params={"for": spoil})
    assert answer.status_code == 404
    assert wanted_by(dev).wants_digest


def test_a_link_is_for_one_person_and_one_kind(dev: Person) -> None:
    address = one_click(dev)
    for was, now in ((f"{dev.pk}.", f"{dev.pk + 1}."), ("digest%3A", "notices%3A")):
        assert was in address
        assert Client().post(address.replace(was, now, 1)).status_code == 404


def test_whoever_left_has_no_link_any_more(dev: Person) -> None:
    address = one_click(dev)
    Person.objects.update(left_at=MONDAY)
    assert Client().post(address).status_code == 404


@pytest.mark.parametrize("method", ["post", "get"])
def test_links_cannot_be_tried_without_end(organization: Organization, method: str) -> None:
    browser = Client()
    answers = [getattr(browser, method)("/digest/stop/?for=x").status_code for _ in range(31)]
    assert answers == [404] * 30 + [429]


def test_a_mail_provider_ends_the_mail_of_many_from_one_address(organization: Organization) -> None:
    people = [make_reader(organization, f"p{number}") for number in range(35)]
    provider = Client()
    assert {provider.post(one_click(each)).status_code for each in people} == {200}
    assert not MailPreferences.objects.filter(wants_digest=True).exists()


def test_whoever_tried_too_many_links_can_end_mail_all_the_same(dev: Person) -> None:
    browser = Client()
    for _ in range(31):
        browser.post("/digest/stop/?for=x")
    assert browser.post(one_click(dev)).status_code == 200


def test_one_link_is_followed_ten_times_a_minute(dev: Person) -> None:
    answers = [Client().post(one_click(dev)).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
