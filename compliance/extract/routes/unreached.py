"""Tells whether a component's code answers requests, where no route that leads there was found."""

from __future__ import annotations

from collections.abc import Iterator

import re2

from compliance.extract.code.program import Program
from compliance.extract.comments import code_only
from compliance.facts import Stack
from compliance.tree import MIB

_MAX_SCANNED = 48 * MIB
# The classes and functions that frameworks hand requests to, as all of them are written.
_ANSWERS = {
    Stack.NODE: re2.compile(
        rb"\(\s*_?req(?:uest)?(?:\s*:\s*[\w.<>]{1,60})?\s*,\s*_?(?:res|response|reply|rep|h)\b"
        rb"|\bctx\.body\s*=|\bc\.json\("
    ),
    Stack.PYTHON: re2.compile(
        rb"(?m)^[ \t]*class\s+\w+\([^)]*\b(?:\w*RequestHandler|MethodView|HTTPEndpoint|APIView"
        rb"|HTTPMethodView|web\.View)\b"
        rb"|^[ \t]+(?:async\s+)?def on_(?:get|post|put|patch|delete)\(\s*self\s*,\s*req\w*\s*,"
        rb"|\bweb\.(?:json_response|Response|StreamResponse)\("
    ),
}


def answering(program: Program) -> Iterator[tuple[str, int]]:
    """The places where code answers requests: the first of each file."""
    stack = program.component.stack
    pattern, scanned = _ANSWERS[stack], 0
    for path in program.own_paths:
        content = program.code.tree.contents.get(path, b"")
        scanned += len(content)
        if scanned > _MAX_SCANNED:
            return
        if pattern.search(content) and (found := pattern.search(code_only(content, stack))):
            yield path, content.count(b"\n", 0, found.start()) + 1
