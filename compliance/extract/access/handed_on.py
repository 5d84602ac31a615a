"""Finds where a service hands the credentials of its callers on to another one, which may ask for
roles in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from compliance.extract.code.program import Program
from compliance.extract.comments import code_only
from compliance.extract.sources import evidence_at
from compliance.facts import Stack
from compliance.facts.access import Sign
from compliance.paths import language

_HEADER = rb"(?:authorization|(?:x-)?api-?key|x-access-token|personal-token)"
# `req.get('Authorization')`, `request.headers["X-API-Key"]`, `headers().get("authorization")`.
_TAKEN = re.compile(
    rb"(?:\b(?:req|request|c\.req|ctx\.req|ctx\.request|event\.request)(?:\.get|\.header)\(|headers\(\)\)?"
    rb"\.get\(|\b(?:req|request|ctx|event\.request)\??\.headers\??(?:\.get\(|\[|\.))\s{0,3}['\"]?"
    + _HEADER
    + rb"\b",
    re.IGNORECASE,
)
# `headers: { Authorization: token }`, `headers['Api-Key'] = key`, but not a key of its own.
_SENT = re.compile(
    rb"(?<![\w.\-])['\"]?" + _HEADER + rb"['\"]?\]?\s{0,3}[:=](?!=)\s{0,3}(?:f?['\"`]Bearer \$?\{)?"
    rb"(?!process\b|import\b|settings\b|config\b|env\b|os\b|self\.|str\b|string\b|Optional\b|None\b"
    rb"|null\b|undefined\b|z\.)[A-Za-z_]\w{0,60}",
    re.IGNORECASE,
)
_BEGINS_HEADERS = re.compile(
    rb"headers\w{0,20}['\"]?\s{0,3}(?:[:=]\s{0,3}[{(]|\[)[^{}]{0,300}$", re.IGNORECASE
)
_BEFORE = 340
_WORDS = (b"uthorization", b"AUTHORIZATION", b"pi-Key", b"pi-key", b"API-KEY", b"apikey",
          b"x-access-token", b"ersonal-")  # fmt: skip
_MAX_SOURCE = 512 * 1024
_MAX_FILES = 2000
_MAX_FOUND = 3


def handed_on(program: Program) -> list[Sign]:
    """The first places in it that send another service what a request of a caller brought."""
    found: list[Sign] = []
    for path in islice(program.code.holding(program.own_paths, *_WORDS), _MAX_FILES):
        content = program.code.tree.contents.get(path, b"")[:_MAX_SOURCE]
        if _TAKEN.search(content) is None:
            continue
        code = code_only(content, Stack.PYTHON if language(path) == "python" else Stack.NODE)
        if _TAKEN.search(code) is None:
            continue
        for start, name in islice(_sent(code), 1):
            found.append(Sign(name, evidence_at(path, content, start)))
        if len(found) >= _MAX_FOUND:
            break
    return found


def _sent(code: bytes) -> Iterator[tuple[int, str]]:
    for match in _SENT.finditer(code):
        before = code[max(0, match.start() - _BEFORE) : match.start()]
        if _BEGINS_HEADERS.search(before):
            name = re.match(rb"['\"]?([\w-]{1,40})", match[0])
            yield match.start(), name[1].decode() if name else "a header"
