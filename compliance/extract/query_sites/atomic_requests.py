"""Whether Django runs each request in a transaction."""

from __future__ import annotations

import re

from compliance.extract.code.program import Program

# Where that name stands as a key of something, or as what a key is given.
_TAKEN = re.compile(rb"['\"]ATOMIC_REQUESTS['\"]|[=:][ \t]{0,9}ATOMIC_REQUESTS\b")
# A middleware whose name stands in a list of them, and is not commented out.
_REVISION = b"reversion.middleware.RevisionMiddleware"
_REVISES = re.compile(rb"^[^#\n]{0,200}['\"]" + re.escape(_REVISION) + rb"['\"]", re.MULTILINE)


def atomic_requests(program: Program) -> bool:
    """Whether Django runs each request in a transaction, as a database's own settings say: one of
    that name beside them, which nothing takes in, is none that Django reads. A middleware that
    keeps revisions does so too, for each request that changes something.
    """
    if any(_REVISES.search(each.source) for each in program.python_modules(_REVISION)):
        return True
    modules = tuple(program.modules(b"ATOMIC_REQUESTS"))
    is_taken = any(_TAKEN.search(each.source) for each in modules)
    for module in modules:
        beside = {each.line for each in module.assignments if each.target == "ATOMIC_REQUESTS"}
        for number, line in enumerate(module.source.split(b"\n"), 1):
            is_on = b"ATOMIC_REQUESTS" in line and b"True" in line
            if is_on and not line.lstrip().startswith(b"#") and (is_taken or number not in beside):
                return True
    return False
