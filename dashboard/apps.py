"""The dashboard as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """Registers the checks of the settings, and what writes down who signs in."""

    name = "dashboard"
    verbose_name = "Plumbline's pages"

    def ready(self) -> None:
        """Import what registers itself."""
        from dashboard import checks, recorded  # noqa: F401, PLC0415 (Django's place for it is here)

        recorded.listen()
