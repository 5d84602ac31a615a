"""Files that are written so that each thing in them is looked for in each other one.

Counted are the functions that run, in C too: time depends on what else the machine does.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

from compliance.extract.secrets.lookout import SecretLookout
from tests.compliance.repositories import Files, judge


def _steps(run: Callable[[], object]) -> int:
    seen: Counter[str] = Counter()

    def note(_: FrameType, event: str, __: Any) -> None:
        seen[event] += 1

    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(None)
    return seen["call"] + seen["c_call"]


FUNCTIONS = 300


def _with_constants(many: int) -> Files:
    head = "const express = require('express');\nconst app = express();\n"
    constants = (f"const C{n} = {{ 'X-Frame-Options': 'DENY' }};\n" for n in range(many))
    functions = (f"const f{n} = () => {{\n  g(); }};\n" for n in range(FUNCTIONS))
    return {
        "package.json": '{"dependencies": {"express": "5"}}',
        "app.js": "".join([head, *constants, *functions]),
    }


def test_functions_are_not_looked_through_for_each_constant() -> None:
    # The first one imports besides.
    _, few, many = (
        _steps(partial(judge, "security-headers", _with_constants(each))) for each in (10, 10, 100)
    )
    assert many - few < 90 * FUNCTIONS


def _with_docstrings(many: int) -> bytes:
    shown = '    """\n    password = "aZ9kQ2mX7vB4nL'
    return "".join(f'def f{n}():\n{shown}{n:06d}"\n    """\n' for n in range(many)).encode()


class Counted(bytes):
    """A content that knows over how many bytes of it somebody counted."""

    counted = 0

    def count(self, sub: Any, start: Any = 0, end: Any = None) -> int:
        """Count as bytes do."""
        end = len(self) if end is None else end
        self.counted += end - start
        return bytes(self).count(sub, start, end)


def test_docstrings_are_not_gone_through_for_each_secret() -> None:
    few, many = (Counted(_with_docstrings(each)) for each in (100, 300))
    steps = [_steps(partial(SecretLookout().see, "a.py", content)) for content in (few, many)]
    assert steps[1] < 6 * steps[0]
    assert many.counted <= 2 * len(many)
