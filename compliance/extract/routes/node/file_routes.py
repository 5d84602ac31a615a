"""Routes of Remix, React Router, Astro, SolidStart and Medusa, by the names of their files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.model import Module
from compliance.extract.code.program import Program
from compliance.extract.placed import answers_on_request
from compliance.extract.routes.endpoint import Endpoint
from compliance.extract.routes.following import Located, function_of
from compliance.extract.routes.node.answers import answer_of
from compliance.extract.routes.node.exports import exported
from compliance.extract.routes.node.handed_on import returning
from compliance.extract.routes.node.mounts import style_of
from compliance.extract.routes.node.react_router import configured, goes_by_names
from compliance.extract.routes.paths import joined, of_file
from compliance.facts.routes import Answer

_REMIX = re.compile(
    r"(?:^|/)app/routes/(?P<path>(?:[^/]{1,200}/){0,30}[^/]{1,200}?)\.(?:ts|tsx|js|jsx)$"
)
# What parts segments, and what is written in brackets so that it does not.
_PARTS = re.compile(r"[./](?![^\[\]]{0,80}\])")
_AS_IT_IS = re.compile(r"\[([^\[\]]{1,80})\]")
_REMIX_WORDS = (b"@remix-run/", b"react-router", b"loader", b"action")
_ASTRO = re.compile(
    r"(?:^|/)src/pages/(?P<path>(?:[^/_][^/]{0,200}/){0,30}[^/_][^/]{0,200}?)\.(?:ts|js)$"
)
# Endpoints of Astro that are no files when the site is built.
_ASKED = re.compile(rb"\bprerender\s{0,9}=\s{0,9}false\b")
_MEDUSA = re.compile(r"(?:^|/)src/(?P<path>api/(?:[^/]{1,200}/){0,30})route\.(?:ts|js)$")
_MEDUSA_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
_ASTRO_VERBS = (*_MEDUSA_VERBS, "ALL", "get", "post", "put", "patch", "del", "all")
_SOLID = re.compile(
    r"(?:^|/)src/routes/(?P<path>(?:[^/]{1,200}/){0,30}[^/]{1,200}?)\.(?:ts|tsx|js|jsx)$"
)


def remix(program: Program) -> Iterator[Endpoint]:
    """Loaders and actions: of files without a component they answer data, else its page."""
    named = goes_by_names(program)
    addresses = {
        path: _address(match["path"])
        for path in program.paths
        if named and (match := _REMIX.search(path))
    }
    for path, address in (addresses | configured(program)).items():
        module = program.code.module(path) if program.code.holds(path, *_REMIX_WORDS) else None
        if module is not None:
            yield from _of_remix(program, module, address)


def _address(name: str) -> str:
    """`users+/$id.edit` and `users.$id_.edit` are both `/users/{id}/edit`; `feed[.]xml` is one
    segment.
    """
    segments = []
    for part in _PARTS.split(name.replace("+/", "/")):
        if part.startswith("_") or part in ("index", "route"):
            continue  # A layout, or the folder's own file.
        plain = _AS_IT_IS.sub(r"\1", part.rstrip("_+").strip("()"))
        segments.append(f"{{{plain[1:] or 'path'}}}" if plain.startswith("$") else plain)
    return joined(*segments)


def _of_remix(program: Program, module: Module, path: str) -> Iterator[Endpoint]:
    page = Answer.PAGE if exported(module, "default") is not None else None
    for name, method in (("loader", "GET"), ("action", "POST")):
        found = exported(module, name)
        if found is not None:
            yield _endpoint(program, "Remix", method, path, found, page)


def _endpoint(
    program: Program, framework: str, method: str, path: str, found: Located,
    answer: Answer | None = None,
) -> Endpoint:  # fmt: skip
    handler = function_of(program, found)
    kind = answer or answer_of(method, path, returning(program, handler))
    line = found.expression.line
    return Endpoint(
        method, path, framework, found.module, line, handler, answer=kind,
        style=style_of(found.module),
    )  # fmt: skip


def astro(program: Program) -> Iterator[Endpoint]:
    """The exports of `src/pages/**.ts`, named for methods, with `ALL` for any; before Astro 3 in
    lower case.

    Source: https://docs.astro.build/en/guides/endpoints/
    """
    paths = [(path, match) for path in program.paths if (match := _ASTRO.search(path))]
    if not paths or "Astro" not in program.component.frameworks:
        return
    contents = program.code.tree.contents
    for path, match in paths:
        module = program.code.module(path) if program.code.holds(path, b"export") else None
        if module is None:
            continue
        asked = answers_on_request(contents, path) or _ASKED.search(module.source) is not None
        for name in _ASTRO_VERBS:
            found = exported(module, name)
            if found is not None:
                method = {"ALL": "*", "DEL": "DELETE"}.get(name.upper(), name.upper())
                built = Answer.STATIC if method == "GET" and not asked else None
                yield _endpoint(program, "Astro", method, of_file(match["path"]), found, built)


def medusa(program: Program) -> Iterator[Endpoint]:
    """The exports of `src/api/**/route.ts`."""
    for path in program.paths:
        match = _MEDUSA.search(path)
        if match is None or not program.code.holds(path, b"@medusajs/", b"Medusa"):
            continue
        module = program.code.module(path)
        address = of_file(match["path"].removeprefix("api/").rstrip("/"))
        for method in _MEDUSA_VERBS if module is not None else ():
            found = exported(module, method) if module is not None else None
            if found is not None:
                yield _endpoint(program, "Medusa", method, address, found)


def solid(program: Program) -> Iterator[Endpoint]:
    """The exports of `src/routes/**` that are named for methods; pages export a component."""
    if "SolidStart" not in program.component.frameworks:
        return
    for path in program.paths:
        match = _SOLID.search(path)
        module = (
            program.code.module(path) if match and program.code.holds(path, b"export") else None
        )
        if match is None or module is None:
            continue
        for method in _MEDUSA_VERBS:
            found = exported(module, method)
            if found is not None:
                yield _endpoint(program, "SolidStart", method, of_file(match["path"]), found)
