"""What is due is sent once, over a real mail server, and what that answers counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone

from compliance.digests import claiming
from compliance.digests.schedule import SETTLED
from compliance.models import LocalMail, Mail, MailPreferences, Organization
from dashboard.mails import sending
from dashboard.mails.addresses import addresses_of
from tests.dashboard.mailing import (
    MONDAY,
    WEEK,
    a_digest,
    mail_server,
    make_reader,
    send_due,
    something_to_tell,
    states,
    told_until,
)
from tests.factories import make_person
from tests.mail_server import MailServer, answering, settings_for

MINUTE = timedelta(minutes=1)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server, something_to_tell("quiet"):
        yield server


def server_at(port: int) -> override_settings:
    return override_settings(MAIL=settings_for(port, patience=0.5))


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


def test_what_is_answered_with_later_is_tried_later(
    organization: Organization, server: MailServer
) -> None:
    dev = make_reader(organization)
    server.to_content = lambda message: "451 4.3.0 not now"
    assert send_due(organization, MONDAY) == {"later": 1}
    assert send_due(organization, MONDAY + 4 * MINUTE) == {}
    server.to_content = lambda message: None
    assert send_due(organization, MONDAY + 5 * MINUTE) == {"sent": 1}
    mail = dev.mails.get()
    assert (mail.attempts, mail.answer) == (2, "250 2.0.0 queued")
    assert len(server.messages) == 1


def test_after_three_days_it_is_given_up_and_the_next_one_tells_of_it(
    organization: Organization, server: MailServer
) -> None:
    dev = make_reader(organization)
    server.to_content = lambda message: "451 4.3.0 not now"
    now = MONDAY
    while now < MONDAY + timedelta(days=4):
        send_due(organization, now)
        now += timedelta(hours=1)
    assert states(dev) == ["given up"]
    server.to_content = lambda message: None
    send_due(organization, MONDAY + WEEK)
    assert [each["Subject"] for each in server.messages] == [
        "dev: 23 November 09:00 to 07 December 09:00"
    ]


def test_what_is_answered_with_never_is_not_tried_again(
    organization: Organization, server: MailServer
) -> None:
    dev = make_reader(organization)
    server.to_content = lambda message: "554 5.6.0 looks like spam"
    for hours in range(0, 100, 5):
        send_due(organization, MONDAY + timedelta(hours=hours))
    mail = dev.mails.get()
    assert (mail.state, mail.attempts, mail.answer) == ("refused", 1, "554 5.6.0 looks like spam")
    assert MailPreferences.objects.get(person=dev).refused_address == ""


def test_an_address_that_is_refused_for_good_gets_no_more(
    organization: Organization, server: MailServer
) -> None:
    dev, other = make_reader(organization), make_reader(organization, "other")
    asked = []

    def answer(address: str) -> str | None:
        asked.append(address)
        return "550 5.1.1 no" if address == "dev@example.com" else None

    server.to_recipient = answer
    for week in range(3):
        send_due(organization, MONDAY + week * WEEK)
    assert asked.count("dev@example.com") == 1
    assert states(dev) == ["refused"]
    wanted = MailPreferences.objects.get(person=dev)
    assert (wanted.refused_address, wanted.refused_because) == ("dev@example.com", "550 5.1.1 no")
    assert states(other) == ["sent"] * 3
    # At another address of theirs, mail goes on, with what they missed.
    EmailAddress.objects.filter(user__person=dev).update(email="dev@example.org")
    send_due(organization, MONDAY + 3 * WEEK)
    subjects = {str(each["To"]): str(each["Subject"]) for each in server.messages}
    assert subjects["dev@example.org"] == "dev: 23 November 09:00 to 21 December 09:00"


def test_a_server_that_will_not_relay_takes_nobody_s_mail_away(
    organization: Organization, server: MailServer
) -> None:
    dev = make_reader(organization)
    server.to_recipient = lambda address: "554 5.7.1 relay access denied"
    send_due(organization, MONDAY)
    assert MailPreferences.objects.get(person=dev).refused_address == ""
    server.to_recipient = lambda address: None
    send_due(organization, MONDAY + WEEK)
    assert states(dev) == ["refused", "sent"]
    assert server.messages[-1]["Subject"] == "dev: 23 November 09:00 to 07 December 09:00"


@pytest.mark.parametrize(
    "said", [(), (b"220 hi\r\n", b"nonsense\r\n"), (b"554 5.7.1 go away\r\n",)]
)
def test_while_the_server_cannot_be_used_all_waits_and_is_said(
    organization: Organization, said: tuple[bytes, ...]
) -> None:
    readers = [make_reader(organization, f"p{number}") for number in range(3)]
    with answering(*said) as port, something_to_tell(), server_at(port):
        assert send_due(organization, MONDAY) == {"waits": 3}
    organization.refresh_from_db()
    assert organization.mail_problem
    assert [states(each) for each in readers] == [["waiting"]] * 3
    assert all(each.mails.get().attempts == 0 for each in readers)
    with mail_server() as server, something_to_tell():
        send_due(organization, MONDAY + MINUTE)
        assert server.messages == []
        assert send_due(organization, MONDAY + 2 * MINUTE) == {"sent": 3}
    organization.refresh_from_db()
    assert organization.mail_problem == ""


def test_who_hangs_at_the_very_end_may_have_it_and_gets_it_no_second_time(
    organization: Organization,
) -> None:
    dev = make_reader(organization)
    script = (b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n")
    with answering(*script) as port, something_to_tell(), server_at(port):
        assert send_due(organization, MONDAY) == {"uncertain": 1}
    assert states(dev) == ["uncertain"]
    with mail_server() as server, something_to_tell():
        send_due(organization, MONDAY + timedelta(hours=1))
        assert server.messages == []
        send_due(organization, MONDAY + WEEK)
        assert [each["Subject"] for each in server.messages] == [
            "dev: 23 November 09:00 to 07 December 09:00"
        ]


def test_a_mail_that_cannot_be_written_keeps_nobody_else_s_back(
    organization: Organization, server: MailServer
) -> None:
    bad, good = make_reader(organization, "bad"), make_reader(organization, "good")
    real: Any = vars(sending)["rendered"]

    def breaking(found: object, person: object, *rest: str) -> object:
        if str(person) == "bad":
            raise RuntimeError("a defect")
        rendered: object = real(found, person, *rest)
        return rendered

    with patch.object(sending, "rendered", breaking):
        assert send_due(organization, MONDAY) == {"later": 1, "sent": 1}
    assert (states(bad), states(good)) == (["waiting"], ["sent"])


def test_what_a_dead_process_held_waits_again_or_is_uncertain(
    organization: Organization, server: MailServer
) -> None:
    held, handed = make_reader(organization, "held"), make_reader(organization, "handed")
    long_ago = timezone.now() - 2 * MINUTE
    claim = {"claimed_by": "dead", "claimed_at": long_ago}
    a_digest(held, state="claimed", **claim)
    a_digest(handed, state="handed", handed_at=long_ago, **claim)
    send_due(organization, MONDAY + MINUTE)
    assert server.recipients == ["held@example.com"]
    assert (states(held), states(handed)) == (["sent"], ["uncertain"])
    send_due(organization, MONDAY + WEEK)
    assert [str(each["Subject"]) for each in server.messages[1:]] == [
        "held: 30 November 09:00 to 07 December 09:00",
        "handed: 23 November 09:00 to 07 December 09:00",
    ]


def test_what_a_living_process_holds_is_left_to_it(
    organization: Organization, server: MailServer
) -> None:
    dev = make_reader(organization)
    a_digest(dev, state="claimed", claimed_by="alive", claimed_at=timezone.now())
    assert send_due(organization, MONDAY + MINUTE) == {}
    assert server.messages == []


def test_whoever_lost_a_claim_does_not_send(organization: Organization) -> None:
    dev = make_reader(organization)
    claiming.plan(organization, MONDAY + SETTLED, addresses_of)
    (mine,) = claiming.claim(organization, "slow", MONDAY, 10, 100)
    Mail.objects.update(claimed_at=timezone.now() - 2 * MINUTE)
    claiming.release_dead(organization, MONDAY)
    (theirs,) = claiming.claim(organization, "quick", MONDAY, 10, 100)
    assert theirs.pk == mine.pk
    assert not claiming.hand_over(mine)
    assert claiming.hand_over(theirs)
    claiming.sent(mine, "250", MONDAY)
    assert states(dev) == ["handed"]


def test_the_database_has_no_second_digest_of_a_span(organization: Organization) -> None:
    dev = make_reader(organization)
    a_digest(dev)
    with pytest.raises(IntegrityError, match="one_digest_until"), transaction.atomic():
        a_digest(dev, since=MONDAY - timedelta(days=1))
    with pytest.raises(IntegrityError, match="one_digest_since"), transaction.atomic():
        a_digest(dev, until=MONDAY + timedelta(days=1))


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


def test_a_refused_address_changes_nothing_else_that_they_chose_meanwhile(
    organization: Organization, server: MailServer
) -> None:
    dev = make_reader(organization)
    wanted = MailPreferences.objects.filter(person=dev)

    server.to_content = lambda message: "451 4.3.0 not now"
    send_due(organization, MONDAY)
    [mail] = claiming.claim(organization, "somebody", MONDAY + timedelta(hours=6), 10, 300)
    wanted.update(wants_digest=False, hour=17)
    claiming.refused(mail, "dev@example.com", "550 5.1.1 no such mailbox", MONDAY)
    found = wanted.get()
    assert (found.wants_digest, found.hour) == (False, 17)
    assert found.refused_address == "dev@example.com"


def test_a_mail_that_no_process_survives_is_given_up(
    organization: Organization, server: MailServer
) -> None:
    dev = make_reader(organization)
    server.to_content = lambda message: "451 4.3.0 not now"
    send_due(organization, MONDAY)
    long_ago = timezone.now() - timedelta(hours=1)
    held = {"state": "claimed", "claimed_by": "somebody", "claimed_at": long_ago}
    dev.mails.update(attempts=claiming.MOST_CLAIMS, **held)
    claiming.release_dead(organization, MONDAY)
    assert states(dev) == ["given up"]
    organization.refresh_from_db()
    assert "died 50 times" in organization.mail_failure
