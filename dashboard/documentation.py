"""Writes `docs/access.md` from the table of who may see and do what.

`python -m dashboard.documentation` writes the file; with `--check` it says whether the file is what
it would write, and fails where it is not.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from compliance import documentation
from compliance.roles import Role
from dashboard.access import TABLE, Action, Thing

PAGE = Path(__file__).parent.parent / "docs" / "access.md"
_INTRODUCTION = """\
# Who may see and do what

<!-- Written by `python -m dashboard.documentation` from `dashboard/access.py`. -->

Every page asks who is there. The few that answer anybody are those of signing in, `/healthz` and
`/doctor.py`. Two take what comes with it in the place of a session: `/doctor/report/` the token of
an onboarding plan, and `/digest/stop/` the link in a mail that ends it.

- An **administrator** is an owner of the organization.
- A **manager** maintains a team, and manages it and all teams below it; elsewhere a manager may do
  what a developer may.
- A **developer** is a member of the organization.
- A **partner** is an outside collaborator.
- A **stranger** is everybody else, and may see and do nothing: who has left, too.

An administrator can give a person another role, and take it back to what the source says; the last
administrator stays one. What a person works on is what their teams own or may write to, and where
they were given access by name. Counts and scores over several repositories are over those that
their reader may see.

To *ask* is to ask for a waiver or an attestation, and to *decide* is to approve or refuse it, or
what a repository's own file asks for: never what one asked for oneself. To *confirm* is to say that
somebody has done an item of their onboarding; one's own plan one *changes*. To *read again* is to
have the source asked at once.

What you may not see is answered with 404, as if it were not there; what you may see and not do,
with 403. Mail tells nobody of what they may not see, nor asks them for what they may not do, by
this table and as it is right before the mail is sent. A dash stands where there is no such case.
"""


def page(table: Mapping[Thing, Mapping[Role, frozenset[Action]]]) -> str:
    """The whole page."""
    header = ("", *(role.value for role in Role))
    rows = [
        (thing.value, *(_cell(role, thing, allowed[role]) for role in Role))
        for thing, allowed in table.items()
    ]
    lines = (header, ("---",) * len(header), *rows)
    return _INTRODUCTION + "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(role: Role, thing: Thing, allowed: frozenset[Action]) -> str:
    if thing.is_of_managers and role not in (Role.ADMINISTRATOR, Role.MANAGER):
        return "–"
    return ", ".join(action.value for action in Action if action in allowed) or "nothing"


def main(arguments: list[str] | None = None) -> int:
    """Write the page, or with `--check` compare it."""
    source = "the table says"
    return documentation.write("dashboard.documentation", PAGE, page(TABLE), source, arguments)


if __name__ == "__main__":
    sys.exit(main())
