"""The application with the bare page."""

from __future__ import annotations

from django.conf import settings

settings.ROOT_URLCONF = "benchmarks.load.urls"

from dashboard.wsgi import application  # noqa: E402  (reads the settings)

__all__ = ["application"]
