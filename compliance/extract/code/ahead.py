"""Has outlines made ahead, in another process, while this one makes others.

An outline comes back from there for a tenth of what making it takes. Whoever asks for many goes
through them from the first to the last, so the other process begins with the last: in between they
meet. What is not there when it is asked for is made here, and nobody waits.
"""

from __future__ import annotations

import codecs
import contextlib
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future

from compliance.extract.code.model import Module
from compliance.tree import Unreadable

# Files that are handed over at once, and how often that is done before the first are back.
_AT_ONCE = 8
_UNDER_WAY = 2
# Of fewer files the other process has none ready before this one is through.
_WORTH_IT = 4

_Outline = Callable[[str, bytes], Module]
_Made = dict[str, bytes]


class Ahead:
    """Has outlines made of files with these contents, by a function that both processes know."""

    def __init__(
        self, contents: Mapping[str, bytes], outline: _Outline, executor: Executor | None
    ) -> None:
        """Nothing is expected yet; without an executor nothing ever is."""
        self._contents = contents
        self._outline = outline
        self._executor = executor
        self._expected: list[str] = []
        # Files that were handed over or made here: none is made twice on purpose.
        self._begun: set[str] = set()
        self._made: dict[str, Future[_Made]] = {}
        self._under_way: list[Future[_Made]] = []

    def expect(self, paths: Iterable[str]) -> None:
        """Have these made: they will be taken in their order."""
        if self._executor is None:
            return
        new = [each for each in paths if each in self._contents and each not in self._begun]
        if len(new) >= _WORTH_IT:
            self._expected += new
            self._hand_over()

    def take(self, path: str) -> Module | None:
        """The outline of a file, once; None where it is not there, and has to be made here."""
        if self._executor is None:
            return None
        self._begun.add(path)
        self._hand_over()
        future = self._made.pop(path, None)
        if future is None or not future.done() or future.exception() is not None:
            return None
        made = future.result().pop(path, None)
        if made is None:
            return None
        module: Module = pickle.loads(made)  # noqa: S301 - a copy of this process made it
        module.source = self._contents[path].removeprefix(codecs.BOM_UTF8)
        return module

    def _hand_over(self) -> None:
        """Keep the other process busy, as far as something is expected."""
        self._under_way = [each for each in self._under_way if not each.done()]
        while self._executor is not None and self._expected and len(self._under_way) < _UNDER_WAY:
            paths = list(self._next())
            sources = {path: self._contents[path] for path in paths}
            try:
                future = self._executor.submit(_outlines, self._outline, sources)
            except BrokenExecutor:  # It was killed: all is made here then.
                self._executor = None
                return
            self._under_way.append(future)
            self._made.update(dict.fromkeys(paths, future))

    def _next(self) -> Iterator[str]:
        """The last files that are expected and that nobody began with."""
        count = 0
        while self._expected and count < _AT_ONCE:
            path = self._expected.pop()
            if path not in self._begun:
                self._begun.add(path)
                count += 1
                yield path


def _outlines(outline: _Outline, sources: Mapping[str, bytes]) -> _Made:
    """The outlines of some files, without their sources, which are known. What cannot be had is
    left out: why that is shows when it is made where it was asked for.
    """
    made: _Made = {}
    for path, source in sources.items():
        with contextlib.suppress(Unreadable, RecursionError):
            module = outline(path, source)
            module.source = b""
            made[path] = pickle.dumps(module, pickle.HIGHEST_PROTOCOL)
    return made
