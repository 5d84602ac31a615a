"""The doctor's reports over HTTP, the doctor's own way of sending them included."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from compliance import organizations
from compliance.models import Person, Plan
from compliance.onboarding import plans, tokens
from integrations.doctor import doctor
from tests.compliance.onboarding.test_reports import said
from tests.compliance.onboarding.worlds import item, person, plan_of

PATH = "/doctor/report/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer() -> Person:
    return person(organizations.current(), "nia")


@pytest.fixture
def plan(newcomer: Person) -> Plan:
    return plan_of(newcomer)


def send(token: str, body: Any = None, **headers: str) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body or said()).encode()
    return Client(enforce_csrf_checks=True).post(
        PATH,
        content,
        **{"content_type": "application/json", "HTTP_AUTHORIZATION": f"Bearer {token}", **headers},
    )


def test_a_report_is_taken(plan: Plan, newcomer: Person) -> None:
    answer = send(tokens.make(plan, newcomer), said(docker="fail"))

    assert answer.status_code == 200
    assert answer.json() == {
        "message": "9 of 10 items that the doctor looks at are done. Next: Docker."
    }
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert item(plan, "clone").way == "reported"


def test_what_is_wrong_is_said_by_its_code(plan: Plan, newcomer: Person) -> None:
    token = tokens.make(plan, newcomer)

    assert send("plumbline_nothing").status_code == 401
    assert send("x" * 201).status_code == 401
    assert Client().post(PATH, b"{}", content_type="application/json").status_code == 401
    assert send(token, b"{}").status_code == 422
    assert send(token, {**said(), "values": ["hunter2"]}).status_code == 422
    assert send(token, b" " * (64 * 1024 + 1)).status_code == 413
    assert send(token, content_type="text/plain").status_code == 415
    assert Client().get(PATH).status_code == 405
    second = tokens.make(plan, newcomer)
    assert send(token).status_code == 403
    plans.call_off(plan, None, "another start")
    assert send(second).status_code == 410


def test_one_token_reports_ten_times_a_minute(plan: Plan, newcomer: Person) -> None:
    token = tokens.make(plan, newcomer)

    codes = [send(token).status_code for _ in range(11)]

    assert codes == [200] * 10 + [429]


@pytest.mark.django_db(transaction=True)
def test_the_doctor_itself_is_understood(
    live_server: LiveServer, plan: Plan, newcomer: Person
) -> None:
    body = json.dumps(said(services="fail")).encode()
    address = doctor.address_of(live_server.url)

    sentence = doctor.send(address, tokens.make(plan, newcomer), body)

    assert sentence == "9 of 10 items that the doctor looks at are done. Next: Local services."
    assert item(plan, "runtime").state == "done"
