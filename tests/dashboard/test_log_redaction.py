"""What is logged, in the real places where it is written, has no secret in it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings

from dashboard.log_redaction import redacted

SAID = """
import logging, os
import django
django.setup()
log = logging.getLogger("of.a.library")
log.warning("sent %s to %s", {"Authorization": "token " + "q1w2e3r4t5"}, "https://me:hunter22@h.example/x")
log.warning("Authorization: Basic cGx1bWI6bGluZQ==")
log.warning("GET /accounts/link/?key=one-time-key-of-somebody&next=/")
log.warning("callback ?code=0123abc&state=45def")
log.warning("gho_" + "A1b2C3d4E5f6G7h8I9j0K1l2")
log.warning("the key is %s", os.environ["PLUMBLINE_SECRET_KEY"])
log.warning("password=%s", "hunter22")
try:
    raise ValueError("postgresql://plumbline:of-the-database@db/x, in short of-the-database")
except ValueError:
    log.exception("it broke")
log.warning("too few %s %s", "parts")
"""
SECRETS = (
    "q1w2e3r4t5", "hunter22", "cGx1bWI6", "one-time-key-of-somebody", "0123abc", "45def",
    "C3d4E5f6G7h8", "fifty-characters-of-which", "of-the-database",
)  # fmt: skip
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "dashboard.settings",
    "PLUMBLINE_SECRET_KEY": "fifty-characters-of-which-nobody-knows-one",
    "DATABASE_URL": "postgresql://plumbline:of-the-database@127.0.0.1:9/none",
    "REDIS_URL": "redis://127.0.0.1:9/0",
}
CELERY = """
from dashboard import celery_app
celery_app.log.setup(loglevel="INFO", redirect_stdouts=False)
from celery.utils.log import get_task_logger
get_task_logger("compliance.tasks").warning("in a task: %s", "https://me:hunter22@h.example/x")
"""


def printed(*programs: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(programs)],
        env=os.environ | ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("programs", [(SAID,), (SAID, CELERY)], ids=["pages", "worker"])
def test_no_secret_is_written(programs: tuple[str, ...]) -> None:
    log = printed(*programs)

    assert [each for each in SECRETS if each in log] == []
    assert "Traceback (most recent call last)" in log
    assert "ValueError: postgresql://plumbline:" in log
    assert "GET /accounts/link/?key=" in log
    assert "&next=/" in log
    assert "too few" in log
    if len(programs) > 1:
        assert "in a task: https://me:" in log


@pytest.mark.parametrize(
    "text",
    ["read 3 repositories in 2.1 s", "GET /orgs/acme/repos?per_page=100", "a key: value pair"],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted(text) == text


def test_each_handler_of_the_root_redacts() -> None:
    handlers = settings.LOGGING["handlers"].values()
    assert all("redacted" in each["filters"] for each in handlers)
    assert logging.getLogger("httpx").getEffectiveLevel() >= logging.WARNING
