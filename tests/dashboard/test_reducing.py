"""Who left becomes a pseudonym: nothing says who they were any more, and the record is whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import zstandard
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import serializers
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from compliance import audit, clock, mentions
from compliance.collect.people import Member
from compliance.models import (
    AskedFor,
    AuditEntry,
    Collaboration,
    Excuse,
    Membership,
    Milestone,
    Organization,
    Person,
    Plan,
    PlanItem,
    PlanToken,
    Repository,
    RoleGiven,
    StoredFacts,
)
from compliance.onboarding import plans, ticking
from compliance.sync import people
from dashboard import celery_app, tasks
from dashboard.kept import reducing
from dashboard.models import SignInLink, User
from tests.dashboard.reading import text_of
from tests.dashboard.test_kept_pages import pulled
from tests.factories import (
    NOW,
    make_asked,
    make_excuse,
    make_person,
    make_plan,
    make_repository,
    make_result,
    make_team,
    signed_in,
)

Action = AuditEntry.Action
LOGIN, NAME, KEY, UID = "quixana-login", "Alonso Quijano", "U_kgDOquixana", "48151623"
ADDRESS = "192.0.2.211"
LEFT = NOW - timedelta(days=91)


@pytest.fixture
def quixana(organization: Organization) -> Person:
    """Somebody who did all that can be done, and left 91 days before `NOW`."""
    person = make_person(organization, LOGIN, name=NAME, key=KEY, seen_at=NOW - timedelta(days=900))
    olga = make_person(organization, "olga", role=Person.Role.OWNER)
    team = make_team(organization)
    Membership.objects.create(organization=organization, team=team, person=person)
    repository = make_repository(organization, team=team)
    Collaboration.objects.create(
        organization=organization, repository=repository, person=person, permission="read"
    )
    RoleGiven.objects.create(organization=organization, person=person, role="manager", given_at=NOW)
    excuse = make_excuse(make_result(repository, "dev-command", "fail"), person)
    make_asked(repository, asked_by=LOGIN)
    make_asked(repository, "protocol", "backend", asked_by=NAME)
    pulled(repository, LOGIN, "bob")
    onboarded(person, repository)
    browser = signed_in(person)
    user = User.objects.get(person=person)
    user.name = f"github-{UID}"
    user.save()
    SocialAccount.objects.create(user=user, provider="github", uid=UID, extra_data={"login": LOGIN})
    Authenticator.objects.create(user=user, type="totp", data={"secret": "sealed"})
    assert browser.get("/kept/").status_code == 200
    with transaction.atomic(), audit.acting_from(ADDRESS):
        audit.record(Action.SIGNED_IN, person, organization=organization, by=person)
        audit.record(Action.EXCUSE_ASKED, excuse, organization=organization, by=person)
        audit.record(Action.ROLE_GIVEN, person, organization=organization, by=olga)
    browser.post("/kept/export/")
    person.left_at = LEFT
    person.save()
    return person


def onboarded(person: Person, repository: Repository) -> None:
    """Who had a plan, and one of an invitation before."""
    organization = person.organization
    plan = make_plan(organization, LOGIN, repository=repository, at=person.seen_at)
    ticking.stuck(plan.items.get(key="services"), f"no access for {LOGIN}")
    ticking.tick(plan.items.get(key="api-client"), person, f"as {NAME}")
    plan.items.filter(key="env-file").update(
        evidence=f"by {LOGIN}", evidence_url=f"https://example.com/{LOGIN}",
        sent_back_because=NAME, findings=[{"text": f"/home/{LOGIN}"}],
    )  # fmt: skip
    Milestone.objects.create(
        plan=plan, organization=organization, kind="branch", title=f"{LOGIN}/refunds", at=NOW,
        seen_at=NOW, url=f"https://example.com/{LOGIN}/refunds",
    )  # fmt: skip
    plans.call_off(plan, person, f"It was a trial of {NAME}.")
    tokens_of = {"plan": plan, "organization": organization, "made_at": NOW, "until": NOW}
    PlanToken.objects.create(digest="d" * 64, **tokens_of)
    invited = make_plan(organization, "somebody", at=person.seen_at)
    plans.call_off(invited, None, "It ran out.")
    Plan.objects.filter(pk=invited.pk).update(login=LOGIN.upper())


def everything() -> Iterator[tuple[str, str]]:
    """Every row of every table, as text, with what is compressed or encrypted in it laid open."""
    for model in apps.get_models(include_auto_created=True):
        manager = model._default_manager
        yield model.__name__, serializers.serialize("json", manager.all())
    for row in StoredFacts.objects.all():
        raw = zstandard.ZstdDecompressor().decompress(bytes(row.body))
        yield "StoredFacts", raw.decode("utf-8", "replace")
    for session in Session.objects.all():
        yield "Session", str(session.get_decoded())


def who_is_told(*said: str) -> set[tuple[str, str]]:
    return {(table, word) for table, text in everything() for word in said if word in text}


def reduce_at(moment: timedelta = timedelta()) -> None:
    with clock.standing_at(NOW + moment):
        tasks.forget_people()


def test_nothing_says_who_it_was(quixana: Person) -> None:
    user = User.objects.get(person=quixana)
    told = {table for table, _ in who_is_told(LOGIN, NAME, KEY, UID)}
    assert told >= {"Person", "User", "SocialAccount", "AskedFor", "StoredFacts"}
    assert sum(f"'{user.pk}'" in text for name, text in everything() if name == "Session") == 1

    reduce_at()

    assert who_is_told(LOGIN, NAME, KEY, UID) == set()
    assert not any(f"'{user.pk}'" in text for name, text in everything() if name == "Session")
    gone: list[type[Model]] = [Membership, Collaboration, RoleGiven, Authenticator, SocialAccount]
    assert [model for model in [*gone, PlanToken] if model._default_manager.exists()] == []
    assert not User.objects.filter(pk=user.pk).exists()


def test_the_record_is_whole_and_names_the_pseudonym(
    quixana: Person, client: Client, organization: Organization
) -> None:
    before = list(AuditEntry.objects.order_by("pk").values())
    reduce_at()

    entries = list(AuditEntry.objects.order_by("pk").values())
    assert entries[:-1] == before
    assert entries[-1]["action"] == Action.PERSON_REDUCED
    assert entries[-1]["on_behalf"] == "the retention time"
    pseudonym = f"former member {quixana.pk}"
    assert {each.by.login for each in AuditEntry.objects.filter(by=quixana) if each.by} == {
        pseudonym
    }
    assert Excuse.objects.get().asked_by.login == pseudonym
    assert {each.asked_by for each in AskedFor.objects.all()} == {pseudonym}
    assert {each.who for each in Plan.objects.with_people()} == {pseudonym}
    assert PlanItem.objects.get(key="api-client", way="ticked").settled_by == quixana
    text = text_of(client, "/audit/")
    assert f"{pseudonym} Asked for a waiver" in text
    assert f"Gave a role: {pseudonym}" in text


def test_the_address_that_they_acted_from_goes_and_those_of_others_stay(quixana: Person) -> None:
    reduce_at()

    addresses = {each.action: each.address for each in AuditEntry.objects.exclude(by=None)}
    assert addresses[Action.EXCUSE_ASKED] is None
    assert addresses[Action.ROLE_GIVEN] == ADDRESS


def test_what_is_told_of_work_names_the_pseudonym_and_is_still_read(quixana: Person) -> None:
    reduce_at()

    [row] = StoredFacts.objects.all()
    found = mentions.mentions(row, frozenset({f"former member {quixana.pk}"}))
    assert {each.what for each in found} == {"a pull request of yours", "a commit of yours"}
    assert len(mentions.mentions(row, frozenset({"bob"}))) == 1


def test_it_is_done_once(quixana: Person) -> None:
    reduce_at()
    after = sorted(everything())
    reduce_at(timedelta(days=1))

    assert sorted(everything()) == after
    assert not reducing.reduce(Person.objects.get(pk=quixana.pk), by=None)


@pytest.mark.parametrize(("days", "kept"), [(89, True), (90, False)])
def test_not_before_the_time_that_the_settings_say(
    organization: Organization, days: int, kept: bool
) -> None:
    person = make_person(organization, LOGIN, left_at=NOW - timedelta(days=days))
    reduce_at()

    person.refresh_from_db()
    assert (person.reduced_at is None) is kept


def test_another_time_counts_at_once(organization: Organization) -> None:
    person = make_person(organization, LOGIN, left_at=NOW - timedelta(days=20))
    organization.retention_days = 14
    organization.save()
    reduce_at()

    person.refresh_from_db()
    assert person.login == person.key == f"former member {person.pk}"


def test_who_is_there_or_came_back_stays(quixana: Person, organization: Organization) -> None:
    people.arrive(organization, Member(KEY, LOGIN, NAME, "member"), NOW)
    there = make_person(organization, "there")
    reduce_at()

    quixana.refresh_from_db()
    assert (quixana.login, quixana.name, quixana.left_at) == (LOGIN, NAME, None)
    assert User.objects.filter(person=quixana).exists()
    assert not reducing.reduce(there, by=None)


def test_who_came_back_while_it_began_stays(
    quixana: Person, organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    def come_back(*_: object) -> int:
        people.arrive(organization, Member(KEY, LOGIN, NAME, "member"), NOW)
        return 0

    monkeypatch.setattr(mentions, "rename", come_back)
    reduce_at()

    quixana.refresh_from_db()
    assert (quixana.login, quixana.left_at) == (LOGIN, None)


def test_who_comes_back_later_is_somebody_new(quixana: Person, organization: Organization) -> None:
    reduce_at()
    again = people.arrive(organization, Member(KEY, LOGIN, NAME, "member"), NOW)

    assert again.pk != quixana.pk
    assert again.login == LOGIN


def test_what_was_interrupted_is_done_the_next_time(
    quixana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power went out")

    with monkeypatch.context() as broken:
        broken.setattr(audit, "record", fail)
        with pytest.raises(RuntimeError):
            reduce_at()
    quixana.refresh_from_db()
    assert quixana.login == LOGIN, "it is done as a whole, or not"
    reduce_at()

    assert who_is_told(LOGIN, NAME, KEY, UID) == set()


def test_a_name_that_is_somebodys_login_leads_to_nothing_of_theirs(
    organization: Organization,
) -> None:
    impostor = make_person(organization, "impostor", name="bob", left_at=LEFT)
    pulled(make_repository(organization), "carol", "bob")
    reduce_at()

    impostor.refresh_from_db()
    assert impostor.reduced_at is not None
    [row] = StoredFacts.objects.all()
    assert len(mentions.mentions(row, frozenset({"bob"}))) == 1


def test_sessions_and_links_that_ended_are_deleted(organization: Organization) -> None:
    signed_in(make_person(organization, "alice"))
    Session.objects.create(session_key="ended", session_data="x", expire_date=NOW)
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    signed_in(organization.people.get())
    user = User.objects.get()
    SignInLink.objects.create(user=user, digest="x", until=timezone.now() - timedelta(minutes=1))
    tasks.forget_people()

    assert Session.objects.count() == 1
    assert not SignInLink.objects.exists()


def test_it_is_done_each_night() -> None:
    entry = celery_app.conf.beat_schedule["people"]

    assert entry["task"] == tasks.forget_people.name
    celery_app.loader.import_default_modules()
    assert entry["task"] in celery_app.tasks
