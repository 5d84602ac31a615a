"""Counts what runs: time depends on what else the machine does."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from re import _compiler  # type: ignore[attr-defined]
from types import FrameType
from typing import Any


@contextmanager
def watched(note: Callable[[FrameType, str, Any], None]) -> Iterator[None]:
    """Let somebody be told of each call and each end of one, as `sys.setprofile` has it."""
    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)


def steps(run: Callable[[], object]) -> int:
    """How many functions ran, in C too."""
    seen: Counter[str] = Counter()

    def note(_: FrameType, event: str, __: Any) -> None:
        seen[event] += 1

    with watched(note):
        run()
    return seen["call"] + seen["c_call"]


def patterns_made(run: Callable[[], object]) -> int:
    """How many patterns were made while something ran."""
    made: list[str] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code is _compiler.compile.__code__:
            made.append(event)

    with watched(note):
        run()
    return len(made)


EXPRESS = {
    "package.json": '{"dependencies": {"express": "5", "pg": "8"}}',
    "app.js": "const express = require('express');\nconst app = express();\n"
    "app.get('/orders', (req, res) => res.json(all()));\n",
}
FASTAPI = {
    "requirements.txt": "fastapi\ncachetools\n",
    "main.py": "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/a')\ndef a(): return []\n",
}
