"""Finds where code compares what somebody is though no route is seen to lead there, so that nobody
can say that none asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from compliance.extract.access.beyond import is_aside
from compliance.extract.access.bodies import COMPARED
from compliance.extract.code.program import Program
from compliance.extract.comments import code_only
from compliance.extract.sources import evidence_at
from compliance.facts import Stack
from compliance.facts.access import Sign
from compliance.paths import language

# `payload.role === Role.CLERK`, `'orders' in token.scopes`, `if (!session.user.admin)`, and what is
# asked by a name: `this.authService.canEdit(…)`.
_HELD = re.compile(
    rb"(?P<whose>\b\w{1,40})['\"\])]{0,2}\??[.\[]['\"]?(?:user_?)?(?:permission|scope|role|privilege)s?"
    rb"\b['\"]?\]?\s{0,3}"
    rb"(?:[!=]==?\s{0,3}(?!undefined|null|None|['\"](?:granted|denied|default|prompt|user|assistant"
    rb"|system|tool|function|model|developer|human|ai)['\"])['\"\w]|\??\.(?:includes|some|has)\()"
    rb"|\bin\s{1,3}(?:\w{1,40}\.){1,3}(?:permission|scope|role|privilege)s?\b"
    rb"|(?:\b(?:if|and|or|not)\b|&&|\|\||!)\s{0,3}\(?\s{0,3}!?(?:\w{1,40}\??\.){1,3}admin\b"
    rb"(?!\s{0,3}[.(=\[,:])"
    rb"|\b(?:\w{1,40}\.){1,3}can_?(?:edit|view|delete|manage|write|update|access)\w{0,30}\(",
    re.IGNORECASE,
)
_PATTERNS = (COMPARED, _HELD)
# It is only told, or kept: `{ isAdmin: each.isAdmin }`, `this.isAdmin = data.isAdmin`.
_TOLD = re.compile(rb"[=:(,\"'\[]\s{0,3}(?:\w{1,40}\??\.){0,3}\w{0,40}\??$")
_FLAG = re.compile(rb"[.?]is_?\w+$", re.IGNORECASE)
_BEFORE = 90
# Who said a message is nobody who may do more.
_SAYING = frozenset([b"message", b"msg", b"m", b"chat", b"turn", b"notification"])
_WORDS = (b"ole", b"ermission", b"cope", b"rivilege", b"roup", b"dmin", b"taff", b"uperuser",
          b"oderator", b"type", b"evel", b"can")  # fmt: skip
_MAX_SOURCE = 512 * 1024
_MAX_FILES = 2000
_MAX_FOUND = 3
_SHOWN = 60


def comparing(program: Program) -> list[Sign]:
    """The first places in what the server runs, one of each file."""
    found: list[Sign] = []
    holding = program.code.holding(program.own_paths, *_WORDS)
    for path in islice((path for path in holding if not is_aside(path)), _MAX_FILES):
        content = program.code.tree.contents.get(path, b"")[:_MAX_SOURCE]
        if not any(pattern.search(content) for pattern in _PATTERNS):
            continue
        code = code_only(content, Stack.PYTHON if language(path) == "python" else Stack.NODE)
        for start, what in islice(_compared(code), 1):
            found.append(Sign(what, evidence_at(path, content, start)))
        if len(found) >= _MAX_FOUND:
            break
    return found


def _compared(code: bytes) -> Iterator[tuple[int, str]]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(code):
            whose = match.groupdict().get("whose") or b""
            said = whose.lower().removeprefix(b"last") in _SAYING
            if not (said or _is_only_told(code, match)):
                yield match.start(), " ".join(match[0].decode("utf-8", "replace").split())[:_SHOWN]


def _is_only_told(code: bytes, match: re.Match[bytes]) -> bool:
    before = code[max(0, match.start() - _BEFORE) : match.start()]
    is_called = code[match.end() : match.end() + 1] == b"("
    return bool(_FLAG.search(match[0])) and not is_called and bool(_TOLD.search(before))
