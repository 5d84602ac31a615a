"""A second process for whoever waits for one repository to be judged, and has a second processor.

A worker judges one repository after the other beside others like it, and has the rules for secrets
loaded: there it would not help.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def second_process() -> Iterator[Executor | None]:
    """What is handed to it is done one after the other, by a copy of this process; None where the
    system cannot copy a process as it is. It ends with the context, as soon as it is through with
    what it has begun.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        yield None
        return
    context = multiprocessing.get_context("fork")
    executor = ProcessPoolExecutor(1, context, initializer=_end_in_silence)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def _end_in_silence() -> None:
    """Who interrupts the command hears of it from its first process."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def begun(
    executor: Executor | None, function: Callable[..., T], *arguments: object
) -> Callable[[], T]:
    """What gives the result of a function that another process has begun with. Where there is none,
    or it was killed, the function is run here when the result is asked for.
    """
    here = partial(function, *arguments)
    if executor is None:
        return here
    future = executor.submit(here)

    def result() -> T:
        try:
            return future.result()
        except BrokenExecutor:
            return here()

    return result
