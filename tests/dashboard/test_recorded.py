"""Who signs in and out, and who fails to, is written down, and no secret with it."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from allauth.mfa.totp.internal import auth
from django.contrib.auth import SESSION_KEY
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from compliance import clock
from compliance.models import AuditEntry, Organization
from dashboard import local
from dashboard.models import User
from dashboard.recorded import SOMEBODY
from tests.factories import make_person

PASSWORD = "correct horse battery"
PAGE, AGAIN, ON = "/accounts/password/", "/accounts/password/again/", "/accounts/two-factor/on/"
OFF, CODE = "/accounts/two-factor/off/", "/accounts/code/"
WHO = "local administrator nora"


@pytest.fixture(autouse=True)
def nora(organization: Organization, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A local administrator, in a moment at which time stands still."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))
    local.set_password("nora", PASSWORD)


@pytest.fixture
def browser() -> Client:
    return Client(REMOTE_ADDR="192.0.2.7")


def written() -> list[tuple[str, str, str, str | None, dict[str, str]]]:
    """What there is besides what the fixture did, the oldest first."""
    rows = AuditEntry.objects.order_by("pk").values_list(
        "action", "on_behalf", "title", "origin__address", "after"
    )
    return list(rows)[2:]


def enter(browser: Client, password: str = PASSWORD, name: str = "nora") -> None:
    browser.post(PAGE, {"name": name, "password": password})


def test_in_and_out(browser: Client) -> None:
    enter(browser)
    browser.post("/accounts/sign-out/")

    assert written() == [
        ("signed-in", WHO, "nora", "192.0.2.7", {"way": "password"}),
        ("signed-out", WHO, "nora", "192.0.2.7", {}),
    ]


def test_a_wrong_password_names_whose_it_would_be_and_nobody_who_is_unknown(
    browser: Client,
) -> None:
    enter(browser, "wrong horse battery")
    enter(browser, "wrong horse battery", "my password by mistake")

    organization = Organization.objects.get()
    assert written() == [
        ("sign-in-failed", SOMEBODY, "nora", "192.0.2.7", {"way": "password"}),
        ("sign-in-failed", SOMEBODY, str(organization), "192.0.2.7", {"way": "password"}),
    ]
    kept = str(list(AuditEntry.objects.values()))
    assert "horse" not in kept
    assert "mistake" not in kept


def test_a_link(browser: Client) -> None:
    key = local.make_link("nora", clock.now())
    browser.post("/accounts/link/", {"key": key})
    browser.post("/accounts/link/", {"key": key})

    assert [(each[0], each[4]) for each in written()] == [
        ("link-made", {}), ("link-used", {}), ("signed-in", {"way": "link"}),
    ]  # fmt: skip
    assert key not in str(list(AuditEntry.objects.values()))


def test_a_second_factor_from_its_beginning_to_its_end(
    browser: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    enter(browser)
    browser.post(f"{AGAIN}?{urlencode({'next': ON})}", {"password": PASSWORD})
    secret = browser.get(ON).context["form"].secret
    [counter] = auth.yield_hotp_counters_from_time()
    code = auth.format_hotp_value(auth.hotp_value(secret, counter))
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(ON, {"code": code})
    other = Client(REMOTE_ADDR="192.0.2.8")
    enter(other)
    other.post(CODE, {"code": "000000x"})
    other.post(CODE, {"code": code})
    browser.post(OFF)

    assert [(each[0], each[1], each[4]) for each in written()] == [
        ("signed-in", WHO, {"way": "password"}),
        ("factor-set", WHO, {"kind": "totp"}),
        ("factor-set", WHO, {"kind": "recovery_codes"}),
        ("sign-in-failed", SOMEBODY, {"way": "code"}),
        ("signed-in", WHO, {"way": "code"}),
        ("factor-removed", WHO, {"kind": "totp"}),
        ("factor-removed", WHO, {"kind": "recovery_codes"}),
    ]
    assert secret not in str(list(AuditEntry.objects.values()))


def test_who_has_left_is_signed_out(organization: Organization, browser: Client) -> None:
    now = clock.now()
    person = make_person(organization, "dev")
    user = User.objects.create(name="github-1", person=person, confirmed_at=now, asked_at=now)
    browser.force_login(user)
    person.left_at = now
    person.save()

    assert browser.get("/teams/").status_code == 403
    assert SESSION_KEY not in browser.session
    [entry] = AuditEntry.objects.order_by("pk")[2:]
    assert (entry.action, entry.by, entry.address) == ("session-ended", person, "192.0.2.7")
    # Not what they were called, which would stay when nothing else does.
    assert (entry.subject, entry.subject_id, entry.title) == ("person", str(person.pk), "")
