"""Signing in by a name and a password."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.test import Client

from compliance import clock
from compliance.models import Organization
from dashboard import local
from dashboard.models import User
from dashboard.session_store import digest
from tests.dashboard.local_administrator.signing import LINK, PAGE, PASSWORD, send, who
from tests.factories import make_person

pytestmark = pytest.mark.usefixtures("organization")


class TestPassword:
    def test_who_knows_it_comes_in(self, browser: Client, name: str) -> None:
        local.set_password(name, PASSWORD)
        browser.get(PAGE)
        answer = send(browser, name)

        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert who(browser) == name
        assert f">{name}</a>" in browser.get("/teams/").content.decode()
        assert browser.get(PAGE).status_code == 302

    def test_who_does_not_stays_out(self, browser: Client, name: str) -> None:
        local.set_password(name, PASSWORD)

        wrong = send(browser, name, "wrong horse battery")
        unknown = send(browser, f"{name}x")

        assert (wrong.status_code, unknown.status_code) == (422, 422)
        assert "The name or the password is wrong." in wrong.content.decode()
        assert "The name or the password is wrong." in unknown.content.decode()
        assert who(browser) == ""

    def test_who_signs_in_with_github_has_no_password(
        self, organization: Organization, browser: Client
    ) -> None:
        now = clock.now()
        person = make_person(organization)
        User.objects.create(name="github-1", person=person, confirmed_at=now, asked_at=now)

        assert send(browser, "github-1", "").status_code == 422
        assert send(browser, "github-1", "!").status_code == 422

    def test_the_sixth_attempt_for_a_name_is_too_many(self, browser: Client, name: str) -> None:
        local.set_password(name, PASSWORD)

        got = [send(browser, name, f"wrong {number}").status_code for number in range(6)]

        assert got == [422] * 5 + [429]
        assert send(browser, name).status_code == 429
        assert who(browser) == ""

    def test_the_eleventh_attempt_of_an_address_is_too_many(
        self, browser: Client, name: str
    ) -> None:
        got = [send(browser, f"{name}{number}", "wrong").status_code for number in range(11)]

        assert got == [422] * 10 + [429]

    def test_all_processes_count_together(self) -> None:
        assert isinstance(caches["default"], RedisCache)

    def test_one_comes_back_to_where_one_was_and_nowhere_else(
        self, browser: Client, name: str
    ) -> None:
        local.set_password(name, PASSWORD)
        elsewhere = (
            "https://evil.example/", "//evil.example/", "/\\evil.example", "http://[::1",
            "javascript:x", "http://localhost/teams/",
        )  # fmt: skip

        for sent, reached in (("/teams/", "/teams/"), *((each, "/") for each in elsewhere)):
            other = Client(**browser.defaults)  # type: ignore[arg-type]
            assert send(other, name, next=sent)["Location"] == reached

    def test_the_session_has_another_key_afterwards(self, browser: Client, name: str) -> None:
        local.set_password(name, PASSWORD)
        browser.get(PAGE)
        session = browser.session
        session["before"] = True
        session.save()

        send(browser, name)

        assert browser.session.session_key != session.session_key
        assert not Session.objects.filter(session_key=digest(session.session_key)).exists()

    def test_what_is_sent_is_a_form_of_this_page(self, name: str) -> None:
        strict = Client(enforce_csrf_checks=True)

        assert strict.post(PAGE, {"name": name, "password": PASSWORD}).status_code == 403
        assert strict.post(LINK, {"key": "x"}).status_code == 403

    @pytest.mark.parametrize("sent", [{}, {"name": "a\x00", "password": "x"}, {"name": "x" * 999}])
    def test_what_is_no_name_and_password(self, browser: Client, sent: dict[str, str]) -> None:
        assert browser.post(PAGE, sent).status_code == 422

    def test_the_password_is_in_no_log(
        self, browser: Client, name: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG")
        local.set_password(name, PASSWORD)
        send(browser, name)
        send(browser, name, "wrong horse battery")

        assert PASSWORD not in caplog.text
        assert "wrong horse battery" not in caplog.text
