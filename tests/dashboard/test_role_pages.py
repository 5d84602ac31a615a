"""The page on which administrators give roles and take them back."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from compliance import clock, sight
from compliance.models import AuditEntry, Membership, Organization, Person, Poll, RoleGiven
from compliance.roles import Role
from tests.dashboard.reading import text_of
from tests.factories import make_person, make_team, signed_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def organization(organization: Organization) -> Organization:
    """With an owner, a maintainer, a member, an outside collaborator, and somebody who has left."""
    payments = make_team(organization)
    make_team(organization, "Ledger")
    make_person(organization, "olga", role=Person.Role.OWNER, name="Olga Brandt")
    mara = make_person(organization, "mara")
    Membership.objects.create(
        organization=organization, team=payments, person=mara, is_maintainer=True
    )
    make_person(organization, "dev")
    make_person(organization, "pat", role=Person.Role.COLLABORATOR)
    make_person(organization, "gone", left_at=clock.now())
    return organization


@pytest.fixture
def olga(organization: Organization) -> Client:
    return signed_in(person("olga"))


def person(login: str) -> Person:
    return Person.objects.get(login=login)


def role_of(login: str) -> Role:
    return sight.of(person(login)).role


def page_of(login: str) -> str:
    return f"/roles/{person(login).pk}/"


def give(
    client: Client, login: str, role: str, *teams: str, query: str = "", **more: str
) -> HttpResponse:
    """What sends the form as the page has it now."""
    address = f"{page_of(login)}{query}"
    now = re.search(r'name="was" value="([^"]*)"', client.get(address).content.decode())
    assert now
    sent = {"role": role, "teams": teams, "was": html.unescape(now[1])} | more
    answer: HttpResponse = client.post(address, sent)
    return answer


def logins(client: Client, query: str = "") -> list[str]:
    return [each.login for each in client.get(f"/roles/{query}").context["page"]]


def test_each_person_stands_with_what_github_says(olga: Client) -> None:
    text = text_of(olga, "/roles/")

    assert logins(olga) == ["dev", "mara", "olga", "pat"]
    assert "Olga Brandt olga Administrator Administrator owns the organization" in text
    assert "mara Manager Manager maintains Payments" in text
    assert "pat Partner Partner outside collaborator" in text


def test_it_says_when_github_was_asked(olga: Client, organization: Organization) -> None:
    assert "GitHub says; an" in text_of(olga, "/roles/")

    an_hour_ago = clock.now() - timedelta(hours=1)
    Poll.objects.create(organization=organization, kind=Poll.Kind.PEOPLE, done_at=an_hour_ago)

    assert "GitHub says (asked an hour ago" in text_of(olga, "/roles/")


def test_when_they_last_signed_in(client: Client, olga: Client) -> None:
    account = person("olga").user  # type: ignore[attr-defined]
    account.last_login = clock.now()
    account.save()

    text = text_of(client, "/roles/")

    assert re.search(r"owns the organization – (now|\d+ seconds? ago)", text)
    assert "dev Developer Developer member – never" in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?q=OLGA", ["olga"]),
        ("?q=brandt", ["olga"]),
        ("?role=manager", ["mara"]),
        ("?role=developer&q=d", ["dev"]),
        ("?given=yes", ["dev"]),
        ("?given=no", ["mara", "olga", "pat"]),
        ("?state=left", ["gone"]),
        ("?state=all", ["dev", "gone", "mara", "olga", "pat"]),
        ("?role=wizard&state=dead&q=%00", ["dev", "mara", "olga", "pat"]),
        ("?q=nobody", []),
    ],
)
def test_it_is_narrowed(olga: Client, query: str, shown: list[str]) -> None:
    give(olga, "dev", "developer")

    assert logins(olga, query) == shown


def test_many_are_paged_and_cost_as_many_queries(
    olga: Client, organization: Organization, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for number in range(60):
        make_person(organization, f"person-{number:02}")

    with django_assert_max_num_queries(13):  # type: ignore[attr-defined]
        page = olga.get("/roles/?page=2")

    assert len(page.context["page"]) == 14
    assert "51–64 of 64" in page.content.decode()


def test_a_role_is_given_with_its_teams_and_the_list_says_by_whom(olga: Client) -> None:
    answer = give(olga, "dev", "manager", "payments", query="?q=dev&page=1")

    assert answer.status_code == 302
    back = urlsplit(answer["Location"])
    assert back.path == "/roles/"
    assert parse_qs(back.query)["q"] == ["dev"]
    assert role_of("dev") is Role.MANAGER
    text = text_of(olga, answer["Location"])
    assert "dev: manager of Payments now; developer before." in text
    assert "Manager of Payments" in text
    assert "by olga" in text
    entry = AuditEntry.objects.get(action="role-given")
    assert (entry.by, entry.address) == (person("olga"), "127.0.0.1")


def test_the_local_administrator_gives_roles_too(
    client: Client, organization: Organization
) -> None:
    give(client, "dev", "administrator")

    assert role_of("dev") is Role.ADMINISTRATOR
    assert "by local administrator admin" in text_of(client, "/roles/?q=dev")


def test_a_role_is_taken_back_to_what_github_says(olga: Client) -> None:
    give(olga, "mara", "developer")
    give(olga, "mara", "source")

    assert role_of("mara") is Role.MANAGER
    assert not RoleGiven.objects.exists()


@pytest.mark.parametrize("with_htmx", [False, True])
def test_a_change_is_undone(olga: Client, *, with_htmx: bool) -> None:
    give(olga, "dev", "manager", "payments", "ledger")
    shown = olga.get(give(olga, "dev", "administrator")["Location"]).content.decode()

    form = shown.split('class="done"')[1].split("</form>")[0]
    hidden = re.findall(r'name="(was|role|teams)" value="([^"]*)"', form)
    sent = {name: [v for n, v in hidden if n == name] for name in ("was", "role", "teams")}
    assert sorted(sent["teams"]) == ["ledger", "payments"]
    address = html.unescape(re.findall(r'action="([^"]*)"', form)[0])
    answer = olga.post(address, sent, headers=HTMX if with_htmx else {})

    assert answer.status_code == 302
    assert (role_of("dev"), len(sight.of(person("dev")).led)) == (Role.MANAGER, 2)
    assert AuditEntry.objects.filter(subject="person").count() == 3
    again = olga.get(answer["Location"]).content.decode()
    assert again.count('class="done"') == 1, "undoing can be undone"


def test_only_what_nobody_changed_since_can_be_undone(olga: Client) -> None:
    first = give(olga, "dev", "administrator")["Location"]
    give(olga, "dev", "partner")

    assert "Undo" not in text_of(olga, first)
    for other in ("x", "-1", "99999999", "9" * 40, "²"):
        assert "Undo" not in text_of(olga, f"/roles/?changed={other}")


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    olga: Client, client: Client
) -> None:
    give(client, "dev", "administrator")

    answer = olga.post(page_of("dev"), {"role": "partner", "was": ":"})

    assert answer.status_code == 422
    assert "Somebody else changed the role of dev meanwhile" in answer.content.decode()
    assert role_of("dev") is Role.ADMINISTRATOR


def test_who_takes_their_own_administration_is_asked_first(olga: Client) -> None:
    give(olga, "mara", "administrator")

    asked = give(olga, "olga", "developer")

    assert asked.status_code == 422
    assert "You take your own administration" in asked.content.decode()
    assert role_of("olga") is Role.ADMINISTRATOR

    answer = give(olga, "olga", "developer", confirmed="yes")

    assert answer["Location"] == "/"
    assert role_of("olga") is Role.DEVELOPER
    assert "You are no administrator any more." in text_of(olga, "/")
    assert olga.get("/roles/").status_code == 404
    assert olga.post(page_of("olga"), {"role": "source", "was": "developer:"}).status_code == 404


def test_htmx_leads_who_took_their_own_administration_away(olga: Client) -> None:
    give(olga, "mara", "administrator")
    sent = {"role": "partner", "was": ":", "confirmed": "yes"}

    answer = olga.post(page_of("olga"), sent, headers=HTMX)

    assert answer["HX-Redirect"] == "/"


def test_the_last_administrator_stays_one(olga: Client) -> None:
    answer = give(olga, "olga", "developer", confirmed="yes")

    assert answer.status_code == 422
    assert "olga is the last administrator" in answer.content.decode()
    assert role_of("olga") is Role.ADMINISTRATOR


def test_what_cannot_be_is_said_in_the_form_with_what_was_chosen(olga: Client) -> None:
    page = give(olga, "dev", "manager").content.decode()

    assert "A manager manages at least one team: choose which." in page
    assert re.search(r'value="manager" checked', page)
    for role, teams in (("wizard", ()), ("manager", ("nobody",)), ("stranger", ())):
        assert give(olga, "dev", role, *teams).status_code == 422
    assert olga.post(page_of("dev"), {}).status_code == 422
    assert role_of("dev") is Role.DEVELOPER


def test_who_has_left_is_given_nothing(olga: Client) -> None:
    assert give(olga, "gone", "administrator").status_code == 422
    assert "Change" not in text_of(olga, "/roles/?state=left").split("Given here")[1].split("–")[1]

    RoleGiven.objects.create(
        organization=person("gone").organization, person=person("gone"),
        role="administrator", given_at=clock.now(),
    )  # fmt: skip
    assert "/roles/" in olga.get("/roles/?state=left").content.decode().split("<tbody>")[1]
    give(olga, "gone", "source")
    assert not RoleGiven.objects.exists()


def test_htmx_gets_a_row_to_edit_and_the_table_after_it(olga: Client) -> None:
    row = olga.get(f"{page_of('dev')}?q=d", headers=HTMX).content.decode()
    assert row.lstrip().startswith(f'<tr id="person-{person("dev").pk}"')
    assert "<html" not in row

    wrong = olga.post(page_of("dev"), {"role": "manager", "was": ":"}, headers=HTMX)
    assert (wrong.status_code, wrong["HX-Retarget"]) == (422, f"#person-{person('dev').pk}")
    assert wrong["HX-Reswap"] == "outerHTML"

    stored = olga.post(page_of("dev"), {"role": "partner", "was": ":"}, headers=HTMX)
    table = olga.get(stored["Location"], headers=HTMX).content.decode()
    assert table.lstrip().startswith('<div id="results">')
    assert "Undo" in table


@pytest.mark.parametrize("login", ["mara", "dev", "pat"])
def test_it_is_of_administrators_alone(organization: Organization, login: str) -> None:
    browser = signed_in(person(login))

    for client in (browser, Client()):
        for answer in (
            client.get("/roles/"),
            client.get(page_of(login)),
            client.post(page_of(login), {"role": "administrator", "was": ":"}),
        ):
            assert answer.status_code == (404 if client is browser else 302)
    assert "Roles" not in text_of(browser, "/teams/")
    assert not RoleGiven.objects.exists()


def test_who_is_made_an_administrator_is_one_at_once(olga: Client) -> None:
    browser = signed_in(person("dev"))
    assert browser.get("/audit/").status_code == 404

    give(olga, "dev", "administrator")

    assert browser.get("/audit/").status_code == 200


def test_somebody_of_another_organization_is_not_there(olga: Client) -> None:
    other = Organization.objects.create(name="Other", source="other")
    stranger = make_person(other, "stranger")

    assert olga.get(f"/roles/{stranger.pk}/").status_code == 404
    assert olga.post(f"/roles/{stranger.pk}/", {"role": "partner"}).status_code == 404


def test_names_are_text(olga: Client, organization: Organization) -> None:
    make_person(organization, "eve", name="<script>alert(1)</script>")
    make_team(organization, "<b>Bold</b>")

    shown = olga.get(give(olga, "eve", "manager", "<b>bold</b>")["Location"]).content.decode()

    assert "<script>alert" not in shown
    assert "<b>bold" not in shown.lower()


def test_where_nobody_is_known_the_page_says_so(client: Client, db: None) -> None:
    Person.objects.all().delete()

    assert "Nobody is known yet" in text_of(client, "/roles/")


def test_the_audit_log_names_to_whom_it_was_given(olga: Client) -> None:
    give(olga, "dev", "partner")

    assert "Gave a role: dev" in text_of(olga, "/audit/")
    answer = olga.post("/audit/export/?action=role-given")
    assert b",dev," in b"".join(answer.streaming_content)  # type: ignore[arg-type]
