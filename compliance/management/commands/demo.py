"""Makes the checkouts of the demo organization."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from compliance import organizations
from integrations import demo


class Command(BaseCommand):
    help = "Make the demo organization's git checkouts in the data folder, if they are not there."

    def handle(self, *args: Any, **options: Any) -> None:
        if not organizations.is_demo():
            raise CommandError("PLUMBLINE_SOURCE is set: the demo is for when there is no source.")
        try:
            demo.build(organizations.source_folder(), timezone.now())
        except demo.DemoError as error:
            raise CommandError(str(error)) from error
