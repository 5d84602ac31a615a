"""Tells what the policies ask by which Pyramid is told how to find out who calls."""

from __future__ import annotations

import re

from compliance.extract.access.used import names_in
from compliance.extract.code.expressions import Expression, Name, walk
from compliance.extract.code.model import Class, Module
from compliance.extract.code.program import Program

TOLD_BY = frozenset(
    "set_security_policy set_authorization_policy set_authentication_policy".split()
)
_OF_GROUPS = re.compile(r"acl|role|group|admin|principal", re.IGNORECASE)


def knows_groups(program: Program, module: Module, policy: Expression) -> bool:
    """Whether a policy, by its name, by what it is made with or by its class, has to do with groups
    of people: every one is called a policy.
    """
    if any(map(_OF_GROUPS.search, names_in(policy))):
        return True
    for each in walk(policy):
        found = program.value(module, each) if isinstance(each, Name) else None
        made = found.value if found is not None else None
        if isinstance(made, Class) and made.module is not None:
            text = made.module.text(made.line, made.end_line).decode("utf-8", "replace")
            return _OF_GROUPS.search(text) is not None
    return False
