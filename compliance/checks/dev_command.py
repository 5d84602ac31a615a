"""Clause backend:2.3, the start: one command that everybody knows starts the server."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from compliance.checks.base import EXACT, Evidence, Finding, check, failed, passed
from compliance.facts import Component, Stack
from compliance.facts.manifests import Manifests, Script
from compliance.facts.setup import StartFiles
from compliance.paths import below

_OTHER_NAMES = ("start:dev", "develop", "dev:start", "start:watch", "watch", "serve", "start")
# What starts the processes that a file of its own lists, which are the whole application's.
_PROCESS_MANAGERS = frozenset(
    """pm2 pm2-dev pm2-runtime foreman nf overmind honcho hivemind mprocs process-compose
    tilt""".split()
)
# What runs a program, and what runs scripts of packages.
_RUNTIMES = frozenset("bash sh zsh node tsx ts-node bun docker docker-compose podman".split())
_OF_MEMBERS = frozenset(
    """npm npx pnpm yarn turbo nx lerna moon rush wsrun ultra concurrently npm-run-all run-p
    vite next nuxt webpack""".split()
)


@check("dev-command", title="One known command starts the development server", confidence=EXACT)
def dev_command(component: Component, manifests: Manifests, files: StartFiles) -> Finding:
    """Let one command that everybody knows start the development server.

    - Node.js: name the script that does so `dev` in package.json, or add `dev` as an alias of it.
    - pnpm: `"dev": "pnpm start:dev"`, where `start:dev` is that script.
    - npm: `"dev": "npm run start:dev"`, where `start:dev` is that script.
    - Yarn: `"dev": "yarn start:dev"`, where `start:dev` is that script.
    - Bun: `"dev": "bun run start:dev"`, where `start:dev` is that script.
    - Python: start it from `manage.py`, from a `main.py` at the component's root or in its package,
      or declare a script under `[project.scripts]` in pyproject.toml.
    """
    if component.stack is Stack.NODE:
        return _node_command(component, manifests)
    for path in (*files.manage, *files.main):
        return passed(f"python {path} starts it", path)
    for script, place in _declared(component, manifests, files):
        return passed(f"{place.path} declares the script {script.name}", place)
    found = f": found {', '.join(files.others)}" if files.others else ""
    return failed(
        f"no manage.py, no main.py at the root or in a package, and no declared script{found}",
        component.manifest,
        *files.others,
    )


def _declared(
    component: Component, manifests: Manifests, files: StartFiles
) -> Iterable[tuple[Script, Evidence]]:
    """The scripts of a Python component, those of its workspace's root, then those above it that
    start a module of it.
    """
    for directory in component.roots:
        yield from _scripts(directory, component, manifests)
    for path, script in files.declared:
        yield script, _place(script, path, Stack.PYTHON)


def _node_command(component: Component, manifests: Manifests) -> Finding:
    own, *roots = component.roots
    scripts = list(_scripts(own, component, manifests))
    names = [component.path, *(each.name for each in manifests.of(own, component.stack))]
    of_workspace = [
        (script, place)
        for directory in roots
        for script, place in _scripts(directory, component, manifests)
        if _concerns(script, names) or _is_own(script, directory, component, manifests)
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
    """Whether a workspace's script names a member by its folder or its package, and so starts it,
    or hands a list of processes to what manages them.

    One that runs every member's `dev` starts no member that has none.
    """
    words = re.split(r"[\s'\"={},]+", script.command)
    return not _PROCESS_MANAGERS.isdisjoint(words) or any(
        name and word.removeprefix("./").strip("/.*") == name for name in names for word in words
    )


def _is_own(script: Script, directory: str, component: Component, manifests: Manifests) -> bool:
    """Whether a workspace's script is a program of its own, or Compose, which starts all that there
    is; not what runs scripts of its members, or another one of these.
    """
    words = [each for each in re.split(r"[\s'\"]+", script.command) if each and "=" not in each]
    runs = words and (words[0] in _RUNTIMES or words[0].startswith("./"))
    if not runs or not _OF_MEMBERS.isdisjoint(map(posixpath.basename, words)):
        return False
    members = {each.directory for each in manifests.manifests} - {"", directory, component.path}
    paths = [posixpath.normpath(posixpath.join(directory, each)) for each in words]
    return not any(below(path, member) for path in paths for member in members)


def _scripts(
    directory: str, component: Component, manifests: Manifests
) -> Iterable[tuple[Script, Evidence]]:
    """The scripts that the manifests of a folder declare."""
    for manifest in manifests.of(directory, component.stack):
        for script in manifest.scripts:
            yield script, _place(script, manifest.path, component.stack)


def _place(script: Script, path: str, stack: Stack) -> Evidence:
    """Where a manifest declares a script."""
    name = f'"{script.name}":' if stack is Stack.NODE else f"{script.name} ="
    return Evidence(path, script.line, excerpt=f'{name} "{script.command}"')
