"""Clauses backend:2.2 and 2.3, set-up: what a newcomer formats, fetches and starts code with."""

from __future__ import annotations

import re
from collections.abc import Iterable

from compliance.checks.base import (
    EXACT,
    Evidence,
    Finding,
    check,
    failed,
    not_applicable,
    passed,
    unknown,
)
from compliance.facts import Component, Stack
from compliance.facts.manifests import Manifests, Script
from compliance.facts.setup import BiomeConfiguration, StartFiles
from compliance.facts.submodules import Submodules

_OTHER_NAMES = ("start:dev", "develop", "dev:start", "start:watch", "watch", "serve", "start")
_SHOWN = 5


@check("dev-command", title="One known command starts the development server", confidence=EXACT)
def dev_command(component: Component, manifests: Manifests, files: StartFiles) -> Finding:
    """Node.js: name the script that starts the development server `dev` in package.json.

    Where it has another name already, add an alias: `"dev": "pnpm start:dev"`. Python: start it
    from `manage.py`, from a `main.py` at the component's root or in its package, or declare a
    script under `[project.scripts]` in pyproject.toml.
    """
    if component.stack is Stack.NODE:
        return _node_command(component, manifests)
    for path in (*files.manage, *files.main):
        return passed(f"python {path} starts it", path)
    for script, place in _declared(component, manifests):
        return passed(f"{place.path} declares the script {script.name}", place)
    found = f": found {', '.join(files.others)}" if files.others else ""
    return failed(
        f"no manage.py, no main.py at the root or in a package, and no declared script{found}",
        component.manifest,
        *files.others,
    )


def _declared(component: Component, manifests: Manifests) -> Iterable[tuple[Script, Evidence]]:
    """The scripts of a Python component, then those of its workspace's root."""
    for directory in component.roots:
        yield from _scripts(directory, component, manifests)


def _node_command(component: Component, manifests: Manifests) -> Finding:
    own, *roots = component.roots
    scripts = list(_scripts(own, component, manifests))
    names = [component.path, *(each.name for each in manifests.of(own, component.stack))]
    of_workspace = [
        (script, place)
        for directory in roots
        for script, place in _scripts(directory, component, manifests)
        if _concerns(script, names)
    ]
    for script, place in (*scripts, *of_workspace):
        if script.name == "dev":
            return passed(f"{place.path} has the script dev", place)
    others = [
        (script, place) for name in _OTHER_NAMES for script, place in scripts if script.name == name
    ]
    if not others:
        return failed(f"{component.manifest} has no script dev", component.manifest)
    found = ", ".join(dict.fromkeys(script.name for script, _ in others))
    return failed(
        f"{component.manifest} has no script dev, which the protocol asks for, but {found}",
        *(place for _, place in others),
    )


def _concerns(script: Script, names: Iterable[str]) -> bool:
    """Whether a workspace's script names a member by its folder or its package, and so starts it.

    One that runs every member's `dev` starts no member that has none.
    """
    words = re.split(r"[\s'\"={}]+", script.command)
    return any(
        name and word.removeprefix("./").strip("/.*") == name for name in names for word in words
    )


def _scripts(
    directory: str, component: Component, manifests: Manifests
) -> Iterable[tuple[Script, Evidence]]:
    """The scripts that the manifests of a folder declare."""
    for manifest in manifests.of(directory, component.stack):
        for script in manifest.scripts:
            excerpt = f"{script.name}: {script.command}"
            yield script, Evidence(manifest.path, script.line, excerpt=excerpt)


@check("biome-configured", title="Biome is configured and installed", confidence=EXACT)
def biome_configured(component: Component, biome: BiomeConfiguration) -> Finding:
    """Install Biome with the project and commit its configuration.

    `pnpm add --save-dev --save-exact @biomejs/biome`, then `pnpm biome init` writes `biome.json`.
    """
    if component.stack is not Stack.NODE:
        return not_applicable(f"{component.manifest}: not a Node.js component")
    depends = tuple(Evidence(path, line) for path, line in biome.dependencies)
    if biome.files and depends:
        said = f"{biome.files[0]}, and {depends[0].path} depends on @biomejs/biome"
        return passed(said, biome.files[0], depends[0])
    if biome.files:
        said = f"{biome.files[0]} is there, but no package.json depends on @biomejs/biome"
        return failed(said, biome.files[0], component.manifest)
    if depends:
        said = f"{depends[0].path} depends on @biomejs/biome, but there is no biome.json(c)"
        return failed(said, *depends)
    return failed("no biome.json or biome.jsonc, and nothing depends on @biomejs/biome")


@check("submodules-initialise", title="Submodules come with the clone", confidence=EXACT)
def submodules_initialise(_component: Component, submodules: Submodules) -> Finding:
    """Let every submodule be named in `.gitmodules` with an address that everybody can reach.

    Add and remove them with `git submodule add` and `git rm`. Write `git submodule update --init
    --recursive` into the README or into the script that sets the repository up.
    """
    if not submodules.present:
        strays = ", ".join(submodules.without_entry[:_SHOWN])
        more = f" (although {strays} is a submodule in the tree)" if strays else ""
        return not_applicable(f"no .gitmodules{more}", *submodules.without_entry)
    if not submodules.entries and not submodules.without_entry:
        return not_applicable(".gitmodules names no submodule, and the tree has none")
    problems = [*_wrong_entries(submodules)]
    if not submodules.told and not submodules.unread:
        looked_in = ", ".join(submodules.looked_in[:_SHOWN]) or "there is no README and no script"
        said = f"nothing tells to run `git submodule update --init` (looked in: {looked_in})"
        problems.append((said, (Evidence(".gitmodules"),)))
    if problems:
        places = [place for _, where in problems for place in where]
        return failed("; ".join(said for said, _ in problems), *places)
    if not submodules.told:
        return unknown("; ".join(submodules.unread))
    said = f"each of {submodules.entries} submodules is named and in the tree"
    return passed(f"{said}; {submodules.told[0].path} fetches them", *submodules.told)


def _wrong_entries(submodules: Submodules) -> Iterable[tuple[str, tuple[Evidence, ...]]]:
    """What is wrong between `.gitmodules` and the tree, each with its places."""
    strays = tuple(Evidence(path) for path in submodules.without_entry)
    for said, places in (
        ("entries of .gitmodules that are no submodule in the tree", submodules.without_gitlink),
        ("entries of .gitmodules without an address", submodules.without_url),
        ("entries of .gitmodules whose address is a local path", submodules.local),
        ("submodules in the tree that .gitmodules does not name", strays),
    ):
        if places:
            yield f"{said}: {_few(places)}", places


def _few(places: tuple[Evidence, ...]) -> str:
    named = [place.excerpt or place.path for place in places]
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    return ", ".join(named[:_SHOWN]) + more
