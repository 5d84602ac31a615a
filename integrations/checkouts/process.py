"""How git is run over repositories that nobody here wrote.

Whatever a repository's own configuration says, git starts no other program, talks to no network,
asks nobody, writes nothing, and takes bounded time. The environment is made new, so that nothing of
the caller's (`GIT_DIR` inside a hook, tokens) reaches it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from integrations.checkouts.payloads import CheckoutError

_MAX_RECORD = 64 * 1024

# Each of these could name a program or a host, or make git do more than read.
_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "core.gitProxy=",
    "core.askPass=",
    "core.alternateRefsCommand=false",
    "core.attributesFile=/dev/null",
    "core.untrackedCache=false",
    "credential.helper=",
    "protocol.allow=never",
    "gc.auto=0",
    "maintenance.auto=false",
)
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "false",
    "GIT_SSH_COMMAND": "false",
}


class Git:
    """One git process that answers over pipes; killed when it is left or takes too long."""

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str | None],
        *,
        trusted: Path,
        seconds: float = 300,
    ) -> None:
        """Start git.

        `environment` says where it reads (`GIT_DIR` …), on top of what holds for every run (None
        takes something away); `trusted` is the only path that may belong to another user; after
        so many `seconds` it is killed.

        Raises:
            CheckoutError: git is not there, or cannot be started.
        """
        program = shutil.which("git")
        if program is None:
            raise CheckoutError("git is not on PATH: install it, it reads the repositories")
        variables = {**_ENVIRONMENT, "PATH": os.environ.get("PATH", os.defpath), **environment}
        settings = [part for each in _SETTINGS for part in ("-c", each)]
        try:
            self._process = subprocess.Popen(
                [program, *settings, "-c", f"safe.directory={trusted}", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: value for name, value in variables.items() if value is not None},
                cwd="/",
            )
        except OSError as error:
            raise CheckoutError(f"git cannot be started ({error.strerror})") from error
        self._stdin = cast("IO[bytes]", self._process.stdin)
        self._stdout = cast("IO[bytes]", self._process.stdout)
        self._overdue = False
        self._seconds = seconds
        self._alarm = threading.Timer(seconds, self._stop)
        self._alarm.daemon = True
        self._alarm.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._alarm.cancel()
        self._process.kill()
        self._close_stdin()
        self._stdout.close()
        self._process.wait()

    def ask(self, line: str) -> None:
        """Write one line to it. Where it has died, the answer that does not come says so."""
        with contextlib.suppress(BrokenPipeError):
            self._stdin.write(line.encode() + b"\n")
            self._stdin.flush()

    def line(self) -> bytes:
        """The next line that it writes, without its end; empty when it writes no more.

        Raises:
            CheckoutError: it took too long.
        """
        line = self._stdout.readline(_MAX_RECORD).rstrip(b"\n")
        self._check_time()
        return line

    def read(self, size: int) -> bytes:
        """The next bytes that it writes: fewer than asked for when it writes no more.

        Raises:
            CheckoutError: it took too long.
        """
        content = self._stdout.read(size)
        self._check_time()
        return content

    def records(self) -> Iterator[bytes]:
        """All that it writes, split at NUL, to its end.

        Raises:
            CheckoutError: a record is longer than any path, it took too long, or it failed.
        """
        rest = b""
        while chunk := os.read(self._stdout.fileno(), _MAX_RECORD):
            *records, rest = (rest + chunk).split(b"\0")
            yield from records
            if len(rest) > _MAX_RECORD:
                raise CheckoutError("a path in it is longer than 64 KiB")
        self._check_time()
        code = self.finish()
        if code:
            raise CheckoutError(
                f"git stopped with code {code} while it listed the files: run git fsck there"
            )

    def finish(self) -> int:
        """Wait until it ends; its exit code (of a signal: its negative number)."""
        self._close_stdin()
        return self._process.wait()

    def _stop(self) -> None:
        self._overdue = True
        self._process.kill()

    def _check_time(self) -> None:
        if self._overdue:
            raise CheckoutError(f"git took longer than {self._seconds:g} seconds")

    def _close_stdin(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._stdin.close()
