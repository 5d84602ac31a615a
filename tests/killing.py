"""The parts of a running Plumbline, to be killed without warning."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Part(StrEnum):
    """What can be killed, each a process of its own."""

    WORKER = "the worker"
    POOL = "a process of the worker's pool"
    BEAT = "beat"
    POLL = "the poll"
    VALKEY = "Valkey"
    POSTMASTER = "PostgreSQL's first process"
    BACKEND = "PostgreSQL's process of a connection"


@dataclass(frozen=True)
class _Process:
    pid: int
    parent: int
    command: str


def living(data: Path) -> dict[Part, list[int]]:
    """The processes of the Plumbline on that data, by what they are; only what there is."""
    ours = list(_processes(data))
    commands = {each.pid: each.command for each in ours}
    found: dict[Part, list[int]] = {}
    for each in ours:
        is_forked = commands.get(each.parent) == each.command
        if part := _part(each.command, is_forked=is_forked):
            found.setdefault(part, []).append(each.pid)
    return found


def kill(part: Part, data: Path) -> bool:
    """Kill all processes of that part; False where there is none."""
    killed = [_kill(pid) for pid in living(data).get(part, [])]
    return any(killed)


def kill_any(data: Path, dice: random.Random) -> Part | None:
    """Kill one process of some part, all parts that live being equally likely; says which."""
    there = living(data)
    if not there:
        return None
    part = dice.choice(sorted(there))
    return part if _kill(dice.choice(there[part])) else None


def _kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _part(command: str, *, is_forked: bool) -> Part | None:
    if " celery " in command:
        if " beat " in command:
            return Part.BEAT
        return Part.POOL if is_forked else Part.WORKER
    if "manage.py sync" in command:
        return Part.POLL
    if "valkey-server" in command:
        return Part.VALKEY
    if command.startswith("postgres: plumbline"):
        return Part.BACKEND
    return Part.POSTMASTER if "/postgres -D " in command else None


def _processes(data: Path) -> Iterator[_Process]:
    mark = b"PLUMBLINE_DATA=" + os.fsencode(data)
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            is_ours = mark in (entry / "environ").read_bytes().split(b"\0")
            is_ours |= (entry / "cwd").readlink().is_relative_to(data)
            # The name, in brackets, may hold anything; the parent is the second field after it.
            fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:  # It ended, or is somebody else's.
            continue
        if is_ours:
            yield _Process(int(entry.name), int(fields[1]), command)
