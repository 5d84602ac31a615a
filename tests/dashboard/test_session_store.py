"""Sessions are kept in such a way that who reads the database cannot go on with one."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from compliance.models import Organization
from dashboard.session_store import SessionStore, digest
from tests.factories import make_person, signed_in

COOKIE = settings.SESSION_COOKIE_NAME


def test_no_cookie_is_in_the_database_nor_is_one_what_is_there(organization: Organization) -> None:
    browser = signed_in(make_person(organization))
    key = browser.cookies[COOKIE].value
    [row] = Session.objects.all()
    thief = Client()
    thief.cookies[COOKIE] = row.session_key

    assert key not in str(list(Session.objects.values()))
    assert row.session_key == digest(key)
    assert browser.get("/teams/").status_code == 200
    assert thief.get("/teams/").status_code == 302


def test_a_key_of_ones_own_choosing_is_given_up(db: None) -> None:
    store = SessionStore("a" * 32)

    assert store.get("anything") is None
    store["x"] = 1
    store.save()
    assert store.session_key not in (None, "a" * 32)


def test_it_is_stored_changed_found_and_ended(db: None) -> None:
    store = SessionStore()
    store["x"] = 1
    store.save()
    key = store.session_key
    assert key is not None
    again = SessionStore(key)
    again["x"] += 1
    again.save()

    assert SessionStore(key)["x"] == 2
    assert SessionStore().exists(key)
    assert Session.objects.count() == 1
    again.cycle_key()
    assert not SessionStore().exists(key)
    assert SessionStore(again.session_key)["x"] == 2
    again.flush()
    assert not Session.objects.exists()


def test_what_ended_is_not_found_and_can_be_cleared(db: None) -> None:
    store = SessionStore()
    store["x"] = 1
    store.save()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert SessionStore(store.session_key).get("x") is None
    call_command("clearsessions")
    assert not Session.objects.exists()
