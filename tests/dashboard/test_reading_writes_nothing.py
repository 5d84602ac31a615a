"""Who only looks changes nothing: no page that is read writes into the database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from compliance.models import Organization, StoredFacts
from integrations.github.settings import GitHubSettings
from tests.dashboard.test_every_address import (  # noqa: F401 (fixtures)
    ADDRESSES,
    POSTED,
    address_of,
    judged,
    organization,
    things,
)
from tests.factories import NOW, signed_in

READ = [name for name in ADDRESSES if name not in POSTED]
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture(autouse=True)
def github(settings: Settings) -> None:
    """Whatever is made is made of an organization on GitHub."""
    settings.PLUMBLINE_SOURCE = ""
    settings.GITHUB = GitHubSettings("acme", token="ghp_nobodys")


@pytest.fixture
def outdated(judged: Organization) -> Organization:  # noqa: F811
    """An earlier version of the program has stored what there is of what GitHub said."""
    for repository in judged.repositories.all():
        judged.plans.filter(repository=None).update(repository=repository)
        for part in StoredFacts.Part.values:
            StoredFacts.objects.create(
                repository=repository, organization=judged, part=part, body=b"", stored_at=NOW
            )
    return judged


@pytest.mark.parametrize("login", ["olga", "dev"])
def test_no_page_that_is_read_writes(outdated: Organization, login: str) -> None:
    browser = signed_in(outdated.people.get(login=login))
    written = {}
    for name in READ:
        _, subject = ADDRESSES[name]
        for names, _ in things(login, subject):
            address = address_of(name, names)
            with CaptureQueriesContext(connection) as caught:
                browser.get(address)
            said = [each["sql"] for each in caught if each["sql"].startswith(WRITES)]
            written |= {address: said} if said else {}

    assert not written
