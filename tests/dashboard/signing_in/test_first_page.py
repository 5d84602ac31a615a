"""Where somebody arrives who signed in and asked for no page: at their plan while it goes on."""

from __future__ import annotations

import pytest
from django.test import Client

from compliance import clock
from compliance.models import Person, Plan
from dashboard.arriving import first_page
from tests.compliance.sync.on_github import OnGitHub
from tests.dashboard.signing_in.conftest import MEMBER, SignIn
from tests.factories import make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(sign_in: SignIn) -> Plan:
    """That of the member, who has signed in before."""
    sign_in(MEMBER, Client())
    person = Person.objects.get(login=MEMBER)
    found = Plan.objects.filter(person=person).first()
    return found or make_plan(person.organization, MEMBER, at=clock.now())


def test_whose_plan_goes_on_arrives_there(sign_in: SignIn, plan: Plan) -> None:
    assert sign_in(MEMBER, Client())["Location"] == f"/onboarding/{plan.pk}/"


def test_who_asked_for_a_page_arrives_at_it(sign_in: SignIn, plan: Plan) -> None:
    assert sign_in(MEMBER, Client(), next="/teams/")["Location"] == "/teams/"


@pytest.mark.parametrize("end", ["finished_at", "ended_at"])
def test_whose_plan_is_over_arrives_at_the_overview(sign_in: SignIn, plan: Plan, end: str) -> None:
    Plan.objects.update(**{end: clock.now()})

    assert sign_in(MEMBER, Client())["Location"] == "/"


def test_to_open_the_dashboard_is_to_ask_for_no_page(plumbline: OnGitHub, plan: Plan) -> None:
    browser = Client()
    led = browser.get("/")["Location"]

    assert 'name="next"' not in browser.get(led).content.decode()
    assert 'name="next" value="/teams/"' in browser.get("/teams/", follow=True).content.decode()


def test_a_local_administrator_has_no_plan() -> None:
    assert first_page(None) == "/"
