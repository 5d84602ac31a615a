"""`manage.py sync` on a GitHub organization: what it says where GitHub does not let it in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from compliance import tasks
from compliance.models import Poll
from tests.compliance.sync.on_github import OnGitHub, on_github
from tests.github_simulator.generation import generate

pytestmark = pytest.mark.django_db


@pytest.fixture
def plumbline(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OnGitHub]:
    monkeypatch.setattr(tasks, "wake_workers", lambda: None)
    now = datetime.now(UTC)
    with on_github(generate(1, tmp_path, now), settings, now=now) as plumbline:
        yield plumbline


def test_a_token_that_is_not_accepted_ends_it(plumbline: OnGitHub) -> None:
    plumbline.simulator.accounts.revoke_all()

    with pytest.raises(CommandError, match="does not accept the credential") as caught:
        call_command("sync", "--wait", stdout=io.StringIO())

    assert caught.value.returncode == 2


def test_a_quota_that_is_used_up_is_said_and_left_to_the_workers(plumbline: OnGitHub) -> None:
    plumbline.simulator.use_up("core")
    output = io.StringIO()

    call_command("sync", stdout=output)

    assert "The rest waits until" in output.getvalue()
    waiting = Poll.objects.filter(not_before__isnull=False)
    assert "settings" in waiting.values_list("kind", flat=True)
