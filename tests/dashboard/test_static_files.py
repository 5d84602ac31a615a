"""What is collected at a start is what pages load, and no more."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command
from pytest_django import Settings


def test_of_htmx_only_what_pages_load_is_collected(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0, post_process=False)

    collected = {each.name for each in (tmp_path / "django_htmx").rglob("*.js")}
    assert collected == {"django-htmx.js", "htmx-2.min.js"}
    assert (tmp_path / "plumbline" / "plumbline.css").exists()
