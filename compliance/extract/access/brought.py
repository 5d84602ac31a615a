"""What a framework sets by itself in every answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.program import Program
from compliance.facts.access import Sign

# Where the settings of Egg turn its plugin off: by itself, or with all that it is told.
_OFF = re.compile(
    rb"\bsecurity\b[ \t]{0,9}[:=][ \t]{0,9}(?:false\b|\{\s{0,40}enable\s{0,9}:\s{0,9}false\b)"
)


def brought(program: Program) -> Iterator[Sign]:
    """The plugin of Egg that sets `X-Frame-Options` and `X-Content-Type-Options` unless it is
    turned off.

    Source: https://eggjs.org/core/security.
    """
    if "Egg" not in program.component.frameworks:
        return
    for path in program.holding(b"security"):
        if "config/" in path and _OFF.search(program.code.tree.contents.get(path, b"")):
            return
    yield Sign("Egg's security plugin", program.component.evidence[0])
