"""Finds where a project makes or serves an application of its frameworks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from compliance.extract import front_end_routes, stand_ins, starting
from compliance.extract.comments import code_only
from compliance.extract.frameworks import Framework
from compliance.extract.placed import answers_on_request
from compliance.extract.sources import evidence_at, sources_of
from compliance.facts import Evidence, Stack
from compliance.paths import is_test, language
from compliance.tree import Tree, Unreadable

# What a generator of code fills in and writes out is no code of its own: `main.template.ts`.
_FILLED_IN = re.compile(r"\.(?:template|tpl|tmpl)\.[a-z]{1,4}$")
# So many places that look like an application, and are none, are looked at.
_MAX_ENTRIES = 50


def entry_point(
    tree: Tree,
    directory: str,
    stack: Stack,
    frameworks: tuple[Framework, ...],
    nested: tuple[str, ...],
    *,
    package: bool = False,
) -> tuple[Framework, Evidence] | None:
    """The first place outside tests that makes an application, shallow files first and scripts
    last. What a package is tried out with beside it is a test too.
    """
    own = sources_of(tree, directory, stack, nested)
    paths = [path for path in own if not is_test(path) and not _FILLED_IN.search(path)]
    if package:
        paths = [path for path in paths if not stand_ins.tries_package(path, directory)]
    placed = [each for each in frameworks if each.paths]
    routes = [path for path in paths if any(_serves(tree, path, each) for each in placed)]
    # A front end in a folder of its own signs people in somewhere else, and brings them back.
    brings_back = bool(directory) and front_end_routes.only_of_front_end(tree, routes)
    if (
        brings_back
        or stand_ins.stand_in(tree, routes)
        or front_end_routes.only_tells_of_site(tree, routes)
        or (routes and front_end_routes.made_before(tree, directory))
    ):
        frameworks = tuple(each for each in frameworks if not each.paths)
    candidates: list[tuple[Framework, Evidence]] = []
    paths.sort(key=lambda path: (starting.is_script(path, directory), path.count("/"), path))
    for framework, evidence in islice(_applications(tree, paths, frameworks), _MAX_ENTRIES):
        content = tree.contents.get(evidence.path, b"")
        if directory and stand_ins.only_serves_pages(content):
            continue
        if stand_ins.waits_for_browser(tree, directory, content):
            continue
        candidates.append((framework, evidence))
        if not stand_ins.derived(evidence):
            break
    aside = stand_ins.only_extended(tree, paths, [evidence for _, evidence in candidates])
    return next((each for each in candidates if each[1] not in aside), None)


def _applications(
    tree: Tree, paths: list[str], frameworks: tuple[Framework, ...]
) -> Iterator[tuple[Framework, Evidence]]:
    """The files that look as if they made an application, in their order."""
    for path in paths:
        for framework in frameworks:
            evidence = _serves(tree, path, framework)
            if evidence is not None:
                yield framework, evidence


def _serves(tree: Tree, path: str, framework: Framework) -> Evidence | None:
    is_placed = framework.paths is not None and framework.paths.fullmatch(path) is not None
    if framework.entry is None or (framework.paths is not None and not is_placed):
        return Evidence(path) if is_placed else None
    try:
        content = tree.read(path)
    except Unreadable:
        return None  # Another file may show it; one that cannot be read proves nothing.
    asked = framework.asked is not None and answers_on_request(tree.contents, path)
    if framework.made(content, on_request=asked) is None or stand_ins.tests_something(content):
        return None
    stack = Stack.PYTHON if language(path) == "python" else Stack.NODE
    # Comments may show how one is made.
    position = framework.made(code_only(content, stack), on_request=asked)
    return evidence_at(path, content, position) if position is not None else None
