"""Clauses backend:2.2 and 2.3, packages: one manager for everybody, and what it locked is true."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable

from compliance.checks.base import (
    EXACT,
    Finding,
    check,
    failed,
    not_applicable,
    passed,
    unknown,
)
from compliance.facts import Component, Stack
from compliance.facts.lockfiles import LockedProject, Lockfiles, Mismatch
from compliance.facts.manifests import Manifests
from compliance.facts.packages import Manager, PackageFiles

_SHOWN = 5


@check("package-manager-pnpm", title="pnpm is the package manager", confidence=EXACT)
def package_manager_pnpm(component: Component, packages: PackageFiles) -> Finding:
    """Install with pnpm, commit `pnpm-lock.yaml`, and delete every other manager's lockfile.

    - pnpm: `pnpm install` keeps the lockfile that is there; `git rm` takes the others away.
    - npm: `pnpm import` makes the lockfile out of npm's, then `git rm package-lock.json`.
    - Yarn: `pnpm import` makes the lockfile out of Yarn's, then `git rm yarn.lock`.
    - Bun: `pnpm install` makes the lockfile anew, then `git rm bun.lock`.

    Set `packageManager` in package.json to the version of pnpm that everybody should use, for
    example `pnpm@10.34.0`. The patterns of `workspaces` move to `packages` in
    `pnpm-workspace.yaml`.
    """
    if component.stack is not Stack.NODE:
        return not_applicable(f"{component.manifest}: not a Node.js component")
    locks = packages.of(Manager.PNPM)
    others = packages.of(Manager.NPM, Manager.YARN, Manager.BUN)
    declared = [each.where for each in packages.declared if each.name != "pnpm"]
    if not locks and not others:
        return failed("no pnpm-lock.yaml, and no other lockfile", *declared)
    if not locks:
        return failed(f"no pnpm-lock.yaml: found {', '.join(others)}", *others, *declared)
    if others:
        return failed(f"beside {locks[0]} there is {', '.join(others)}", *others, *declared)
    if declared:
        return failed(
            f"{locks[0]} is there, but {declared[0].path} names another manager in packageManager",
            *declared,
        )
    pins = [each.where for each in packages.declared]
    return passed(f"{locks[0]}, and no other manager's lockfile", *locks, *pins)


@check(
    "package-manager-poetry-or-pip",
    title="Poetry, or pip with requirements.txt, is the package manager",
    confidence=EXACT,
)
def package_manager_poetry_or_pip(
    component: Component, packages: PackageFiles, manifests: Manifests
) -> Finding:
    """Install with Poetry and commit `poetry.lock`, or with pip from a `requirements.txt`.

    - uv: `uv export --format requirements-txt --output-file requirements.txt` writes what `uv.lock`
      holds down for pip.
    - Pipenv: `pipenv requirements > requirements.txt` writes what `Pipfile.lock` holds down for
      pip.
    - PDM: `pdm export --output requirements.txt` writes what `pdm.lock` holds down for pip.
    - Python: `poetry init` makes a project out of a folder and asks for its dependencies; `pip
      freeze > requirements.txt` writes down what is installed now.
    """
    if component.stack is not Stack.PYTHON:
        return not_applicable(f"{component.manifest}: not a Python component")
    locks, requirements = packages.of(Manager.POETRY), packages.of(Manager.PIP)
    if locks and packages.poetry_projects:
        where = (*locks, *packages.poetry_projects)
        return passed(f"{locks[0]} locks the Poetry project {packages.poetry_projects[0]}", *where)
    if requirements:
        return passed(f"pip installs from {_few(requirements)}", *requirements)
    if locks:
        return failed(f"{locks[0]} is there, but no pyproject.toml of a Poetry project", *locks)
    found = [each.path for each in packages.files]
    for directory in component.roots:
        of_directory = (each.path for each in manifests.of(directory, component.stack))
        found += [path for path in of_directory if path not in found]
    # Those that only images install, where nothing else says what is installed.
    of_images = [path for path in found if fnmatch.fnmatchcase(path, "*/requirements*.txt")]
    if of_images and not packages.files:
        return passed(f"pip installs from {_few(of_images)}", *of_images)
    return failed(f"neither poetry.lock nor requirements*.txt: found {_few(found)}", *found)


@check("lockfile-in-sync", title="The lockfile was made from the manifest", confidence=EXACT)
def lockfile_in_sync(component: Component, packages: PackageFiles, locks: Lockfiles) -> Finding:
    """Lock again and commit the lockfile together with the manifest that it was made from.

    - pnpm: `pnpm install` writes it; in CI `pnpm install --frozen-lockfile` keeps it so.
    - npm: `npm install` writes it; in CI `npm ci` keeps it so.
    - Yarn: `yarn install` writes it; in CI `yarn install --immutable` (Yarn 1: `--frozen-lockfile`)
      keeps it so.
    - Poetry: `poetry lock` writes it; in CI `poetry check --lock` keeps it so.
    - pip: `pip-compile` writes requirements.txt from requirements.in.
    """
    found = locks.of(component.path)
    if not found:
        others = [each.path for each in packages.files if each.manager in _NOT_COMPARED]
        named = f"{_few(others)} is another manager's" if others else "there is none"
        return not_applicable(f"no lockfile that is compared: {named}", *others)
    drifted = [each for each in found if each.differing and not each.undecided]
    if drifted:
        places = [mismatch.where for each in drifted for mismatch in each.mismatches]
        return failed("; ".join(map(_drift, drifted)), *places)
    undecided = [each for each in found if each.undecided]
    if undecided:
        return unknown("; ".join(each.undecided for each in undecided), undecided[0].path)
    said = [f"{each.path} was made from {each.manifest}" for each in found]
    return passed(_few(said), *(each.path for each in found))


_NOT_COMPARED = (Manager.BUN, Manager.UV, Manager.PIPENV, Manager.PDM, Manager.CONDA)


def _drift(project: LockedProject) -> str:
    """What one lockfile lacks or holds otherwise."""
    said = ", ".join(_difference(each) for each in project.mismatches[:_SHOWN])
    more = f" and {project.differing - _SHOWN} more" if project.differing > _SHOWN else ""
    return f"{project.path} was not made from {project.manifest} as it is: {said}{more}"


def _difference(mismatch: Mismatch) -> str:
    if not mismatch.locked:
        return f"{mismatch.name} (asked for {mismatch.wanted}, not locked)"
    if not mismatch.wanted:
        return f"{mismatch.name} (locked, not asked for)"
    return f"{mismatch.name} (asked for {mismatch.wanted}, locked {mismatch.locked})"


def _few(things: Iterable[str]) -> str:
    """The first of some things, and how many more there are."""
    named = list(things)
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    return ", ".join(named[:_SHOWN]) + more
