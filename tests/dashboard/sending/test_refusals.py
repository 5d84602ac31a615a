"""What a server answers with later or never, and what follows from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from compliance.digests import claiming
from compliance.models import MailPreferences, Organization
from tests.dashboard.mailing import (
    MONDAY,
    WEEK,
    mail_server,
    make_reader,
    send_due,
    something_to_tell,
    states,
)
from tests.dashboard.sending.servers import MINUTE, server_at
from tests.mail_server import MailServer, answering


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
