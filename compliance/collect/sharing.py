"""Has the facts of one tree made by two processes, this one and a copy of it.

Whoever judges one working copy waits for it, on a machine that has a second processor. A worker
judges one repository beside another worker, and does not share.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection

from compliance.extract.extraction import Learned, Task, alone
from compliance.facts import Fact, Unavailable


def shared(
    tasks: Sequence[Task], learned: Callable[[], Learned]
) -> tuple[Sequence[Fact | Unavailable], Sequence[Learned]]:
    """What each task came to: this process does them from the first on, its copy from the last on,
    until they meet. What the copy did not get done, since it ended too soon, is done here.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        return alone(tasks, learned)
    context = multiprocessing.get_context("fork")
    tickets = _tickets(len(tasks))
    ours, theirs = context.Pipe(duplex=False)
    copy = context.Process(target=_help, args=(tasks, tickets, learned, theirs), daemon=True)
    copy.start()
    theirs.close()
    try:
        done = {number: tasks[number]() for number in _drawn(tickets)}
        more, told = _received(ours)
    finally:
        copy.kill()
        copy.join()
        ours.close()
        os.close(tickets)
    done |= more
    return [done[n] if n in done else task() for n, task in enumerate(tasks)], told


def _tickets(count: int) -> int:
    """A pipe with a byte for each task. Who draws one may do the next task from its own end: both
    together never draw more than there are tasks, so they never do the same.
    """
    drawn, filled = os.pipe()
    os.set_blocking(filled, False)
    os.write(filled, bytes(count))  # Those that a pipe has no room for are done at the end.
    os.close(filled)
    return drawn


def _drawn(tickets: int) -> Iterator[int]:
    number = 0
    while os.read(tickets, 1):
        yield number
        number += 1


def _help(
    tasks: Sequence[Task], tickets: int, learned: Callable[[], Learned], pipe: Connection
) -> None:
    # Who interrupts the command interrupts its first process, which ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    last = len(tasks) - 1
    done = {last - number: tasks[last - number]() for number in _drawn(tickets)}
    pipe.send((done, learned()))


def _received(pipe: Connection) -> tuple[dict[int, Fact | Unavailable], Sequence[Learned]]:
    """What the copy did and learned; nothing where it ended before it was through."""
    try:
        done, learned = pipe.recv()
    except EOFError:
        return {}, ()
    return done, (learned,)
