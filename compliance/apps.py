"""Compliance as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    """Everything that is stored about repositories."""

    name = "compliance"
    verbose_name = "Compliance"
