"""What people are shown where something went wrong before, or beside, any page."""

from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse, set_script_prefix
from pytest_django import Settings

from compliance.models import Organization
from dashboard import urls
from dashboard.views.errors import server_error
from tests.dashboard.reading import said
from tests.factories import make_plan, make_repository, make_team, signed_in


def _is_of_the_house(page: str, title: str) -> None:
    assert "plumbline.css" in page
    assert 'href="#i-plumbline"' in page
    assert f"<h1>{title}</h1>" in page


@pytest.mark.django_db
def test_a_form_that_is_too_old_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/password/", {"name": "x"})

    assert answer.status_code == 403
    _is_of_the_house(said(answer), "This form is out of date")
    assert "Nothing was changed" in said(answer)


@pytest.mark.django_db
def test_a_name_that_the_server_does_not_answer_to_shows_nothing_of_it(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["plumbline.example"]

    answer = Client().get("/", headers={"host": "elsewhere.example"})

    assert answer.status_code == 400
    _is_of_the_house(said(answer), "This request cannot be answered")
    assert "elsewhere.example" not in said(answer)


def test_an_error_of_the_server_needs_no_database() -> None:
    answer = server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    _is_of_the_house(said(answer), "Something went wrong")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/repositories/orders/read/", "/repositories/orders/"),
        ("/teams/payments/channel/post/", "/teams/payments/channel/"),
        ("/onboarding/7/items/lunch/confirm/", "/onboarding/7/"),
        ("/onboarding/7/token/revoke/", "/onboarding/7/"),
        ("/digest/send/", "/digest/"),
        ("/settings/retention/4/", "/settings/retention/"),
        ("/exports/teams/", "/"),
        ("/accounts/sign-out/", "/"),
    ],
)
def test_an_address_for_forms_leads_back_to_its_page(address: str, above: str) -> None:
    for browser in (Client(), signed_in(None)):
        answer = browser.get(address)

        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        _is_of_the_house(said(answer), "Only forms are sent to this address")
        assert _ways_back(said(answer)) == [above]
    assert browser.head(address).status_code == 405
    # Who sends something else than a browser does reads no page.
    assert browser.put(address).content == b""


@pytest.mark.django_db
def test_no_address_for_forms_leads_to_another_one(organization: Organization) -> None:
    team = make_team(organization)
    make_repository(organization, team=team)
    browser, known = signed_in(None), {"pk": make_plan(organization, "nia", team=team).pk}
    known |= {"slug": "orders", "key": "dev-command"}
    without_page = 0
    for each in urls.urlpatterns:
        names = {name: known[name] for name in each.pattern.converters}
        answer = browser.get(reverse(str(each.name), kwargs=names))
        if answer.status_code == 405:
            without_page += 1
            (above,) = _ways_back(said(answer))
            assert browser.get(above).status_code != 405
    assert without_page > 20


@pytest.mark.django_db
def test_it_leads_back_where_the_dashboard_is_mounted() -> None:
    try:
        answer = signed_in(None).get("/digest/send/", SCRIPT_NAME="/plumbline")
    finally:
        set_script_prefix("/")

    assert _ways_back(said(answer)) == ["/plumbline/digest/"]


def _ways_back(page: str) -> list[str]:
    return re.findall(r'<a href="([^"]+)"', page.split("<main", 1)[1].split("</main", 1)[0])
