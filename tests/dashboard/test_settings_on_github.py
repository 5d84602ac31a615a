"""The settings page where GitHub is the source: what GitHub says is not asked for here."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from compliance.models import Organization
from tests.dashboard.reading import content_of, text_of


def test_what_counts_beside_the_rules_is_explained(client: Client, on_github: Organization) -> None:
    text = text_of(client, "/settings/")

    assert "the custom property owner counts, then CODEOWNERS" in text
    assert "The custom property protocol comes before them" in text
    assert "The custom property phase says mvp or production." in text
    assert "The GitHub organization acme." in text


def test_a_folder_has_no_properties(client: Client, organization: Organization) -> None:
    text = text_of(client, "/settings/")

    assert "custom property" not in text
    assert "A folder of checkouts" in text


@pytest.mark.usefixtures("own_queues")
def test_the_name_is_the_one_on_github(client: Client, on_github: Organization) -> None:
    assert 'name="name"' not in content_of(client, "/settings/")

    rules = {"ownership_rules": "a-* = Payments", "protocol_rules": ""}
    given = {"name": "Mine", "time_zone": "UTC", **rules}
    assert client.post("/settings/", given).status_code == 302

    on_github.refresh_from_db()
    assert on_github.name == "acme"
    assert on_github.ownership_rules == [["a-*", "Payments"]]


def test_a_page_reads_the_organization_once(
    client: Client, on_github: Organization, django_assert_num_queries: Any
) -> None:
    # The session, its account, whose address mail is refused at, and the channels of teams are the
    # others.
    with django_assert_num_queries(5):
        assert client.get("/settings/").status_code == 200
