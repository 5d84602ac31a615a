"""What an extractor is: one function from files to one fact, with a version.

The types of its parameters say what it starts from: the `Tree`, the `Component` that it describes,
and facts of extractors that stand before it. Its return type is the fact that it makes. Its version
is stored beside the fact; raising it makes every repository be read again. One that makes a
`Workpiece` prepares what several others read, and nobody stores.
"""

from __future__ import annotations

import contextlib
import gc
import inspect
import logging
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from compliance import redaction
from compliance.extract import codeowners
from compliance.facts import (
    Component,
    Fact,
    FactValues,
    Layout,
    RepositoryFacts,
    Scope,
    Unavailable,
)
from compliance.facts.self_description import Agreed, SelfDescription
from compliance.tree import Tree, Unreadable

logger = logging.getLogger(__name__)


class Workpiece:
    """The base of what is shared by extractors while a tree is read, and is gone after that."""

    scope: ClassVar[Scope]


_Made = Mapping[type[Fact | Workpiece], Fact | Workpiece | Unavailable]


@dataclass(frozen=True)
class Extractor:
    """An extractor as the engine sees it. `reads` says which files' contents it asks for."""

    fact: type[Fact | Workpiece]
    version: int
    needs: tuple[type, ...]
    reads: Callable[[str], bool]
    function: Callable[..., Fact | Workpiece] = field(compare=False)


def _reads_nothing(_path: str) -> bool:
    return False


def extractor(
    *, version: int, reads: Callable[[str], bool] = _reads_nothing
) -> Callable[[Callable[..., Fact | Workpiece]], Extractor]:
    """Make an extractor of a function whose types say what it needs and makes."""

    def decorate(function: Callable[..., Fact | Workpiece]) -> Extractor:
        hints = typing.get_type_hints(function)
        needs = tuple(hints[name] for name in inspect.signature(function).parameters)
        return Extractor(hints["return"], version, needs, reads, function)

    return decorate


def extract(
    tree: Tree, extractors: Iterable[Extractor], agreed: Agreed = Agreed()
) -> RepositoryFacts:
    """All facts that the files of a commit hold.

    An extractor that could not read a file, or that raises, leaves its fact, and those that build
    on it, `Unavailable` with the reason. Of files that the repository asks to ignore, where it is
    `agreed`, no extractor behind that of its own file knows. Whatever a fact quotes, no secret that
    was seen in the files is in it.
    """
    with _uncollected():
        return _extract(tree, extractors, agreed)


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


def _extract(tree: Tree, extractors: Iterable[Extractor], agreed: Agreed) -> RepositoryFacts:
    whole, ordered = tree, tuple(extractors)
    repository: dict[type[Fact | Workpiece], Fact | Workpiece | Unavailable] = {}
    of_all = [each for each in ordered if each.fact.scope is Scope.REPOSITORY]
    built_on = {need for each in ordered for need in each.needs} | {SelfDescription, Layout}
    for each in (each for each in of_all if each.fact in built_on):
        fact = _run(each, tree, None, {**repository, Agreed: agreed})
        repository[each.fact] = fact
        if isinstance(fact, SelfDescription) and fact.ignored:
            tree = _without(tree, fact.ignored)
    layout = repository.get(Layout)
    components = layout.components if isinstance(layout, Layout) else ()
    by_component = tuple(
        (component, _describe(component, tree, ordered, repository)) for component in components
    )
    # Last, since for what was seen of secrets another process may have to be waited for.
    for each in (each for each in of_all if each.fact not in built_on):
        repository[each.fact] = _run(each, tree, None, repository)
    facts = RepositoryFacts(tree.commit, _kept(repository), by_component)
    return redaction.without(whole.sightings, facts)


def _kept(made: _Made) -> dict[type[Fact], Fact | Unavailable]:
    """What is more than a workpiece."""
    return {
        kind: value
        for kind, value in made.items()
        if issubclass(kind, Fact) and not isinstance(value, Workpiece)
    }


def _without(tree: Tree, patterns: Iterable[str]) -> Tree:
    """The tree without the files that a pattern fits."""
    fits = [codeowners.matcher(each).fullmatch for each in patterns]
    return tree.without(lambda path: any(fit(path) for fit in fits))


def _describe(
    component: Component, tree: Tree, extractors: tuple[Extractor, ...], repository: _Made
) -> FactValues:
    """The facts of one component, itself among them."""
    values: dict[type[Fact | Workpiece], Fact | Workpiece | Unavailable] = {Component: component}
    for each in extractors:
        if each.fact.scope is Scope.COMPONENT:
            values[each.fact] = _run(each, tree, component, {**repository, **values})
    return _kept(values)


def _run(
    each: Extractor, tree: Tree, component: Component | None, known: _Made
) -> Fact | Workpiece | Unavailable:
    if tree.incomplete:
        return Unavailable(tree.incomplete)
    arguments: list[object] = []
    for need in each.needs:
        value = tree if need is Tree else component if need is Component else known[need]
        if isinstance(value, Unavailable):
            return value
        arguments.append(value)
    try:
        return each.function(*arguments)
    except Unreadable as error:
        return Unavailable(str(error))
    # Repositories are hostile input: whatever one does to an extractor must not harm the others.
    except Exception as error:
        logger.exception("extractor of %s raised", each.fact.__name__)
        kind = type(error).__name__
        return Unavailable(f"reading {each.fact.__name__} failed with {kind}: please report it")
