"""The rules by which Payload lets callers at a collection: its routes are the package's own."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.extract.code.expressions import Constant, Expression, Name, Table, walk
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program

_PACKAGES = frozenset(["payload", "payload/types"])


def rules(program: Program) -> Iterator[tuple[Module, Expression]]:
    """What each collection and global asks of whom: the functions of its `access`, and `auth` of
    one whose rows sign in.

    Source: https://payloadcms.com/docs/access-control/collections.
    """
    for module in program.own_modules(b"payload"):
        if b"slug" in module.source and any(each.source in _PACKAGES for each in module.imports):
            for assignment in module.assignments:
                for each in walk(assignment.value):
                    if isinstance(each, Table) and "slug" in each.entries:
                        yield from ((module, one) for one in _of_collection(each))


def _of_collection(declared: Table) -> Iterator[Expression]:
    auth, access = declared.entries.get("auth"), declared.entries.get("access")
    if auth is not None and not (isinstance(auth, Constant) and auth.value == "false"):
        yield Name(auth.line, path="auth")
    if isinstance(access, Table):
        yield from access.entries.values()
