"""Finds which databases, caches and brokers a component uses: what it depends on and what its
non-test code does with that, both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compliance.extract.base import extractor
from compliance.extract.code import Code
from compliance.extract.compose import is_compose
from compliance.extract.data_stores import node, python
from compliance.extract.data_stores.configuration import Configuration, is_configuration
from compliance.extract.data_stores.connections import LUCID, connections
from compliance.extract.data_stores.connectors import connectors, of_program, run_by_hand
from compliance.extract.data_stores.library import Library, Marker
from compliance.extract.data_stores.settle import Declared, Settler
from compliance.extract.data_stores.usage import usage
from compliance.extract.python_requirements import is_requirements
from compliance.extract.reach import dependencies, sources
from compliance.facts import Component, Evidence, Stack
from compliance.facts.manifests import Dependency, Group, Manifest, Manifests
from compliance.facts.reach import Reach
from compliance.facts.services import DataStores
from compliance.paths import below

_LIBRARIES: Mapping[Stack, tuple[Library, ...]] = {
    Stack.NODE: node.LIBRARIES,
    Stack.PYTHON: python.LIBRARIES,
}
_MARKERS: Mapping[Stack, tuple[Marker, ...]] = {
    Stack.NODE: node.MARKERS,
    Stack.PYTHON: python.MARKERS,
}
# Of the groups in which one package stands, the first counts.
_GROUPS = (Group.MAIN, Group.PEER, Group.OPTIONAL, Group.DEVELOPMENT)
_MAX_UNREAD = 5


def _is_read(path: str) -> bool:
    return is_configuration(path) or is_compose(path)


@extractor(version=23, reads=_is_read)
def data_stores(code: Code, component: Component, reach: Reach, manifests: Manifests) -> DataStores:
    """The stores that code uses; an engine that a library leaves open is looked up in what
    configures it.
    """
    stack = component.stack
    declared = _declared(component, reach, manifests)
    known = [each for each in _LIBRARIES[stack] if each.package in declared]
    markers = [
        each for each in _MARKERS[stack] if not each.packages or each.packages & declared.keys()
    ]
    paths = list(sources(code.tree, component, reach))
    folders = (*connectors(paths), *run_by_hand(paths))
    # What is used elsewhere too is found there: migrations say less of what the code does.
    paths.sort(key=lambda path: ("migrations/" in path, any(below(path, each) for each in folders)))
    used = usage(code.tree, paths, stack, known, markers)
    configuration = Configuration(code, component, reach, manifests)
    settler = Settler(declared, known, configuration, stack)
    all_used = all(library in used.places for library in known)
    unread = () if all_used else tuple(used.unread[:_MAX_UNREAD])
    stores = list(settler.stores(used.places))
    chosen = connections(code, paths, configuration.dotenvs) if LUCID in declared else None
    stores = list(chosen.of(stores)) if chosen is not None else stores
    if folders:
        elsewhere = Configuration(code, component, reach, manifests, aside=folders)
        stores = of_program(stores, folders, elsewhere)
    return DataStores(tuple(stores), unread)


def _declared(component: Component, reach: Reach, manifests: Manifests) -> Mapping[str, Declared]:
    """Each package that is depended on, in the group that says most."""
    found: dict[str, Declared] = {}
    declared = list(dependencies(component, reach, manifests))
    extras = _extras(declared)
    for manifest, dependency in declared:
        own = manifest.directory in reach.directories
        name, group = dependency.name, dependency.group
        if group is Group.MAIN and (manifest.directory, name) in extras:
            group = Group.OPTIONAL
        known = found.get(name)
        if known is None or _GROUPS.index(group) < _GROUPS.index(known.group):
            where = Evidence(manifest.path, dependency.line, excerpt=name)
            found[name] = Declared(group, where, own or (known is not None and known.own))
    return found


def _extras(declared: Sequence[tuple[Manifest, Dependency]]) -> set[tuple[str, str]]:
    """The folders and packages of extras: what the project's own metadata leaves to choose, a file
    of pinned requirements beside it may have all the same.
    """
    by_metadata = [
        (manifest.directory, dependency.name, dependency.group)
        for manifest, dependency in declared
        if not is_requirements(manifest.path)
    ]
    needed = {(folder, name) for folder, name, group in by_metadata if group is Group.MAIN}
    return {
        (folder, name) for folder, name, group in by_metadata if group is Group.OPTIONAL
    } - needed
