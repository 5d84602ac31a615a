"""Digests are sent to whoever gets one, when they are due and once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.test import override_settings
from django.utils import timezone

from compliance.models import LocalMail, Mail, MailPreferences, Organization
from dashboard.mails import sending
from tests.dashboard.mailing import (
    MONDAY,
    WEEK,
    mail_server,
    make_reader,
    send_due,
    something_to_tell,
    states,
    told_until,
)
from tests.dashboard.sending.servers import MINUTE
from tests.factories import make_person
from tests.mail_server import MailServer


def test_a_digest_is_sent_when_it_is_due_and_once(
    organization: Organization, server: MailServer
) -> None:
    dev = make_reader(organization)
    send_due(organization, MONDAY - MINUTE)
    assert server.messages == []
    for minutes in range(3):
        send_due(organization, MONDAY + minutes * MINUTE)
    (message,) = server.messages
    assert message["To"] == "dev@example.com"
    assert message["Subject"] == "dev: 23 November 09:00 to 30 November 09:00"
    assert states(dev) == ["sent"]
    assert told_until(dev) == MONDAY
    assert dev.mails.get().answer == "250 2.0.0 queued"


def test_the_next_one_begins_where_it_ended(organization: Organization, server: MailServer) -> None:
    dev = make_reader(organization)
    for week in range(3):
        send_due(organization, MONDAY + week * WEEK)
    spans = list(dev.mails.order_by("until").values_list("since", "until"))
    assert spans == [(MONDAY + (n - 1) * WEEK, MONDAY + n * WEEK) for n in range(3)]
    assert len(server.messages) == 3


def test_whoever_has_nothing_new_gets_nothing_and_leaves_no_row(
    organization: Organization, server: MailServer
) -> None:
    quiet = make_reader(organization, "quiet")
    done = send_due(organization, MONDAY)
    assert done == {"nothing": 1}
    assert server.messages == []
    assert states(quiet) == []
    assert told_until(quiet) == MONDAY


def test_of_weeks_that_were_missed_one_digest_tells(
    organization: Organization, server: MailServer
) -> None:
    dev = make_reader(organization)
    send_due(organization, MONDAY + 2 * WEEK + timedelta(days=2))
    assert [each["Subject"] for each in server.messages] == [
        "dev: 23 November 09:00 to 14 December 09:00"
    ]
    assert states(dev) == ["sent"]


def test_the_clock_is_that_of_the_person(organization: Organization, server: MailServer) -> None:
    make_reader(organization, "kim", zone="Asia/Tokyo", hour=8)
    before = MONDAY - timedelta(days=9)
    new_york: dict[str, Any] = {
        "zone": "America/New_York",
        "weekday": 4,
        "hour": 17,
        "told_until": before,
    }
    make_reader(organization, "ana", **new_york)
    send_due(organization, MONDAY - timedelta(hours=10, minutes=1))
    # Ana's was due on Friday at 22:00 UTC; Kim's on Sunday at 23:00 UTC.
    assert server.recipients == ["ana@example.com"]
    send_due(organization, MONDAY - timedelta(hours=10))
    assert server.recipients == ["ana@example.com", "kim@example.com"]
    assert server.messages[1]["Subject"] == "kim: 23 November 18:00 to 30 November 08:00"


@pytest.mark.parametrize("why", ["left", "no address", "unconfirmed", "off", "refused", "new"])
def test_who_gets_none(organization: Organization, server: MailServer, why: str) -> None:
    dev = make_reader(organization)
    wanted = MailPreferences.objects.filter(person=dev)
    match why:
        case "left":
            organization.people.update(left_at=MONDAY - MINUTE)
        case "no address":
            EmailAddress.objects.all().delete()
        case "unconfirmed":
            EmailAddress.objects.update(verified=False)
        case "off":
            wanted.update(wants_digest=False)
        case "refused":
            wanted.update(refused_address="Dev@example.com", refused_at=MONDAY)
        case "new":
            organization.people.update(seen_at=MONDAY - WEEK + MINUTE)
    assert send_due(organization, MONDAY) == {}
    assert server.messages == []
    assert states(dev) == []
    assert told_until(dev) == MONDAY - WEEK


def test_whoever_is_new_gets_the_first_one_after_a_week(
    organization: Organization, server: MailServer
) -> None:
    with something_to_tell():
        person = make_reader(organization)
    MailPreferences.objects.all().delete()
    organization.people.update(seen_at=MONDAY - timedelta(days=3))
    send_due(organization, MONDAY)
    assert server.messages == []
    send_due(organization, MONDAY + WEEK)
    assert [each["Subject"] for each in server.messages] == [
        "dev: 27 November 09:00 to 07 December 09:00"
    ]
    assert states(person) == ["sent"]


def test_one_connection_takes_all_of_a_batch(
    organization: Organization, server: MailServer
) -> None:
    for number in range(30):
        make_reader(organization, f"p{number}")
    assert send_due(organization, MONDAY) == {"sent": 30}
    assert server.connections == -(-30 // sending.BATCH)
    assert sorted(server.recipients) == sorted(f"p{number}@example.com" for number in range(30))


def test_not_more_are_sent_than_a_minute_has_room_for(organization: Organization) -> None:
    for number in range(9):
        make_reader(organization, f"p{number}")
    with mail_server(per_minute=4) as server, something_to_tell():
        send_due(organization, MONDAY)
        send_due(organization, MONDAY)
        assert len(server.messages) == 4
        # The limit is of the real clock.
        Mail.objects.exclude(tried_at=None).update(tried_at=timezone.now() - MINUTE)
        send_due(organization, MONDAY)
        assert len(server.messages) == 8


def test_names_and_addresses_that_are_none_reach_nobody_else(
    organization: Organization, server: MailServer
) -> None:
    make_reader(organization, "<b>x</b>\r\nBcc: eve@example.com", address="x@example.com")
    for number, bad in enumerate(["a@example.com\r\nBcc: eve@example.com", "a b@example.com", "a"]):
        make_reader(organization, f"bad{number}", address=bad)
    send_due(organization, MONDAY)
    (message,) = server.messages
    assert message["Bcc"] is None
    assert server.recipients == ["x@example.com"]
    assert message["Subject"].startswith("<b>x</b> Bcc: eve@example.com: 23 November")


def test_without_a_mail_server_it_is_kept_on_this_machine(organization: Organization) -> None:
    dev = make_reader(organization)
    with something_to_tell():
        assert send_due(organization, MONDAY) == {"sent": 1}
    local = LocalMail.objects.get()
    assert (local.mail.person, local.recipient) == (dev, "dev@example.com")
    assert local.subject.startswith("dev: 23 November")


def test_where_others_are_served_and_no_server_is_set_nothing_is_sent(
    organization: Organization,
) -> None:
    make_reader(organization)
    with something_to_tell(), override_settings(PLUMBLINE_PUBLISHED_ON="10.0.0.1"):
        assert send_due(organization, MONDAY) == {}
    assert not Mail.objects.exists()


def test_who_is_new_here_is_known_to_mail_without_asking(
    organization: Organization, server: MailServer
) -> None:
    person = make_person(organization, "nobody", seen_at=MONDAY)
    send_due(organization, MONDAY)
    assert MailPreferences.objects.get(person=person).next_at == MONDAY + WEEK


def test_the_demo_sends_nothing_to_anybody(organization: Organization, server: MailServer) -> None:
    make_reader(organization)
    with patch("compliance.organizations.is_demo", lambda: True):
        send_due(organization, MONDAY)
    assert server.messages == []
    assert LocalMail.objects.get().recipient == "dev@example.com"


@pytest.mark.parametrize("meanwhile", ["unsubscribed", "refused", "left"])
def test_what_waits_is_not_sent_to_who_gets_none_any_more(
    organization: Organization, server: MailServer, meanwhile: str
) -> None:
    dev = make_reader(organization)
    server.to_content = lambda message: "451 4.3.0 not now"
    send_due(organization, MONDAY)
    assert states(dev) == ["waiting"]
    server.to_content = lambda message: None
    wanted = MailPreferences.objects.filter(person=dev)
    match meanwhile:
        case "unsubscribed":
            wanted.update(wants_digest=False)
        case "refused":
            wanted.update(refused_address="dev@example.com", refused_at=MONDAY)
        case "left":
            organization.people.update(left_at=MONDAY)
    send_due(organization, MONDAY + timedelta(hours=6))
    assert server.messages == []
    assert states(dev) == ["refused"]
