"""The audit log as administrators read it, filter it and take it with them."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from compliance import audit, clock
from compliance.models import AuditEntry, Organization, Person
from tests.dashboard.reading import text_of
from tests.factories import make_person, signed_in

Action = AuditEntry.Action


def note(organization: Organization, action: Action, by: Person | None, **after: str) -> None:
    with transaction.atomic(), audit.acting_from("192.0.2.7"):
        audit.record(action, organization, organization=organization, by=by, after=after)


@pytest.fixture
def noted(organization: Organization) -> Organization:
    alice = make_person(organization, "alice")
    note(organization, Action.SETTINGS_CHANGED, alice, name="=HYPERLINK(1)")
    note(organization, Action.EXCUSE_ASKED, make_person(organization, "bob"), reason="<script>")
    return organization


def exported(client: Client, query: str = "") -> list[list[str]]:
    answer = client.post(f"/audit/export/{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(text)))


def test_the_newest_comes_first_with_who_what_and_from_where(
    client: Client, noted: Organization
) -> None:
    text = text_of(client, "/audit/")

    assert text.index("bob Asked for a waiver") < text.index("alice Changed the settings")
    assert "192.0.2.7" in text
    assert "<script>" not in client.get("/audit/").content.decode().split("<main")[1]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"alice", "bob"}),
        ("?action=settings-changed", {"alice"}),
        ("?who=BOB", {"bob"}),
        ("?who=nobody", set()),
        ("?since=2000-01-01&until=2001-01-01", set()),
        ("?since=tomorrow&action=flown", {"alice", "bob"}),
    ],
)
def test_it_is_narrowed_and_the_file_has_what_the_page_shows(
    client: Client, noted: Organization, query: str, shown: set[str]
) -> None:
    page = client.get(f"/audit/{query}")

    assert {entry.by.login for entry in page.context["page"]} == shown
    if shown:
        assert {row[1] for row in exported(client, query)[1:]} == shown
    else:
        assert "Nothing fits" in page.content.decode()


@pytest.mark.parametrize(("query", "rows"), [("", 2), ("?who=bob&page=1", 1)])
def test_the_button_leads_to_what_the_page_shows(
    client: Client, noted: Organization, query: str, rows: int
) -> None:
    page = client.get(f"/audit/{query}").content.decode()

    found = re.search(r'<form method="post" action="(/audit/export/[^"]*)"', page)
    assert found
    answer = client.post(html.unescape(found[1]))
    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content).splitlines()) == 1 + rows  # type: ignore[arg-type]


def test_the_days_are_whole_and_the_last_is_among_them(client: Client, noted: Organization) -> None:
    today = clock.now().date()

    assert client.get(f"/audit/?since={today}&until={today}").context["page"].paginator.count == 2
    before = today - timedelta(days=1)
    assert client.get(f"/audit/?until={before}").context["page"].paginator.count == 0


def test_no_cell_is_a_formula(client: Client, organization: Organization) -> None:
    person = make_person(organization, "-1+1")
    note(organization, Action.SETTINGS_CHANGED, person)

    [row] = exported(client)[1:]
    assert row[1] == "'-1+1"


def test_taking_it_stands_in_it(client: Client, noted: Organization) -> None:
    assert len(exported(client, "?who=bob")) == 2

    entry = AuditEntry.objects.first()
    assert entry is not None
    bob = noted.people.get(login="bob")
    said = {"list": "audit log", "people": [str(bob.pk)]}
    assert (entry.action, entry.after) == (Action.EXPORTED, said)
    assert "bob" not in str(AuditEntry.objects.filter(pk=entry.pk).values())
    assert "list audit log people bob" in text_of(client, "/audit/")


def test_many_are_paged_and_cost_as_many_queries(
    client: Client, organization: Organization, django_assert_max_num_queries: object
) -> None:
    alice = make_person(organization, "alice")
    for _ in range(60):
        note(organization, Action.SETTINGS_CHANGED, alice)

    with django_assert_max_num_queries(6):  # type: ignore[operator]
        page = client.get("/audit/?page=2")
    assert len(page.context["page"]) == 10


def test_nothing_yet(client: Client, organization: Organization) -> None:
    assert "Nothing was done yet" in text_of(client, "/audit/")


def test_it_is_of_administrators_alone(noted: Organization) -> None:
    browser = signed_in(noted.people.get(login="alice"))

    assert browser.get("/audit/").status_code == 404
    assert browser.post("/audit/export/").status_code == 404
