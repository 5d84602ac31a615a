"""Signing in as a local administrator, and the commands that make one."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client

from dashboard.models import User

PAGE, LINK = "/accounts/password/", "/accounts/link/"
PASSWORD = "correct horse battery"


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
