"""Of each event people are told once, and by one mail a day at most; whatever happens meanwhile."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from itertools import pairwise, product
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from compliance import clock
from compliance.digests import choosing, claiming
from compliance.models import Mail, MailPreferences, Organization, ToldEvent
from compliance.notices.days import GATHERED
from compliance.onboarding import ticking
from compliance.sync.leases import LEASE
from dashboard.mails import noticing, sending
from tests.dashboard.mailing import (
    MONDAY,
    a_digest,
    mail_server,
    make_reader,
    something_to_tell,
)
from tests.dashboard.noticing import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    World,
    make_world,
    sent_at,
    text_to,
    told,
)
from tests.factories import make_plan
from tests.mail_server import MailServer

LATER = NOON + 20 * MINUTE
# The first moment of the next day at which they may be told.
MORNING = NOON + 20 * HOUR


@pytest.fixture
def world(organization: Organization) -> World:
    """Of which nobody is told anything that a test does not make happen."""
    found = make_world(organization)
    others = ["stalled", "late"]
    MailPreferences.objects.update(unwanted=others, wants_digest=False, next_at=None)
    return found


@pytest.fixture
def server(organization: Organization) -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def test_it_is_told_once(world: World, server: MailServer) -> None:
    world.stuck()
    sent_at(world.organization, LATER, LATER + MINUTE, MORNING, MORNING + DAY)
    assert told(server)["lea"] == ["nia is stuck"]


def test_whoever_is_stuck_again_is_told_again_the_day_after(
    world: World, server: MailServer
) -> None:
    item = world.stuck()
    sent_at(world.organization, LATER)
    with clock.standing_at(LATER + HOUR):
        ticking.unstuck(item)
        ticking.stuck(item, "Again")
    sent_at(world.organization, LATER + 2 * HOUR, NOON + 7 * HOUR - MINUTE)
    assert told(server)["lea"] == ["nia is stuck"]
    sent_at(world.organization, MORNING - MINUTE, MORNING, MORNING + HOUR)
    assert told(server)["lea"] == ["nia is stuck"] * 2
    assert "Again" in text_to(server, "lea")


def test_a_day_after_which_all_is_over_has_room_for_another(
    world: World, server: MailServer
) -> None:
    with patch.object(claiming, "claim", lambda *_: []):
        item = world.stuck()
        sent_at(world.organization, LATER)
    assert Mail.objects.count() == 2
    with clock.standing_at(LATER):
        ticking.unstuck(item)
    sent_at(world.organization, LATER + MINUTE)
    assert not Mail.objects.exists()
    world.waiting(LATER)
    sent_at(world.organization, LATER + 20 * MINUTE)
    assert told(server) == {"lea": ["1 new item waits for your confirmation"]}


def test_at_night_nobody_is_told(world: World, server: MailServer) -> None:
    MailPreferences.objects.filter(person=world.lea).update(zone="Asia/Tokyo")
    # At noon it is 21:00 in Tokyo, and at eight 23:00 in London's evening there.
    world.stuck()
    sent_at(world.organization, LATER)
    assert told(server) == {"bo": ["nia is stuck"]}
    sent_at(world.organization, NOON + 11 * HOUR - MINUTE)
    assert "lea" not in told(server)
    sent_at(world.organization, NOON + 11 * HOUR)
    assert told(server)["lea"] == ["nia is stuck"]


def test_what_a_server_refuses_for_now_is_told_today_or_else_tomorrow(
    world: World, server: MailServer
) -> None:
    world.stuck()
    server.to_content = lambda message: "451 4.3.0 later"
    sent_at(world.organization, LATER)
    assert told(server) == {}
    # Meanwhile something else happens, and the mail that waits tells it, too.
    world.waiting(LATER)
    server.to_content = lambda message: None
    sent_at(world.organization, LATER + 6 * MINUTE)
    assert told(server)["lea"] == ["nia is stuck, and 1 more"]

    with clock.standing_at(MORNING):
        ticking.unstuck(world.plan.items.get(stuck_at__isnull=False))
    world.stuck(MORNING, "Another port")
    server.to_content = lambda message: "451 4.3.0 later"
    sent_at(world.organization, MORNING + 20 * MINUTE, MORNING + 10 * HOUR, MORNING + 11 * HOUR)
    late = Mail.objects.get(person=world.lea, state="given up")
    assert late.answer.startswith("451")
    world.organization.refresh_from_db()
    assert "451 4.3.0 later" in world.organization.mail_failure
    server.to_content = lambda message: None
    sent_at(world.organization, MORNING + 12 * HOUR)
    assert len(told(server)["lea"]) == 1
    sent_at(world.organization, MORNING + DAY, MORNING + DAY + HOUR)
    assert told(server)["lea"][1:] == ["nia is stuck"]


def test_what_a_server_will_not_take_is_tried_again_the_day_after(
    world: World, server: MailServer
) -> None:
    world.stuck()
    server.to_content = lambda message: "554 5.7.1 spam"
    sent_at(world.organization, LATER, LATER + HOUR)
    assert Mail.objects.filter(person=world.lea).count() == 1
    server.to_content = lambda message: None
    sent_at(world.organization, LATER + 2 * HOUR)
    assert told(server) == {}
    sent_at(world.organization, MORNING)
    assert told(server)["lea"] == ["nia is stuck"]


def test_an_address_that_is_refused_for_good_gets_no_more(world: World, server: MailServer) -> None:
    world.stuck()
    tried = []

    def refuse(address: str) -> str | None:
        tried.append(address)
        return "550 5.1.1 no such user" if address.startswith("lea") else None

    server.to_recipient = refuse
    sent_at(world.organization, LATER, LATER + HOUR, MORNING, MORNING + DAY)
    assert Counter(tried)["lea@example.com"] == 1
    # Nobody else leads her, so administrators are told.
    assert told(server) == {"bo": ["nia is stuck"], "olga": ["nia is stuck"]}


@pytest.mark.parametrize(
    ("moment", "state", "repeated"),
    [("before it is handed over", "waiting", True), ("after that", "uncertain", False)],
)
def test_a_notice_whose_sender_died_is_repeated_only_where_nobody_had_it(
    world: World, server: MailServer, moment: str, state: str, repeated: bool
) -> None:
    world.stuck()
    noticing.plan(world.organization, LATER)
    for mail in claiming.claim(world.organization, "dead", LATER, 9, 999):
        with clock.standing_at(LATER):
            assert noticing.written_for(mail, world.organization, LATER)
        if moment == "after that":
            assert claiming.hand_over(mail)
    Mail.objects.update(claimed_at=timezone.now() - 2 * LEASE)
    claiming.release_dead(world.organization, LATER)
    assert set(Mail.objects.values_list("state", flat=True)) == {state}
    sent_at(world.organization, LATER + MINUTE, MORNING, MORNING + DAY)
    assert ("lea" in told(server)) is repeated
    assert len(told(server).get("lea", [])) == int(repeated)


def test_whoever_lost_a_notice_to_another_changes_nothing_of_what_it_tells(world: World) -> None:
    world.stuck()
    noticing.plan(world.organization, LATER)
    slow = claiming.claim(world.organization, "slow", LATER, 9, 999)
    Mail.objects.update(claimed_by="quick")
    for mail in slow:
        assert noticing.written_for(mail, world.organization, LATER) is None
    assert not ToldEvent.objects.exists()


def test_looking_for_events_costs_no_more_where_more_people_and_more_events_are(
    world: World, server: MailServer, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        for new in range(10 * number):
            login = f"n{number}x{new}"
            make_reader(world.organization, login)
            plan = make_plan(world.organization, login, team=world.team, buddy=world.bo)
            with clock.standing_at(NOON):
                ticking.stuck(plan.items.filter(shown_by__contains=["developer"])[0], "Help")
        world.excuse(check=f"check-{number}")
        sent_at(world.organization, LATER + number * DAY)
        with django_assert_max_num_queries(25):
            noticing.plan(world.organization, LATER + number * DAY + MINUTE)


def test_notices_that_cannot_be_made_keep_nobodys_digest_back(
    world: World, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    MailPreferences.objects.filter(person=world.eve).update(wants_digest=True)
    a_digest(world.eve)
    with patch.object(noticing, "plan", side_effect=KeyError("zone")), something_to_tell():
        sent_at(world.organization, MONDAY)
    assert list(told(server)) == ["eve"]
    assert "notices cannot be made" in caplog.text
    world.organization.refresh_from_db()
    assert "No notices can be made" in world.organization.mail_failure


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_make_one_mail_of_it(world: World, server: MailServer) -> None:
    world.stuck()
    world.waiting()

    def work(_: int) -> None:
        try:
            sending.send_due(world.organization, LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(12)))
    assert told(server) == {"bo": ["nia is stuck"], "lea": ["nia is stuck, and 1 more"]}


def test_the_database_has_no_second_notice_of_a_day_and_no_event_twice(world: World) -> None:
    day = {"since": NOON - 12 * HOUR, "until": NOON + 7 * HOUR, "due_at": NOON, "kind": "notice"}
    given = {"organization": world.organization, "person": world.lea}
    mail = Mail.objects.create(**given, **day, state="sent", ended_at=NOON)
    ToldEvent.objects.create(**given, mail=mail, kind="stuck", key="stuck:1:1")
    for again in (
        lambda: Mail.objects.create(**given, **day, state="refused", ended_at=NOON),
        lambda: ToldEvent.objects.create(**given, mail=mail, kind="stuck", key="stuck:1:1"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            again()


def test_what_people_were_told_goes_with_the_mail(world: World, server: MailServer) -> None:
    world.stuck()
    sent_at(world.organization, LATER)
    assert ToldEvent.objects.count() == 2
    claiming.forget(world.organization, NOON + 100 * DAY)
    assert not ToldEvent.objects.exists()
    sent_at(world.organization, NOON + 100 * DAY)
    assert told(server)["lea"] == ["nia is stuck"]


# A week into each fortnight clocks change there, but for Kiritimati, which is ahead of all others.
FORTNIGHTS = [
    ("Europe/Berlin", date(2026, 10, 19)),
    ("America/New_York", date(2026, 10, 26)),
    ("Australia/Lord_Howe", date(2026, 9, 28)),
    ("Pacific/Kiritimati", date(2026, 10, 19)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("zone", "begin"), FORTNIGHTS)
def test_over_a_fortnight_each_event_is_told_once_and_no_day_has_two_mails(
    world: World, server: MailServer, zone: str, begin: date
) -> None:
    dice, there = random.Random(zone), ZoneInfo(zone)
    first = datetime.combine(begin, time(), UTC)
    events = sorted(first + dice.randrange(14 * 24 * 60) * MINUTE for _ in range(24))
    marks = {each + GATHERED for each in events}
    marks |= {
        datetime.combine(begin + timedelta(day), hour, there).astimezone(UTC)
        for day, hour in product(range(16), (time(7, 59), time(8), time(18, 59), time(19)))
    }
    MailPreferences.objects.filter(person=world.lea).update(zone=zone)
    MailPreferences.objects.exclude(person=world.lea).update(unwanted=choosing.NOTICES)
    sent: list[datetime] = []
    happened: list[datetime] = []
    for now in sorted(marks):
        for at in [each for each in events if each <= now and each not in happened]:
            with clock.standing_at(at):
                ticking.stuck(world.item(), f"Hindrance {at:%d%H%M}.")
            happened.append(at)
        before = len(server.messages)
        sent_at(world.organization, now)
        sent += [now] * (len(server.messages) - before)

    assert max(Counter(each.astimezone(there).date() for each in sent).values()) == 1
    assert {8 <= each.astimezone(there).hour < 19 for each in sent} == {True}
    texts = [text_of(each) for each in server.messages]
    times = {at: sum(f"Hindrance {at:%d%H%M}." in text for text in texts) for at in events}
    # Who says anew what hinders them says so in the place of what they said before.
    replaced = {one for one, other in pairwise(events) if not _between(one, other, sent)}
    assert times == {each: int(each not in replaced) for each in events}


def _between(one: datetime, other: datetime, sent: list[datetime]) -> bool:
    """Whether a mail was sent after one of them could be told, and before the other happened."""
    return any(one < each < other for each in sent)


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())
