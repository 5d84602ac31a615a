"""Signing in once by a link."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from compliance import clock
from dashboard import local
from dashboard.models import SignInLink, User
from tests.dashboard.local_administrator.signing import LINK, PASSWORD, said, who

pytestmark = pytest.mark.usefixtures("organization")


class TestLink:
    def printed(self) -> str:
        return said("sign_in_link", "--address", "http://127.0.0.1:9/").splitlines()[1]

    def key(self) -> str:
        return urlsplit(self.printed()).query.removeprefix("key=")

    def test_it_leads_to_where_people_open_the_dashboard(self, settings: Settings) -> None:
        settings.PLUMBLINE_HOST = "0.0.0.0"  # as in Compose
        settings.PLUMBLINE_URL = "https://here.example.com"
        link = said("sign_in_link").splitlines()[1]

        assert link.startswith("https://here.example.com/accounts/link/?key=")

    def test_it_signs_in_once(self, browser: Client) -> None:
        link = self.printed()
        assert link.startswith("http://127.0.0.1:9/accounts/link/?key=")
        key = urlsplit(link).query.removeprefix("key=")

        for _ in range(2):  # A preview opens it, too.
            page = browser.get(LINK, {"key": key})
            assert page.status_code == 200
            assert key in page.content.decode()
        answer = browser.post(LINK, {"key": key})

        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert who(browser) == "administrator"
        again = Client()
        assert again.post(LINK, {"key": key}).status_code == 410
        assert again.get(LINK, {"key": key}).status_code == 410
        assert who(again) == ""

    def test_it_is_too_old_after_fifteen_minutes(self, browser: Client) -> None:
        key = self.key()
        SignInLink.objects.update(until=clock.now())

        assert browser.get(LINK, {"key": key}).status_code == 410
        assert browser.post(LINK, {"key": key}).status_code == 410
        assert timedelta(minutes=15) == local.LINK_LASTS

    def test_another_makes_it_void(self, browser: Client) -> None:
        first, second = self.key(), self.key()

        assert browser.post(LINK, {"key": first}).status_code == 410
        assert browser.post(LINK, {"key": second}).status_code == 302

    @pytest.mark.parametrize("key", ["", "x", "\x00", "x" * 5000])
    def test_what_is_no_key(self, browser: Client, key: str) -> None:
        self.key()

        assert browser.get(LINK, {"key": key}).status_code == 410
        assert browser.post(LINK, {"key": key}).status_code == 410
        assert browser.post(LINK).status_code == 410

    def test_only_its_digest_is_stored(self) -> None:
        key = self.key()

        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT t::text FROM "{table}" t')
                assert not [row for row in cursor.fetchall() if key in row[0]]
        assert len(SignInLink.objects.get().digest) == 64

    def test_who_came_by_it_has_no_password(self, browser: Client) -> None:
        self.key()

        assert not User.objects.get().has_usable_password()

    def test_it_keeps_a_password_that_is_set(self, name: str) -> None:
        local.set_password(name, PASSWORD)
        said("sign_in_link", "--name", name)

        assert User.objects.get().check_password(PASSWORD)
