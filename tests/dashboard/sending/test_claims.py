"""A digest that one process holds, and what becomes of it when that dies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from compliance.digests import claiming
from compliance.digests.schedule import SETTLED
from compliance.models import Mail, Organization
from dashboard.mails import sending
from dashboard.mails.addresses import addresses_of
from tests.dashboard.mailing import (
    MONDAY,
    WEEK,
    a_digest,
    make_reader,
    send_due,
    states,
)
from tests.dashboard.sending.servers import MINUTE
from tests.mail_server import MailServer


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
