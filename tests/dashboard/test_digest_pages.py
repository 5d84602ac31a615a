"""The page of one's digest, the outbox, and the dry run."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import reverse

from compliance import clock
from compliance.digests import claiming
from compliance.digests.schedule import SETTLED
from compliance.models import AuditEntry, LocalMail, Mail, MailPreferences, Organization, Person
from dashboard.kept import reducing
from tests.dashboard.mailing import (
    MONDAY,
    WEEK,
    a_digest,
    in_the_outbox,
    mail_server,
    make_reader,
    send_due,
    something_to_tell,
    states,
    wanted_by,
)
from tests.dashboard.reading import said
from tests.factories import make_person, signed_in

SENT = {"wants_digest": "on", "weekday": "4", "hour": "16", "zone": "Asia/Tokyo"}


@pytest.fixture
def dev(organization: Organization) -> Person:
    return make_reader(organization)


@pytest.fixture
def browser(dev: Person) -> Client:
    return signed_in(dev)


def test_who_has_chosen_nothing_sees_what_everybody_gets(browser: Client, dev: Person) -> None:
    MailPreferences.objects.all().delete()
    page = said(browser.get("/digest/"))
    assert '<option value="0" selected>Monday</option>' in page
    assert '<option value="9" selected>09:00</option>' in page
    assert "The organization&#x27;s: UTC" in page
    assert "dev@example.com" in page
    assert not MailPreferences.objects.exists()


def test_what_is_chosen_is_stored_and_the_next_one_follows(browser: Client, dev: Person) -> None:
    assert browser.post("/digest/", SENT).status_code == 302
    wanted = wanted_by(dev)
    assert (wanted.weekday, wanted.hour, wanted.zone) == (4, 16, "Asia/Tokyo")
    assert wanted.next_at is not None
    assert (wanted.next_at.weekday(), wanted.next_at.hour) == (4, 7)
    page = said(browser.get("/digest/"))
    assert '<option value="Asia/Tokyo" selected>' in page
    # By the clock that they chose, and not by the server's.
    assert re.search(r"The next is due on Friday, \d+ \w+, 16:00 \(Asia/Tokyo\)", page)


@pytest.mark.parametrize(
    "bad",
    [
        {"weekday": "7"},
        {"hour": "24"},
        {"zone": "Mars/Olympus"},
        {"hour": "\0"},
    ],
)
def test_what_cannot_be_is_not_stored(browser: Client, dev: Person, bad: dict[str, str]) -> None:
    assert browser.post("/digest/", SENT | bad).status_code == 422
    assert wanted_by(dev).zone == ""


def test_whoever_turns_it_off_gets_none_and_on_again_only_what_is_new(
    browser: Client, dev: Person
) -> None:
    browser.post("/digest/", {**SENT, "wants_digest": ""})
    assert wanted_by(dev).next_at is None
    browser.post("/digest/", SENT)
    told, due = wanted_by(dev).told_until, wanted_by(dev).next_at
    assert told is not None
    assert told > MONDAY - WEEK
    assert due is not None


def test_a_local_administrator_has_none(client: Client, organization: Organization) -> None:
    assert "You get none" in said(client.get("/digest/"))
    assert client.get("/digest/preview/").status_code == 404
    assert client.post("/digest/send/").status_code == 404


def test_the_preview_is_framed_by_us_alone_and_runs_nothing(browser: Client) -> None:
    page = browser.get("/digest/")
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert 'sandbox="allow-popups' in said(page)
    with something_to_tell():
        framed = browser.get("/digest/preview/")
    policy = framed["Content-Security-Policy"]
    nothing = [f"{kind}-src 'none'" for kind in ("default", "script", "img", "font", "connect")]
    for part in (*nothing, "form-action 'none'", "frame-ancestors 'self'", "sandbox allow-popups"):
        assert part in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_blank">' in said(framed)
    with something_to_tell("dev"):
        assert "Nothing has changed" in said(browser.get("/digest/preview/"))


def test_it_is_sent_now_and_the_weekly_one_comes_all_the_same(
    browser: Client, dev: Person, own_queues: None
) -> None:
    with something_to_tell():
        answer = browser.post("/digest/send/", follow=True)
        assert "on its way" in said(answer)
        mail = dev.mails.get()
        assert (mail.kind, mail.since) == ("asked", MONDAY - WEEK)
        send_due(dev.organization, mail.due_at)
    assert states(dev) == ["sent"]
    assert LocalMail.objects.get().mail == mail
    assert wanted_by(dev).told_until == MONDAY - WEEK


def test_nothing_is_sent_now_where_nothing_changed_or_nothing_can_be(
    browser: Client, dev: Person
) -> None:
    with something_to_tell("dev"):
        assert "Nothing has changed" in said(browser.post("/digest/send/", follow=True))
    with something_to_tell(), override_settings(PLUMBLINE_PUBLISHED_ON="10.0.0.1"):
        assert "No mail server is set" in said(browser.post("/digest/send/", follow=True))
    EmailAddress.objects.all().delete()
    with something_to_tell():
        assert "No confirmed address" in said(browser.post("/digest/send/", follow=True))
    assert not Mail.objects.exists()


def test_a_refused_address_is_said_to_them_and_to_administrators_and_tried_again(
    browser: Client, client: Client, dev: Person
) -> None:
    MailPreferences.objects.update(
        refused_address="dev@example.com", refused_at=MONDAY, refused_because="550 5.1.1 <b>no</b>"
    )
    page = said(browser.get("/digest/"))
    assert "refused <strong>dev@example.com</strong> for good" in page
    assert "550 5.1.1 &lt;b&gt;no&lt;/b&gt;" in page
    settings = said(client.get("/settings/"))
    assert "dev@example.com" in settings
    assert "1 address was refused for good" in settings
    assert "dev@example.com" in said(client.get(f"/roles/{dev.pk}/"))
    browser.post("/digest/again/")
    assert wanted_by(dev).refused_address == ""
    assert "for good" not in said(browser.get("/digest/"))


def test_the_outbox_shows_what_would_have_been_sent(client: Client, dev: Person) -> None:
    local = in_the_outbox(dev)
    here = {"SERVER_NAME": "localhost"}
    assert "&lt;i&gt;Two&lt;/i&gt; fail" in said(client.get("/outbox/", **here))
    page = client.get(f"/outbox/{local.pk}/", **here)
    assert "&lt;b&gt;text&lt;/b&gt;" in said(page)
    assert reverse("outbox-frame", args=[local.pk]) in said(page)
    framed = client.get(f"/outbox/{local.pk}/frame/", **here)
    assert "sandbox" in framed["Content-Security-Policy"]
    assert "default-src 'none'" in framed["Content-Security-Policy"]
    assert "/outbox/" in said(client.get("/settings/", **here))
    assert "/outbox/" not in said(client.get("/settings/"))


def test_the_outbox_is_for_this_machine_alone(client: Client, browser: Client, dev: Person) -> None:
    local = in_the_outbox(dev)
    here = {"SERVER_NAME": "localhost"}
    elsewhere: list[dict[str, str]] = [
        {"REMOTE_ADDR": "10.1.2.3"},
        {"SERVER_NAME": "testserver"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
    ]
    for path in ("", f"{local.pk}/", f"{local.pk}/frame/"):
        assert client.get(f"/outbox/{path}", **here).status_code == 200
        assert browser.get(f"/outbox/{path}", **here).status_code == 404
        for request_says in elsewhere:
            assert client.get(f"/outbox/{path}", **(here | request_says)).status_code == 404
        with override_settings(PLUMBLINE_PUBLISHED_ON="10.0.0.1"):
            assert client.get(f"/outbox/{path}", **here).status_code == 404
        with mail_server():
            assert client.get(f"/outbox/{path}", **here).status_code == 404


def test_the_organizations_clock_is_a_setting_that_is_written_down(
    client: Client, dev: Person, own_queues: None
) -> None:
    other = make_reader(dev.organization, "kim", zone="Asia/Tokyo")
    before, of_kim = wanted_by(dev).next_at, wanted_by(other).next_at
    assert before is not None
    sent = {"name": "source", "time_zone": "America/New_York"}
    assert client.post("/settings/", sent).status_code == 302
    after = wanted_by(dev).next_at
    assert after is not None
    assert (after.hour, after.weekday()) == (14 if after.month in (1, 2, 11, 12) else 13, 0)
    assert wanted_by(other).next_at == of_kim
    entry = AuditEntry.objects.filter(action="settings-changed").latest("pk")
    assert (entry.before, entry.after) == (
        {"time_zone": "UTC"},
        {"time_zone": "America/New_York"},
    )
    assert client.post("/settings/", sent | {"time_zone": "Mars"}).status_code == 422


def dry_run(now: datetime) -> str:
    out = io.StringIO()
    call_command("digest", now=now.isoformat(), dry_run=True, stdout=out)
    return out.getvalue()


def test_the_dry_run_says_who_gets_what_and_why_the_others_get_none(
    organization: Organization, dev: Person
) -> None:
    make_reader(organization, "quiet")
    make_reader(organization, "off", wants_digest=False)
    make_reader(organization, "late", weekday=3)
    refused: dict[str, Any] = {"refused_address": "ref@example.com", "refused_at": MONDAY - WEEK}
    make_reader(organization, "ref", **refused)
    make_person(organization, "mute", seen_at=MONDAY - 5 * WEEK)
    new = make_reader(organization, "new", told_until=None)
    Person.objects.filter(pk=new.pk).update(seen_at=MONDAY - timedelta(days=2))
    stored = list(MailPreferences.objects.order_by("pk").values())
    with something_to_tell("quiet"):
        lines = dry_run(MONDAY).splitlines()
    assert lines == [
        "dev <dev@example.com>: dev: 23 November 09:00 to 30 November 09:00",
        "late: none, since it is not due yet, but on 2026-12-03 at 09:00 UTC",
        "mute: none, since who it is for has no verified address",
        "new: none, since who it is for has been here for less than a week",
        "off: none, since who it is for switched it off",
        "quiet: none, since nothing has changed",
        "ref: none, since their address was refused for good",
        (
            "At 2026-11-30 09:00 UTC 1 would get a digest, and 6 none (1: it is not due yet; "
            "1: has no verified address; 1: has been here for less than a week; 1: switched it"
            " off; 1: nothing has changed; 1: their address was refused for good)."
        ),
    ]
    assert not Mail.objects.exists()
    assert list(MailPreferences.objects.order_by("pk").values()) == stored


def test_the_command_sends_what_the_dry_run_said(dev: Person) -> None:
    out, now = io.StringIO(), MONDAY + SETTLED
    with something_to_tell(), clock.standing_at(now):
        for _ in range(2):
            call_command("digest", now=now.isoformat(), stdout=out)
    assert out.getvalue() == "Mail: 1 sent.\nMail: none is due.\n"


def test_nothing_of_the_future_is_sent_by_mistake(dev: Person) -> None:
    with (
        something_to_tell(),
        clock.standing_at(MONDAY),
        pytest.raises(CommandError, match="--now lies in the future, and without --dry-run"),
    ):
        call_command("digest", now=(MONDAY + WEEK).isoformat())
    assert not Mail.objects.exists()


@pytest.mark.parametrize("now", ["monday", "2026-11-30T09:00:00", "2026-13-30T09:00:00Z"])
def test_a_moment_that_is_none_is_said(organization: Organization, now: str) -> None:
    with pytest.raises(CommandError, match="--now"):
        call_command("digest", now=now, dry_run=True)


def test_what_is_kept_of_mail_is_told_and_goes_with_who_left(dev: Person, browser: Client) -> None:
    in_the_outbox(dev)
    page = said(browser.get("/kept/"))
    for title in ("What mail you want", "Mail to you", "Mail to you in the outbox"):
        assert title in page
    Person.objects.filter(pk=dev.pk).update(left_at=MONDAY)
    assert reducing.reduce(Person.objects.get(pk=dev.pk), by=None)
    for model in (MailPreferences, Mail, LocalMail, EmailAddress):
        assert not model.objects.exists()


def test_mails_are_kept_for_ninety_days(dev: Person) -> None:
    a_digest(dev, state="sent", ended_at=MONDAY, handed_at=MONDAY)
    claiming.forget(dev.organization, MONDAY + timedelta(days=90))
    assert Mail.objects.count() == 1
    claiming.forget(dev.organization, MONDAY + timedelta(days=90, seconds=1))
    assert Mail.objects.count() == 0
