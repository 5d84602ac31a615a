"""What people are shown where something went wrong before, or beside, any page."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from dashboard.views.errors import server_error
from tests.dashboard.reading import said


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
