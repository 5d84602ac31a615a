"""The token for the doctor, and what a newcomer is given to paste, on the page of a plan."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from compliance.extract import VERSIONS
from compliance.facts.encoding import encode
from compliance.models import Organization, Plan, Repository, StoredFacts
from compliance.onboarding import plans, report_format, reports, tokens
from tests.compliance.onboarding.test_reports import report, said
from tests.compliance.repositories import facts_of
from tests.dashboard.reading import text_of
from tests.factories import make_person, make_plan, make_repository, signed_in

START = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def plan(organization: Organization) -> Plan:
    """Nia's, whose lead is an owner, in a repository of Node.js."""
    make_person(organization, "nia")
    make_person(organization, "olga", role="owner")
    repository = make_repository(organization, "orders")
    files = {
        "package.json": '{"dependencies": {"express": "5"}, "scripts": {"dev": "node app.js"}}',
        "package-lock.json": "{}",
        "app.js": "const express = require('express');\nexpress().listen(3000);\n",
    }
    StoredFacts.objects.create(
        organization=organization,
        repository=repository,
        part=StoredFacts.Part.FILES,
        body=encode(facts_of(files), VERSIONS),
        stored_at=START,
    )
    return make_plan(organization, "nia", at=START, repository=repository)


def browser_of(organization: Organization, login: str) -> Client:
    return signed_in(organization.people.get(login=login))


def page_of(browser: Client, plan: Plan) -> str:
    return text_of(browser, f"/onboarding/{plan.pk}/")


def test_a_token_is_shown_once(organization: Organization, plan: Plan) -> None:
    browser = browser_of(organization, "nia")
    assert "With a token, what it finds ticks the items here." in page_of(browser, plan)

    answer = browser.post(f"/onboarding/{plan.pk}/token/")

    (token,) = set(re.findall(tokens.PREFIX + r"[\w-]+", answer.content.decode()))
    assert tokens.plan_of(token) == plan
    assert "no-store" in answer["Cache-Control"]
    page = page_of(browser, plan)
    assert token not in page
    assert "Your token is good until" in page

    browser.post(f"/onboarding/{plan.pk}/token/revoke/")
    assert tokens.current(plan) is None


@pytest.mark.parametrize("path", ["token/", "token/revoke/"])
def test_a_token_is_of_nobody_else(organization: Organization, plan: Plan, path: str) -> None:
    make_person(organization, "tom")

    assert browser_of(organization, "olga").post(f"/onboarding/{plan.pk}/{path}").status_code == 403
    assert browser_of(organization, "tom").post(f"/onboarding/{plan.pk}/{path}").status_code == 404
    assert not plan.tokens.exists()


def test_a_plan_that_was_called_off_gets_none(organization: Organization, plan: Plan) -> None:
    plans.call_off(plan, None, "another start")

    answer = browser_of(organization, "nia").post(f"/onboarding/{plan.pk}/token/", follow=True)

    assert "This plan was called off." in answer.content.decode()
    assert not plan.tokens.exists()


def test_the_page_says_what_to_paste_in_this_repository(
    organization: Organization, plan: Plan
) -> None:
    page = page_of(browser_of(organization, "nia"), plan)

    assert "npm ci" in page
    assert "npm run dev" in page


def test_who_may_not_see_the_repository_is_given_nothing_of_it(
    organization: Organization, plan: Plan
) -> None:
    make_person(organization, "bo")
    plan.buddy = organization.people.get(login="bo")
    plan.save(update_fields=["buddy"])
    Repository.objects.update(visibility="private")

    page = page_of(browser_of(organization, "bo"), plan)

    assert "npm ci" not in page
    assert "orders" not in page


def test_what_the_doctor_found_is_said_in_sentences(organization: Organization, plan: Plan) -> None:
    document = said(runtime="fail")
    document["items"][1]["findings"] = [
        {"outcome": "fail", "reason": "differs", "subject": "node", "found": "18.20.4"}
    ]
    reports.take(plan, report_format.read(json.dumps(document).encode()))

    page = page_of(browser_of(organization, "nia"), plan)

    assert "Node.js 18.20.4 is here, and another version is asked for." in page
    assert "Reported from the laptop" in page
    reports.take(plan, report())
    assert "Node.js 18.20.4" not in page_of(browser_of(organization, "nia"), plan)


def test_how_newcomers_fare_is_for_members(organization: Organization, plan: Plan) -> None:
    make_person(organization, "pat", role="collaborator")

    page = text_of(browser_of(organization, "nia"), "/onboarding/pace/")
    assert "Nobody has reached the goal yet" in page
    assert browser_of(organization, "pat").get("/onboarding/pace/").status_code == 404
