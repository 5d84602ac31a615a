"""The command that makes a local administrator."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from compliance import audit
from compliance.models import AuditEntry
from dashboard import local
from dashboard.models import User
from tests.dashboard.local_administrator.signing import PASSWORD, said, send

pytestmark = pytest.mark.usefixtures("organization")


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
