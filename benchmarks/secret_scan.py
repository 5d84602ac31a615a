"""How fast files are searched for secrets, and what is found, masked.

    python benchmarks/secret_scan.py [FOLDER ...]

Prints a line for a made-up repository of 6,000 files, then one for each folder, with what is found
in it. A folder's files are those that are not hidden from the search by their names; git is not
asked. The seconds are the processor's: two of them are the rules', once in a process.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from compliance.extract.secrets import scanner
from compliance.extract.secrets.lookout import SecretLookout
from compliance.sightings import Sightings
from compliance.tree import MIB

ROOT = Path(__file__).parent.parent
FILES = 6000
BYTES = 4000


def made_up() -> Iterator[tuple[str, bytes]]:
    """Sources of this project, over and over, each a little different."""
    sources = [path.read_bytes() for path in sorted(ROOT.glob("compliance/**/*.py"))]
    for number in range(FILES):
        text = sources[number % len(sources)][:BYTES] + b"\n# %d\n" % number
        yield f"src/p{number % 40}/m{number}.py", text


def of_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a folder, as far as they can be read."""
    for directory, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - {".git"})
        for name in sorted(names):
            path = Path(directory, name)
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix(), path.read_bytes()


def search(name: str, files: Iterable[tuple[str, bytes]]) -> Sightings:
    """Search some files, and print what it took."""
    lookout = SecretLookout()
    seconds, size = 0.0, 0
    for path, content in files:
        started = time.process_time()
        if lookout.wants(path, len(content)):
            lookout.see(path, content)
            size += len(content)
        seconds += time.process_time() - started
    found = lookout.sightings()
    speed = size / MIB / seconds if seconds else 0.0
    print(
        f"{name:32} {found.looked_into:6,} files {size / MIB:7.1f} MiB {seconds:6.2f} s "
        f"{speed:6.0f} MiB/s {len(found.found):4} secrets {len(found.missed):3} missed"
    )
    return found


def main() -> None:
    """Print a line for each."""
    started = time.process_time()
    scanner.scanner()
    print(f"loading the rules took {time.process_time() - started:.2f} s")
    search(f"made up, {FILES:,} files", made_up())
    for argument in sys.argv[1:]:
        found = search(Path(argument).name, of_folder(Path(argument)))
        for each in found.found:
            place = f"{each.path}:{each.line}"
            print(f"    {each.place.value:13} {each.rule:30} {place}  {each.excerpt[:100]}")
        for reason in found.missed.values():
            print(f"    missed: {reason}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{peak:.0f} MiB of memory at most")


if __name__ == "__main__":
    main()
