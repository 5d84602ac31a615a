"""Finds where a component makes HTML, and where a value gets into it unescaped."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterator
from itertools import islice

from compliance.extract.base import extractor
from compliance.extract.code.expressions import Call, Text, path_of
from compliance.extract.code.model import Function
from compliance.extract.code.program import Program
from compliance.extract.markup import code
from compliance.extract.markup.contexts import contexts
from compliance.extract.markup.pages import put_in
from compliance.extract.markup.pages_made import is_served, makes_html
from compliance.extract.markup.returned import answered, returned
from compliance.extract.markup.sent import sends_files
from compliance.extract.markup.templates import FILLED_AS, is_template, unescaped
from compliance.extract.reach import concerning
from compliance.extract.routes import Endpoint, endpoints
from compliance.extract.routes.node.survey import SHOWS
from compliance.facts import Component, Evidence, Stack
from compliance.facts.manifests import Manifests
from compliance.facts.markup import Markup, Unescaped
from compliance.facts.reach import Reach
from compliance.facts.routes import Answer
from compliance.paths import below, is_judged, is_source, is_test
from compliance.tree import Tree, Unreadable

MAX_PLACES = 200
MAX_SHOWN = 3
_MAX_CALLS = 50
# Frameworks that make pages of files in a language of their own.
_PAGES_OF = {"SvelteKit": ".svelte", "Nitro": ".vue", "Astro": ".astro"}
_CLEANS = re.compile(r"sanit|bleach|nh3|purif|escape|\bclean", re.IGNORECASE)
_PAGE = re.compile(rb"(?<![\w.-])[\w-][\w.-]{0,200}\.x?html?\b")


def _reads(path: str) -> bool:
    return is_source(path) or is_template(path)


@extractor(version=37, reads=_reads)
def markup(
    tree: Tree, component: Component, manifests: Manifests, reach: Reach, program: Program
) -> Markup:
    """The HTML that a component makes."""
    near = concerning(tree.matching(is_template), component, reach, manifests)
    # What lies above or beside it is other programs', notes' and tools'.
    own = [path for path in near if any(below(path, each) for each in reach.directories)]
    depended_on = {each.name for each in manifests.dependencies(component.path, component.stack)}
    filled_as = tuple(
        suffix
        for suffix, packages in FILLED_AS.items()
        if component.stack is Stack.NODE and not packages.isdisjoint(depended_on)
    )
    # What is served as it is, is filled in only where the code names it.
    named = _pages_named(program) if filled_as and any(map(is_served, own)) else frozenset()
    cleaning = frozenset(_cleaning(program))
    # Few programs have a template that has to be asked for it.
    handed = functools.cache(lambda: contexts(program))
    places: list[Unescaped] = []
    unread: list[str] = []
    shown: list[str] = []
    for path in own:
        try:
            content = tree.read(path)
            filled = not is_served(path) or posixpath.basename(path).encode() in named
            if len(shown) < MAX_SHOWN and makes_html(path, content):
                shown.append(path)
            places += unescaped(
                path,
                content,
                filled_as if filled else (),
                cleaning,
                lambda path, name: handed().of(path, name),
            )
        except Unreadable as error:
            unread.append(str(error))
    places += code.unescaped(program)
    places += returned(program)
    of_pages = list(_of_pages(tree, component))
    unread += islice(_not_followed(tree, of_pages, program), 1)
    shown += of_pages[: MAX_SHOWN - len(shown)]
    renders = (*map(Evidence, shown), *islice(_pages(program), MAX_SHOWN))
    return Markup(renders[:MAX_SHOWN], tuple(places[:MAX_PLACES]), tuple(unread[:5]))


def _not_followed(tree: Tree, pages: list[str], program: Program) -> Iterator[str]:
    """Why it is open what pages of Vue, Svelte and Astro put into HTML."""
    for path in pages:
        try:
            lines = put_in(path, tree.read(path), program)
            yield from (f"what {path} puts into HTML in line {each} is not read" for each in lines)
        except Unreadable as error:
            yield str(error)


def _of_pages(tree: Tree, component: Component) -> Iterator[str]:
    """The files of Vue and Svelte of which a framework makes pages."""
    suffixes = tuple(_PAGES_OF[each] for each in component.frameworks if each in _PAGES_OF)
    for path in tree.files(component.path) if suffixes else ():
        if path.endswith(suffixes) and is_judged(path) and not is_test(path):
            yield path


def _cleaning(program: Program) -> Iterator[bytes]:
    """The names of a project's own filters that take out of a text what does harm."""
    for module in program.python_modules(b".filter", b"template_filter"):
        for function in module.functions:
            for decorator in function.decorators:
                last = path_of(decorator).removesuffix("()").rpartition(".")[2]
                if last not in ("filter", "template_filter", "app_template_filter"):
                    continue
                named = decorator.argument(0, "name") if isinstance(decorator, Call) else None
                if _cleans(program, function):
                    name = named.value if isinstance(named, Text) else function.name
                    yield name.encode()


def _cleans(program: Program, function: Function) -> bool:
    """Whether a function takes out what does harm, or hands its text to one that does."""
    calls = function.calls[:_MAX_CALLS]
    if any(_CLEANS.search(call.path) for call in calls):
        return True
    met = (program.callee(function.module, each, function) for each in calls if function.module)
    return any(
        found is not None
        and isinstance(found.value, Function)
        and any(_CLEANS.search(call.path) for call in found.value.calls[:_MAX_CALLS])
        for found in met
    )


def _pages_named(program: Program) -> frozenset[bytes]:
    """The names of pages that stand in the code."""
    return frozenset(
        name
        for module in program.modules(b".htm", b".xhtml")
        for name in _PAGE.findall(module.source)
    )


def _pages(program: Program) -> Iterator[Evidence]:
    """The places in code that answer or build HTML."""
    for each in endpoints(program):
        if each.answer is Answer.PAGE and not _is_shown(each) and not sends_files(each):
            yield each.module.evidence(each.line)
    yield from code.pages(program)
    yield from answered(program)


def _is_shown(endpoint: Endpoint) -> bool:
    """Whether a page is a package's that shows what an API offers: nothing here answers it."""
    sources = (each.source for each in endpoint.module.imports)
    return endpoint.handler is None and any(map(SHOWS.search, sources))
