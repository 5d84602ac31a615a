"""People are called by their names where these are known, with their logins at hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from compliance.models import Organization, Person, Repository
from tests.dashboard.reading import content_of, text_of
from tests.factories import make_asked, make_excuse, make_person, signed_in


@pytest.fixture
def owner(organization: Organization) -> Person:
    return make_person(organization, "olga-bq", name="Olga Olsen", role="owner")


@pytest.fixture
def asked(repository: Repository, owner: Person) -> Repository:
    """One where Dev Dee asked for a waiver, which is in effect, and for a phase."""
    person = make_person(owner.organization, "dev-bq", name="Dev <Dee>")
    now = timezone.now()
    make_excuse(
        repository.results.get(key="node-version-pinned"), person, state="approved",
        decided_by=owner, decided_at=now, asked_at=now, until=(now + timedelta(days=5)).date(),
    )  # fmt: skip
    make_asked(repository, asked_by="dev-bq", asked_at=now)
    make_asked(repository, "working_branch", "main", asked_by="a-stranger", asked_at=now)
    return repository


def test_who_asks_and_who_decides_have_their_names(asked: Repository, owner: Person) -> None:
    browser = signed_in(owner)

    in_effect = content_of(browser, "/requests/?show=in-effect")
    assert '<span title="olga-bq">Olga Olsen</span>' in in_effect
    assert '<span title="dev-bq">Dev &lt;Dee&gt;</span>' in in_effect
    waiting = text_of(browser, "/requests/?show=waiting")
    assert "asked by Dev <Dee>," in waiting
    assert "asked by a-stranger," in waiting
    request = asked.asked_for.get(asked_by="dev-bq")
    assert "Committed by Dev <Dee>" in text_of(
        browser, f"/repositories/orders/requests/{request.pk}/"
    )
    assert "Asked for by Dev <Dee>" in text_of(browser, "/repositories/orders/")


def test_what_a_repository_asks_for_stands_with_what_people_asked_for(
    asked: Repository, owner: Person
) -> None:
    now = timezone.now()
    asked.asked_for.update(verdict="approved", decided_by=owner, decided_at=now)
    browser = signed_in(owner)

    said = text_of(browser, "/requests/?show=in-effect")

    assert "Waiver Olga Olsen" in said
    assert said.count("Own file Olga Olsen") == 2
    assert "as long as it is asked – Dev <Dee> Payments" in said


def test_the_reader_too(owner: Person, repository: Repository) -> None:
    assert '<span title="olga-bq">Olga Olsen</span>' in content_of(signed_in(owner), "/teams/")
    nameless = make_person(owner.organization, "ned")
    assert "<span>ned</span>" in content_of(signed_in(nameless), "/teams/")


def test_the_audit_log_has_both(owner: Person, repository: Repository) -> None:
    browser = signed_in(owner)
    browser.post("/exports/repositories/")

    assert "Olga Olsen olga-bq" in text_of(browser, "/audit/")
