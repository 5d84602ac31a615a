"""How PostgreSQL is run for a user it refuses: root, or a number without a name (in a container).

Either in a user namespace in which this user's files belong to nobody and the process is nobody:
then it can reach whatever the user owns, a private home folder too, and nothing changes hands. Or,
where user namespaces are closed (as in many containers), root runs it as the real user nobody, with
the one capability to pass by file modes, so that the folders above the data need not be opened.
"""

import os
import pwd
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.failure import Refusal

_NOBODY = 65534


@dataclass(frozen=True)
class Unprivileged:
    """A way to run a program: `prefix` stands before the command, `owner` owns its files."""

    prefix: tuple[str, ...]
    owner: int


# Changing users clears the wish to end with the parent, so `setpriv` sets it again, last.
def in_namespace(user: int) -> Unprivileged:
    """As nobody in a user namespace, whose nobody is `user` outside."""
    namespace = ("unshare", "--user", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}")
    return Unprivileged((*namespace, "setpriv", "--pdeathsig", "INT"), owner=user)


def as_nobody(_user: int) -> Unprivileged:
    """As the real user nobody, who may pass by file modes; also in `access(2)`, hence the bit."""
    identity = (f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups")
    capability = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    bits = ("--securebits=+no_setuid_fixup",)
    return Unprivileged(
        ("setpriv", *identity, *capability, *bits, "--pdeathsig", "INT"), owner=_NOBODY
    )


def unprivileged(
    program: Path,
    user: int,
    ways: Sequence[Callable[[int], Unprivileged]] = (in_namespace, as_nobody),
) -> Unprivileged:
    """The first of `ways` that lets `user` run `program`; most users need none.

    Raises `Refusal` where there is none.
    """
    if user != 0 and _has_name(user):
        return Unprivileged(prefix=(), owner=user)
    for way in (make(user) for make in ways):
        try:
            command = [*way.prefix, str(program), "--version"]
            tried = subprocess.run(command, capture_output=True, check=False)
        except FileNotFoundError:
            continue
        if tried.returncode == 0:
            return way
    who = "root" if user == 0 else f"a user without a name (number {user})"
    raise Refusal(
        f"PostgreSQL refuses to run for {who}, and neither 'unshare' nor 'setpriv' can lend it"
        " another user here: run Plumbline as an ordinary user, or set DATABASE_URL to a server of"
        " yours."
    )


def hand_over(folder: Path, owner: int) -> None:
    """Make `folder` and all in it belong to `owner`, as after a start in another way."""
    if folder.stat().st_uid == owner:
        return
    for parent, _, files in os.walk(folder, topdown=False):
        for path in (*(os.path.join(parent, name) for name in files), parent):  # noqa: PTH118
            os.chown(path, owner, owner, follow_symlinks=False)


def _has_name(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True
