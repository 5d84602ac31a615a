"""Makes a local administrator, or sets their password."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dashboard import local


class Command(BaseCommand):
    help = (
        "Make a local administrator, or set their password, which is asked for at the terminal, or"
        " read from standard input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default=local.DEFAULT_NAME)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            is_new = local.set_password(options["name"], self._password())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except ValueError as error:
            raise CommandError(f"{error}.") from error
        done = "can sign in" if is_new else "has a new password; their sessions have ended"
        self.stdout.write(f"The local administrator {options['name']} {done}.")

    def _password(self) -> str:
        """What is typed, twice and unseen, or the first line of standard input."""
        if not sys.stdin.isatty():
            return sys.stdin.readline(1000).rstrip("\r\n")
        typed = getpass.getpass("Password: ")
        if getpass.getpass("Once more: ") != typed:
            raise CommandError("The two differ, so nothing was changed.")
        return typed
