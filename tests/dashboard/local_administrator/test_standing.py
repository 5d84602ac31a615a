"""What a local administrator is to the rest of the program."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from compliance.models import AuditEntry, Organization
from dashboard import local
from dashboard.models import User
from dashboard.protection import sight_of
from tests.dashboard.local_administrator.signing import PASSWORD, send

pytestmark = pytest.mark.usefixtures("organization")


def test_the_local_administrator_is_one_in_every_source(
    organization: Organization, name: str
) -> None:
    local.set_password(name, PASSWORD)
    request = RequestFactory().get("/")
    request.user = User.objects.get()

    seen = sight_of(request)

    assert seen
    assert (seen.role.value, seen.person, seen.organization) == (
        "administrator",
        None,
        organization,
    )


def test_what_the_local_administrator_does_is_written_down_as_theirs(
    browser: Client, name: str
) -> None:
    local.set_password(name, PASSWORD)
    send(browser, name)
    browser.post("/settings/", {"name": "Harbour", "time_zone": "UTC"})

    entry = AuditEntry.objects.get(action="settings-changed")
    assert (entry.by, entry.on_behalf) == (None, f"local administrator {name}")
    assert entry.address == browser.defaults["REMOTE_ADDR"]


def test_the_page_to_sign_in_leads_to_it(browser: Client) -> None:
    page = browser.get("/accounts/sign-in/?next=/teams/").content.decode()

    assert 'href="/accounts/password/?next=/teams/"' in page
    assert "Sign in with GitHub" not in page
