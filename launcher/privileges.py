"""How root runs PostgreSQL, which refuses to work for root.

Either in a user namespace in which root's files belong to nobody and the process is nobody: then
it can reach whatever root owns, a private home folder too, and nothing changes hands. Or, where
user namespaces are closed (as in many containers), as the real user nobody, with the one capability
to pass by file modes, so that the folders above the data need not be opened for everybody.
"""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.failure import Refusal

_NOBODY = 65534


@dataclass(frozen=True)
class Unprivileged:
    """A way to run a program that refuses root.

    `prefix` stands before the command; its files belong to the user number `owner`.
    """

    prefix: tuple[str, ...]
    owner: int


# Changing users clears the wish to end with the parent, so `setpriv` sets it again, last.
_WAYS = (
    Unprivileged(
        prefix=(
            *("unshare", "--user", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}"),
            *("setpriv", "--pdeathsig", "INT"),
        ),
        owner=0,
    ),
    Unprivileged(
        prefix=(
            *("setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"),
            *("--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
            *("--pdeathsig", "INT"),
        ),
        owner=_NOBODY,
    ),
)


def unprivileged(program: Path, user: int, ways: Sequence[Unprivileged] = _WAYS) -> Unprivileged:
    """The first way that lets `user` run `program`; for anybody but root, as it is.

    Raises `Refusal` where root has no way.
    """
    if user != 0:
        return Unprivileged(prefix=(), owner=user)
    for way in ways:
        try:
            command = [*way.prefix, str(program), "--version"]
            tried = subprocess.run(command, capture_output=True, check=False)
        except FileNotFoundError:
            continue
        if tried.returncode == 0:
            return way
    raise Refusal(
        "PostgreSQL refuses to run as root, and this machine lets root become nobody else (with"
        " 'unshare' or 'setpriv'): run Plumbline as an ordinary user, or set DATABASE_URL."
    )


def hand_over(folder: Path, owner: int) -> None:
    """Make `folder` and all in it belong to `owner`, as after a start in another way."""
    if folder.stat().st_uid == owner:
        return
    for parent, _, files in os.walk(folder, topdown=False):
        for path in (*(os.path.join(parent, name) for name in files), parent):  # noqa: PTH118
            os.chown(path, owner, owner, follow_symlinks=False)
