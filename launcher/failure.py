"""How the launcher says no: one clear sentence for the person at the terminal."""

import contextlib
import errno
import sys
from pathlib import Path


class Refusal(Exception):
    """Why Plumbline cannot begin: one sentence that says what, where, and what to do."""

    code = 2
    """The exit code that goes with it."""


class GaveUp(Refusal):
    """Why Plumbline ended by itself after it had begun."""

    code = 1


def say(sentence: str) -> None:
    """Tell the person at the terminal; standard output stays free for results."""
    # A terminal that was closed must not keep us from ending everything in order.
    with contextlib.suppress(OSError):
        sys.stderr.write(sentence + "\n")
        sys.stderr.flush()


def announce(line: str) -> None:
    """Print one line of result on standard output."""
    with contextlib.suppress(OSError):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def of_disk(error: OSError, path: Path, what: str) -> Refusal:
    """The sentence for a file operation below `path` (`what`: "The data folder") that failed."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return disk_full(path)
        case errno.EROFS:
            return Refusal(f"{what} {path} is on a read-only disk: choose another one.")
        case errno.EACCES | errno.EPERM:
            return Refusal(f"{what} {path} is not writable for you: choose another one.")
        case errno.ENOTDIR | errno.EEXIST:
            return Refusal(f"{what} {path} cannot be made: a file is in the way.")
        case _:
            return Refusal(f"{what} {path} cannot be used: {error.strerror or error}.")


def disk_full(path: Path) -> Refusal:
    """The sentence for a disk without room."""
    return Refusal(f"The disk that holds {path} is full: make room there, or choose another disk.")
