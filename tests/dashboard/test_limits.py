"""Who tries to sign in too often waits, by address and by account, whichever way they try."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from dashboard import limits, urls
from dashboard.limits import LIMITS

pytestmark = pytest.mark.usefixtures("organization")


def tried(browser: Client, name: str, login: object = "", **more: str) -> int:
    answer: Callable[..., HttpResponse] = getattr(browser, LIMITS[name].method.lower())
    return answer(reverse(name), {"login": str(login)}, **more).status_code


@pytest.mark.parametrize(
    ("name", "passing"),
    [
        ("github_login", 30),
        ("github_callback", 30),
        ("sign-in-link", 10),
        ("demo-people", 60),
        ("mfa_authenticate", 30),
    ],
)
def test_so_many_attempts_a_minute_pass_from_an_address(
    visitor: Client, name: str, passing: int
) -> None:
    got = [tried(visitor, name, number) for number in range(passing + 1)]

    assert 429 not in got[:-1]
    assert got[-1] == 429
    assert tried(visitor, name, REMOTE_ADDR="192.0.2.7") != 429


def test_each_way_to_sign_in_each_export_and_what_asks_the_source_has_a_limit() -> None:
    ways = {
        each.name
        for each in urls.urlpatterns
        if str(each.pattern).startswith("accounts/") and each.name not in {"sign-in", "sign-out"}
    }
    # The rest is for who is signed in, and asks for a password or a code by allauth's limits.
    signed_in = {"account_reauthenticate", "mfa_reauthenticate", "mfa_index"}
    signed_in |= {"mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes"}
    exports = {each.name for each in urls.urlpatterns if "export" in str(each.name)}
    assert exports
    others = {"read-again", "digest-send", "doctor-report"}
    others |= {"channel-test", "channel-post"}
    assert ways - signed_in | exports | others == set(LIMITS)


def test_the_page_says_to_wait(visitor: Client) -> None:
    for _ in range(11):
        page = visitor.post("/accounts/link/", {"key": "x"})

    assert page.status_code == 429
    assert page["Retry-After"] == "60"
    assert "Too many attempts" in page.content.decode()
    assert visitor.get("/accounts/link/").status_code == 410, "looking is no attempt"


def test_an_account_has_a_limit_of_its_own_from_wherever_it_is_tried() -> None:
    got = [
        limits.is_within_account_limit(
            RequestFactory(REMOTE_ADDR=f"192.0.2.{number}").get("/"), "github-1"
        )
        for number in range(11)
    ]

    assert got == [True] * 10 + [False]
    assert limits.is_within_account_limit(RequestFactory().get("/"), "github-2")


def test_one_of_the_demo_is_not_chosen_without_end(visitor: Client) -> None:
    got = [tried(visitor, "demo-people", "olga") for _ in range(31)]

    assert 429 not in got[:-1]
    assert got[-1] == 429
    assert tried(visitor, "demo-people", "mara") != 429


def test_addresses_are_those_that_our_own_proxies_say(visitor: Client, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _ in range(11):
        visitor.post("/accounts/link/", headers={"X-Forwarded-For": "198.51.100.1, 192.0.2.1"})

    asked = {
        address: visitor.post(
            "/accounts/link/", headers={"X-Forwarded-For": f"198.51.100.1, {address}"}
        ).status_code
        for address in ("192.0.2.1", "192.0.2.2")
    }
    assert asked == {"192.0.2.1": 429, "192.0.2.2": 410}


def test_what_others_say_of_an_address_changes_nothing(visitor: Client) -> None:
    got = [
        visitor.post(
            "/accounts/link/", headers={"X-Forwarded-For": f"192.0.2.{number}"}
        ).status_code
        for number in range(11)
    ]

    assert got[-1] == 429
