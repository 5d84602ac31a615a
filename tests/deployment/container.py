"""Runs a service's command as its container would, without a container engine.

The command sees the image's tree where the image has it, a read-only root file system, the
project's own folder empty but for its Python environment, and itself as the image's user, without
rights. What it does not get: the image's own Python, a network of its own, the limits on memory and
processes. Nothing of the machine is changed: all mounts are in a namespace that ends with it.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
SOCKETS = "/srv/sockets"
"""Where the folder of the servers' sockets is seen inside."""

_SCRIPT = """\
root=$1
shift
# Aside first, since the folders that are covered may hold them.
mount -t tmpfs tmpfs /mnt
for name in venv tree data volume secret sockets; do
    if [ -f "$1" ]; then touch /mnt/$name; else mkdir /mnt/$name; fi
    mount --bind "$1" /mnt/$name
    shift
done
for place in /run /srv /var/lib /tmp; do mount -t tmpfs -o size=64m,mode=1777 tmpfs $place; done
mkdir -p "$root"
mount -t tmpfs tmpfs "$root"
mkdir -p "$root/.venv" /srv/plumbline /srv/sockets /var/lib/plumbline /run/secrets
touch /run/secrets/github-app-private-key
mount --bind /mnt/venv "$root/.venv"
mount --bind /mnt/tree /srv/plumbline
mount --bind /mnt/sockets /srv/sockets
mount --bind /mnt/data /var/lib/plumbline
mount --bind /mnt/secret /run/secrets/github-app-private-key
volume=$1
shift
if [ -n "$volume" ]; then mount --bind /mnt/volume "$volume"; fi
for place in / "$root" "$root/.venv" /mnt /srv /srv/plumbline /var/lib /var/lib/plumbline /run; do
    mount -o remount,bind,ro "$place"
done
cd /srv/plumbline
exec unshare --user --map-user=10001 --map-group=10001 setpriv --no-new-privs -- "$@"
"""


@dataclass(frozen=True)
class Container:
    """What the containers of Plumbline have in common: image, secret, variables, servers.

    `tree` is the image's /srv/plumbline, `data` its /var/lib/plumbline, `sockets` the folder of the
    test's servers; `volume` stands for a service's one volume.
    """

    tree: Path
    data: Path
    volume: Path
    secret: Path
    sockets: Path
    variables: Mapping[str, str]

    def start(
        self,
        command: Sequence[str],
        output: IO[str] | int,
        *,
        volume_at: str = "",
        **variables: str,
    ) -> subprocess.Popen[str]:
        """Start `command`, its volume mounted at `volume_at`; what it says goes to `output`."""
        sources = (self.tree, self.data, self.volume, self.secret, self.sockets)
        inside = ["sh", "-eu", "-c", _SCRIPT, "sh", str(ROOT), str(ROOT / ".venv")]
        inside += [*map(str, sources), volume_at, *command]
        return subprocess.Popen(
            ["unshare", "--user", "--map-root-user", "--mount", *inside],
            env={**self.variables, **variables},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(
        self, command: Sequence[str], *, volume_at: str = "", **variables: str
    ) -> tuple[int, str]:
        """Run `command` to its end; returns its exit code and what it said."""
        process = self.start(command, subprocess.PIPE, volume_at=volume_at, **variables)
        said, _ = process.communicate(timeout=120)
        return process.returncode, said
