"""Prints a link that signs a local administrator in, once."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from compliance import clock
from dashboard import local


class Command(BaseCommand):
    help = "Print a link that signs a local administrator in: once, and within fifteen minutes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default=local.DEFAULT_NAME)
        parser.add_argument(
            "--address",
            default=settings.PLUMBLINE_URL,
            help="where the dashboard is, such as http://127.0.0.1:8000",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            key = local.make_link(options["name"], clock.now())
        except ValueError as error:
            raise CommandError(f"{error}.") from error
        query = urlencode({"key": key})
        self.stdout.write(
            f"Sign in as the local administrator, once and within fifteen minutes:\n"
            f"{options['address'].rstrip('/')}{reverse('sign-in-link')}?{query}"
        )
