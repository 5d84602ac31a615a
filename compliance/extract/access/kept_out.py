"""Finds what keeps people out by what they are, in code that no route is seen to lead to: a service
that answers 403 behind a comparison, and the pages of Flask-Admin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from compliance.extract.access.bodies import COMPARED, FORBIDS
from compliance.extract.comments import code_only
from compliance.facts import Stack
from compliance.paths import language

# What a key or a person may, held against a text; what a browser may, and who said a message, not.
_HELD = re.compile(
    rb"\b(?:permissions?|scopes?|roles?)\b['\"]?\]?\s{0,3}[!=]==?\s{0,3}['\"]"
    rb"(?!(?:granted|denied|default|prompt|user|assistant|system|tool|function|model)['\"])\w",
    re.IGNORECASE,
)
# So near behind what is compared stands what is answered.
_NEAR = 200
_PAGES = re.compile(rb"\bdef is_accessible\(")
_OF_ROLES = re.compile(rb"admin|role|permission|staff|superuser|group", re.IGNORECASE)
_ENDS = re.compile(rb"\n\s{0,8}(?:async def|def|class|@)\b")
_PAGE_BODY = 600
_MAX_PLACES = 200

WORDS = (b"orbidden", b"FORBIDDEN", b"PermissionDenied", b"403", b"is_accessible")


def keeping_out(content: bytes, path: str) -> Iterator[int]:
    """Where in a file somebody is kept out by what they are."""
    is_python = language(path) == "python"
    code = code_only(content, Stack.PYTHON if is_python else Stack.NODE)
    for pattern in (COMPARED, _HELD) if FORBIDS.search(code) else ():
        for match in islice(pattern.finditer(code), _MAX_PLACES):
            if FORBIDS.search(code, match.end(), match.end() + _NEAR):
                yield match.start()
                break
    for match in islice(_PAGES.finditer(code), _MAX_PLACES if is_python else 0):
        end = _ENDS.search(code, match.end(), match.end() + _PAGE_BODY)
        if _OF_ROLES.search(code, match.end(), end.start() if end else match.end() + _PAGE_BODY):
            yield match.start()
            break
