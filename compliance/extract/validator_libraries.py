"""Finds the libraries that a component validates its input with."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from compliance.extract.code.program import Program
from compliance.extract.routes import Endpoint
from compliance.extract.validators import WORDS, library_of
from compliance.facts.validation import Validator
from compliance.paths import is_source

MAX_LIBRARIES = 10
# The older AdonisJS has settings of its validator's type wherever it is made.
_OF_ADONIS = frozenset(["schema", "validator"])


def validators_of(program: Program, routes: tuple[Endpoint, ...]) -> Iterator[Validator]:
    """The libraries that the code takes in, each where it first does."""
    seen: set[str] = set()
    words, code = WORDS[program.component.stack], program.code
    paths = (*program.paths, *_beside(program, routes))
    holding = {each: frozenset(code.holding(paths, *words[each])) for each in words}
    for path in paths:
        # Very many files take in the same one.
        is_new = any(path in holding[each] for each in holding.keys() - seen)
        module = code.module(path) if is_new else None
        if module is None:
            continue
        for each in module.imports:
            name = library_of(each.source)
            if each.source == "django" and "forms" in each.names.values():
                name = "Django forms"
            if "reqparse" in each.names.values():
                name = library_of(f"{each.source}.reqparse")
            if each.source.startswith("fastapi") and "Depends" not in each.names:
                continue
            if "Adonis" in each.source and _OF_ADONIS.isdisjoint(each.names.values()):
                continue
            if name and name not in seen and len(seen) < MAX_LIBRARIES:
                seen.add(name)
                yield Validator(name, module.evidence(each.line))


def _beside(program: Program, routes: tuple[Endpoint, ...]) -> Iterator[str]:
    """The files of another folder of the repository whose routes a component serves."""
    own = frozenset(program.paths)
    folders = {
        f"{posixpath.dirname(each.module.path)}/"
        for each in routes
        if each.module.path not in own and "/" in each.module.path
    }
    for path in program.code.tree.files() if folders else ():
        if path not in own and path.startswith(tuple(folders)) and is_source(path):
            yield path
