"""How a notice reads: its subject, its lines with where they lead, and what ends it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.test import Client

from compliance.models import Mail, MailPreferences, Organization, Person
from dashboard.mails import links
from dashboard.mails.plain import WIDTH
from tests.dashboard.mailing import mail_server
from tests.dashboard.noticing import DAY, HOUR, MINUTE, NOON, World, make_world, sent_at, text_to
from tests.dashboard.test_digest_mail import Page
from tests.factories import make_asked, signed_in
from tests.mail_server import MailServer

LATER = NOON + 20 * MINUTE
HOSTILE = "<b>“Nia\r\nBcc: eve@example.com\u202e</b> https://evil.example"


@pytest.fixture
def world(organization: Organization) -> World:
    return make_world(organization)


@pytest.fixture
def server(organization: Organization) -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def html_to(server: MailServer, login: str) -> str:
    mails = [each for each in server.messages if str(each["To"]).startswith(f"{login}@")]
    body = mails[-1].get_body(("html",))
    assert body is not None
    return str(body.get_content())


def everything(world: World) -> None:
    """One of each that the lead can be told of."""
    world.stuck()
    world.waiting()
    world.excuse()
    make_asked(world.orders, asked_by="dev", asked_at=NOON)
    world.approved(until=NOON + 14 * DAY, check="tests")
    world.approved(until=NOON - DAY, check="docs")


def test_the_subject_says_the_most_important_thing_and_how_much_more_there_is(
    world: World, server: MailServer
) -> None:
    everything(world)
    sent_at(world.organization, LATER)
    (mail,) = [each for each in server.messages if str(each["To"]).startswith("lea@")]
    assert mail["Subject"] == "nia is stuck, and 5 more"
    text = " ".join(text_to(server, "lea").split())
    assert (
        "nia is stuck. 1 new item waits for your confirmation. "
        "2 new requests wait for your decision. A waiver of orders has ended. "
        "A waiver of orders ends within two weeks."
    ) in text


def test_each_line_leads_to_a_page_of_its_reader_that_says_the_same(
    world: World, server: MailServer
) -> None:
    everything(world)
    sent_at(world.organization, LATER)
    browser = signed_in(world.lea)
    found = [str(each["href"]) for each in Page(html_to(server, "lea")).of("a")]
    pages = [each for each in dict.fromkeys(found) if "/digest/stop/" not in each]
    assert len(pages) > 8
    for address in pages:
        path, _, anchor = address.removeprefix(links.base_url()).partition("#")
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert not anchor or f'id="{anchor}"' in answer.content.decode()
    plan = browser.get(f"/onboarding/{world.plan.pk}/").content.decode()
    assert "Port 6379 is taken" in plan
    requests = browser.get("/requests/?show=to-decide").content.decode()
    assert len(set(re.findall(r"/repositories/orders/(?:excuses|requests)/\d+/", requests))) == 2


def test_plain_text_and_html_say_the_same(world: World, server: MailServer) -> None:
    everything(world)
    sent_at(world.organization, LATER)
    text, html = text_to(server, "lea"), html_to(server, "lea")
    assert all(len(line) <= WIDTH for line in text.splitlines() if "://" not in line)
    for said in ("Port 6379 is taken", "since Wed 25 November, 12:00", "asked for by dev"):
        assert said in " ".join(text.split())
        assert said in html
    home = f"{links.base_url()}/"
    assert {home, *re.findall(r"https?://\S+", text)} == {
        str(each["href"]) for each in Page(html).of("a")
    }


def test_people_are_called_by_their_names(world: World, server: MailServer) -> None:
    for person, name in ((world.lea, "Lea Lind"), (world.dev, "Dev Dahl"), (world.nia, "Nia Nord")):
        Person.objects.filter(pk=person.pk).update(name=name)
    everything(world)
    sent_at(world.organization, LATER)
    text = " ".join(text_to(server, "lea").split())
    for said in ("Nia Nord is stuck", "asked for by Dev Dahl", "sends such notices to Lea Lind of"):
        assert said in text


def test_moments_are_those_of_its_readers_clock(world: World, server: MailServer) -> None:
    MailPreferences.objects.filter(person=world.lea).update(zone="Asia/Kathmandu")
    world.stuck(NOON - HOUR)
    sent_at(world.organization, NOON)
    assert "since Wed 25 November, 16:45" in text_to(server, "lea")


def test_whoever_is_late_and_stands_still_is_one_line(world: World, server: MailServer) -> None:
    due = NOON - 3 * HOUR + world.plan.goal_hours * HOUR
    sent_at(world.organization, due + 20 * MINUTE)
    text = " ".join(text_to(server, "lea").split())
    assert text.count(f"/onboarding/{world.plan.pk}/") == 1
    assert "nothing since Wed 25 November, 09:00" in text


def test_one_click_ends_the_kinds_of_which_it_tells(world: World, server: MailServer) -> None:
    world.stuck()
    world.waiting()
    sent_at(world.organization, LATER)
    (mail,) = [each for each in server.messages if str(each["To"]).startswith("lea@")]
    path = str(mail["List-Unsubscribe"]).strip().strip("<>").removeprefix(links.base_url())
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    asked = Client().get(path).content.decode()
    for kind in ("Somebody new is stuck", "An onboarding item waits for you"):
        assert kind in asked
    assert unwanted(world.lea) == []
    done = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert "You get no more of these notices" in done.content.decode()
    assert unwanted(world.lea) == ["stuck", "confirm"]
    assert MailPreferences.objects.get(person=world.lea).wants_digest


def test_each_kind_has_a_link_that_ends_it_alone(world: World, server: MailServer) -> None:
    world.stuck()
    world.waiting()
    sent_at(world.organization, LATER)
    text = text_to(server, "lea")
    (path,) = re.findall(r"Stop “Somebody new is stuck”: (\S+)", text)
    answer = Client().post(path.removeprefix(links.base_url())).content.decode()
    assert "Somebody new is stuck" in answer
    assert "An onboarding item waits" not in answer
    assert unwanted(world.lea) == ["stuck"]


def unwanted(person: Person) -> list[str]:
    return list(MailPreferences.objects.get(person=person).unwanted)


def test_names_that_other_people_wrote_stay_text(world: World, server: MailServer) -> None:
    Person.objects.filter(pk=world.nia.pk).update(name=HOSTILE)
    world.plan.items.update(title=HOSTILE)
    world.stuck(because=f"{HOSTILE} {'x' * 1500}")
    sent_at(world.organization, LATER)
    (mail,) = [each for each in server.messages if str(each["To"]).startswith("lea@")]
    assert mail["Bcc"] is None
    assert "\n" not in str(mail["Subject"])
    html = html_to(server, "lea")
    assert "<b>" not in html
    assert "\u202e" not in html
    assert "x" * 200 not in html
    assert all(str(each["href"]).startswith(links.base_url()) for each in Page(html).of("a"))


def test_the_newcomers_own_notice_says_whom_to_ask(world: World, server: MailServer) -> None:
    due = NOON - 3 * HOUR + world.plan.goal_hours * HOUR
    sent_at(world.organization, due + 20 * MINUTE)
    text = text_to(server, "nia")
    assert "The goal of your onboarding has passed" in text
    assert "nothing since" not in text
    assert "Ask lea or bo for help" in text


@pytest.mark.parametrize("sent", [[], ["stuck", "late"], ["stuck", "stalled", "late", "confirm"]])
def test_switches_are_saved_with_the_rest(organization: Organization, sent: list[str]) -> None:
    lea = make_world(organization).lea
    browser = signed_in(lea)
    chosen = {"wants_digest": "on", "weekday": "4", "hour": "16", "zone": "", "notices": sent}
    assert browser.post("/digest/", chosen).status_code == 302
    every = MailPreferences.Notice.values
    assert unwanted(lea) == [each for each in every if each not in sent]
    page = browser.get("/digest/").content.decode()
    boxes = Page(page).of("input")
    ticked = [
        each["value"] for each in boxes if each.get("name") == "notices" and "checked" in each
    ]
    assert ticked == sent
    assert MailPreferences.objects.get(person=lea).hour == 16


def test_a_kind_that_there_is_not_is_refused(organization: Organization) -> None:
    lea = make_world(organization).lea
    chosen = {"weekday": "4", "hour": "16", "zone": "", "notices": ["gossip"]}
    assert signed_in(lea).post("/digest/", chosen).status_code == 422
    assert unwanted(lea) == []


def test_what_was_told_is_shown_in_what_is_kept(world: World, server: MailServer) -> None:
    world.stuck()
    sent_at(world.organization, LATER)
    assert "Somebody new is stuck (1)" in signed_in(world.lea).get("/kept/").content.decode()


def test_a_day_is_that_of_the_mail(world: World, server: MailServer) -> None:
    world.stuck()
    sent_at(world.organization, datetime(2026, 11, 25, 12, 20, tzinfo=UTC))
    assert "Wed 25 November" in text_to(server, "lea").splitlines()[0]


def test_the_dry_run_says_who_would_be_told_of_what_and_who_is_not_told_now(
    world: World, server: MailServer
) -> None:
    MailPreferences.objects.filter(person=world.bo).update(zone="Asia/Tokyo")
    world.stuck()
    assert foretold(NOON) == [
        "bo: no notice now, since it is too early or too late where they are",
        "lea: no notice now, since it is waited for more that happens",
    ]
    assert foretold(LATER)[1:] == ["lea <lea@example.com>: a notice, nia is stuck"]
    assert not Mail.objects.exists()
    sent_at(world.organization, LATER)
    world.waiting(LATER)
    assert foretold(LATER + HOUR)[1:] == [
        "lea: no notice now, since they had one today, or it is on its way"
    ]


def foretold(now: datetime) -> list[str]:
    out = io.StringIO()
    call_command("digest", now=now.isoformat(), dry_run=True, stdout=out)
    return [line for line in out.getvalue().splitlines() if "notice" in line]
