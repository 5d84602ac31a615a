"""Every address of the dashboard."""

from __future__ import annotations

from django.urls import path

from dashboard.views import health

urlpatterns = [
    path("healthz", health.health, name="health"),
]
