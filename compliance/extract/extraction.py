"""Runs extractors over a tree: each fact is made once, from those that it builds on, and one that
cannot be made harms no other.
"""

from __future__ import annotations

import contextlib
import gc
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol, cast

from compliance import redaction
from compliance.extract import codeowners
from compliance.extract.base import Extractor, Workpiece
from compliance.facts import Component, Fact, Layout, RepositoryFacts, Scope, Unavailable
from compliance.facts.self_description import Agreed, SelfDescription
from compliance.tree import Tree, Unreadable

logger = logging.getLogger(__name__)

_Result = Fact | Workpiece | Unavailable
_Asked = tuple[type[Fact], Component | None]
Task = Callable[[], Fact | Unavailable]
Learned = Mapping[type, object]


class Share(Protocol):
    """Has tasks done, here or in copies of this process."""

    def __call__(
        self, tasks: Sequence[Task], learned: Callable[[], Learned]
    ) -> tuple[Sequence[Fact | Unavailable], Sequence[Learned]]:
        """What each task came to, in their order, and what each copy `learned` in doing some."""


def alone(
    tasks: Sequence[Task],
    learned: Callable[[], Learned],  # noqa: ARG001 - as whoever shares is asked
) -> tuple[Sequence[Fact | Unavailable], Sequence[Learned]]:
    """Do all tasks here."""
    return [task() for task in tasks], ()


def extract(
    tree: Tree,
    extractors: Iterable[Extractor],
    agreed: Agreed = Agreed(),
    share: Share = alone,
) -> RepositoryFacts:
    """All facts that the files of a commit hold.

    An extractor that could not read a file, or that raises, leaves its fact, and those that build
    on it, `Unavailable` with the reason. Of files that the repository asks to ignore, where it is
    `agreed`, no extractor but that of its own file knows. Whatever a fact quotes, no secret that
    was seen in the files is in it. Whoever does the work by `share`, the facts are the same.
    """
    with _uncollected():
        facts = _extracted(_Making(tree, extractors, agreed), share)
    return redaction.without(tree.sightings, facts)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking for rubbish: outlines refer to each other, and all of them are
    needed to the end, so it would walk them over and over for a fifth of the time and find nothing.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
            # None of them is older than this, so the youngest generation has them all.
            gc.collect(0)


class _Making:
    """The facts of one tree, each made when it is first asked for.

    Of the components only one is worked at at a time: what its extractors share is large.
    """

    def __init__(self, tree: Tree, extractors: Iterable[Extractor], agreed: Agreed) -> None:
        self._by_kind = {each.fact: each for each in extractors}
        self._agreed = agreed
        self._of_repository: dict[type, _Result] = {}
        self._component: Component | None = None
        self._of_component: dict[type, _Result] = {}
        self.tree = tree
        described = self.of(SelfDescription) if SelfDescription in self._by_kind else None
        if isinstance(described, SelfDescription) and described.ignored:
            self.tree = _without(tree, described.ignored)

    @property
    def components(self) -> tuple[Component, ...]:
        """Those that the layout has; none where it could not be had."""
        layout = self.of(Layout) if Layout in self._by_kind else None
        return layout.components if isinstance(layout, Layout) else ()

    def of(self, kind: type[Fact | Workpiece], component: Component | None = None) -> _Result:
        """What one extractor makes, of a component or of the repository, or why it cannot."""
        if kind.scope is Scope.COMPONENT and component is not self._component:
            self._component, self._of_component = component, {}
        made = self._of_repository if kind.scope is Scope.REPOSITORY else self._of_component
        if kind not in made:
            made[kind] = self._run(self._by_kind[kind], component)
        return made[kind]

    def fact(self, kind: type[Fact], component: Component | None) -> Fact | Unavailable:
        """One fact, of a component or of the repository, or why it cannot be had."""
        return cast("Fact | Unavailable", self.of(kind, component))

    def _run(self, each: Extractor, component: Component | None) -> _Result:
        if self.tree.incomplete:
            return Unavailable(self.tree.incomplete)
        arguments = []
        for need in each.needs:
            value = self._needed(need, component)
            if isinstance(value, Unavailable):
                return value
            arguments.append(value)
        try:
            return each.function(*arguments)
        except Unreadable as error:
            return Unavailable(str(error))
        # Repositories are hostile input: what one does to an extractor must not harm the others.
        except Exception as error:
            logger.exception("extractor of %s raised", each.fact.__name__)
            kind = type(error).__name__
            return Unavailable(f"reading {each.fact.__name__} failed with {kind}: please report it")

    def _needed(self, need: type, component: Component | None) -> object:
        if need is Tree:
            return self.tree
        if need is Agreed:
            return self._agreed
        return component if need is Component else self.of(need, component)

    def learned(self) -> Learned:
        """What the workpieces of the repository learned so far."""
        found = self._of_repository.items()
        return {kind: each.learned() for kind, each in found if isinstance(each, Workpiece)}

    def learn(self, told: Learned) -> None:
        """Take up what those of another process did."""
        for kind, what in told.items():
            workpiece = self._of_repository[kind]
            if isinstance(workpiece, Workpiece):
                workpiece.learn(what)

    def prepare(self) -> None:
        """Make what others build on in the whole repository, so that all who share the work do not
        each make it.
        """
        built_on = {need for each in self._by_kind.values() for need in each.needs}
        for kind in self._by_kind:
            if kind in built_on and kind.scope is Scope.REPOSITORY:
                self.of(kind)

    def asked(self, *, last: bool) -> list[_Asked]:
        """The facts to be made, those of the repository first, then those of each component; or
        those alone whose extractors are asked last.
        """
        return [
            (kind, component)
            for component in (None, *self.components)
            for kind, each in self._by_kind.items()
            if issubclass(kind, Fact) and each.last is last
            if (kind.scope is Scope.COMPONENT) is (component is not None)
        ]


def _extracted(making: _Making, share: Share) -> RepositoryFacts:
    making.prepare()
    asked = making.asked(last=False)
    results, told = share([partial(making.fact, *each) for each in asked], making.learned)
    for each in told:
        making.learn(each)
    made = dict(zip(asked, results, strict=True))
    made |= {each: making.fact(*each) for each in making.asked(last=True)}
    values: dict[Component | None, dict[type[Fact], Fact | Unavailable]] = defaultdict(dict)
    for (kind, component), fact in made.items():
        values[component][kind] = fact
    by_component = tuple((each, {Component: each, **values[each]}) for each in making.components)
    return RepositoryFacts(making.tree.commit, values[None], by_component)


def _without(tree: Tree, patterns: Iterable[str]) -> Tree:
    """The tree without the files that a pattern fits."""
    fits = [codeowners.matcher(each).fullmatch for each in patterns]
    return tree.without(lambda path: any(fit(path) for fit in fits))
