"""The addresses that GitHub says to be confirmed: where mail goes, and whose invitation it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django import Settings

from compliance import clock
from compliance.models import AuditEntry, AuditOrigin, Person, Plan
from compliance.onboarding import plans
from compliance.onboarding.plans import Settings as PlanSettings
from tests.compliance.sync.on_github import NOW, OnGitHub
from tests.dashboard.signing_in.conftest import CALLBACK, MEMBER, OWNER, SignIn, set_up, who
from tests.github_simulator.state import World

pytestmark = pytest.mark.django_db


class TestAddresses:
    """The address that mail goes to is the one that GitHub says to be confirmed."""

    @staticmethod
    def known() -> list[tuple[str, bool]]:
        return list(EmailAddress.objects.values_list("email", "verified"))

    def test_it_is_known_from_the_first_time_on_and_follows(
        self, sign_in: SignIn, world: World
    ) -> None:
        person = next(each for each in world.people if each.login == MEMBER)
        person.emails = ["Mem@example.com", "other@example.com"]
        sign_in(MEMBER)
        assert self.known() == [("mem@example.com", True)]

        person.emails = ["new@example.com", "mem@example.com"]
        sign_in(MEMBER, Client())
        assert self.known() == [("new@example.com", True)]

    def test_one_that_is_not_confirmed_is_none(self, sign_in: SignIn, world: World) -> None:
        person = next(each for each in world.people if each.login == MEMBER)
        person.emails = person.unverified = ["mem@example.com"]
        sign_in(MEMBER)
        assert self.known() == []

    def test_one_that_somebody_else_has_now_is_theirs_alone(
        self, sign_in: SignIn, world: World
    ) -> None:
        for login in (MEMBER, OWNER):
            person = next(each for each in world.people if each.login == login)
            person.emails = ["shared@example.com"]
            sign_in(login, Client())
        assert EmailAddress.objects.get().user.person.login == OWNER  # type: ignore[union-attr]

    def test_without_the_permission_people_come_in_all_the_same(
        self, sign_in: SignIn, client: Client, plumbline: OnGitHub, settings: Settings
    ) -> None:
        app = replace(plumbline.simulator.app(42, "no key"), of_user=frozenset())
        set_up(plumbline.simulator.client(CALLBACK, app=app), settings)
        sign_in(MEMBER)
        assert who(client) == MEMBER
        assert self.known() == []


class TestInvitedByMail:
    """Who confirmed an address at GitHub gets the onboarding plan that was made for it."""

    @staticmethod
    def invited(plumbline: OnGitHub, address: str) -> Plan:
        with clock.standing_at(plumbline.now):
            plumbline.sync()
            return plans.make(plumbline.organization, address, PlanSettings("backend"), None)

    def test_another_address_than_the_one_for_mail_will_do(
        self, sign_in: SignIn, world: World, plumbline: OnGitHub
    ) -> None:
        person = next(each for each in world.people if each.login == MEMBER)
        person.emails = ["mem@example.com", "invited@example.com"]
        plan = self.invited(plumbline, "Invited@example.com")

        sign_in(MEMBER)

        plan.refresh_from_db()
        assert plan.person is not None
        assert (plan.person.login, plan.email) == (MEMBER, "")
        assert plan.items.get(key="github-organization").way == "verified"
        entry = AuditEntry.objects.get(action="plan-changed")
        assert (entry.by, entry.on_behalf) == (None, "a confirmed e-mail address")
        assert AuditOrigin.objects.get(entry=entry).address == "127.0.0.1"

    def test_one_that_is_not_confirmed_gives_nobody_anything(
        self, sign_in: SignIn, world: World, plumbline: OnGitHub, client: Client
    ) -> None:
        person = next(each for each in world.people if each.login == MEMBER)
        person.emails = ["mem@example.com", "invited@example.com"]
        person.unverified = ["invited@example.com"]
        plan = self.invited(plumbline, "invited@example.com")

        sign_in(MEMBER)

        plan.refresh_from_db()
        assert who(client) == MEMBER
        assert plan.person is None

    def test_a_plan_that_got_somewhere_is_left_and_one_comes_in_all_the_same(
        self, sign_in: SignIn, world: World, plumbline: OnGitHub, client: Client
    ) -> None:
        person = next(each for each in world.people if each.login == MEMBER)
        person.emails = ["invited@example.com"]
        plan = self.invited(plumbline, "invited@example.com")
        member = Person.objects.get(login=MEMBER)
        own = plans.make(plumbline.organization, member, PlanSettings("backend"), None)
        own.items.filter(key="api-client").update(state="done", way="ticked", done_at=NOW)

        sign_in(MEMBER)

        plan.refresh_from_db()
        assert who(client) == MEMBER
        assert plan.person is None
