"""Measures two sizes beside each other: each page of the one and then of the other, round by round,
so that whatever else the machine does befalls both.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg

from benchmarks.scale.took import Took

_HEAD = f"\n{{:58}}{'queries':>9}{'ms':>14}{'times':>7}{'processor':>14}{'times':>7}{'kB':>11}"


class _Opened(NamedTuple):
    """What one size says of a page before it is measured."""

    seen_by: str
    number: int
    address: str
    queries: int
    kilobytes: float


@dataclass(frozen=True)
class _Size:
    """A process with an organization of its own, which does what is asked by the pipe."""

    pipe: Connection

    def opened(self) -> _Opened | None:
        """The next page, once it was opened; None after the last."""
        found: _Opened | None = self.pipe.recv()
        return found

    def open(self) -> Took:
        """Let it open the page again."""
        self.pipe.send(True)
        took: Took = self.pipe.recv()
        return took

    def go_on(self) -> None:
        """Let it go on to the next page."""
        self.pipe.send(False)


def print_both(sizes: Sequence[int], seed: int, rounds: int) -> None:
    """Queries, milliseconds and kilobytes of each page at two sizes, and how often the larger takes
    the time of the smaller: by the median of the rounds, and by the least processor time.
    """
    with _process(sizes[0], seed) as small, _process(sizes[1], seed) as large:
        seen_by = None
        while (one := small.opened()) and (other := large.opened()):
            if (one.seen_by, one.number) != (other.seen_by, other.number):
                raise RuntimeError(f"{one.address} is measured beside {other.address}")
            if seen_by != (seen_by := one.seen_by):
                print(_HEAD.format(f"page, for {seen_by}"))
            took = [(small.open(), large.open()) for _ in range(rounds)]
            small.go_on()
            large.go_on()
            _print(one, other, *(list(each) for each in zip(*took, strict=True)))


def _print(one: _Opened, other: _Opened, small: list[Took], large: list[Took]) -> None:
    a, b = Took.of(small), Took.of(large)
    print(
        f"{one.address:58}{one.queries:5}{other.queries:4}"
        f"{a.ms:8.0f}{b.ms:6.0f}{b.ms / a.ms:7.2f}"
        f"{a.processor:8.0f}{b.processor:6.0f}{b.processor / a.processor:7.2f}"
        f"{one.kilobytes:6.0f}{other.kilobytes:5.0f}",
        flush=True,
    )


@contextmanager
def _process(repositories: int, seed: int) -> Iterator[_Size]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(theirs, repositories, seed)
    )
    process.start()
    theirs.close()
    try:
        yield _Size(ours)
    finally:
        ours.close()
        process.join()


def _serve(pipe: Connection, repositories: int, seed: int) -> None:
    """Fill a database of its own, then open page after page, as often as is asked."""
    os.environ["DATABASE_URL"] = _database(os.environ["DATABASE_URL"], f"size_{repositories}")
    import django  # noqa: PLC0415

    django.setup()
    from benchmarks.scale import measuring  # noqa: PLC0415

    organization = measuring.filled(repositories, seed)
    for page in measuring.pages(organization):
        queries = len(page.asked)
        pipe.send(_Opened(page.seen_by, page.number, page.address, queries, page.kilobytes))
        while pipe.recv():
            pipe.send(page.open())
    pipe.send(None)


def _database(address: str, name: str) -> str:
    """Another database of the same server, made now."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlsplit(address)._replace(path=f"/{name}").geturl()
