"""The catalogue: every check that the product knows, by its key."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

from compliance.checks import (
    access,
    api_documents,
    caching,
    database,
    dev_command,
    environment,
    errors,
    forge_security,
    git_flow,
    markup,
    packages,
    performance,
    quality,
    queries,
    rest,
    reviews,
    runtime,
    schema,
    secrets,
    services,
    setup,
    testing,
    validation,
)
from compliance.checks.base import Check

# The families, in the order of the written protocol. A new module of checks is named here.
FAMILIES: tuple[ModuleType, ...] = (
    runtime,
    packages,
    dev_command,
    setup,
    environment,
    git_flow,
    quality,
    reviews,
    services,
    rest,
    api_documents,
    validation,
    errors,
    database,
    queries,
    schema,
    access,
    markup,
    secrets,
    forge_security,
    caching,
    performance,
    testing,
)


def catalogue_of(families: Iterable[ModuleType]) -> dict[str, Check]:
    """The checks that some modules define, by key.

    Raises:
        ValueError: two checks have the same key.
    """
    checks: dict[str, Check] = {}
    for family in families:
        for value in vars(family).values():
            if isinstance(value, Check):
                if value.key in checks:
                    raise ValueError(f"two checks are called {value.key}")
                checks[value.key] = value
    return checks


CATALOGUE = catalogue_of(FAMILIES)
