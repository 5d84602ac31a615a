"""Search, the matrix, and lists as CSV: only of what their reader may see."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from compliance.models import AuditEntry, Collaboration, Organization, Person
from tests.dashboard.reading import content_of, text_of
from tests.factories import (
    make_person,
    make_repository,
    make_result,
    make_team,
    make_transition,
    signed_in,
)

LISTS = ("repositories", "teams", "checks", "changes", "matrix")


@pytest.fixture
def partner(organization: Organization) -> Person:
    """Somebody from outside, who works on one repository of two."""
    payments = make_team(organization)
    orders = make_repository(organization, "orders-api", team=payments)
    hidden = make_repository(
        organization, "orders-secret", team=make_team(organization, "Ledger"), visibility="private"
    )
    for repository in (orders, hidden):
        make_result(repository, "lint-in-ci", "fail", title="CI runs a linter")
        make_result(repository, "dev-command", "pass", title="One command starts the server")
        make_transition(repository, "lint-in-ci", "pass", "fail", at=timezone.now())
    person = make_person(organization, "pat", role="collaborator")
    Collaboration.objects.create(
        organization=organization, person=person, repository=orders, permission="write"
    )
    return person


def lines(browser: Client, address: str) -> list[list[str]]:
    response: Any = browser.post(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


class TestSearch:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("orders", ("Repositories orders-api orders-secret",)),
            ("payM", ("Teams Payments",)),
            ("linter CI", ("Checks CI runs a linter",)),
            ("migrations", ("Clauses", "backend:3.2")),
            ("pat", ("People pat",)),
            ("xyzzy", ("Nothing found", "“xyzzy”")),
            ("", ("What do you look for?",)),
            ("<script>", ("“<script>”",)),
            ("%", ("Nothing found",)),
        ],
    )
    def test_of_everything(
        self, client: Client, partner: Person, text: str, found: tuple[str, ...]
    ) -> None:
        said = text_of(client, f"/search/?q={text.replace('%', '%25')}", **{"HX-Request": "true"})

        assert all(each in said for each in found), said

    def test_finds_nothing_that_its_reader_may_not_see(self, partner: Person) -> None:
        browser = signed_in(partner)

        said = text_of(browser, "/search/?q=orders", **{"HX-Request": "true"})

        assert "orders-api" in said
        assert "secret" not in said
        assert "Ledger" not in text_of(browser, "/search/?q=ledger").replace("“ledger”", "")
        assert "People" not in text_of(browser, "/search/?q=pat")

    def test_the_shortest_name_first_and_where_the_rest_is(
        self, client: Client, organization: Organization
    ) -> None:
        for number in range(12):
            make_repository(organization, f"service-{'x' * number}", slug=f"s-{number}")

        page = content_of(client, "/search/?q=service")

        assert page.index("/repositories/s-0/") < page.index("/repositories/s-7/")
        assert "/repositories/s-8/" not in page
        assert 'href="/repositories/?q=service"' in page

    @pytest.mark.parametrize(
        ("text", "address"),
        [
            ("orders-api", "/repositories/orders-api/"),
            ("payM", "/teams/payments/"),
            ("linter CI", "/checks/lint-in-ci/"),
        ],
    )
    def test_that_has_one_hit_leads_straight_to_it(
        self, client: Client, partner: Person, text: str, address: str
    ) -> None:
        response = client.get("/search/", {"q": text})

        assert (response.status_code, response["Location"]) == (302, address)

    def test_that_has_several_hits_or_none_shows_them(
        self, client: Client, partner: Person
    ) -> None:
        for text in ("orders", "xyzzy", ""):
            assert client.get("/search/", {"q": text}).status_code == 200

    def test_what_is_called_just_so_is_gone_to_though_others_have_it_in_their_name(
        self, client: Client, partner: Person
    ) -> None:
        make_repository(partner.organization, "orders")

        response = client.get("/search/", {"q": "orders"})
        assert (response.status_code, response["Location"]) == (302, "/repositories/orders/")
        assert client.get("/search/", {"q": "Orders"}).status_code == 200

    def test_hits_are_suggested_of_each_kind_its_best_first(
        self, client: Client, organization: Organization
    ) -> None:
        for name in ("orders-api", "orders", "border"):
            make_repository(organization, name)
        make_team(organization, "Order <desk>")

        options = re.findall(
            '<option value="([^"]*)">([^<:]*)', content_of(client, "/search/suggested/?q=order")
        )

        assert options == [
            ("border", "Repositories"), ("Order &lt;desk&gt;", "Teams"),
            ("Fields that queries filter and order by have an index", "Checks"),
            ("orders", "Repositories"), ("orders-api", "Repositories"),
        ]  # fmt: skip
        assert content_of(client, "/search/suggested/?q=").strip() == ""

    def test_few_are_suggested_and_only_of_what_their_reader_may_see(
        self, client: Client, partner: Person
    ) -> None:
        for number in range(20):
            make_repository(partner.organization, f"service-{number}", visibility="private")

        assert content_of(client, "/search/suggested/?q=service").count("<option") == 8
        browser = signed_in(partner)
        assert "<option" not in content_of(browser, "/search/suggested/?q=service")
        assert "Ledger" not in content_of(browser, "/search/suggested/?q=ledger")
        assert "orders-api" in content_of(browser, "/search/suggested/?q=orders")

    def test_htmx_gets_the_hits_alone(self, client: Client, partner: Person) -> None:
        part = content_of(client, "/search/?q=orders", **{"HX-Request": "true"})

        assert part.startswith('<div id="found"')


class TestMatrix:
    def test_each_mark_leads_to_its_evidence(self, client: Client, partner: Person) -> None:
        page = content_of(client, "/matrix/")

        assert 'class="mark is-fail" href="/repositories/orders-api/#lint-in-ci"' in page
        assert 'class="mark is-pass" href="/repositories/orders-api/#dev-command"' in page

    def test_only_of_what_its_reader_may_see(self, partner: Person) -> None:
        assert "secret" not in content_of(signed_in(partner), "/matrix/")

    def test_narrowed_to_a_section_and_a_team(self, client: Client, partner: Person) -> None:
        assert "No repository fits" in text_of(client, "/matrix/?q=nothing")
        page = content_of(client, "/matrix/?team=payments&section=backend:2")
        assert "orders-api" in page
        assert "orders-secret" not in page

    def test_checks_stand_side_by_side_under_their_sections(
        self, client: Client, organization: Organization, partner: Person
    ) -> None:
        def groups(address: str) -> list[tuple[str, int]]:
            shown = client.get(address).context["columns"].groups
            return [(section.identity, count) for section, count in shown]

        make_result(make_repository(organization), "dev-branch", "pass", clause="engineering:3.1")

        assert groups("/matrix/") == [("backend:2", 2), ("engineering:3", 1)]
        assert groups("/matrix/?section=backend:2") == [("backend:2", 2)]
        assert 'scope="colgroup" colspan="2"' in content_of(client, "/matrix/")

    def test_before_anything_is_judged(self, client: Client, organization: Organization) -> None:
        assert "No repository judged yet" in text_of(client, "/matrix/")

    def test_a_row_says_why_nothing_stands_in_it(
        self, client: Client, organization: Organization
    ) -> None:
        make_result(make_repository(organization, "api"), "node-version-pinned", "pass")
        site = make_repository(organization, "site", protocol="engineering")
        make_result(site, "lint-in-ci", "fail", clause="engineering:3.1")
        make_repository(organization, "new", judged_at=None)
        make_repository(organization, "hidden", judged_at=None, problem="its files are withheld")
        make_repository(organization, "old", left_out="it is archived")

        text = text_of(client, "/matrix/")

        assert "site Not asked: judged by the engineering protocol Fail" in text
        assert "new Not judged yet" in text
        assert "hidden its files are withheld" in text
        assert "1 more is not counted" in text
        assert "api Pass Not asked hidden" in text


class TestCsv:
    def test_of_repositories_as_they_are_filtered(self, client: Client, partner: Person) -> None:
        head, *rows = lines(client, "/exports/repositories/?q=secret&sort=-name")

        assert head[:2] == ["Repository", "Level"]
        assert [(row[0], row[7], row[8]) for row in rows] == [
            ("orders-secret", "Ledger", "Private")
        ]

    def test_of_teams(self, client: Client, partner: Person) -> None:
        _, *rows = lines(client, "/exports/teams/?sort=-name")

        assert [(row[0], row[3]) for row in rows] == [("Payments", "1"), ("Ledger", "1")]

    def test_of_checks(self, client: Client, partner: Person) -> None:
        head, *rows = lines(client, "/exports/checks/?team=payments")

        by_key = {row[1]: dict(zip(head, row, strict=True)) for row in rows}
        assert by_key["lint-in-ci"]["Fail"] == "1"
        assert by_key["dev-command"]["Pass"] == "1"

    def test_of_changes(self, client: Client, partner: Person) -> None:
        _, *rows = lines(client, "/exports/changes/?kind=worse&team=payments")

        assert [row[:6] for row in rows] == [
            ["orders-api", rows[0][1], "lint-in-ci", "Pass", "Fail", "Payments"]
        ]

    def test_of_the_matrix(self, client: Client, partner: Person) -> None:
        head, *rows = lines(client, "/exports/matrix/")

        linted = head.index("CI runs a linter")
        assert [(row[0], row[linted]) for row in rows] == [
            ("orders-api", "Fail"), ("orders-secret", "Fail")
        ]  # fmt: skip

    @pytest.mark.parametrize("name", sorted({*LISTS} - {"checks"}))
    def test_only_of_what_its_reader_may_see(self, partner: Person, name: str) -> None:
        rows = lines(signed_in(partner), f"/exports/{name}/")

        assert "secret" not in str(rows)
        assert "Ledger" not in str(rows)

    def test_who_took_what_is_written_down(self, client: Client, partner: Person) -> None:
        lines(client, "/exports/repositories/?q=orders&level=&page=3&unknown=x")

        entry = AuditEntry.objects.get()
        assert entry.action == AuditEntry.Action.EXPORTED
        assert entry.after == {"list": "repositories", "q": "orders"}

    @pytest.mark.parametrize("name", LISTS)
    def test_a_page_that_only_reads_takes_nothing(
        self, client: Client, organization: Organization, name: str
    ) -> None:
        assert client.get(f"/exports/{name}/").status_code == 405
        assert not AuditEntry.objects.exists()

    def test_nobody_takes_lists_away_by_the_hundred(
        self, client: Client, organization: Organization
    ) -> None:
        answers = [client.post("/exports/teams/").status_code for _ in range(11)]

        assert answers == [200] * 10 + [429]

    def test_what_a_spreadsheet_would_run_is_text(
        self, client: Client, organization: Organization
    ) -> None:
        make_repository(organization, "=HYPERLINK(1)", slug="formula", added_at=_long_ago())

        _, row = lines(client, "/exports/repositories/")

        assert row[0] == "'=HYPERLINK(1)"


def _long_ago() -> Any:
    return timezone.now() - timedelta(days=99)
