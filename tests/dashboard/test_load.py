"""Whom the benchmark of twenty people lets ask for which pages."""

from __future__ import annotations

import pytest

from benchmarks.load.filled import may_see
from compliance.roles import Role


@pytest.mark.parametrize(
    ("address", "roles"),
    [
        ("/syncs/", {Role.ADMINISTRATOR}),
        ("/checks/?team=t-0", {Role.ADMINISTRATOR, Role.MANAGER, Role.DEVELOPER}),
        ("/teams/t-0/", {Role.ADMINISTRATOR, Role.MANAGER, Role.DEVELOPER, Role.PARTNER}),
        ("/requests/", {Role.ADMINISTRATOR, Role.MANAGER, Role.DEVELOPER, Role.PARTNER}),
    ],
)
def test_nobody_asks_for_what_they_may_not_see(address: str, roles: set[Role]) -> None:
    asking = set(Role) - {Role.STRANGER}

    assert {role for role in asking if may_see(role, address)} == roles
