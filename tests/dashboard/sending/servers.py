"""Servers of mail at some port."""

from __future__ import annotations

from datetime import timedelta

from django.test import override_settings

from tests.mail_server import settings_for

MINUTE = timedelta(minutes=1)


def server_at(port: int) -> override_settings:
    return override_settings(MAIL=settings_for(port, patience=0.5))
