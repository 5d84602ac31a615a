"""How fast archives are read and proven, beside the same commits read out of git's objects.

    python benchmarks/archive_speed.py REPOSITORY…

Prints for each local repository the files of its HEAD, their mebibytes, the seconds that its
archive and its objects take (the better of three tries each, in one go; making the archive is not
counted, starting git is), and whether the archive adds up to the commit's tree. One that does costs
no request beyond the archive; `asked` would be one or more. The last line sums up, and counts
those whose attributes or submodules alone would have been a reason to ask.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from compliance.collect.archives import read_archive
from compliance.collect.folder import read_tree
from compliance.tree import MIB, Tree
from integrations.checkouts import Missing, RawEntry, snapshot

CHUNK = 64 * 1024
SUSPECT = re.compile(rb"export-ignore|export-subst|ident|eol|text|working-tree-encoding")


class Asked:
    """Notes that an archive did not add up."""

    def __init__(self) -> None:
        self.lists = 0

    def tree(self) -> Sequence[RawEntry] | Missing:
        """No list: what was read of the archive is what is measured."""
        self.lists += 1
        return Missing("is not asked for here")

    def blobs(self, oids: Sequence[str]) -> Mapping[str, bytes | Missing]:
        """Nothing."""
        return dict.fromkeys(oids, Missing("is not asked for here"))


@dataclass(frozen=True)
class Measured:
    """One repository."""

    files: int
    size: float
    by_archive: float
    by_objects: float
    asked: bool
    suspect: bool


def git(repository: Path, *arguments: str) -> bytes:
    """What git writes."""
    command = ["git", "-C", str(repository), "-c", f"safe.directory={repository}", *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout


def best(read: Callable[[], Tree]) -> tuple[float, Tree]:
    """Seconds of the quicker of three tries, and what was read."""
    found = []
    for _ in range(3):
        started = time.perf_counter()
        tree = read()
        found.append(time.perf_counter() - started)
    return min(found), tree


def measure(repository: Path) -> Measured:
    """Read one repository in both ways."""
    commit = git(repository, "rev-parse", "HEAD").decode().strip()
    tree_id = git(repository, "rev-parse", "HEAD^{tree}").decode().strip()
    packed = git(repository, "archive", "--format=tar.gz", "--prefix=o-r-0/", "HEAD")
    chunks = [packed[start : start + CHUNK] for start in range(0, len(packed), CHUNK)]
    gaps = Asked()

    def by_objects() -> Tree:
        with snapshot(repository, repository) as files:
            return read_tree(files, commit)

    archived, tree = best(lambda: read_archive(chunks, commit, tree=tree_id, gaps=gaps))
    objects, _ = best(by_objects)
    listed = git(repository, "ls-tree", "-r", "-l", "-z", "HEAD").split(b"\0")
    attributes = [line for line in listed if line.endswith(b".gitattributes")]
    suspect = any(line.startswith(b"160000") for line in listed) or any(
        SUSPECT.search(git(repository, "cat-file", "blob", line.split()[2].decode()))
        for line in attributes
    )
    size = sum(entry.size for entry in tree.entries.values()) / MIB
    return Measured(len(tree.entries), size, archived, objects, gaps.lists > 0, suspect)


def main() -> None:
    """Measure what the command line names."""
    every = []
    print(f"{'repository':40} {'files':>7} {'MiB':>8} {'archive s':>10} {'objects s':>10}")
    for name in sys.argv[1:]:
        try:
            found = measure(Path(name).resolve())
        except subprocess.CalledProcessError as error:
            print(f"{name[-40:]:40} {error.stderr.decode()[:60].strip()}")
            continue
        every.append(found)
        print(
            f"{name[-40:]:40} {found.files:7} {found.size:8.1f} {found.by_archive:10.3f} "
            f"{found.by_objects:10.3f} {'asked' if found.asked else ''}"
        )
    size, archive, objects = (
        sum(getattr(each, name) for each in every) for name in ("size", "by_archive", "by_objects")
    )
    print(
        f"{len(every)} repositories: archives {size / archive:.0f} MiB/s, "
        f"objects {size / objects:.0f} MiB/s; {sum(each.asked for each in every)} asked, "
        f"{sum(each.suspect for each in every)} by attributes and submodules alone"
    )


if __name__ == "__main__":
    main()
