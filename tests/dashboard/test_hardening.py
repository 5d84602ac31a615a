"""What is too large is not read, and Django's own list for a server has nothing to add."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

ROOT = Path(__file__).parents[2]
LARGEST = 1024 * 1024


@pytest.mark.django_db
def test_what_is_too_large_is_refused_whatever_it_is() -> None:
    browser = Client()
    file = SimpleUploadedFile("x", b"x" * LARGEST)

    assert browser.post("/accounts/link/", {"key": "x" * LARGEST}).status_code == 413
    assert browser.post("/accounts/link/", {"key": file}).status_code == 413
    assert browser.post("/accounts/link/", CONTENT_LENGTH="many").status_code == 413


@pytest.mark.parametrize(
    "path", ["/repositories/%00/", "/teams/a%00b/", "/checks/%00/", "/repositories/%00/read/"]
)
def test_nothing_is_at_an_address_that_no_database_can_be_asked_for(
    client: Client, path: str
) -> None:
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 404
        assert "no-store" in answer["Cache-Control"]


def test_checks_for_a_server_are_clean() -> None:
    environment = {
        "DATABASE_URL": "postgresql://x@localhost/x",
        "REDIS_URL": "redis://localhost",
        "PLUMBLINE_SECRET_KEY": secrets.token_urlsafe(50),
        "PLUMBLINE_HTTPS": "true",
        "PLUMBLINE_ALLOWED_HOSTS": "plumbline.example",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
