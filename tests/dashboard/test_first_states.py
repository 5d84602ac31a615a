"""Pages before anything is known, and while nothing can be: each says so, and what comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from compliance.models import Organization
from tests.dashboard.reading import text_of
from tests.factories import make_person, signed_in

SAYS = {
    "/": "No repository has been judged yet",
    "/teams/": "No team owns a repository yet Nothing has been read yet.",
    "/repositories/": "No repository yet The first sync lists them here.",
    "/matrix/": "No repository judged yet Each appears here as soon as it has been judged.",
    "/changes/": "Nothing is known yet What changes after the first look shows here.",
    "/checks/": "Nothing judged yet The checks appear with the first judged repository.",
    "/requests/": "Nothing waits What is asked for stays here until somebody decides on it.",
    "/unowned/": "Nothing has been read yet What is read and has no team shows here.",
    "/syncs/": "No sync yet GitHub is asked every five minutes what was pushed to.",
    "/source/": "What the credential may see has not been proven yet.",
}


@pytest.mark.parametrize("address", SAYS)
def test_a_page_before_the_first_look(
    client: Client, on_github: Organization, address: str
) -> None:
    assert SAYS[address] in text_of(client, address)


@pytest.mark.parametrize("address", SAYS)
def test_a_page_while_github_was_never_reached(
    client: Client, on_github: Organization, address: str
) -> None:
    Organization.objects.update(problem="GitHub cannot be reached: connection refused")

    text = text_of(client, address)
    assert "GitHub cannot be read: GitHub cannot be reached: connection refused." in text
    assert "Nothing is known yet." in text
    assert SAYS[address] in text


@pytest.mark.parametrize("address", ["/", "/teams/", "/repositories/", "/matrix/", "/changes/"])
def test_a_developer_is_told_that_github_is_silent_and_not_why(
    on_github: Organization, address: str
) -> None:
    Organization.objects.update(
        problem="the token has ended", checked_at=timezone.now() - timedelta(hours=2)
    )

    text = text_of(signed_in(make_person(on_github, "dev")), address)
    assert "GitHub cannot be read. Results are as of" in text
    assert "token" not in text
