"""Asking for a waiver or an attestation: in place in a check, or on a page of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from compliance.models import Collaboration, Excuse, Organization, Person, Repository
from tests.dashboard.reading import content_of, text_of
from tests.factories import make_excuse, make_person, make_result, signed_in

KEY = "lint-in-ci"
ADDRESS = f"/repositories/orders/ask/{KEY}/"
LINK = "https://example.com/decisions/7"
HTMX = {"HX-Request": "true"}
PLACE = {
    "path": "app/[slug]/page.ts", "line": 3, "end_line": 3, "excerpt": "x", "url": "",
    "waived_by": None,
}  # fmt: skip


def part(path: str, outcome: str, *evidence: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": path, "outcome": outcome, "standing": outcome, "excuses": [], "message": "m",
        "evidence": [*evidence],
    }  # fmt: skip


@pytest.fixture
def alice(organization: Organization, repository: Repository) -> Person:
    """Works on orders."""
    person = make_person(organization, "alice")
    Collaboration.objects.create(
        organization=organization, person=person, repository=repository, permission="write"
    )
    repository.results.filter(key=KEY).update(
        attestable=True, components=[part("api", "fail", PLACE), part("web", "pass")]
    )
    return person


@pytest.fixture
def browser(alice: Person) -> Client:
    return signed_in(alice)


def sent(**given: str) -> dict[str, str]:
    until = (timezone.now() + timedelta(days=30)).date().isoformat()
    return {"kind": "waiver", "reason": "It is being replaced.", "until": until} | given


class TestWhereOneAsks:
    def test_what_fails_has_a_button_and_what_can_be_attested_another(
        self, browser: Client
    ) -> None:
        content = content_of(browser, "/repositories/orders/")

        assert f'href="{ADDRESS}?kind=waiver"' in content
        assert f'href="{ADDRESS}?kind=attestation"' in content
        assert "ask/node-version-pinned/?kind=waiver" in content
        assert "ask/node-version-pinned/?kind=attestation" not in content, "not attestable"
        assert "ask/lockfile-in-sync" not in content, "unknown, and not attestable"
        assert "ask/package-manager-pnpm" not in content, "it passes"

    def test_what_is_unknown_can_be_attested(self, browser: Client, repository: Repository) -> None:
        repository.results.filter(key="lockfile-in-sync").update(attestable=True)

        content = content_of(browser, "/repositories/orders/")

        assert "ask/lockfile-in-sync/?kind=attestation" in content
        assert "ask/lockfile-in-sync/?kind=waiver" not in content
        assert '<input type="hidden" name="kind" value="attestation">' in content_of(
            browser, "/repositories/orders/ask/lockfile-in-sync/"
        )

    def test_who_does_not_work_on_it_has_none_and_is_refused(
        self, organization: Organization, alice: Person
    ) -> None:
        other = signed_in(make_person(organization, "les"))

        assert "/ask/" not in content_of(other, "/repositories/orders/")
        assert other.get(ADDRESS).status_code == 403
        assert other.post(ADDRESS, sent()).status_code == 403
        assert not Excuse.objects.exists()

    def test_a_local_administrator_is_told_why_not(
        self, client: Client, alice: Person, repository: Repository
    ) -> None:
        assert "/ask/" not in content_of(client, "/repositories/orders/")
        assert "nobody of the organization" in text_of(client, ADDRESS)
        assert client.post(ADDRESS, sent()).status_code == 422
        assert not Excuse.objects.exists()

    def test_where_nothing_fails_nothing_is_asked(self, browser: Client) -> None:
        address = "/repositories/orders/ask/package-manager-pnpm/"

        assert "does not fail here, so there is nothing to ask for" in text_of(browser, address)
        assert browser.post(address, sent()).status_code == 422
        assert not Excuse.objects.exists()

    def test_what_does_not_count_or_is_not_there_has_no_page(
        self, browser: Client, repository: Repository
    ) -> None:
        assert browser.get("/repositories/orders/ask/nothing/").status_code == 404
        repository.gone_since = timezone.now()
        repository.save()

        assert browser.get(ADDRESS).status_code == 404
        assert "/ask/" not in content_of(browser, "/repositories/orders/")


class TestTheForm:
    def test_it_begins_with_what_is_usual(self, browser: Client) -> None:
        form = browser.get(f"{ADDRESS}?kind=attestation").context["form"]
        today = timezone.now().date()

        assert form["kind"].value() == "attestation"
        assert form["until"].value() == today + timedelta(days=180)
        assert form.last_day == today + timedelta(days=365)
        waiver = browser.get(f"{ADDRESS}?kind=waiver").context["form"]
        assert waiver["until"].value() == today + timedelta(days=90)
        assert browser.get(f"{ADDRESS}?kind=nonsense").context["form"]["kind"].value() == "waiver"

    def test_what_is_asked_is_stored_and_leads_to_its_page(
        self, browser: Client, alice: Person
    ) -> None:
        answered = browser.post(ADDRESS, sent(link=LINK), follow=True)

        made = Excuse.objects.get()
        assert answered.redirect_chain[0][0] == f"/repositories/orders/excuses/{made.pk}/"
        assert (made.kind, made.key, made.component, made.paths) == ("waiver", KEY, "", [])
        assert (made.asked_by, made.reason, made.link) == (alice, "It is being replaced.", LINK)
        assert (
            "Asked for. The waiver counts once somebody approves it." in answered.content.decode()
        )

    def test_it_can_be_for_one_component_or_one_file(self, browser: Client) -> None:
        assert browser.post(ADDRESS, sent(scope="component:api")).status_code == 302
        assert browser.post(ADDRESS, sent(scope="path:app/[slug]/page.ts")).status_code == 302

        one_file, component = Excuse.objects.order_by("-pk")
        assert (component.component, component.paths) == ("api", [])
        assert (one_file.component, one_file.paths) == ("", ["/app/?slug?/page.ts"])

    @pytest.mark.parametrize("scope", ["component:web", "component:", "path:src/a.ts", "all"])
    def test_what_is_no_choice_is_refused(self, browser: Client, scope: str) -> None:
        answered = browser.post(ADDRESS, sent(scope=scope))

        assert answered.status_code == 422
        assert "scope" in answered.context["form"].errors

    @pytest.mark.parametrize(
        ("given", "name", "message"),
        [
            ({"reason": "  "}, "reason", "Say why"),
            ({"reason": "x" * 2_001}, "reason", "at most 2000 characters"),
            ({"until": "soon"}, "until", "Enter a valid date"),
            ({"until": ""}, "until", "Say until which day"),
            ({"until": "2020-01-01"}, "until", "Choose a day between today and"),
            ({"until": "2199-01-01"}, "until", "Choose a day between today and"),
            ({"link": "javascript:alert(1)"}, "link", "no address of http or https"),
            ({"kind": "attestation"}, "link", "needs a link to what shows it"),
            (
                {"kind": "attestation", "link": LINK, "scope": "path:app/[slug]/page.ts"},
                "scope", "not for one file",
            ),
            ({"kind": "pardon"}, "kind", "not one of the available choices"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
        self, browser: Client, given: dict[str, str], name: str, message: str
    ) -> None:
        for headers in ({}, HTMX):
            answered = browser.post(ADDRESS, sent(**given), headers=headers)

            assert answered.status_code == 422
            errors = answered.context["form"].errors
            assert list(errors) == [name]
            assert message in errors[name][0]
            content = answered.content.decode()
            assert errors.as_data()
            assert "errorlist" in content
            if name != "reason":
                assert "It is being replaced." in content
        assert not Excuse.objects.exists()

    def test_what_the_domain_refuses_stands_above_with_its_sentence(self, browser: Client) -> None:
        browser.post(ADDRESS, sent())

        answered = browser.post(ADDRESS, sent(), headers=HTMX)

        assert answered.status_code == 422
        assert "The same is asked for already, and waits" in answered.content.decode()
        assert "It is being replaced." in answered.content.decode()
        assert Excuse.objects.count() == 1


class TestInPlace:
    def test_htmx_gets_what_stands_in_the_check_alone(self, browser: Client) -> None:
        content = content_of(browser, f"{ADDRESS}?kind=waiver", **HTMX)

        assert content.startswith(f'<div class="excused" id="excused-{KEY}">')
        assert f'hx-target="#excused-{KEY}"' in content
        assert "<html" not in content

    def test_what_was_asked_for_stands_there_at_once(self, browser: Client) -> None:
        answered = browser.post(ADDRESS, sent(), headers=HTMX)

        content = answered.content.decode()
        assert answered.status_code == 200
        assert content.startswith(f'<div class="excused" id="excused-{KEY}">')
        assert "Waits for approval" in content
        assert f"/repositories/orders/excuses/{Excuse.objects.get().pk}/" in content
        assert "<form" not in content

    def test_the_whole_repository_has_the_place_that_it_is_put_into(self, browser: Client) -> None:
        assert f'<div class="excused" id="excused-{KEY}">' in content_of(
            browser, "/repositories/orders/"
        )


def test_what_ends_soon_is_warned_of_on_the_page(
    browser: Client, alice: Person, repository: Repository, organization: Organization
) -> None:
    result = repository.results.get(key=KEY)
    decided = {
        "state": "approved", "decided_by": make_person(organization, "bob"),
        "decided_at": timezone.now(), "asked_at": timezone.now(),
    }  # fmt: skip
    for days in (9, 15):
        until = (timezone.now() + timedelta(days=days)).date()
        make_excuse(result, alice, until=until, **decided)

    text = text_of(browser, "/repositories/orders/")

    assert text.count("The waiver of Title of lint-in-ci ends in") == 1
    assert "ends in 9 days" in text
    assert "asks for longer" in text


def test_nothing_that_a_check_names_is_markup(browser: Client, repository: Repository) -> None:
    hostile = "<script>alert(1)</script>"
    place = {**PLACE, "path": hostile}
    make_result(
        repository, "hostile", "fail", title=hostile, message=hostile,
        components=[part(hostile, "fail", place), part("b", "pass")],
    )  # fmt: skip

    assert "<script>alert" not in content_of(browser, "/repositories/orders/ask/hostile/")
