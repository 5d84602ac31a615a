"""The second factor of local administrators: put on, asked for, taken off."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from cryptography.fernet import InvalidToken
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client
from pytest_django import Settings

from compliance import clock
from compliance.models import Organization
from dashboard import local
from dashboard.models import User
from dashboard.session_store import digest
from dashboard.two_factor import SecondFactor
from tests.dashboard.local_administrator.signing import LINK, PAGE, PASSWORD, send, who
from tests.factories import make_person

pytestmark = pytest.mark.usefixtures("organization")


class AsItIs:
    """Takes what is stored in a session as it lies there."""

    def loads(self, content: bytes) -> bytes:
        return content


CODE, FACTOR, ON = "/accounts/code/", "/accounts/two-factor/", "/accounts/two-factor/on/"
OFF, CODES = "/accounts/two-factor/off/", "/accounts/two-factor/codes/"


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def at_rest(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Codes change with time, which stands still."""
        monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))

    def code(self, secret: str) -> str:
        [counter] = auth.yield_hotp_counters_from_time()
        return auth.format_hotp_value(auth.hotp_value(secret, counter))

    def turn_on(self, browser: Client, name: str) -> str:
        """Have it asked for from now on; returns the secret."""
        local.set_password(name, PASSWORD)
        send(browser, name)
        away = browser.get(ON)
        assert away["Location"] == f"/accounts/password/again/?{urlencode({'next': ON})}"
        assert browser.post(away["Location"], {"password": "wrong one here"}).status_code == 200
        assert browser.get(ON).status_code == 302
        assert browser.post(away["Location"], {"password": PASSWORD})["Location"] == ON
        page = browser.get(ON)
        secret: str = page.context["form"].secret
        assert "data:image/svg+xml;base64," in page.content.decode()
        assert browser.post(ON, {"code": "000000x"}).status_code == 200
        assert browser.post(ON, {"code": self.code(secret)})["Location"] == CODES
        return secret

    def test_the_password_alone_is_not_enough_then(self, browser: Client, name: str) -> None:
        secret = self.turn_on(browser, name)
        browser.post("/accounts/sign-out/")

        assert send(browser, name)["Location"] == CODE
        assert who(browser) == ""
        assert browser.get(CODE).status_code == 200
        assert browser.post(CODE, {"code": "000000x"}).status_code == 200
        assert who(browser) == ""
        assert browser.post(CODE, {"code": self.code(secret)})["Location"] == "/"
        assert who(browser) == name

    def test_a_code_works_once(self, browser: Client, name: str) -> None:
        secret = self.turn_on(browser, name)
        for comes_in in (True, False):
            other = Client(**browser.defaults)  # type: ignore[arg-type]
            send(other, name)
            other.post(CODE, {"code": self.code(secret)})
            assert bool(who(other)) == comes_in

    def test_codes_cannot_be_tried_without_end(self, browser: Client, name: str) -> None:
        secret = self.turn_on(browser, name)
        browser.post("/accounts/sign-out/")
        send(browser, name)
        wrong = [browser.post(CODE, {"code": "000000x"}).status_code for _ in range(6)]

        assert wrong == [200] * 5 + [429]
        right = browser.post(CODE, {"code": self.code(secret)})
        assert right.status_code == 429
        assert "Too many attempts" in right.content.decode()
        assert who(browser) == ""

    def test_a_link_asks_for_it_too(self, browser: Client, name: str) -> None:
        self.turn_on(browser, name)
        key = local.make_link(name, clock.now())
        other = Client()

        assert other.post(LINK, {"key": key})["Location"] == CODE
        assert who(other) == ""

    def test_a_recovery_code_works_once(self, browser: Client, name: str) -> None:
        self.turn_on(browser, name)
        codes = browser.get(CODES).context["unused_codes"]
        assert len(codes) == 10
        for comes_in in (True, False):
            other = Client(**browser.defaults)  # type: ignore[arg-type]
            send(other, name)
            other.post(CODE, {"code": codes[0]})
            assert bool(who(other)) == comes_in

    def test_it_is_turned_off(self, browser: Client, name: str) -> None:
        self.turn_on(browser, name)
        assert "You are asked for a code" in browser.get(FACTOR).content.decode()
        assert browser.get(OFF).status_code == 200

        assert browser.post(OFF)["Location"] == FACTOR
        assert not Authenticator.objects.exists()

    def test_what_is_kept_of_it_is_encrypted(
        self, browser: Client, name: str, settings: Settings
    ) -> None:
        secret = self.turn_on(browser, name)
        codes = browser.get(CODES).context["unused_codes"]

        kept = str(list(Authenticator.objects.values()))
        assert not [each for each in (secret, *codes) if each in kept]
        totp = Authenticator.objects.get(type="totp")
        assert SecondFactor().decrypt(totp.data["secret"]) == secret
        settings.SECRET_KEY = "another"
        with pytest.raises(InvalidToken):
            SecondFactor().decrypt(totp.data["secret"])

    def test_while_it_is_set_up_the_secret_is_in_no_table(self, browser: Client, name: str) -> None:
        local.set_password(name, PASSWORD)
        send(browser, name)
        browser.post(f"/accounts/password/again/?{urlencode({'next': ON})}", {"password": PASSWORD})
        secret = browser.get(ON).context["form"].secret

        stored = Session.objects.get(session_key=digest(browser.session.session_key or ""))
        assert stored.get_decoded()[auth.SECRET_SESSION_KEY] == secret
        opened = signing.loads(
            stored.session_data, salt="django.contrib.sessions.SessionStore", serializer=AsItIs
        )
        assert opened.startswith(b"gAAAA")
        assert secret.encode() not in opened

    def test_a_session_of_another_secret_key_is_none(
        self, browser: Client, name: str, settings: Settings
    ) -> None:
        local.set_password(name, PASSWORD)
        send(browser, name)
        settings.SECRET_KEY = "another"

        assert browser.get("/teams/").status_code == 302

    @pytest.mark.parametrize("path", [FACTOR, ON, OFF, CODES])
    def test_who_signs_in_with_github_has_theirs_there(
        self, organization: Organization, browser: Client, path: str
    ) -> None:
        now = clock.now()
        user = User.objects.create(
            name="github-1", person=make_person(organization), confirmed_at=now, asked_at=now
        )
        assert browser.get(path)["Location"] == PAGE
        browser.force_login(user)

        assert browser.get(path).status_code == 404
