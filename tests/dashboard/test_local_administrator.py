"""The local administrator: made by a command, signed in by password or once by a link."""

from __future__ import annotations

import ipaddress
import secrets
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from cryptography.fernet import InvalidToken
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from compliance import audit, clock
from compliance.models import AuditEntry, Organization
from dashboard import local
from dashboard.models import SignInLink, User
from dashboard.protection import sight_of
from dashboard.session_store import digest
from dashboard.two_factor import SecondFactor
from tests.factories import make_person

PAGE, LINK = "/accounts/password/", "/accounts/link/"
PASSWORD = "correct horse battery"
pytestmark = pytest.mark.usefixtures("organization")


@pytest.fixture(autouse=True)
def quick_digests(settings: Settings) -> None:
    """Digests of passwords that take no time to make."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def browser() -> Client:
    """One from an address that no other test has tried from."""
    address = ipaddress.ip_address(0x0A000000 + secrets.randbelow(1 << 24))
    return Client(REMOTE_ADDR=str(address))


@pytest.fixture
def name() -> str:
    """A name that no other test has tried."""
    return f"a{secrets.token_hex(8)}"


def who(browser: Client) -> str:
    key = browser.session.get("_auth_user_id")
    return str(User.objects.get(pk=key)) if key else ""


def send(browser: Client, name: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    answer: HttpResponse = browser.post(PAGE, {"name": name, "password": password} | more)  # type: ignore[assignment]
    return answer


def said(*words: str, typed: str = "", monkeypatch: pytest.MonkeyPatch | None = None) -> str:
    if monkeypatch:
        monkeypatch.setattr("sys.stdin", StringIO(typed))
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


class TestCommand:
    def test_it_makes_one_with_the_password_of_standard_input(
        self, monkeypatch: pytest.MonkeyPatch, browser: Client
    ) -> None:
        told = said("administrator", typed=f"{PASSWORD}\n", monkeypatch=monkeypatch)

        assert told == "The local administrator administrator can sign in.\n"
        user = User.objects.get()
        assert (user.name, user.person) == ("administrator", None)
        assert user.check_password(PASSWORD)
        assert PASSWORD not in user.password

    def test_a_new_password_ends_the_sessions(
        self, monkeypatch: pytest.MonkeyPatch, browser: Client, name: str
    ) -> None:
        local.set_password(name, PASSWORD)
        send(browser, name)
        told = said(
            "administrator", "--name", name, typed="another long one", monkeypatch=monkeypatch
        )

        assert told.endswith("has a new password; their sessions have ended.\n")
        assert "Sign out" not in browser.get("/teams/").content.decode()
        assert User.objects.count() == 1

    @pytest.mark.parametrize("password", ["", "short", "123456789012345", "password1234"])
    def test_a_password_that_is_too_easy(
        self, monkeypatch: pytest.MonkeyPatch, password: str
    ) -> None:
        with pytest.raises(CommandError, match="password"):
            said("administrator", typed=password, monkeypatch=monkeypatch)

        assert not User.objects.exists()

    @pytest.mark.parametrize("name", ["github-1", "Admin", "1st", "a" * 51, "a b", "a\n"])
    @pytest.mark.parametrize("command", ["administrator", "sign_in_link"])
    def test_a_name_that_nobody_can_have(
        self, monkeypatch: pytest.MonkeyPatch, command: str, name: str
    ) -> None:
        with pytest.raises(CommandError, match="is no name of an administrator"):
            said(command, "--name", name, typed=PASSWORD, monkeypatch=monkeypatch)

        assert not User.objects.exists()

    def test_it_takes_no_password_as_an_argument(self) -> None:
        with pytest.raises(CommandError, match="unrecognized arguments"):
            call_command("administrator", "--password", PASSWORD)

    def test_it_is_written_down(self, monkeypatch: pytest.MonkeyPatch) -> None:
        said("administrator", typed=PASSWORD, monkeypatch=monkeypatch)
        said("sign_in_link")

        entries = AuditEntry.objects.order_by("pk").values_list("action", "title", "on_behalf")
        assert list(entries) == [
            ("administrator-made", "administrator", audit.THIS_MACHINE),
            ("administrator-set", "administrator", audit.THIS_MACHINE),
            ("link-made", "administrator", audit.THIS_MACHINE),
        ]


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


def test_the_local_administrator_is_one_in_every_source(
    organization: Organization, name: str
) -> None:
    local.set_password(name, PASSWORD)
    request = RequestFactory().get("/")
    request.user = User.objects.get()

    seen = sight_of(request)

    assert seen
    assert (seen.role.value, seen.person, seen.organization) == (
        "administrator",
        None,
        organization,
    )


def test_what_the_local_administrator_does_is_written_down_as_theirs(
    browser: Client, name: str
) -> None:
    local.set_password(name, PASSWORD)
    send(browser, name)
    browser.post("/settings/", {"name": "Harbour", "time_zone": "UTC"})

    entry = AuditEntry.objects.get(action="settings-changed")
    assert (entry.by, entry.on_behalf) == (None, f"local administrator {name}")
    assert entry.address == browser.defaults["REMOTE_ADDR"]


def test_the_page_to_sign_in_leads_to_it(browser: Client) -> None:
    page = browser.get("/accounts/sign-in/?next=/teams/").content.decode()

    assert 'href="/accounts/password/?next=/teams/"' in page
    assert "Sign in with GitHub" not in page
