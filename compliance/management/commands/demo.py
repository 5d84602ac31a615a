"""Makes the demo organization: its repositories, and what GitHub knows of them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from compliance import organizations
from integrations import demo


class Command(BaseCommand):
    help = "Make the demo organization in the data folder, or renew it for today."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            demo.build(organizations.demo_folder(), timezone.now())
        except demo.DemoError as error:
            raise CommandError(str(error)) from error
