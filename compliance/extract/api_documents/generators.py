"""Finds what describes a component's API from its code, or shows its description to people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from compliance.extract.api_documents.configured import (
    by_command,
    in_settings,
    of_hapi,
    of_nitro,
)
from compliance.extract.api_documents.libraries import LIBRARIES, Library
from compliance.extract.base import extractor
from compliance.extract.code.expressions import (
    Call,
    Constant,
    Expression,
    Name,
    Operation,
    Table,
    Text,
    path_of,
)
from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.extract.reach import concerning, dependencies
from compliance.facts import Component, Evidence, Layout, Stack
from compliance.facts.api_documents import ApiGenerator, ApiGenerators
from compliance.facts.manifests import Manifests
from compliance.facts.reach import Reach
from compliance.paths import below, is_source, is_test, language
from compliance.tree import Tree

_DOCS = frozenset(("docs", "doc", "documentation"))
_MAX_PLACES = 3
_MAX_UNREAD = 5
_NOTHING = frozenset("None null undefined False false".split())
# Pages that an application serves itself in place of those of its framework.
_OWN_PAGES = frozenset("get_swagger_ui_html get_redoc_html get_scalar_api_reference".split())


def _is_read(path: str) -> bool:
    return is_source(path) or _is_beside(path)


def _is_beside(path: str) -> bool:
    """Whether a file is source code in a folder that is called `docs` inside of the code, as people
    call the one that sets the API's description up.
    """
    *folders, name = path.split("/")
    inner = [folder for folder in folders[1:] if folder not in _DOCS]
    return len(inner) + 1 < len(folders) and is_source("/".join([folders[0], *inner, name]))


@extractor(version=10, reads=_is_read)
def api_generators(
    tree: Tree,
    layout: Layout,
    component: Component,
    reach: Reach,
    manifests: Manifests,
    program: Program,
) -> ApiGenerators:
    """The libraries that describe the API and are wired up, and those that are only there."""
    libraries = LIBRARIES[component.stack]
    paths = (*program.own_paths, *_beside(tree, component, reach))
    wired, off = _found(program, paths, libraries)
    if component.stack is Stack.PYTHON:
        wired += [*in_settings(tree, program), *by_command(program)]
    else:
        wired += [*of_nitro(program), *of_hapi(program)]
    known = {each.library for each in (*wired, *off)}
    idle = {
        library: where
        for library, where in _depended_on(component, reach, manifests, libraries)
        if library.name not in known and not library.is_framework
    }
    if idle and not wired:
        # What a workspace's root has is used in its packages by names that only tools resolve.
        around = concerning(tree.matching(is_source), component, reach, manifests)
        others = [each for each in around if not is_test(each) and not program.is_others(each)]
        more, _ = _found(program, others, tuple(idle))
        wired += more
        known |= {each.library for each in more}
    if not wired and not off and len(layout.components) == 1:
        beside = tuple(_of_packages_beside(tree, component, reach, manifests))
        wired += _found(program, beside, tuple(filter(_describes_alone, libraries)))[0]
    unwired = {library: idle[library] for library in idle if library.name not in known}
    return ApiGenerators(
        _first(wired),
        tuple(ApiGenerator(each.name, where, each.describes) for each, where in unwired.items()),
        _first(off),
        _unread(program, unwired),
    )


def _beside(tree: Tree, component: Component, reach: Reach) -> Iterator[str]:
    """The source files of a component in folders that are called `docs`."""
    for project in reach.projects:
        for path in tree.files(project.directory):
            inside = path[len(project.directory) :].lstrip("/")
            nested = any(below(path, each) for each in project.nested)
            if _is_beside(inside) and not nested and _is_of(path, component.stack):
                yield path


def _describes_alone(library: Library) -> bool:
    return library.describes and not library.is_framework


def _of_packages_beside(
    tree: Tree, component: Component, reach: Reach, manifests: Manifests
) -> Iterator[str]:
    """The source files of packages that no code of a component needs, and that depend on what makes
    descriptions: of whose API, where there is one backend, is no question.
    """
    names = {
        package
        for library in filter(_describes_alone, LIBRARIES[component.stack])
        for package in library.packages
    }
    for manifest in manifests.manifests:
        others = manifest.directory and manifest.directory not in reach.directories
        if others and any(each.name in names for each in manifest.dependencies):
            for path in tree.files(manifest.directory):
                if is_source(path) and not is_test(path) and _is_of(path, component.stack):
                    yield path


def _is_of(path: str, stack: Stack) -> bool:
    return (language(path) == "python") is (stack is Stack.PYTHON)


def _found(
    program: Program, paths: Sequence[str], libraries: tuple[Library, ...]
) -> tuple[list[ApiGenerator], list[ApiGenerator]]:
    """The libraries that are wired up in some files, and those that are switched off there."""
    wired: list[ApiGenerator] = []
    off: list[ApiGenerator] = []
    for library, module in _used(program, paths, libraries):
        for place, says_no in _wiring(library, module):
            describes = library.describes and not _only_shows(library, module)
            found = ApiGenerator(library.name, place, describes)
            (off if says_no else wired).append(found)
    return wired, off


def _only_shows(library: Library, module: Module) -> bool:
    """Whether a plugin that may describe an API is told to show a document that somebody wrote."""
    modes = (
        argument.entries.get("mode")
        for call in module.calls
        if call.name == "register" and "@fastify/swagger" in library.packages
        for argument in call.arguments
        if isinstance(argument, Table)
    )
    return any(isinstance(mode, Text) and mode.value == "static" for mode in modes)


def _depended_on(
    component: Component, reach: Reach, manifests: Manifests, libraries: tuple[Library, ...]
) -> Iterator[tuple[Library, Evidence]]:
    """The libraries that are dependencies, the place that counts last."""
    for manifest, dependency in dependencies(component, reach, manifests):
        for library in libraries:
            if dependency.name in library.packages:
                yield library, Evidence(manifest.path, dependency.line, excerpt=dependency.name)


def _first(found: list[ApiGenerator]) -> tuple[ApiGenerator, ...]:
    """The first few places of each library."""
    kept: dict[str, list[ApiGenerator]] = {}
    for each in found:
        kept.setdefault(each.library, []).append(each)
    return tuple(each for places in kept.values() for each in places[:_MAX_PLACES])


def _unread(program: Program, libraries: Iterable[Library]) -> tuple[str, ...]:
    """Why some of the component's files that may use a library could not be looked through."""
    words = {name.encode() for each in libraries for name in each.modules}
    return tuple(islice(program.code.unreadable(program.paths, *words), _MAX_UNREAD))


def _used(
    program: Program, paths: Sequence[str], libraries: tuple[Library, ...]
) -> Iterator[tuple[Library, Module]]:
    """Each library with the modules that import it, or that call a method of what it made."""
    words = {name.encode() for each in libraries for name in each.modules}
    imported: set[str] = set()
    for module in program.code.modules(paths, *words):
        for library in libraries:
            if module.imports_from(*library.modules):
                imported.add(library.name)
                yield library, module
    for library in libraries:
        if library.methods and library.name in imported:
            calls = (f".{name}(".encode() for name in library.methods)
            for module in program.code.modules(paths, *calls):
                if not module.imports_from(*library.modules):
                    yield library, module


def _wiring(library: Library, module: Module) -> Iterator[tuple[Evidence, bool]]:
    """Where a library is wired up in a module, and whether it is switched off there."""
    if not library.calls:
        line = next(each.line for each in module.imports if _is_from(each.source, library))
        yield module.evidence(line), False
        return
    for call in module.calls:
        if _is_one(_original(call.path, module), library.calls) and _is_route(library, call):
            yield module.evidence(call.line, call.end_line), _says_no(library, call, module)
    for class_ in module.classes:
        if any(_is_one(_original(path_of(base), module), library.calls) for base in class_.bases):
            yield module.evidence(class_.line), False


def _original(path: str, module: Module) -> str:
    """What a name is called where it is taken in from: `from flask_restx import Api as Base`."""
    head, dot, rest = path.partition(".")
    known = module.imported(head)
    is_named = known is not None and known[1].isidentifier() and known[1] != "default"
    return f"{known[1]}{dot}{rest}" if known is not None and is_named else path


def _is_route(library: Library, call: Call) -> bool:
    """Whether a method that other objects may have too is called with a path, as the library's."""
    first = call.argument(0)
    written = isinstance(first, Text) and first.value.startswith("/")
    return call.name not in library.methods or written


def _is_from(source: str, library: Library) -> bool:
    return any(
        source == name or source.startswith((f"{name}/", f"{name}.")) for name in library.modules
    )


def _is_one(path: str, names: frozenset[str]) -> bool:
    return path in names or any(path.endswith(f".{name}") for name in names)


def _says_no(library: Library, call: Call, module: Module) -> bool:
    """Whether a call switches the framework's description off, whatever the environment is."""
    own_pages = any(each.name in _OWN_PAGES for each in module.calls)
    return any(
        all(_is_nothing(_given(call, name)) for name in group)
        for group in library.off
        if len(group) == 1 or not own_pages
    )


def _given(call: Call, name: str) -> Expression | None:
    """An option of a call, by itself or among those that its function fills up before and hands on
    as a whole: `options.setdefault("openapi_url", None)`.
    """
    if name in call.keywords or call.function is None:
        return call.keywords.get(name)
    handed = (each for each in call.arguments if isinstance(each, Operation))
    spread = {
        each.path
        for operation in handed
        for each in operation.operands
        if operation.operator == "**" and isinstance(each, Name)
    }
    filled = (
        each.argument(1)
        for each in call.function.calls
        if each.name == "setdefault" and each.receiver in spread and each.line < call.line
        if isinstance(first := each.argument(0), Text) and first.value == name
    )
    return next(filled, None)


def _is_nothing(value: Expression | None) -> bool:
    if isinstance(value, Text):
        return not value.value
    return isinstance(value, Constant) and value.value in _NOTHING
