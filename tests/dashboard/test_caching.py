"""No page is kept by a cache: the next reader may be somebody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from compliance.models import Repository, Team
from dashboard import urls
from tests.factories import note, signed_in
from tests.undone import undone

ADDRESSES = [each.name for each in urls.urlpatterns]
NAMES = {
    "check": {"key": "dev-command"}, "protocol": {"key": "backend"}, "sync": {"pk": 1},
    "role": {"pk": 1}, "reduce": {"pk": 1}, "outbox-mail": {"pk": 1}, "outbox-frame": {"pk": 1},
    "plan": {"pk": 1}, "edit-plan": {"pk": 1}, "call-off-plan": {"pk": 1},
    "take-up-plan": {"pk": 1}, "join-plan": {"pk": 1}, "make-token": {"pk": 1},
    "revoke-token": {"pk": 1}, "plan-item": {"pk": 1, "key": "runtime"},
    "confirm-item": {"pk": 1, "key": "runtime"},
}  # fmt: skip
# What is asked for in a repository, of which there is none here: what is not there says so, too.
IN_REPOSITORY = {
    "ask": {"key": "lint-in-ci"}, "history": {"key": "lint-in-ci"},
    "excuse": {"pk": 1}, "decide": {"pk": 1}, "withdraw": {"pk": 1},
    "revoke": {"pk": 1}, "asked": {"pk": 1}, "decide-asked": {"pk": 1},
}  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post"])
def test_each_address_says_so(
    own_queues: None, repository: Repository, team: Team, subtests: pytest.Subtests, method: str
) -> None:
    slugs = {
        "repository": repository.slug,
        "read-again": repository.slug,
        "progress": repository.slug,
        "what-to-ask": repository.slug,
        "team": team.slug,
    }
    slugs |= {each: team.slug for each in ADDRESSES if each.startswith("channel")}
    note(repository.organization)
    for name in ADDRESSES:
        names = NAMES.get(name) or ({"slug": slugs[name]} if name in slugs else {})
        if name in IN_REPOSITORY:
            names = {"slug": repository.slug, **IN_REPOSITORY[name]}
        with subtests.test(name=name), undone():
            answer = getattr(signed_in(None), method)(reverse(name, kwargs=names))
            assert answer["Cache-Control"] == "private, no-store"


def test_what_is_not_there_says_so_too(client: Client) -> None:
    assert client.get("/nothing/")["Cache-Control"] == "private, no-store"


def test_static_files_are_kept(client: Client) -> None:
    answer = client.get("/static/plumbline/plumbline.css")

    answer.close()
    assert answer.status_code == 200
    assert "no-store" not in answer["Cache-Control"]
