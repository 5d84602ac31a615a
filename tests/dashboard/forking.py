"""Processes beside the tests that fork others, which can be killed in the middle of their work."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection


class Forking:
    """The process that forks: it says the numbers of those that begin, and when they have ended."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self, line: str) -> list[int]:
        """Let some begin with what that line says; the numbers of their processes."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return [int(each) for each in self._line().split()]

    def wait(self) -> None:
        """Wait until all of them have ended."""
        assert self._line() == "ended"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def forking(module: str, *arguments: str, source: Path) -> Iterator[Forking]:
    """That module as a program, on the database of the tests, as long as the block runs."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env=os.environ | {"DATABASE_URL": database, "PLUMBLINE_SOURCE": str(source)},
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield Forking(process)
        finally:
            process.kill()
