"""Signing in through a simulated GitHub over HTTP: who comes in, what stays, and until when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from pytest_django import Settings

from compliance.models import AuditEntry, Person
from dashboard.models import User
from dashboard.session_store import digest
from tests.compliance.sync.on_github import NOW, OnGitHub
from tests.dashboard.signing_in.conftest import CALLBACK, MEMBER, OWNER, SignIn, set_up, who
from tests.github_simulator import faults
from tests.github_simulator.credentials import OAuthClient
from tests.github_simulator.state import Invitation, World

pytestmark = pytest.mark.django_db


class TestTheWay:
    def test_a_page_leads_to_github_which_is_asked_for_no_more_than_is_needed(
        self, client: Client, application: OAuthClient, plumbline: OnGitHub
    ) -> None:
        page = client.get("/accounts/sign-in/")
        assert page.status_code == 200
        assert 'action="/accounts/github/login/"' in page.content.decode()

        away = client.post(
            "/accounts/github/login/?scope=repo&auth_params=scope%3Drepo&process=connect"
        )
        asked = parse_qs(urlsplit(away["Location"]).query)

        assert away["Location"].startswith(f"{plumbline.simulator.url}/login/oauth/authorize?")
        assert sorted(asked["scope"][0].split()) == ["read:org", "user:email"]
        assert asked["redirect_uri"] == [CALLBACK]
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["client_id"] == [application.id]

    def test_signing_in_is_begun_by_sending_a_form_alone(
        self, client: Client, application: OAuthClient
    ) -> None:
        assert client.get("/accounts/github/login/").status_code == 405
        strict = Client(enforce_csrf_checks=True)
        assert strict.post("/accounts/github/login/").status_code == 403

    @pytest.mark.parametrize(
        "path",
        ["github/login/", "github/login/callback/", "login/", "signup/"],
    )
    def test_without_an_application_there_is_nothing(
        self, client: Client, plumbline: OnGitHub, path: str
    ) -> None:
        assert client.get(f"/accounts/{path}").status_code == 404
        assert client.post(f"/accounts/{path}").status_code == 404

    def test_one_comes_back_to_where_one_was_and_nowhere_else(
        self, sign_in: SignIn, client: Client
    ) -> None:
        assert sign_in(MEMBER, next="/teams/")["Location"] == "/teams/"
        for address in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
            assert sign_in(MEMBER, Client(), next=address)["Location"] == "/"

    def test_the_session_has_another_key_afterwards(self, sign_in: SignIn, client: Client) -> None:
        client.get("/accounts/sign-in/")
        client.post("/accounts/github/login/")
        before = client.session.session_key

        sign_in(MEMBER)

        assert client.session.session_key != before
        assert not Session.objects.filter(session_key=digest(before or "")).exists()

    def test_who_signs_out_is_nobody(self, sign_in: SignIn, client: Client) -> None:
        sign_in(MEMBER)
        assert client.get("/accounts/sign-out/").status_code == 405

        client.post("/accounts/sign-out/")

        assert who(client) == ""
        assert Session.objects.count() == 0


class TestWhoComesIn:
    @pytest.mark.parametrize(
        ("login", "role"), [(OWNER, Person.Role.OWNER), (MEMBER, Person.Role.MEMBER)]
    )
    def test_owners_and_members(
        self, sign_in: SignIn, client: Client, login: str, role: str
    ) -> None:
        answer = sign_in(login)

        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert who(client) == login
        assert Person.objects.get().role == role

    def test_the_second_time_it_is_the_same_account(self, sign_in: SignIn) -> None:
        sign_in(MEMBER)
        sign_in(MEMBER, Client())

        assert User.objects.count() == 1

    def test_a_collaborator_by_a_github_app(
        self, sign_in: SignIn, client: Client, plumbline: OnGitHub, settings: Settings
    ) -> None:
        app = plumbline.simulator.app(42, "no key")
        set_up(plumbline.simulator.client(CALLBACK, app=app), settings)

        sign_in("pat")

        assert who(client) == "pat"
        assert Person.objects.get().role == Person.Role.COLLABORATOR

    @pytest.mark.parametrize("is_app", [False, True])
    def test_a_stranger_gets_a_page_and_leaves_no_account(
        self,
        sign_in: SignIn,
        client: Client,
        plumbline: OnGitHub,
        settings: Settings,
        is_app: bool,
    ) -> None:
        if is_app:
            app = plumbline.simulator.app(42, "no key")
            set_up(plumbline.simulator.client(CALLBACK, app=app), settings)

        answer = sign_in("stranger")

        assert answer.status_code == 403
        assert "This organization does not know you" in answer.content.decode()
        assert who(client) == ""
        assert not User.objects.exists()
        assert not SocialAccount.objects.exists()
        assert not Person.objects.exists()

    def test_who_is_invited_is_told_to_accept(self, sign_in: SignIn, world: World) -> None:
        world.invitations = [Invitation(id=1, login="stranger", created_at=NOW)]

        assert "Accept your invitation first" in sign_in("stranger").content.decode()
        assert not User.objects.exists()

    @pytest.mark.parametrize("restriction", ["oauth", "saml"])
    def test_a_restriction_of_the_organization_is_told_as_that(
        self, sign_in: SignIn, application: OAuthClient, restriction: str
    ) -> None:
        application.approved = restriction != "oauth"
        application.saml = restriction == "saml"

        answer = sign_in(MEMBER)

        assert answer.status_code == 403
        assert "Ask an owner to approve Plumbline" in answer.content.decode()
        assert "does not know you" not in answer.content.decode()
        assert not User.objects.exists()

    def test_who_cancels_is_told_that_they_did(self, sign_in: SignIn, client: Client) -> None:
        answer = sign_in("-")

        assert answer.status_code == 401
        assert "You did not sign in" in answer.content.decode()
        assert who(client) == ""

    @pytest.mark.parametrize("query", ["", "?code=x&state=y", "?error=x&error_description=<b>"])
    def test_who_comes_back_with_something_else_is_not_let_in(
        self, client: Client, application: OAuthClient, query: str
    ) -> None:
        answer = client.get(f"/accounts/github/login/callback/{query}")

        assert answer.status_code == 401
        assert "Signing in did not work" in answer.content.decode()

    def test_nobody_comes_in_by_what_another_browser_began(
        self, client: Client, application: OAuthClient
    ) -> None:
        away = Client().post("/accounts/github/login/")
        back = httpx.get(f"{away['Location']}&login={MEMBER}").headers["Location"]

        assert client.get(back.removeprefix("http://testserver")).status_code == 401
        assert not User.objects.exists()

    def test_a_github_that_does_not_answer_is_told_as_that(
        self, sign_in: SignIn, plumbline: OnGitHub
    ) -> None:
        plumbline.simulator.faults.add(
            faults.bad_gateway(), on="GET /user/memberships/orgs/{org}", times=None
        )

        answer = sign_in(MEMBER)

        assert answer.status_code == 503
        assert "GitHub does not answer" in answer.content.decode()
        assert not User.objects.exists()

    def test_so_is_one_that_does_not_say_whose_the_token_is(
        self, sign_in: SignIn, plumbline: OnGitHub
    ) -> None:
        plumbline.simulator.faults.add(faults.bad_gateway(), on="GET /user", times=None)

        answer = sign_in(MEMBER)

        assert answer.status_code == 503
        assert "GitHub does not answer" in answer.content.decode()
        assert not User.objects.exists()
        assert AuditEntry.objects.filter(action="sign-in-failed").count() == 1

    def test_a_code_that_github_refuses_signs_nobody_in(
        self, sign_in: SignIn, application: OAuthClient
    ) -> None:
        application.secret = "another"

        answer = sign_in(MEMBER)

        assert answer.status_code == 401
        assert "Signing in did not work" in answer.content.decode()

    @pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
    def test_the_code_goes_to_no_address_of_this_machine_where_github_is_elsewhere(
        self, sign_in: SignIn, plumbline: OnGitHub, settings: Settings, name: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        for each in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.delenv(each, raising=False)
            monkeypatch.delenv(each.lower(), raising=False)
        here = plumbline.simulator.url.replace("127.0.0.1", name)
        settings.GITHUB = replace(settings.GITHUB, api_url="https://192.0.2.1", web_url=here)

        answer = sign_in(MEMBER)

        assert answer.status_code == 503
        given = [each for each in plumbline.simulator.accounts.credentials if each.client]
        assert given == [], "no code was exchanged"


class TestWhatIsKept:
    def test_no_token_is_and_of_github_only_the_login(
        self, sign_in: SignIn, plumbline: OnGitHub, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG")
        sign_in(MEMBER)
        given = [each.token for each in plumbline.simulator.accounts.credentials if each.client]

        assert len(given) == 1
        assert not SocialToken.objects.exists()
        assert SocialAccount.objects.get().extra_data == {"login": MEMBER}
        kept = "".join(_rows())
        assert MEMBER in kept
        for secret in given:
            assert secret not in kept
            assert secret not in caplog.text

    def test_the_token_is_revoked_at_github(self, sign_in: SignIn, plumbline: OnGitHub) -> None:
        for login in (MEMBER, "stranger"):
            sign_in(login, Client())

        given = [each for each in plumbline.simulator.accounts.credentials if each.client]
        assert [each.revoked for each in given] == [True, True]

    def test_one_comes_in_though_github_does_not_revoke_and_the_log_says_so(
        self,
        sign_in: SignIn,
        client: Client,
        plumbline: OnGitHub,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        plumbline.simulator.faults.add(
            faults.bad_gateway(), on="DELETE /applications/{client_id}/token", times=None
        )

        sign_in(MEMBER)

        assert who(client) == MEMBER
        assert "was not revoked: GitHub answered 502" in caplog.text
        [given] = [each for each in plumbline.simulator.accounts.credentials if each.client]
        assert given.token not in caplog.text

    def test_who_was_refused_is_written_down_without_their_name(self, sign_in: SignIn) -> None:
        sign_in("stranger")
        sign_in(MEMBER, Client())

        refused, came = AuditEntry.objects.order_by("pk")
        assert (refused.action, refused.by) == ("sign-in-refused", None)
        assert refused.after == {"way": "GitHub", "why": "stranger"}
        assert refused.address == "127.0.0.1"
        assert (came.action, str(came.by)) == ("signed-in", MEMBER)
        assert came.after == {"way": "GitHub"}

    def test_the_account_has_no_password(self, sign_in: SignIn) -> None:
        sign_in(MEMBER)

        assert not User.objects.get().has_usable_password()


def _rows() -> Iterator[str]:
    """All that the database has, as text; sessions decoded."""
    for session in Session.objects.all():
        yield str(session.get_decoded())
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield from (row[0] for row in cursor.fetchall())


def test_who_has_no_session_costs_no_query_more(
    client: Client, application: OAuthClient, django_assert_num_queries: Callable[..., Any]
) -> None:
    with django_assert_num_queries(1):
        client.get("/healthz")


def test_enterprise_server_is_asked_at_its_own_addresses(
    sign_in: SignIn, client: Client, plumbline: OnGitHub, settings: Settings
) -> None:
    settings.GITHUB = replace(settings.GITHUB, api_url=plumbline.simulator.enterprise_url)

    sign_in(MEMBER)

    assert who(client) == MEMBER
    paths = {each["path"].partition("?")[0] for each in plumbline.simulator.log.described()}  # type: ignore[index, union-attr, attr-defined]
    assert "/api/v3/user/memberships/orgs/acme" in paths
    assert "/api/v3/user" in paths
