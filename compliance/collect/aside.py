"""Looks for secrets in a process of its own, while this one reads the same files for all else.

Whoever judges one working copy waits for it, on a machine that has a second processor. A worker
judges one repository after the other and has the rules for secrets loaded: there it would not help.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from compliance.sightings import Sightings
from compliance.tree import Lookout
from integrations.checkouts import CheckoutError


@contextmanager
def looked_for_aside(look: Callable[[], Sightings]) -> Iterator[Lookout]:
    """A lookout that wants to see nothing, since another process makes its sightings by `look`.

    They are waited for when somebody asks for them. Where the system cannot copy a process as it
    is, or that one ended too soon, `look` is done here then. None outlives the context.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        yield _Aside(look)
        return
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(look, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield _Aside(lambda: _received(ours) or look())
    finally:
        process.kill()
        process.join()
        ours.close()


class _Aside:
    """Sees nothing itself."""

    def __init__(self, sightings: Callable[[], Sightings]) -> None:
        self.sightings = sightings

    def wants(self, _path: str, _size: int) -> bool:
        return False

    def see(self, path: str, content: bytes) -> None:
        raise NotImplementedError

    def miss(self, path: str, reason: str) -> None:
        raise NotImplementedError


def _send(look: Callable[[], Sightings], pipe: Connection) -> None:
    # Who interrupts the command interrupts its first process, which ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pipe.send(look())
    except CheckoutError:
        return  # The first process meets it, too, and says so.


def _received(pipe: Connection) -> Sightings | None:
    """What the other process found; None where it ended before it was through."""
    try:
        received: Sightings = pipe.recv()
    except EOFError:
        return None
    return received
