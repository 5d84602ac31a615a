"""What is sent stays within its limits, and is told of once, whatever fails meanwhile."""

from __future__ import annotations

import logging
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from compliance.digests import choosing, claiming
from compliance.digests.schedule import SETTLED
from compliance.models import Mail, MailPreferences, Organization, Person
from dashboard.mails import sending
from dashboard.mails.addresses import addresses_of
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
from tests.mail_server import MailServer, answering, settings_for

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
THURSDAY = 3


def a_minute_later() -> None:
    """As a minute later, by the real clock, which the limit counts by."""
    Mail.objects.exclude(tried_at=None).update(tried_at=timezone.now() - MINUTE)


class TestLimit:
    @pytest.mark.parametrize("answer", ["550 5.1.1 no", "450 4.2.0 later", "550 5.7.1 no relay"])
    def test_what_was_refused_counts(self, organization: Organization, answer: str) -> None:
        for number in range(9):
            make_reader(organization, f"p{number}")
        asked: list[str] = []

        def answered(address: str) -> str:
            asked.append(address)
            return answer

        server = MailServer()
        server.to_recipient = answered
        with mail_server(server, per_minute=4), something_to_tell():
            for _ in range(3):
                send_due(organization, MONDAY)
            assert len(asked) == 4
            a_minute_later()
            send_due(organization, MONDAY)
            assert len(asked) == 8

    def test_what_is_not_told_to_a_server_does_not(
        self, organization: Organization, server: MailServer
    ) -> None:
        make_reader(organization, "quiet")
        make_reader(organization, "dev")
        send_due(organization, MONDAY)
        assert Mail.objects.exclude(tried_at=None).count() == len(server.messages) == 1

    def test_a_server_that_closes_is_left_alone_until_later(
        self, organization: Organization, server: MailServer
    ) -> None:
        for number in range(5):
            make_reader(organization, f"p{number}")
        asked: list[str] = []

        def answered(address: str) -> str | None:
            asked.append(address)
            return "421 4.7.0 too many" if len(asked) == 3 else None

        server.to_recipient = answered
        assert send_due(organization, MONDAY) == {"sent": 2, "later": 1, "waits": 2}
        assert len(asked) == 3
        waiting = Mail.objects.filter(state="waiting").order_by("pk")
        assert [each.attempts for each in waiting] == [1, 0, 0]
        assert send_due(organization, MONDAY + MINUTE) == {}
        assert send_due(organization, MONDAY + 2 * MINUTE) == {"sent": 2}
        assert send_due(organization, MONDAY + 5 * MINUTE) == {"sent": 1}
        assert sorted(server.recipients) == [f"p{number}@example.com" for number in range(5)]


class TestFailures:
    def test_a_refusal_of_us_is_told_to_administrators_and_takes_no_address_away(
        self, organization: Organization, client: Client, server: MailServer
    ) -> None:
        make_reader(organization, "dev")
        make_reader(organization, "other")
        server.to_recipient = lambda address: (
            "550 <b>relay</b> not permitted" if address.startswith("dev") else None
        )
        send_due(organization, MONDAY)
        assert not MailPreferences.objects.exclude(refused_address="").exists()
        # That another one was sent takes nothing back.
        organization.refresh_from_db()
        assert organization.mail_failure == (
            "To dev: The mail server answered 550 <b>relay</b> not permitted to the recipient."
        )
        Organization.objects.update(mail_failed_at=timezone.now() - 6 * DAY)
        page = client.get("/settings/").content.decode()
        assert "550 &lt;b&gt;relay&lt;/b&gt; not permitted" in page
        Organization.objects.update(mail_failed_at=timezone.now() - 8 * DAY)
        assert "not permitted" not in client.get("/settings/").content.decode()

    def test_a_mail_that_cannot_be_written_is_told_to_administrators(
        self, organization: Organization, server: MailServer
    ) -> None:
        make_reader(organization, "dev")

        def breaking(*_: object) -> None:
            raise RuntimeError("a defect")

        with patch.object(sending, "rendered", breaking):
            send_due(organization, MONDAY)
        organization.refresh_from_db()
        assert "could not be written" in organization.mail_failure

    def test_a_message_that_no_header_can_hold_is_told_to_administrators(
        self, organization: Organization, server: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dev = make_reader(organization, "dev")
        monkeypatch.setattr("integrations.mail.MAX_MESSAGE", 10)
        send_due(organization, MONDAY)
        organization.refresh_from_db()
        assert "larger than" in organization.mail_failure
        assert states(dev) == ["refused"]

    def test_a_sender_that_is_refused_lets_all_wait(
        self, organization: Organization, server: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        readers = [make_reader(organization, f"p{number}") for number in range(3)]

        async def refuse(*_: object) -> str:
            return "550 5.7.1 not from you"

        monkeypatch.setattr(server, "handle_MAIL", refuse, raising=False)
        assert send_due(organization, MONDAY) == {"waits": 3}
        assert [each.mails.get().attempts for each in readers] == [0, 0, 0]
        organization.refresh_from_db()
        assert "550 5.7.1 not from you" in organization.mail_problem

    @pytest.mark.parametrize(
        "said",
        [
            (b"421 4.7.0 not from there\r\n",),
            (b"454 4.3.0 busy\r\n",),
            (b"220 hi\r\n", *[b"421 4.7.0 not from there\r\n"] * 2),
        ],
    )
    def test_a_server_that_has_us_come_later_again_and_again_is_said(
        self, organization: Organization, said: tuple[bytes, ...]
    ) -> None:
        make_reader(organization, "dev")
        with (
            answering(*said) as port,
            something_to_tell(),
            override_settings(MAIL=settings_for(port, patience=0.5)),
        ):
            assert send_due(organization, MONDAY) == {"waits": 1}
        organization.refresh_from_db()
        assert said[-1].decode().strip() in organization.mail_problem

    def test_no_log_has_the_words_of_a_mail_server(
        self,
        organization: Organization,
        server: MailServer,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        make_reader(organization, "dev")
        make_reader(organization, "gone")
        server.to_recipient = lambda address: (
            f"421 4.7.0 {address} has too much"
            if address.startswith("dev")
            else f"550 5.1.1 {address} is unknown"
        )
        with caplog.at_level(logging.DEBUG):
            send_due(organization, MONDAY)
            send_due(organization, MONDAY + 2 * MINUTE)
        ours = "\n".join(each.getMessage() for each in caplog.records if each.name != "mail.log")
        assert "mail waits: the mail server answered 421 to the recipient" in ours
        assert "refused the address for good" in ours
        assert "example.com" not in ours


class TestOutages:
    def test_nobody_gets_a_digest_days_late_and_the_next_one_tells_of_it(
        self, organization: Organization, server: MailServer
    ) -> None:
        dev = make_reader(organization)
        claiming.plan(organization, MONDAY + SETTLED, addresses_of)
        assert send_due(organization, MONDAY + 3 * DAY + MINUTE) == {}
        assert states(dev) == ["given up"]
        assert "too late" in dev.mails.get().answer
        send_due(organization, MONDAY + WEEK)
        assert [each["Subject"] for each in server.messages] == [
            "dev: 23 November 09:00 to 07 December 09:00"
        ]

    def test_what_waits_for_the_server_is_given_up_with_what_that_said(
        self, organization: Organization
    ) -> None:
        dev = make_reader(organization)
        Mail.objects.all().delete()
        with something_to_tell(), mail_server() as server:
            server.to_recipient = lambda address: "421 4.3.2 closing"
            send_due(organization, MONDAY)
            send_due(organization, MONDAY + 4 * DAY)
        assert states(dev) == ["given up"]
        assert dev.mails.get().answer == "421 4.3.2 closing"
        organization.refresh_from_db()
        assert organization.mail_failure == "To dev: It was given up: 421 4.3.2 closing."
        assert organization.mail_failed_at == MONDAY + 4 * DAY + SETTLED

    def test_of_many_that_are_given_up_one_is_named(
        self, organization: Organization, server: MailServer
    ) -> None:
        for number in range(3):
            make_reader(organization, f"p{number}")
        claiming.plan(organization, MONDAY + SETTLED, addresses_of)
        send_due(organization, MONDAY + 4 * DAY)
        organization.refresh_from_db()
        assert organization.mail_failure.startswith("To p0 and 2 more: It was given up")


class TestOneAWeek:
    """Whatever day somebody chooses while a digest of theirs waits."""

    def thursday(self, person: Person, organization: Organization) -> None:
        def to(wanted: MailPreferences) -> None:
            wanted.weekday = THURSDAY

        choosing.change(person, organization, MONDAY + 10 * MINUTE, to)

    def play(self, organization: Organization) -> None:
        """Four weeks, half a day at a time."""
        for half_days in range(1, 4 * 7 * 2 + 1):
            send_due(organization, MONDAY + half_days * DAY / 2)

    @pytest.mark.parametrize("answer", ["451 4.3.0 later", "250 2.0.0 ok"])
    def test_one_a_week(self, organization: Organization, server: MailServer, answer: str) -> None:
        dev = make_reader(organization)
        is_sent = answer.startswith("250")
        server.to_content = lambda message: None if is_sent else answer
        send_due(organization, MONDAY)
        self.thursday(dev, organization)
        server.to_content = lambda message: None
        self.play(organization)
        untils = list(dev.mails.order_by("until").values_list("until", flat=True))
        thursday = MONDAY + 3 * DAY
        assert untils == [MONDAY, *(thursday + weeks * WEEK for weeks in (1, 2, 3))]
        assert set(states(dev)) == {"sent"}

    def test_what_may_have_been_sent_counts_as_one(
        self, organization: Organization, server: MailServer
    ) -> None:
        dev = make_reader(organization)
        claiming.plan(organization, MONDAY + SETTLED, addresses_of)
        (mail,) = claiming.claim(organization, "somebody", MONDAY, 10, 300)
        claiming.uncertain(mail, "nobody knows", MONDAY)
        self.thursday(dev, organization)
        self.play(organization)
        untils = list(dev.mails.order_by("until").values_list("until", flat=True))
        assert untils[:2] == [MONDAY, MONDAY + 10 * DAY]
        assert dev.mails.order_by("until")[1].since == MONDAY - WEEK

    def test_what_was_due_and_not_made_yet_is_not_lost(
        self, organization: Organization, server: MailServer
    ) -> None:
        dev = make_reader(organization)

        def to(wanted: MailPreferences) -> None:
            wanted.hour = 8

        choosing.change(dev, organization, MONDAY + MINUTE, to)
        self.play(organization)
        untils = list(dev.mails.order_by("until").values_list("until", flat=True))
        hour = timedelta(hours=1)
        assert untils == [MONDAY, *(MONDAY - hour + weeks * WEEK for weeks in (1, 2, 3, 4))]

    def test_who_turned_it_on_again_meanwhile_is_told_of_nothing_before(
        self, organization: Organization, server: MailServer
    ) -> None:
        dev = make_reader(organization)
        claiming.plan(organization, MONDAY + SETTLED, addresses_of)
        (mail,) = claiming.claim(organization, "somebody", MONDAY, 10, 300)
        for wants in (False, True):

            def to(wanted: MailPreferences, *, wants: bool = wants) -> None:
                wanted.wants_digest = wants

            choosing.change(dev, organization, MONDAY + DAY, to)
        claiming.sent(mail, "250", MONDAY + DAY)
        assert told_until(dev) == MONDAY + DAY


class TestSettled:
    def test_what_is_stored_across_the_moment_is_in_it(
        self, organization: Organization, server: MailServer
    ) -> None:
        """A digest is made only when what was judged before it was due is there."""
        dev = make_reader(organization)
        for late in (timedelta(0), 119 * timedelta(seconds=1)):
            assert sending.send_due(organization, MONDAY + late) == {}
            assert states(dev) == []
        assert sending.send_due(organization, MONDAY + 2 * MINUTE) == {"sent": 1}
        assert dev.mails.get().until == MONDAY

    def test_a_week_that_ends_within_that_is_not_left_out(
        self, organization: Organization, server: MailServer
    ) -> None:
        dev = make_reader(organization)
        sending.send_due(organization, MONDAY + WEEK + MINUTE)
        sending.send_due(organization, MONDAY + WEEK + 3 * MINUTE)
        untils = list(dev.mails.order_by("until").values_list("until", "state"))
        assert untils == [(MONDAY, "given up"), (MONDAY + WEEK, "sent")]
